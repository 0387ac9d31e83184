"""Slow and dead stock (滞销): what is there and was not sold for so many days, and the money that is tied up in it.

Goods that came into the shop first within these days are not slow yet. Sales of other programs that were imported count.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import sales as s
from jxc_desktop.db.tables.stock import stock_value
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.product_rows import is_seen
from jxc_desktop.queries.view import View

SPANS = (30, 60, 90)

COLUMNS: tuple[Column, ...] = (
    Column("code", N_("Product code"), "code"),
    Column("barcode", N_("Barcode"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("category", N_("Category"), "text"),
    Column("on_hand", N_("Stock on hand"), "quantity"),
    Column("unit", N_("Unit"), "text"),
    Column("last_sold", N_("Last sold"), "date"),
    Column("days", N_("Days without a sale"), "integer"),
    Column("since", N_("In the shop since"), "date"),
    Column("value", N_("Money tied up"), "amount", total=True, permission=Permission.SEE_COST),
)


@dataclass(frozen=True, slots=True)
class SlowRow:
    """A product. `days` since it was sold last, or since it came when it never was; `value` None where it may not be seen or is unknown."""

    product_id: int
    code: str
    barcode: str
    name: str
    spec: str
    category: str
    on_hand: int
    unit: str
    last_sold: date | None
    days: int
    since: date
    value: int | None


_later = d.document.alias("later_on")
_came = d.document.alias("came_first")
_IS_SALE = (
    d.document.c.kind == DocumentKind.SALE.value,
    ~select(_later.c.id).where(_later.c.reverses == d.document.c.id).correlate(d.document).exists(),
)


def _sold() -> Select[Any]:
    return (
        select(s.sale_line.c.product_id)
        .join(d.document, d.document.c.id == s.sale_line.c.document_id)
        .where(d.document.c.business_date >= bindparam("since"), *_IS_SALE)
    )


_SOLD_BEFORE = select(s.past_sale_line.c.product_id).where(
    s.past_sale_line.c.business_date >= bindparam("since"), s.past_sale_line.c.product_id.is_not(None)
)
_code = p.barcode.alias("slow_code")
_FIRST_CODE = select(func.min(_code.c.code)).where(_code.c.product_id == p.product.c.id, _code.c.pack_id == 0).scalar_subquery()
_ROWS = (
    select(
        p.product.c.id,
        p.product.c.code,
        func.coalesce(_FIRST_CODE, "").label("barcode"),
        p.product.c.name,
        p.product.c.spec,
        func.coalesce(p.category.c.name, "").label("category"),
        stock_value.c.quantity,
        p.product.c.unit,
        stock_value.c.value,
        stock_value.c.rate_quantity,
        _came.c.business_date.label("since"),
    )
    .join(stock_value, stock_value.c.product_id == p.product.c.id)
    .join(_came, _came.c.posted_seq == stock_value.c.opened_seq)
    .outerjoin(p.category, p.category.c.id == p.product.c.category_id)
    .where(is_seen(), stock_value.c.quantity > 0, _came.c.business_date < bindparam("since"))
    .where(p.product.c.id.not_in(_sold()), p.product.c.id.not_in(_SOLD_BEFORE))
    .order_by(stock_value.c.value.desc(), p.product.c.id)
)
_IDS: Any = bindparam("ids", expanding=True)
_LAST = (
    select(s.sale_line.c.product_id, func.max(d.document.c.business_date))
    .join(d.document, d.document.c.id == s.sale_line.c.document_id)
    .where(s.sale_line.c.product_id.in_(_IDS), *_IS_SALE)
    .group_by(s.sale_line.c.product_id)
)
_LAST_BEFORE = (
    select(s.past_sale_line.c.product_id, func.max(s.past_sale_line.c.business_date))
    .where(s.past_sale_line.c.product_id.in_(_IDS))
    .group_by(s.past_sale_line.c.product_id)
)
_CHUNK = 500


def slow_stock(view: View, days: int = SPANS[0]) -> tuple[SlowRow, ...]:
    """What was not sold in the last so many days, today among them, the most money first; nothing for who may not see the stock."""
    if not view.may(Permission.SEE_STOCK):
        return ()
    today, sees_cost = view.business_date, view.may(Permission.SEE_COST)
    rows = view.connection.execute(_ROWS, {"since": today - timedelta(days=days - 1)}).all()
    sold = _last_sold(view, [row.id for row in rows])
    found = []
    for row in rows:
        last = sold.get(row.id)
        idle = (today - (last or row.since)).days
        value = row.value if sees_cost and row.rate_quantity is not None else None
        facts = (row.id, row.code, row.barcode, row.name, row.spec, row.category, row.quantity, row.unit)
        found.append(SlowRow(*facts, last, idle, row.since, value))
    return tuple(found)


def _last_sold(view: View, ids: list[int]) -> dict[int, date]:
    found: dict[int, date] = {}
    for start in range(0, len(ids), _CHUNK):
        for statement in (_LAST, _LAST_BEFORE):
            for product_id, day in view.connection.execute(statement, {"ids": ids[start : start + _CHUNK]}):
                found[product_id] = max(day, found.get(product_id, day))
    return found
