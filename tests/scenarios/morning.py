"""A morning at the counter, and beside it the same morning kept on paper: stock, costs, drawer, in plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import text

from jxc_desktop.devices import drawer, printer
from jxc_desktop.domain.cart import Cart, add_product
from jxc_desktop.domain.payments import MethodKind, Tender
from jxc_desktop.domain.printer_troubles import PrinterTrouble
from jxc_desktop.domain.printers import Target
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.imports import apply_import, stage_import
from jxc_desktop.operations.print_jobs import claim_job, job_failed, job_printed, retry_job
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import Sold, complete_sale
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.receipts import escpos_bytes
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.print_jobs import failed_jobs, waiting_jobs
from jxc_desktop.queries.products import Found, find_by_code, search
from jxc_desktop.queries.receipts import receipt_of
from jxc_desktop.spreadsheets.mapping import propose_mapping
from jxc_desktop.spreadsheets.product_sheet import parse_rows
from jxc_desktop.spreadsheets.reading import read_workbook
from tests.costing_model import Book, part_of

CENT = Decimal("0.01")
JIAO = Decimal("0.1")


def money(amount: Decimal) -> int:
    return int(amount * 10_000)


@dataclass(frozen=True)
class OnSheet:
    """What a sheet says of a product, read by eye: pieces and prices as people write them."""

    name: str
    stock: Decimal | None = None
    cost: Decimal | None = None


@dataclass
class Morning:
    """The shop, and its paper: a book a product, what is in the drawer, what the sales brought."""

    shop: Shop
    books: dict[int, Book] = field(default_factory=dict)
    drawer: Decimal = Decimal(0)
    takings: Decimal = Decimal(0)
    unopened: set[int] = field(default_factory=set)
    sold: dict[int, list[tuple[Book, range, int]]] = field(default_factory=dict)
    sales: int = 0

    def import_sheet(self, path: Path, on_sheet: Sequence[OnSheet]) -> None:
        """The five calls of an import; on paper its products get their books."""
        workbook = read_workbook(path)
        parsed = parse_rows(workbook, propose_mapping(workbook))
        assert parsed.errors == ()
        with self.shop.read() as view:
            differences = compare(view, parsed.rows, match_by_name=True)
        assert not differences.wrong
        apply_import(self.shop, stage_import(self.shop, differences, path.name, workbook.sha256))
        with self.shop.read() as view:
            made = view.connection.execute(text("SELECT id, name FROM product ORDER BY id")).all()
        new = [(product_id, name) for product_id, name in made if product_id not in self.books]
        for (product_id, name), said in zip(new, on_sheet, strict=True):
            assert name == said.name
            self._open(product_id, said)

    def _open(self, product_id: int, said: OnSheet) -> None:
        book = self.books[product_id] = Book(None if said.cost is None else float(said.cost))
        if said.stock is None:
            self.unopened.add(product_id)
        elif said.stock > 0:
            quantity = int(said.stock * ONE)
            value = None if said.cost is None else part_of(money(said.cost), quantity, ONE)
            book.receive(quantity, value, is_opening=True)
        elif said.stock < 0:
            book.issue(int(-said.stock * ONE))

    def scan(self, code: str) -> Found:
        with self.shop.read() as view:
            return find_by_code(view, code)[0]

    def named(self, name: str) -> Product:
        """The product that a search for its name finds."""
        with self.shop.read() as view:
            return next(product for product in search(view, name, limit=500) if product.name == name)

    def sell(self, cart: Cart, *tenders: Tender, due: Decimal, rounds: bool = False, by_hand: Decimal = Decimal(0), **more: Any) -> Sold:
        """Pay a cart of which the paper says what is due; `rounds` when the rest is paid in cash."""
        due -= by_hand
        rest = due - sum((Decimal(tender.amount or 0) / 10_000 for tender in tenders[:-1]), Decimal(0))
        if rounds:
            due -= rest - rest.quantize(JIAO, ROUND_DOWN)
            rest = rest.quantize(JIAO, ROUND_DOWN)
        with self.shop.work() as work:
            sold = complete_sale(work, cart, tenders, print_receipt=True, manual_round_off=money(by_hand), **more)
        assert sold.total == money(due), sold
        self.takings += due
        self.drawer += sum((Decimal(tender.amount or 0) / 10_000 for tender in tenders[:-1] if tender.kind is MethodKind.CASH), Decimal(0))
        self.drawer += rest if tenders[-1].kind is MethodKind.CASH else 0
        self.sales += 1
        moved = [(self.books[line.product.id], line.base_quantity) for line in cart.lines if line.product]
        self.sold[sold.document_id] = [(book, book.issue(quantity), quantity) for book, quantity in moved]
        return sold

    def reverse(self, sold: Sold, *, cash: Decimal) -> None:
        """作废: the goods come back at what they cost, the money goes."""
        with self.shop.work() as work:
            reverse_sale(work, sold.document_id, "")
        self.takings -= Decimal(sold.total) / 10_000
        self.drawer -= cash
        for book, positions, quantity in self.sold.pop(sold.document_id):
            book.receive(quantity, book.cost_of(positions))

    def print_waiting(self, target: Target) -> int:
        """Send what waits to a printer; returns how many came out."""
        with self.shop.read() as view:
            ids = [job.id for job in waiting_jobs(view)]
        printed = 0
        for job_id in ids:
            with self.shop.work() as work:
                job = claim_job(work, job_id)
            assert job is not None
            with self.shop.read() as view:
                paper = escpos_bytes(receipt_of(view, job.document_id, is_copy=job.is_copy), drawer_pulse=drawer.PULSE)
            try:
                printer.send(target, paper)
            except PrinterTrouble as trouble:
                with self.shop.work() as work:
                    job_failed(work, job_id, trouble.fact, may_have_printed=trouble.had_begun)
            else:
                printed += 1
                with self.shop.work() as work:
                    job_printed(work, job_id)
        return printed

    def retry_failed(self) -> int:
        """补打: let all that failed wait again."""
        with self.shop.work() as work:
            failed = failed_jobs(work)
            for job in failed:
                retry_job(work, job.id)
        return len(failed)


def amount(price: str, quantity: str) -> Decimal:
    """A line's amount, to the cent, half up."""
    return (Decimal(price) * Decimal(quantity)).quantize(CENT, ROUND_HALF_UP)


def one_of(key: str, *products: Product) -> Cart:
    cart = Cart(key)
    for product in products:
        cart = add_product(cart, product)
    return cart
