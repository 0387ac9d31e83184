"""The moves of the stock, each with its document: of one product with what was there after it, or of all in a span of days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, not_, or_, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import shop as shops
from jxc_desktop.db.tables import stock as t
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries import places
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.document_filters import TITLES
from jxc_desktop.queries.last_counted import last_counts
from jxc_desktop.queries.list_filters import QUICK, column_fits
from jxc_desktop.queries.people import shown_name
from jxc_desktop.queries.product_rows import is_seen
from jxc_desktop.queries.view import View

KIND_TITLES = {
    "sale": N_("Sold"),
    "sale_return": N_("Came back"),
    "scrap": N_("Scrapped on return"),
    "opening": N_("Opening stock"),
    "opening_undone": N_("Opening stock taken back"),
    "true_up": N_("True-up"),
    "receipt": N_("Goods received"),
    "purchase_return": N_("Went back to the supplier"),
    "later_value": N_("Later cost"),
    "write_off": N_("Written off"),
    "write_up": N_("Written up"),
    "assembly": N_("Assembled"),
    "transfer": N_("Transferred"),
    "count": N_("Found by a count"),
    "first_count": N_("Counted for the first time"),
}
_SETTLED = N_("Counted already")
"""What a document of goods that moved before a count brings beside them: a move of a count that is no line of its own."""
_SEE_COST = Permission.SEE_COST
CARD_COLUMNS: tuple[Column, ...] = (
    Column("time", N_("Time"), "time"),
    Column("day", N_("Business day"), "date"),
    Column("number", N_("Number"), "code"),
    Column("kind", N_("Move"), "text"),
    Column("place", N_("Place"), "text"),
    Column("quantity", N_("Quantity"), "quantity"),
    Column("value", N_("Value moved"), "amount", permission=_SEE_COST),
    Column("on_hand", N_("On hand after"), "quantity"),
    Column("worth", N_("Value after"), "amount", permission=_SEE_COST),
    Column("operator", N_("Posted by"), "text"),
)
MOVEMENT_COLUMNS: tuple[Column, ...] = (
    Column("day", N_("Business day"), "date"),
    Column("time", N_("Time"), "time"),
    Column("number", N_("Number"), "code"),
    Column("document", N_("Document"), "text"),
    Column("kind", N_("Move"), "text"),
    Column("code", N_("Product code"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("unit", N_("Unit"), "text"),
    Column("place", N_("Place"), "text"),
    Column("quantity", N_("Quantity"), "quantity"),
    Column("value", N_("Value moved"), "amount", permission=_SEE_COST),
)
PAGE = 200


@dataclass(frozen=True, slots=True)
class StockCard:
    """A product's card: what is there, and what it costs; `packs` are names and ratios. Quantities and money None while 未建库存, unknown, or when not to be seen."""

    product_id: int
    code: str
    name: str
    spec: str
    unit: str
    on_hand: int | None
    cost: int | None
    value: int | None
    packs: tuple[tuple[str, int], ...] = ()
    last_counted: datetime | None = None


@dataclass(frozen=True, slots=True)
class CardRow:
    """A move; `on_hand` and `worth` are what was there after it. Money is None when it may not be seen."""

    move_id: int
    document_id: int
    time: datetime
    day: date
    number: str
    kind: str
    place: str
    quantity: int
    value: int | None
    on_hand: int
    worth: int | None
    operator: str


_m, _d, _place, _v = t.stock_move, d.document, shops.place, t.stock_value
_HEAD = (
    select(p.product, _v.c.quantity, _v.c.value, _v.c.rate_value, _v.c.rate_quantity, _v.c.opened_seq)
    .outerjoin_from(p.product, _v, _v.c.product_id == p.product.c.id)
    .where(p.product.c.id == bindparam("product"), is_seen())
)


_PACKS = select(p.pack.c.name, p.pack.c.ratio).where(p.pack.c.product_id == bindparam("product"), p.pack.c.is_retired == 0)


def stock_card(view: View, product_id: int) -> StockCard:
    """What the card's head says. Raises NotAllowed, NotFound."""
    view.require(Permission.SEE_STOCK)
    row = view.connection.execute(_HEAD, {"product": product_id}).one_or_none()
    if row is None:
        raise NotFound(str(product_id))
    is_known = bool(row.opened_seq) and (row.rate_quantity is not None or row.quantity == 0)
    cost = value = None
    if is_known and view.may(_SEE_COST):
        rate = (row.value, row.quantity) if row.quantity > 0 else (row.rate_value, row.rate_quantity)
        cost, value = half_up(rate[0] * ONE, rate[1]) if rate[1] else None, row.value
    packs = tuple(tuple(each) for each in view.connection.execute(_PACKS, {"product": product_id}))
    on_hand = row.quantity if row.opened_seq else None
    counted = last_counts(view, [row.id]).get(row.id)
    return StockCard(row.id, row.code, row.name, row.spec, row.unit, on_hand, cost, value, packs, counted)


