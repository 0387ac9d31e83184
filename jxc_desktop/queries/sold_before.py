"""先销后进: what was sold before it was received, a row an issue that is still short; a list of things to do, not of mistakes.

What is 未建库存 is not in it: nobody ever said how much of that is there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import stock as t
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.list_filters import QUICK, column_fits
from jxc_desktop.queries.view import View

SHORT_COLUMNS: tuple[Column, ...] = (
    Column("day", N_("Business day"), "date"),
    Column("number", N_("Number"), "code"),
    Column("code", N_("Product code"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("unit", N_("Unit"), "text"),
    Column("quantity", N_("Still short"), "quantity"),
    Column("booked", N_("Provisional cost"), "amount", total=True, permission=Permission.SEE_COST),
)

_s, _m, _d, _v = t.shortage, t.stock_move, d.document, t.stock_value
_COLUMNS: dict[str, ColumnElement[Any]] = {
    "day": _d.c.business_date,
    "number": _d.c.number,
    "code": p.product.c.code,
    "name": p.product.c.name,
    "spec": p.product.c.spec,
    "unit": p.product.c.unit,
    "quantity": _s.c.quantity,
    "booked": _s.c.value,
}


def short_columns(view: View) -> tuple[Column, ...]:
    """The columns that the actor may see."""
    return tuple(column for column in SHORT_COLUMNS if column.permission is None or view.may(column.permission))


def sold_before_received(
    view: View, offset: int, limit: int, *, order: str = "", is_descending: bool = False, filters: Mapping[str, str] | None = None
) -> list[tuple[Any, ...]]:
    """A page, the oldest first: tuples in the order of the columns that may be seen, the product's id behind them. Raises NotAllowed."""
    view.require(Permission.SEE_STOCK)
    columns = short_columns(view)
    statement = select(*[_COLUMNS[column.key].label(column.key) for column in columns], p.product.c.id)
    keys = {column.key for column in columns}
    wanted = [_COLUMNS[order], _s.c.move_id] if order in keys else [_s.c.move_id]
    statement = _narrowed(statement, columns, filters or {}).order_by(*[each.desc() if is_descending else each for each in wanted])
    return [tuple(row) for row in view.connection.execute(statement.limit(limit).offset(offset))]


def short_totals(view: View, filters: Mapping[str, str] | None = None) -> tuple[int, int | None]:
    """How many issues are short, and what they booked; None for who may not see it. Raises NotAllowed."""
    view.require(Permission.SEE_STOCK)
    statement = _narrowed(select(func.count(), func.coalesce(func.sum(_s.c.value), 0)), short_columns(view), filters or {})
    count, booked = view.connection.execute(statement).one()
    return count, booked if view.may(Permission.SEE_COST) else None


def short_documents(view: View) -> int:
    """How many sales and other documents the list names. Raises NotAllowed."""
    view.require(Permission.SEE_STOCK)
    statement = _narrowed(select(func.count(func.distinct(_m.c.document_id))), SHORT_COLUMNS, {})
    return int(view.connection.execute(statement).scalar_one())


def _narrowed(statement: Select[Any], columns: Sequence[Column], filters: Mapping[str, str]) -> Select[Any]:
    source = (
        _s.join(_m, _m.c.id == _s.c.move_id)
        .join(_d, _d.c.id == _m.c.document_id)
        .join(p.product, p.product.c.id == _s.c.product_id)
        .join(_v, _v.c.product_id == _s.c.product_id)
    )
    statement = statement.select_from(source).where(_v.c.opened_seq > 0)
    for column in columns:
        text = filters.get(column.key, "").strip()
        if text:
            statement = statement.where(column_fits(_COLUMNS[column.key], column.kind, text))
    text = filters.get(QUICK, "").strip()
    if text:
        parts = [_COLUMNS[key].icontains(text, autoescape=True) for key in ("number", "code", "name")]
        statement = statement.where(parts[0] | parts[1] | parts[2])
    return statement
