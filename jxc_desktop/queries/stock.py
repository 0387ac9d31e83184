"""What is in stock: a row a product that keeps stock; a page of it, in an order, narrowed by filters.

Filters are texts by column key (see `list_filters`). Besides these: `quick` (as the counter searches), `of_category` (a whole
name), `of_place` (a place's id) and `state`, one of STATES. On hand is of all places, or of the place asked for; a place's
value is its share of the product's by quantity. Available is what open and held carts leave.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, case, false, func, literal_column, or_, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import stock as t
from jxc_desktop.db.tables.products import barcode, category, pack, product, shelf_position
from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.units import packs_text
from jxc_desktop.i18n import N_
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.drafts import SALE
from jxc_desktop.queries.last_counted import KEY as LAST
from jxc_desktop.queries.last_counted import LAST_COUNTED, by_days, last_counted, last_counted_fits
from jxc_desktop.queries.list_filters import QUICK, column_fits, comparison
from jxc_desktop.queries.on_order import on_order
from jxc_desktop.queries.product_rows import hides_any, is_seen
from jxc_desktop.queries.product_search import EVERY, search_ids
from jxc_desktop.queries.stock_months import quantities_at, worth_at
from jxc_desktop.queries.view import View

OF_CATEGORY, OF_PLACE, STATE = "of_category", "of_place", "state"
STATES = {
    "there": N_("In stock"),
    "none": N_("None left"),
    "under_zero": N_("Below zero"),
    "unopened": N_("Stock not set up yet"),
    "unknown_cost": N_("Cost unknown"),
}
_SEE_STOCK, _SEE_COST = Permission.SEE_STOCK, Permission.SEE_COST
_CODE_COLUMNS = (
    Column("code", N_("Product code"), "code"),
    Column("barcode", N_("Barcode"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("unit", N_("Unit"), "text"),
    Column("category", N_("Category"), "text"),
)
COLUMNS: tuple[Column, ...] = (
    *_CODE_COLUMNS,
    Column("shelf", N_("Shelf"), "text"),
    Column("on_hand", N_("Stock on hand"), "quantity", permission=_SEE_STOCK),
    Column("in_packs", N_("In packs"), "text", permission=_SEE_STOCK),
    Column("available", N_("Available"), "quantity", permission=_SEE_STOCK),
    Column("on_order", N_("On order"), "quantity", permission=_SEE_STOCK),
    Column("cost", N_("Average cost"), "money", permission=_SEE_COST),
    Column("value", N_("Stock value"), "amount", total=True, permission=_SEE_COST),
    Column("is_unopened", N_("Stock not set up yet"), "bool"),
    LAST_COUNTED,
)
AT_COLUMNS: tuple[Column, ...] = (
    *_CODE_COLUMNS,
    Column("on_hand", N_("Stock on hand"), "quantity"),
    Column("cost", N_("Average cost"), "money"),
    Column("value", N_("Stock value"), "amount", total=True),
)
_FORMED = frozenset({"cost"})

Filters = Mapping[str, str]
Row = tuple[Any, ...]

_value, _level, _code, _shelf = t.stock_value, t.stock_level, barcode.alias("list_code"), shelf_position.alias("list_shelf")
_hold, _cart = d.draft_line, d.draft
_IS_OPEN = func.coalesce(_value.c.opened_seq, 0) > 0
_IS_KNOWN = and_(_IS_OPEN, or_(_value.c.rate_quantity.is_not(None), _value.c.quantity == 0))
_FIRST_CODE = select(func.min(_code.c.code)).where(_code.c.product_id == product.c.id, _code.c.pack_id == 0).scalar_subquery()
_HELD = func.coalesce(
    select(func.sum(_hold.c.base_quantity))
    .join_from(_hold, _cart, _cart.c.id == _hold.c.draft_id)
    .where(_hold.c.product_id == product.c.id, _cart.c.kind == SALE)
    .scalar_subquery(),
    0,
)
_IS_USED = pack.c.is_retired == literal_column("0")
_STOCKED = product.c.kind.in_([str(kind) for kind in Kind if kind.has_stock])
_STATE_TESTS: dict[str, ColumnElement[bool]] = {
    "there": and_(_IS_OPEN, _value.c.quantity > 0),
    "none": and_(_IS_OPEN, _value.c.quantity == 0),
    "under_zero": and_(_IS_OPEN, _value.c.quantity < 0),
    "unopened": ~_IS_OPEN,
    "unknown_cost": and_(_IS_OPEN, ~_IS_KNOWN),
}


def visible_columns(view: View) -> tuple[Column, ...]:
    """The columns that the actor may see."""
    return tuple(column for column in COLUMNS if column.permission is None or view.may(column.permission))


def unused_columns(view: View) -> tuple[str, ...]:
    """The columns in which nothing would stand: a shop without packs, or without shelf positions."""
    asked = {"in_packs": select(pack.c.id).where(_IS_USED), "shelf": select(shelf_position.c.product_id)}
    return tuple(key for key, statement in asked.items() if view.connection.execute(statement.limit(1)).first() is None)


def stock_page(
    view: View,
    offset: int,
    limit: int,
    *,
    order: str = "",
    is_descending: bool = False,
    filters: Filters | None = None,
    columns: Sequence[Column] = COLUMNS,
) -> list[Row]:
    """A page of the list: tuples in the order of the columns, the product's id behind them; what may not be seen is None.

    Without an order: as the quick search ranks them, else by own code as numbers.
    """
    filters = by_days(view, filters or {})
    return _rows(view, _page(view, offset, limit, order, filters, is_descending=is_descending), columns, _place(filters))


def stock_totals(view: View, filters: Filters | None = None) -> tuple[int, int | None]:
    """How many products the filters leave, and what they are worth; None for who may not see it."""
    filters = by_days(view, filters or {})
    may_see = view.may(_SEE_STOCK) and view.may(_SEE_COST)
    place = _place(filters)
    if place is None and not _quick(filters) and _FORMED.isdisjoint(filters):
        worth = func.coalesce(func.sum(case((_IS_KNOWN, _value.c.value), else_=0)), 0)
        count, value = view.connection.execute(_narrowed(select(func.count(), worth), filters, _sees(view), hides=hides_any(view))).one()
        return count, value if may_see else None
    rows = _formed(view, "", filters)
    return len(rows), sum(row[2] or 0 for row in rows) if may_see else None


def all_stock(view: View, filters: Filters | None = None) -> Iterator[Row]:
    """The whole list by own code, read while the view is open; without the products' ids."""
    filters = by_days(view, filters or {})
    ids = _page(view, 0, EVERY, "code", filters, is_descending=False)
    for start in range(0, len(ids), _CHUNK):
        yield from (row[:-1] for row in _rows(view, ids[start : start + _CHUNK], COLUMNS, _place(filters)))