def _after(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.sum(column).over(order_by=(_m.c.posted_seq, _m.c.id), rows=(None, 0))


_MOVES = (
    select(
        _m.c.id.label("move_id"),
        _m.c.document_id,
        _m.c.posted_seq,
        _d.c.posted_at.label("time"),
        _d.c.business_date.label("day"),
        _d.c.number,
        _m.c.kind,
        _m.c.line_no,
        _place.c.name.label("place"),
        _m.c.quantity,
        _m.c.value,
        _after(_m.c.quantity).label("on_hand"),
        _after(_m.c.value).label("worth"),
        _d.c.operator,
    )
    .join_from(_m, _d, _d.c.id == _m.c.document_id)
    .join(_place, _place.c.id == _m.c.place_id)
    .where(_m.c.product_id == bindparam("product"))
    .subquery("card")
)


def card_rows(
    view: View,
    product_id: int,
    *,
    order: str = "",
    is_descending: bool = True,
    limit: int = PAGE,
    offset: int = 0,
    filters: Mapping[str, str] | None = None,
) -> tuple[CardRow, ...]:
    """A page of a product's moves, the last posted first, or in the order of a column. Raises NotAllowed."""
    view.require(Permission.SEE_STOCK)
    may_see = view.may(_SEE_COST)
    key = _MOVES.c[order] if order in _MOVES.c and (may_see or order not in ("value", "worth")) else None
    keys = [_MOVES.c.posted_seq, _MOVES.c.move_id] if key is None or order == "time" else [key, _MOVES.c.posted_seq, _MOVES.c.move_id]
    statement = _narrowed(select(_MOVES), filters or {}, may_see=may_see)
    statement = statement.order_by(*[each.desc() if is_descending else each for each in keys]).limit(limit).offset(offset)
    return tuple(_row(view, row) for row in view.connection.execute(statement, {"product": product_id}))


def card_count(view: View, product_id: int, filters: Mapping[str, str] | None = None) -> int:
    """How many moves there are. Raises NotAllowed."""
    view.require(Permission.SEE_STOCK)
    statement = _narrowed(select(func.count()).select_from(_MOVES), filters or {}, may_see=view.may(_SEE_COST))
    return int(view.connection.execute(statement, {"product": product_id}).scalar_one())


def _narrowed(statement: Select[Any], filters: Mapping[str, str], *, may_see: bool) -> Select[Any]:
    for column in CARD_COLUMNS:
        text = filters.get(column.key, "").strip()
        if not text or (column.permission is not None and not may_see):
            continue
        statement = statement.where(_of_kind(text) if column.key == "kind" else column_fits(_MOVES.c[column.key], column.kind, text))
    text = filters.get(QUICK, "").strip()
    if text:
        statement = statement.where(_MOVES.c.number.icontains(text, autoescape=True) | _of_kind(text))
    return statement


def _of_kind(text: str) -> ColumnElement[bool]:
    known = [kind for kind, title in KIND_TITLES.items() if text.casefold() in _(title).casefold()]
    is_settled = _is_settled(_MOVES.c.kind, _MOVES.c.line_no)
    fits = and_(_MOVES.c.kind.in_(known), not_(is_settled))
    return or_(fits, is_settled) if text.casefold() in _(_SETTLED).casefold() else fits


def _is_settled(kind: ColumnElement[Any], line_no: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(kind == "count", line_no == 0)


def _title(row: Any) -> str:
    return _(_SETTLED) if row.kind == "count" and not row.line_no else _(KIND_TITLES[row.kind])


def _row(view: View, row: Any) -> CardRow:
    may_see = view.may(_SEE_COST)
    return CardRow(
        row.move_id,
        row.document_id,
        row.time.astimezone(view.now.tzinfo),
        row.day,
        row.number,
        _title(row),
        places.shown_name(row.place),
        row.quantity,
        row.value if may_see else None,
        row.on_hand,
        row.worth if may_see else None,
        shown_name(row.operator),
    )


_SPAN = (
    select(
        _d.c.business_date,
        _d.c.posted_at,
        _d.c.number,
        _d.c.kind.label("document"),
        _m.c.kind,
        _m.c.line_no,
        p.product.c.code,
        p.product.c.name,
        p.product.c.spec,
        p.product.c.unit,
        _place.c.name.label("place"),
        _m.c.quantity,
        _m.c.value,
    )
    .join_from(_d, _m, _m.c.document_id == _d.c.id)
    .join(p.product, p.product.c.id == _m.c.product_id)
    .join(_place, _place.c.id == _m.c.place_id)
    .order_by(_d.c.posted_seq, _m.c.id)
)


def movements(view: View, first: date | None = None, last: date | None = None) -> Iterator[tuple[Any, ...]]:
    """Every move of the business days from first to last, in posting order: rows of MOVEMENT_COLUMNS. Raises NotAllowed."""
    view.require(Permission.SEE_STOCK)
    statement = _SPAN if first is None else _SPAN.where(_d.c.business_date >= first)
    statement = statement if last is None else statement.where(_d.c.business_date <= last)
    may_see = view.may(_SEE_COST)
    for row in view.connection.execute(statement):
        yield (
            row.business_date,
            row.posted_at.astimezone(view.now.tzinfo),
            row.number,
            _(TITLES.get(row.document, row.document)),
            _title(row),
            row.code,
            row.name,
            row.spec,
            row.unit,
            places.shown_name(row.place),
            row.quantity,
            row.value if may_see else None,
        )
