"""Reversing a sale (作废): a document of its own with every figure turned round; the sale itself is never touched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import sales
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound, ShopError
from jxc_desktop.domain.payments import MethodKind
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations import sale_rows, stock
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.line_costs import line_costs


class AlreadyReversed(ShopError):
    """A sale that was reversed before."""

    def __init__(self, number: str, reversal: str) -> None:
        super().__init__(number, reversal)
        self.number, self.reversal = number, reversal

    def sentence(self) -> str:
        """Name the reversal."""
        return _("{number} was reversed before, by {reversal}. Nothing was changed.").format(number=self.number, reversal=self.reversal)


class NoSale(ShopError):
    """A document that is not a sale, so it can't be reversed here."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def sentence(self) -> str:
        """Name the document."""
        return _("{number} is not a sale and can't be reversed. Nothing was changed.").format(number=self.number)


@dataclass(frozen=True, slots=True)
class Reversed:
    """A reversal that stands: its total is negative, `paid_back` what leaves the drawer and the other ways of paying."""

    document_id: int
    number: str
    total: int
    paid_back: int
    print_job_id: int
    opens_drawer: bool


_later = d.document.alias("later")
_SALE = (
    select(d.document.c.id, d.document.c.kind, d.document.c.number, sales.sale, _later.c.number.label("reversed_by"))
    .outerjoin(sales.sale, sales.sale.c.id == d.document.c.id)
    .outerjoin(_later, _later.c.reverses == d.document.c.id)
    .where(d.document.c.id == bindparam("document"))
)
_LINES = select(sales.sale_line).where(sales.sale_line.c.document_id == bindparam("document")).order_by(sales.sale_line.c.line_no)
_PAYMENTS = (
    select(sales.payment, sales.payment_method.c.code, sales.payment_method.c.kind)
    .join(sales.payment_method, sales.payment_method.c.id == sales.payment.c.method_id)
    .where(sales.payment.c.document_id == bindparam("document"))
    .order_by(sales.payment.c.line_no)
)
_KEPT = (
    "line_no",
    "product_id",
    "pack_id",
    "code",
    "barcode",
    "name",
    "spec",
    "unit",
    "pack_name",
    "ratio",
    "price",
    "base_price",
    "price_rule",
    "is_amount_typed",
    "tax_rate",
    "is_cost_provisional",
)
_TURNED = ("pack_quantity", "base_quantity", "line_discount", "cart_discount", "amount", "net")


def reverse_sale(work: Work, document_id: int, reason: str) -> Reversed:
    """Take a whole sale back: goods to the stock at the cost they left with (true-ups included), money as it was paid.

    Raises NotAllowed, NotFound, NoSale, AlreadyReversed.
    """
    work.require(Permission.REVERSE_SALE)
    run = work.connection.execute
    sale = run(_SALE, {"document": document_id}).one_or_none()
    if sale is None:
        raise NotFound(str(document_id))
    if sale.kind != DocumentKind.SALE:
        raise NoSale(sale.number)
    if sale.reversed_by is not None:
        raise AlreadyReversed(sale.number, sale.reversed_by)
    stored = run(_LINES, {"document": document_id}).all()
    costs = line_costs(work, document_id)
    plan = stock.plan(work, [_back(row, costs[row.line_no]) for row in stored])
    paid = run(_PAYMENTS, {"document": document_id}).all()
    posted = sale_rows.post(
        work,
        DocumentKind.REVERSAL,
        f"reverses:{document_id}",
        sale={name: -getattr(sale, name) for name in ("lines_total", "discount", "round_off", "total", "pieces")}
        | {"tax_status": sale.tax_status, "sold_by": sale.sold_by},
        lines=[_turned(row, costs[row.line_no]) for row in stored],
        payments=_given_back(paid, sale_rows.shift_id(work)),
        remark=reason,
        reverses=(sale.id, sale.number),
    )
    stock.append(work, plan, posted)
    opens_drawer = any(row.kind == MethodKind.CASH and row.amount for row in paid)
    job = sale_rows.queue_job(work, posted.id, sale_rows.REVERSAL_SLIP, opens_drawer=opens_drawer)
    work.record("reverse_sale", posted.number, reverses=sale.number, total=-sale.total, reason=reason)
    return Reversed(posted.id, posted.number, -sale.total, sale.total, job, opens_drawer)


def _back(line: Row[Any], cost: int | None) -> stock.Demand:
    return stock.Demand(line.product_id, line.base_quantity, "sale_return", line.line_no, value=cost)


def _turned(line: Row[Any], cost: int | None) -> sale_rows.Row:
    row = {name: getattr(line, name) for name in _KEPT} | {name: -getattr(line, name) for name in _TURNED}
    return row | {"cost": None if cost is None else -cost, "returns_line_id": line.id}


def _given_back(payments: Sequence[Row[Any]], shift: int) -> list[sale_rows.Row]:
    return [
        {
            "line_no": row.line_no,
            "method_id": row.method_id,
            "method": row.code,
            "amount": -row.amount,
            "tendered": -row.amount,
            "change": 0,
            "shift_id": shift,
        }
        for row in payments
    ]