_CHUNK = 500


# which products


def _quick(filters: Filters) -> str:
    return filters.get(QUICK, "").strip()


def _place(filters: Filters) -> int | None:
    text = filters.get(OF_PLACE, "")
    return int(text) if text.isdigit() else None


def _page(view: View, offset: int, limit: int, order: str, filters: Filters, *, is_descending: bool) -> list[int]:
    text, place = _quick(filters), _place(filters)
    if order in _FORMED or not _FORMED.isdisjoint(filters) or (place is not None and "value" in (order, *filters)):
        rows = _formed(view, order, filters, is_descending=is_descending)
        return [row[0] for row in rows[offset : offset + limit]]
    asked = frozenset(filters.items())
    statement = _ids(asked, order, _sees(view), hides=hides_any(view), is_descending=is_descending)
    if text and not order:
        allowed = set(view.connection.execute(statement).scalars().all())
        ranked: Iterable[int] = filter(allowed.__contains__, search_ids(view, text, limit=EVERY, stopped=True))
        return list(islice(ranked, offset, offset + limit))
    if text:
        wanted = set(search_ids(view, text, limit=EVERY, stopped=True))
        return list(islice(filter(wanted.__contains__, view.connection.execute(statement).scalars()), offset, offset + limit))
    return list(view.connection.execute(statement.limit(limit).offset(offset)).scalars().all())


@lru_cache(maxsize=64)
def _ids(asked: frozenset[tuple[str, str]], order: str, sees: frozenset[Permission], *, hides: bool, is_descending: bool) -> Select[Any]:
    """The products in an order; to put a statement together takes as long as to ask it."""
    filters = dict(asked)
    return _narrowed(select(product.c.id), filters, sees, hides=hides).order_by(*_order(order, _place(filters), is_descending))


def _sees(view: View) -> frozenset[Permission]:
    return frozenset(right for right in (_SEE_STOCK, _SEE_COST) if view.may(right))


