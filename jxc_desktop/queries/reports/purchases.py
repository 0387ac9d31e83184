"""Purchases of a span by supplier, product or day: what came, what went back, what was added later; and every line of them.

However they are grouped the net adds up to the same sum: goods that came, their freight, less what went back, and what came
later (freight, fees and rebates of earlier receipts). A receipt taken back counts as goods that went back. Fees are
paid to others and stand beside it. By product, freight stands in a row of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import purchasing as t
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import REFUSAL_TITLES, Refusal
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.document_filters import TITLES
from jxc_desktop.queries.goods_behind import Bought, Part
from jxc_desktop.queries.reports.goods_tables import PRODUCT_COLUMNS, Figured, Row, goods_of
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.view import View

_MONEY = (
    Column("came_value", N_("Goods received"), "amount", total=True),
    Column("freight", N_("Freight"), "amount", total=True),
    Column("back_value", N_("Went back to the supplier"), "amount", total=True),
    Column("later", N_("Later cost"), "amount", total=True),
    Column("net", N_("Net purchases"), "amount", total=True),
    Column("fees", N_("Fees paid to others"), "amount", total=True),
)
_COUNTED = (Column("came", N_("Receipts"), "integer", total=True), Column("back", N_("Goods returns"), "integer", total=True))
_BY_HEAD = {
    "supplier": (Column("supplier", N_("Supplier"), "text"), *_COUNTED, *_MONEY),
    "day": (Column("day", N_("Business day"), "date"), *_COUNTED, *_MONEY),
}
_BY_PRODUCT = (
    *PRODUCT_COLUMNS,
    Column("came", N_("Quantity received"), "quantity"),
    Column("came_value", N_("Goods received"), "amount", total=True),
    Column("back", N_("Quantity sent back"), "quantity"),
    Column("back_value", N_("Went back to the supplier"), "amount", total=True),
    Column("later", N_("Later cost"), "amount", total=True),
    Column("net", N_("Net purchases"), "amount", total=True),
    Column("price", N_("Average price"), "money"),
)
_BEHIND = {
    "": Bought(),
    "came": Bought(part=Part.CAME),
    "came_value": Bought(part=Part.CAME),
    "freight": Bought(part=Part.CAME),
    "fees": Bought(part=Part.CAME),
    "back": Bought(part=Part.BACK),
    "back_value": Bought(part=Part.BACK),
    "later": Bought(part=Part.LATER),
}

_d, _g, _l, _later, _later_line = d.document, t.goods_receipt, t.receipt_line, t.later_cost, t.later_cost_line
_DAY = _d.c.business_date.type
_IN_SPAN = _d.c.business_date.between(bindparam("first_day", type_=_DAY), bindparam("last_day", type_=_DAY))
_IS_RECEIPT = _d.c.kind == DocumentKind.RECEIPT.value


def _of(condition: ColumnElement[bool], value: Any) -> ColumnElement[Any]:
    return func.sum(case((condition, value), else_=0))


_HEAD_SUMS = (
    _of(_IS_RECEIPT, 1),
    _of(~_IS_RECEIPT, 1),
    _of(_IS_RECEIPT, _g.c.lines_total),
    _of(_IS_RECEIPT, _g.c.freight),
    _of(~_IS_RECEIPT, _g.c.total),
    func.sum(_g.c.fees),
)
_HEADS = {
    "supplier": (_g.c.supplier_id, _later.c.party_id),
    "day": (_d.c.business_date, _d.c.business_date),
}
_BY_HEADS = {
    by: (
        select(key, *_HEAD_SUMS).select_from(_d).join(_g, _g.c.id == _d.c.id).where(_IN_SPAN).group_by(key),
        select(added, func.sum(_later.c.amount)).select_from(_d).join(_later, _later.c.id == _d.c.id).where(_IN_SPAN).group_by(added),
    )
    for by, (key, added) in _HEADS.items()
}
_LINE_SUMS = (
    select(
        _l.c.product_id,
        _of(_IS_RECEIPT, _l.c.base_quantity),
        _of(_IS_RECEIPT, _l.c.amount),
        _of(~_IS_RECEIPT, _l.c.base_quantity),
        _of(~_IS_RECEIPT, _l.c.amount),
    )
    .select_from(_d)
    .join(_l, _l.c.document_id == _d.c.id)
    .where(_IN_SPAN)
    .group_by(_l.c.product_id)
)
_LATER_SUMS = (
    select(_later_line.c.product_id, func.sum(_later_line.c.amount))
    .select_from(_d)
    .join(_later_line, _later_line.c.document_id == _d.c.id)
    .where(_IN_SPAN)
    .group_by(_later_line.c.product_id)
)
_FREIGHT = (
    select(func.coalesce(_of(_IS_RECEIPT, _g.c.freight), 0), func.coalesce(_of(~_IS_RECEIPT, _g.c.freight), 0))
    .select_from(_d)
    .join(_g, _g.c.id == _d.c.id)
    .where(_IN_SPAN)
)


def purchases(view: View, by: str, span: Span) -> Figured:
    """The report by "supplier", "product" or "day". Raises NotAllowed."""
    view.require(Permission.SEE_PURCHASES)
    days = {"first_day": span.first, "last_day": span.last}
    if by == "product":
        return Figured(_BY_PRODUCT, _by_product(view, days), _BEHIND)
    heads, later = (view.connection.execute(statement, days) for statement in _BY_HEADS[by])
    added = {key: amount for key, amount in later}  # noqa: C416 - rows are no pairs
    found: dict[Any, list[int]] = {row[0]: [*row[1:]] for row in heads}
    for key in added.keys() - found.keys():
        found[key] = [0] * len(_HEAD_SUMS)
    rows = [_row(key, sums, added.get(key, 0)) for key, sums in found.items()]
    if by == "day":
        return Figured(_BY_HEAD[by], [(key, *rest, key) for key, rest in sorted(rows)], _BEHIND)
    names = {row.id: row.name for row in view.connection.execute(select(t.supplier.c.id, t.supplier.c.name))}
    named = [(names.get(key, ""), *rest, key) for key, rest in rows]
    return Figured(_BY_HEAD[by], sorted(named, key=lambda row: (-row[-3], row[0])), _BEHIND)


def _row(key: Any, sums: list[int], later: int) -> tuple[Any, Row]:
    receipts, returns, came, freight, back, fees = sums
    return key, (receipts, returns, came, freight, back, later, came + freight + back + later, fees)


def _by_product(view: View, days: dict[str, date]) -> list[Row]:
    run = view.connection.execute
    found: dict[int, list[int]] = {row[0]: [*row[1:], 0] for row in run(_LINE_SUMS, days)}
    for product_id, amount in run(_LATER_SUMS, days):
        found.setdefault(product_id, [0] * 5)[4] = amount
    goods = goods_of(view, list(found))
    rows = []
    for product_id, (came, came_value, back, back_value, later) in found.items():
        net, pieces = came_value + back_value + later, came + back
        price = half_up(net * ONE, pieces) if pieces > 0 else None
        rows.append((*goods[product_id].head, came, came_value, back, back_value, later, net, price, product_id))
    rows.sort(key=lambda row: (-row[-3], row[0]))
    freight, back = run(_FREIGHT, days).one()
    if freight or back:
        rows.append(("", "", _("(freight)"), "", "", "", None, freight, None, back, 0, freight + back, None, None))
    return rows


# every line

PURCHASE_LINE_COLUMNS = (
    Column("number", N_("Number"), "code"),
    Column("day", N_("Business day"), "date"),
    Column("time", N_("Time"), "time"),
    Column("kind", N_("Kind"), "text"),
    Column("supplier", N_("Supplier"), "text"),
    Column("slip_number", N_("Slip number"), "text"),
    Column("code", N_("Product code"), "code"),
    Column("barcode", N_("Barcode"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("quantity", N_("Quantity"), "quantity"),
    Column("unit", N_("Unit"), "text"),
    Column("price", N_("Price"), "money"),
    Column("amount", N_("Amount"), "money"),
    Column("is_free", N_("Free of charge"), "bool"),
    Column("refused", N_("Refused"), "quantity"),
    Column("refused_why", N_("Why refused"), "text"),
    Column("base_quantity", N_("Pieces into stock"), "quantity"),
    Column("value", N_("Value into stock"), "money"),
)


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    """A line of a receipt, or of what went back; `quantity` counts what `price` is for: packs where a pack was bought."""

    number: str
    day: date
    time: datetime
    kind: str
    supplier: str
    slip_number: str
    code: str
    barcode: str
    name: str
    spec: str
    quantity: int
    unit: str
    price: int
    amount: int
    is_free: bool
    refused: int
    refused_why: str
    base_quantity: int
    value: int


_LINES = (
    select(_l, _d.c.number, _d.c.business_date, _d.c.posted_at, _d.c.kind, _g.c.supplier_name, _g.c.slip_number)
    .select_from(_d)
    .join(_g, _g.c.id == _d.c.id)
    .join(_l, _l.c.document_id == _d.c.id)
    .where(_IN_SPAN)
    .order_by(_d.c.posted_seq, _l.c.line_no)
)


def purchase_lines(view: View, first_day: date | None = None, last_day: date | None = None) -> Iterator[PurchaseLine]:
    """Every line received or sent back on these business days, in posting order, one by one. Raises NotAllowed."""
    view.require(Permission.SEE_PURCHASES)
    days = {"first_day": first_day or date.min, "last_day": last_day or date.max}
    reasons = {str(why): _(REFUSAL_TITLES[why]) for why in Refusal}
    for row in view.connection.execute(_LINES, days, execution_options={"yield_per": 2_000}):
        yield PurchaseLine(
            row.number,
            row.business_date,
            row.posted_at.astimezone(view.now.tzinfo),
            _(TITLES[row.kind]),
            row.supplier_name,
            row.slip_number,
            row.code,
            row.barcode,
            row.name,
            row.spec,
            row.pack_quantity,
            row.pack_name or row.unit,
            row.price,
            row.amount,
            bool(row.is_free),
            row.refused,
            reasons.get(row.refused_why, row.refused_why),
            row.base_quantity,
            row.value,
        )
