"""What was in stock at a past day, by business date as known now: the last written month before it, and the moves since."""

from datetime import date, timedelta

from sqlalchemy import bindparam, func, select

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import stock as s
from jxc_desktop.db.tables import stock_documents as t
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.queries.view import View

Worth = tuple[int, int, int]
"""Product, quantity, value."""


def month_of(day: date) -> date:
    """The month of a day, named by its first one."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    """The next month."""
    return (month + timedelta(days=31)).replace(day=1)


_kept = t.stock_month_kept
_LAST_WHOLE = select(func.max(_kept.c.month)).where(_kept.c.through.is_(None))
_LAST_BEFORE = _LAST_WHOLE.where(_kept.c.month < bindparam("of_month", type_=_kept.c.month.type))
_FIRST_DAY = select(func.min(d.document.c.business_date))


def unfinished(view: View) -> bool:
    """Whether a month that is over is not written, or not to its end."""
    last = view.connection.execute(_LAST_WHOLE).scalar_one()
    this = month_of(view.business_date)
    if last is not None:
        return month_after(last) < this
    first = view.connection.execute(_FIRST_DAY).scalar_one()
    return first is not None and month_of(first) < this


_months, _by_place, _move, _document = t.stock_month_value, t.stock_month, s.stock_move, d.document
_DAYS = _document.c.business_date.between(
    bindparam("first_day", type_=_document.c.business_date.type), bindparam("last_day", type_=_document.c.business_date.type)
)
_OF_MONTH = bindparam("of_month", type_=_months.c.month.type)
_WRITTEN = Prepared(
    select(_months.c.product_id, _months.c.quantity, _months.c.value).where(_months.c.month == _OF_MONTH).order_by(_months.c.product_id)
)
# By the documents of those days: they are few, and the ledger has no index of days that every sale would have to keep.
_SINCE = Prepared(
    select(_move.c.product_id, func.sum(_move.c.quantity), func.sum(_move.c.value))
    .join_from(_document, _move, _move.c.document_id == _document.c.id)
    .where(_DAYS)
    .group_by(_move.c.product_id)
    .order_by(_move.c.product_id)
)
_ALL = Prepared(
    select(_move.c.product_id, func.sum(_move.c.quantity), func.sum(_move.c.value))
    .where(_move.c.business_date <= bindparam("last_day", type_=_move.c.business_date.type))
    .group_by(_move.c.product_id)
    .order_by(_move.c.product_id)
)
_PLACES_WRITTEN = Prepared(
    select(_by_place.c.product_id, _by_place.c.quantity).where(_by_place.c.month == _OF_MONTH, _by_place.c.place_id == bindparam("place"))
)
_PLACES_SINCE = Prepared(
    select(_move.c.product_id, func.sum(_move.c.quantity))
    .join_from(_document, _move, _move.c.document_id == _document.c.id)
    .where(_DAYS, _move.c.place_id == bindparam("place"))
    .group_by(_move.c.product_id)
)
_EVER = date(1, 1, 1)


def worth_at(view: View, day: date) -> list[Worth]:
    """Quantity and value of each product that was there at the end of a business day, in the order of their ids.

    Raises NotAllowed.
    """
    view.require(Permission.SEE_STOCK)
    view.require(Permission.SEE_COST)
    connection, month = view.connection, _month_before(view, day)
    if month is None:
        return [row for row in _ALL.rows(connection, {"last_day": day}) if row[1] or row[2]]
    written: list[Worth] = _WRITTEN.rows(connection, {"of_month": month})
    since = {row[0]: row for row in _SINCE.rows(connection, {"first_day": month_after(month), "last_day": day})}
    if not since:
        return [row for row in written if row[1] or row[2]]
    found = []
    for row in written:
        product, quantity, value = row
        moved = since.pop(product, None)
        if moved is not None:
            quantity += moved[1]
            value += moved[2]
        if quantity or value:
            found.append((product, quantity, value))
    if since:
        found += [row for row in since.values() if row[1] or row[2]]
        found.sort()
    return found


def quantities_at(view: View, day: date, place_id: int) -> dict[int, int]:
    """What of each product was at a place at the end of a business day, by the product's id. Raises NotAllowed."""
    view.require(Permission.SEE_STOCK)
    connection, month = view.connection, _month_before(view, day)
    found: dict[int, int] = {}
    if month is not None:
        found = dict(_PLACES_WRITTEN.rows(connection, {"of_month": month, "place": place_id}))
    first = _EVER if month is None else month_after(month)
    for product, quantity in _PLACES_SINCE.rows(connection, {"first_day": first, "last_day": day, "place": place_id}):
        found[product] = found.get(product, 0) + quantity
    return {product: quantity for product, quantity in found.items() if quantity}


def _month_before(view: View, day: date) -> date | None:
    """The last written month whose end the day is, or comes after."""
    month: date | None = view.connection.execute(_LAST_BEFORE, {"of_month": month_of(day + timedelta(days=1))}).scalar_one()
    return month