def _formed(view: View, order: str, filters: Filters, *, is_descending: bool = False) -> list[tuple[int, int | None, int | None]]:
    """Id, average cost and value of all that the filters leave: what is formed of quantity and value is asked for here."""
    place = _place(filters)
    asked = {key: text for key, text in filters.items() if key in _FORMED or (key == "value" and place is not None)}
    text, may_see = _quick(filters), view.may(_SEE_STOCK) and view.may(_SEE_COST)
    here = _on_hand(place)
    facts = (_value.c.quantity, _value.c.value, _value.c.rate_value, _value.c.rate_quantity, _value.c.opened_seq)
    asked_of_sql = {**filters, **dict.fromkeys(asked, "")}
    statement = _narrowed(select(product.c.id, here.label("here"), *facts), asked_of_sql, _sees(view), hides=hides_any(view))
    is_formed = order in _FORMED or order == "value"
    statement = statement.order_by(*_order("" if is_formed else order, place, is_descending and not is_formed))
    found = [
        (row.id, *(_worth(row, row.here if place is not None else row.quantity) if may_see else (None, None)))
        for row in view.connection.execute(statement)
    ]
    if text:
        wanted = set(search_ids(view, text, limit=EVERY, stopped=True))
        found = [row for row in found if row[0] in wanted]
    for key, part in asked.items():
        fits, number = comparison("money", part), 1 if key == "cost" else 2
        found = [row for row in found if fits is not None and row[number] is not None and fits(row[number])]
    if is_formed:
        number = 1 if order == "cost" else 2
        found.sort(key=lambda row: (row[number] is not None, row[number] or 0), reverse=is_descending)
    return found


def _narrowed(statement: Select[Any], filters: Filters, sees: frozenset[Permission], *, hides: bool) -> Select[Any]:
    """The statement under all filters but the quick search and what is formed."""
    source: FromClause = product.outerjoin(_value, _value.c.product_id == product.c.id)
    statement = statement.select_from(source).where(_STOCKED)
    if hides:  # otherwise an index alone answers
        statement = statement.where(is_seen())
    place = _place(filters)
    for column in COLUMNS:
        text = filters.get(column.key, "").strip()
        if text and column.key not in _FORMED and (column.permission is None or column.permission in sees):
            statement = statement.where(_fits(column, place, text))
    if filters.get(OF_CATEGORY):
        of_name = select(category.c.id).where(category.c.name == filters[OF_CATEGORY]).scalar_subquery()
        statement = statement.where(product.c.category_id == of_name)
    if place is not None:
        statement = statement.where(_on_hand(place) != 0)
    state = filters.get(STATE, "")
    if state not in _STATE_TESTS:
        return statement
    return statement.where(_STATE_TESTS[state] if _SEE_STOCK in sees else false())


def _on_hand(place: int | None) -> ColumnElement[Any]:
    if place is None:
        return _value.c.quantity
    there = select(func.sum(_level.c.quantity)).where(_level.c.product_id == product.c.id, _level.c.place_id == place)
    return func.coalesce(there.scalar_subquery(), 0)


@cache
def _column(key: str, place: int | None) -> ColumnElement[Any]:
    """What a column is sorted and narrowed by."""
    on_hand = _on_hand(place)
    columns: dict[str, Any] = {
        LAST: last_counted(place),
        "barcode": func.coalesce(_FIRST_CODE, ""),
        "category": func.coalesce(select(category.c.name).where(category.c.id == product.c.category_id).scalar_subquery(), ""),
        "shelf": func.coalesce(_shelf_of(place), ""),
        "on_hand": case((_IS_OPEN, on_hand), else_=None),
        "in_packs": case((_IS_OPEN, on_hand), else_=None),
        "available": case((_IS_OPEN, on_hand - _HELD), else_=None),
        "on_order": on_order(product.c.id),
        "value": case((_IS_KNOWN, _value.c.value), else_=None),
        "is_unopened": case((_IS_OPEN, 0), else_=1),
    }
    return columns[key] if key in columns else product.c[key]


def _shelf_of(place: int | None) -> ColumnElement[Any]:
    of = select(func.min(_shelf.c.shelf)).where(_shelf.c.product_id == product.c.id)
    return (of if place is None else of.where(_shelf.c.place_id == place)).scalar_subquery()


def _fits(column: Column, place: int | None, text: str) -> ColumnElement[bool]:
    if column.key == LAST:
        return last_counted_fits(text, place)
    if column.key == "barcode":
        return select(_code.c.id).where(_code.c.product_id == product.c.id, _code.c.code.icontains(text, autoescape=True)).exists()
    if column.key == "in_packs":
        return select(pack.c.id).where(pack.c.product_id == product.c.id, _IS_USED, pack.c.name.icontains(text, autoescape=True)).exists()
    return column_fits(_column(column.key, place), column.kind, text)


