"""The lines of past sales and reversals, a row a line: what `export sales` writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, case, func, select

from jxc_desktop.db.tables import documents, sales
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.line_costs import trued_up
from jxc_desktop.queries.view import View

KIND_TITLES = {DocumentKind.SALE: N_("Sale"), DocumentKind.REVERSAL: N_("Reversal"), DocumentKind.RETURN: N_("Sale return")}
SALE_LINE_COLUMNS = (
    Column("number", N_("Number"), "code"),
    Column("time", N_("Time"), "time"),
    Column("kind", N_("Kind"), "text"),
    Column("code", N_("Product code"), "code"),
    Column("barcode", N_("Barcode"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("quantity", N_("Quantity"), "quantity", total=True),
    Column("unit", N_("Unit"), "text"),
    Column("price", N_("Price"), "money"),
    Column("discount", N_("Discount"), "money", total=True),
    Column("amount", N_("Amount"), "money", total=True),
    Column("cost", N_("Cost"), "money", total=True, permission=Permission.SEE_COST),
)


@dataclass(frozen=True, slots=True)
class SaleLineRow:
    """A line of a sale for the export; `quantity` counts what `price` is for and `unit` names: packs where a pack was sold."""

    number: str
    time: datetime
    kind: str
    code: str
    barcode: str
    name: str
    quantity: int
    unit: str
    price: int
    discount: int
    amount: int
    cost: int | None


_d, _l = documents.document, sales.sale_line
_IN_SPAN = _d.c.business_date.between(bindparam("first_day"), bindparam("last_day"))
_changed = trued_up(_IN_SPAN)
_EXPORT = (
    select(
        _d.c.number,
        _d.c.posted_at,
        _d.c.kind,
        _l.c.code,
        _l.c.barcode,
        _l.c.name,
        _l.c.pack_quantity,
        _l.c.pack_name,
        _l.c.unit,
        _l.c.price,
        _l.c.line_discount,
        _l.c.cart_discount,
        _l.c.amount,
        case((_l.c.cost.is_not(None) | (_changed.c.unknown < 0), func.coalesce(_l.c.cost, 0) + func.coalesce(_changed.c.cost, 0))).label(
            "cost"
        ),
    )
    .join_from(_d, _l, _l.c.document_id == _d.c.id)
    .outerjoin(_changed, _changed.c.line_id == _l.c.id)
    .where(_IN_SPAN)
    .order_by(_d.c.posted_seq, _l.c.line_no)
)


def sale_lines(view: View, first_day: date | None = None, last_day: date | None = None) -> Iterator[SaleLineRow]:
    """Every line sold or taken back on these business dates, in posting order, one by one; cost as known by now, by right. Raises NotAllowed."""
    view.require(Permission.SEE_SALES)
    days = {"first_day": first_day or date.min, "last_day": last_day or date.max}
    zone, may_see = view.now.tzinfo, view.may(Permission.SEE_COST)
    kinds = {str(kind): _(title) for kind, title in KIND_TITLES.items()}
    for row in view.connection.execute(_EXPORT, days, execution_options={"yield_per": 2_000}):
        number, at, kind, code, barcode, name, quantity, pack, unit, price, own, shared, amount, cost = row
        what = (code, barcode, name, quantity, pack or unit, price)
        yield SaleLineRow(number, at.astimezone(zone), kinds[kind], *what, own + shared, amount, cost if may_see else None)
