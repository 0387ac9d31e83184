"""What is in stock: a row a product that keeps stock, with its value for those who may see costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal_column, select

from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import stock as t
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.i18n import N_
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.product_rows import is_seen
from jxc_desktop.queries.view import View


@dataclass(frozen=True, slots=True)
class StockRow:
    """One product. `on_hand` in 1/1000 of the unit, None while 未建库存 or when it may not be seen.

    `value` is money; None when it may not be seen, while 未建库存, or when the cost of what is there is unknown.
    """

    code: str
    barcode: str
    name: str
    spec: str
    unit: str
    on_hand: int | None
    value: int | None
    is_unopened: bool


COLUMNS: tuple[Column, ...] = (
    Column("code", N_("Product code"), "code"),
    Column("barcode", N_("Barcode"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("unit", N_("Unit"), "text"),
    Column("on_hand", N_("Stock on hand"), "quantity", permission=Permission.SEE_STOCK),
    Column("value", N_("Stock value"), "amount", total=True, permission=Permission.SEE_COST),
    Column("is_unopened", N_("Stock not set up yet"), "bool"),
)

_FIRST_CODE = (
    select(p.barcode.c.code)
    .where(p.barcode.c.product_id == p.product.c.id, p.barcode.c.pack_id == literal_column("0"))
    .order_by(p.barcode.c.position, p.barcode.c.id)
    .limit(literal_column("1"))
    .scalar_subquery()
)
_KEPT = p.product.c.kind.in_([str(kind) for kind in Kind if kind.has_stock])
_LIST = (
    select(
        p.product.c.code,
        func.coalesce(_FIRST_CODE, "").label("barcode"),
        p.product.c.name,
        p.product.c.spec,
        p.product.c.unit,
        t.stock_value.c.quantity,
        t.stock_value.c.value,
        t.stock_value.c.rate_quantity,
        t.stock_value.c.opened_seq,
    )
    .outerjoin_from(p.product, t.stock_value, t.stock_value.c.product_id == p.product.c.id)
    .where(_KEPT, is_seen())
    .order_by(p.product.c.code)
)


def stock_list(view: View) -> Iterator[StockRow]:
    """Every product that keeps stock, by code; read while the view is open."""
    may_see, may_see_cost = view.may(Permission.SEE_STOCK), view.may(Permission.SEE_COST)
    for row in view.connection.execute(_LIST):
        yield _row(row, may_see=may_see, may_see_cost=may_see and may_see_cost)


def _row(row: Any, *, may_see: bool, may_see_cost: bool) -> StockRow:
    code, barcode, name, spec, unit, quantity, value, rate_quantity, opened = row
    is_unopened = not opened
    is_known = not is_unopened and (rate_quantity is not None or quantity == 0)
    return StockRow(
        code,
        barcode,
        name,
        spec,
        unit,
        quantity if may_see and not is_unopened else None,
        value if may_see_cost and is_known else None,
        is_unopened,
    )