def _order(key: str, place: int | None, is_descending: bool) -> list[ColumnElement[Any]]:
    columns: list[Any] = [func.length(product.c.code), product.c.code] if key in ("", "code") else [_column(key, place)]
    return [*(column.desc() if is_descending else column for column in columns), product.c.id]


# the rows


def _worth(row: Any, here: int | None) -> tuple[int | None, int | None]:
    """Average cost and value of what is here; None while nobody knows them."""
    quantity, value = row.quantity, row.value
    if not row.opened_seq or (row.rate_quantity is None and quantity):
        return None, None
    rate = (value, quantity) if quantity > 0 else (row.rate_value, row.rate_quantity)
    part = value if here == quantity else half_up(value * (here or 0), quantity) if quantity else 0
    return (half_up(rate[0] * ONE, rate[1]) if rate[1] else None), part


@cache
def _body(place: int | None) -> Select[Any]:
    """What the rows are made of; first, in the order of the columns, what needs no thought."""
    return (
        select(
            product.c.code,
            func.coalesce(_FIRST_CODE, "").label("barcode"),
            product.c.name,
            product.c.spec,
            product.c.unit,
            func.coalesce(category.c.name, "").label("category"),
            func.coalesce(_shelf_of(place), "").label("shelf"),
            _on_hand(place).label("here"),
            _HELD.label("held"),
            on_order(product.c.id).label("on_order"),
            product.c.id,
            _value.c.quantity,
            _value.c.value,
            _value.c.rate_value,
            _value.c.rate_quantity,
            func.coalesce(_value.c.opened_seq, 0).label("opened_seq"),
            last_counted(place).label("counted_at"),
        )
        .select_from(
            product.outerjoin(category, category.c.id == product.c.category_id).outerjoin(_value, _value.c.product_id == product.c.id)
        )
        .where(product.c.id.in_(bindparam("ids", expanding=True)))
    )


_PACKS = select(pack.c.product_id, pack.c.name, pack.c.ratio).where(pack.c.product_id.in_(bindparam("ids", expanding=True)), _IS_USED)
_PLAIN = [column.key for column in COLUMNS].index("on_hand")


def _rows(view: View, ids: Sequence[int], columns: Sequence[Column], place: int | None) -> list[Row]:
    if not ids:
        return []
    may_see, seen = view.may(_SEE_STOCK), {column.key for column in visible_columns(view)}
    every = [column.key for column in COLUMNS]
    places = [every.index(column.key) if column.key in seen else len(every) for column in columns]
    packs: dict[int, list[tuple[str, int]]] = {}
    for product_id, name, ratio in view.connection.execute(_PACKS, {"ids": ids}):
        packs.setdefault(product_id, []).append((name, ratio))
    found = {}
    for row in view.connection.execute(_body(place), {"ids": ids}).all():
        cost, value = _worth(row, row.here) if may_see else (None, None)
        in_packs = packs_text(row.here, row.unit, packs[row.id]) if row.id in packs and row.opened_seq else ""
        there = (row.here, in_packs, row.here - row.held) if row.opened_seq else (None, "", None)
        counted_at = None if row.counted_at is None else row.counted_at.astimezone(view.now.tzinfo)
        whole = (*row[:_PLAIN], *there, row.on_order, cost, value, int(not row.opened_seq), counted_at, None)
        found[row.id] = (*[whole[number] for number in places], row.id)
    return [found[product_id] for product_id in ids if product_id in found]


# at a day


_AT_FACTS = (
    select(product.c.id, product.c.code, func.coalesce(_FIRST_CODE, ""), product.c.name, product.c.spec, product.c.unit, category.c.name)
    .select_from(product.outerjoin(category, category.c.id == product.c.category_id))
    .where(_STOCKED, is_seen())
)


def stock_at(view: View, day: date, place: int | None = None) -> list[Row]:
    """What was there at the end of a business day, as known now: rows of AT_COLUMNS, the product's id behind them, by own code.

    Raises NotAllowed.
    """
    here = None if place is None else quantities_at(view, day, place)
    facts = {row[0]: row for row in view.connection.execute(_AT_FACTS)}
    found = []
    for product_id, quantity, value in worth_at(view, day):
        fact = facts.get(product_id)
        if fact is None:
            continue
        part = quantity if here is None else here.get(product_id, 0)
        if here is not None and not part:
            continue
        worth = value if part == quantity else half_up(value * part, quantity) if quantity else 0
        cost = half_up(value * ONE, quantity) if quantity else None
        found.append((*fact[1:6], fact[6] or "", part, cost, worth, product_id))
    found.sort(key=lambda row: (len(row[0]), row[0]))
    return found
