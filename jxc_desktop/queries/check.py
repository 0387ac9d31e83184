"""Does the shop file keep every rule of the books? Looks at all of it, names what is wrong, changes nothing."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TextClause, select
from sqlalchemy.exc import DBAPIError

from jxc_desktop.db import integrity
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import shop
from jxc_desktop.domain.cart import CartUnreadable, cart_from_json
from jxc_desktop.domain.order_json import OrderUnreadable, order_from_json
from jxc_desktop.domain.receipt_draft import ReceiptUnreadable, quantities, receipt_from_json
from jxc_desktop.domain.settings import read_setting, titles
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries import check_books, check_counts, check_purchases, check_stock_documents
from jxc_desktop.queries.check_chain import walk
from jxc_desktop.queries.drafts import SALE
from jxc_desktop.queries.findings import Finding
from jxc_desktop.queries.orders import ORDER_DRAFT
from jxc_desktop.queries.receipt_drafts import RECEIPT
from jxc_desktop.queries.view import View

_AT_MOST = 100

Progress = Callable[[int, int], None]
"""Documents looked at so far, and in all."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at, by kind and number, and what is wrong: at most a hundred findings of a kind."""

    ok: bool
    looked_at: dict[str, int]
    findings: tuple[Finding, ...]

    def looked_at_text(self) -> str:
        """What was looked at, in words."""
        return _(", ").join(f"{_(_COUNTED[kind])} {count}" for kind, count in self.looked_at.items())


_COUNTED = {
    "products": N_("products"),
    "documents": N_("documents"),
    "sale_lines": N_("sale lines"),
    "payments": N_("payments"),
    "opening_lines": N_("lines of opening stock"),
    "stock_moves": N_("stock moves"),
    "stock_levels": N_("stock levels"),
    "shortages": N_("open shortages"),
    "drafts": N_("open and held carts"),
    "receipt_lines": N_("lines of receipts"),
    "party_moves": N_("moves of what is owed"),
    "suppliers": N_("suppliers"),
    "count_entries": N_("entries of stock counts"),
}


class _Check:
    def __init__(self, view: View) -> None:
        self.view = view
        self.findings: list[Finding] = []
        self.looked_at: dict[str, int] = {}
        self._of_code: dict[str, int] = {}

    def report(self, code: str, facts: dict[str, Any]) -> None:
        """Keep a finding, the first hundred of its kind."""
        self._of_code[code] = self._of_code.get(code, 0) + 1
        if self._of_code[code] <= _AT_MOST:
            self.findings.append(Finding(code, facts))

    @contextmanager
    def part(self) -> Generator[None]:
        """A part that the database can't even read is a finding too."""
        try:
            yield
        except (DBAPIError, ValueError) as error:
            self.report("unreadable", {"detail": str(getattr(error, "orig", error))})

    def file(self) -> bool:
        """The file itself; False when nothing in it can be trusted."""
        connection = self.view.connection
        if not integrity.is_ours(connection):
            self.report("not_ours", {})
        pages = integrity.page_problems(connection)
        if pages.damage:
            self.report("pages", {"detail": "; ".join(pages.damage[:3])})
            return False
        for rule in dict.fromkeys(pages.rules):
            self.report("rule", {"detail": rule})
        for broken in integrity.broken_references(connection):
            self.report("reference", {"table": broken.table, "row": broken.row_id, "parent": broken.parent})
        for difference in integrity.schema_differences(connection):
            is_guard = (difference.kind, difference.how) == ("trigger", "missing")
            code = "trigger_missing" if is_guard else f"schema_{difference.how}"
            self.report(code, {"kind": difference.kind, "name": difference.name})
        return True

    def search_index(self) -> None:
        """Every product has its words."""
        for name in integrity.products_without_words(self.view.connection):
            self.report("not_indexed", {"name": name})
        for row in integrity.words_without_product(self.view.connection):
            self.report("indexed_without_product", {"row": row})

    def settings(self) -> None:
        """Every choice of a known setting is one that can be made."""
        for row in self.view.connection.execute(_SETTINGS):
            if row.key in titles() and read_setting(row.key, row.value) is None:
                self.report("setting", {"name": row.key})

    def counts(self) -> None:
        """How much there is to look at."""
        for name, statement in (*check_books.COUNTS, *check_purchases.COUNTS, *check_counts.COUNTED):
            self.looked_at[name] = int(self.view.connection.execute(statement).scalar_one())

    def books(self, queries: Iterable[tuple[str, TextClause]]) -> None:
        """The rules that SQL looks at."""
        for code, statement in queries:
            with self.part():
                for row in self.view.connection.execute(statement).mappings():
                    self.report(code, dict(row))

    def tallies(self) -> None:
        """What stands on the lists of counts is what was entered."""
        for facts in check_counts.wrong_tallies(self.view):
            self.report("count_tally", facts)

    def drafts(self) -> None:
        """Carts, orders and half-typed receipts can be read, and say the same as their lists of goods."""
        kept: dict[int, dict[int, int]] = {}
        for row in self.view.connection.execute(_DRAFT_LINES):
            kept.setdefault(row.draft_id, {})[row.product_id] = row.base_quantity
        for draft in self.view.connection.execute(_DRAFTS):
            read, code = _READ[draft.kind]
            try:
                goods = read(draft.body)
            except (CartUnreadable, OrderUnreadable, ReceiptUnreadable):
                self.report(code, {"key": draft.key})
                continue
            if goods != kept.get(draft.id, {}):
                self.report(f"{code}_lines", {"key": draft.key})


def _goods_of_cart(body: str) -> dict[int, int]:
    goods: dict[int, int] = {}
    for line in cart_from_json(body).lines:
        if line.product is not None:
            goods[line.product.id] = goods.get(line.product.id, 0) + line.base_quantity
    return goods


_READ: dict[str, tuple[Callable[[str], dict[int, int]], str]] = {
    SALE: (_goods_of_cart, "draft"),
    RECEIPT: (lambda body: quantities(receipt_from_json(body)), "receipt_draft"),
    ORDER_DRAFT: (lambda body: order_from_json(body).order.quantities, "order_draft"),
}
"""How the goods of a draft are read, and what is reported where they can't be."""
_DRAFTS = select(d.draft.c.id, d.draft.c.key, d.draft.c.kind, d.draft.c.body).where(d.draft.c.kind.in_(list(_READ)))
_DRAFT_LINES = select(d.draft_line)
_SETTINGS = select(shop.setting.c.key, shop.setting.c.value)


def check(view: View, progress: Progress | None = None) -> CheckReport:
    """Look at every rule the books must keep; `progress` hears documents done and in all. Changes nothing."""
    made = _Check(view)
    is_sound = False
    with made.part():
        is_sound = made.file()
    if is_sound:
        for part in (made.counts, made.settings, made.drafts, made.search_index):
            with made.part():
                part()
        made.books(check_books.STOCK)
        made.books(check_books.MONTHS)
        made.books(check_books.DOCUMENTS)
        made.books(check_purchases.PURCHASES)
        made.books(check_stock_documents.STOCK_DOCUMENTS)
        made.books(check_counts.COUNTS)
        with made.part():
            made.tallies()
        everything = made.looked_at.get("documents", 0)
        with made.part():
            walk(view, made.report, None if progress is None else lambda done: progress(done, everything))
    return CheckReport(not made.findings, made.looked_at, tuple(made.findings))
