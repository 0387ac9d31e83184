"""Open and posted counts, the lines of one, and the moment that a number speaks of.

A blind count gives no book quantity here: not to a screen, a paper or a workbook. `count_differences` has it, for who may see it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, literal, select

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import counts as c
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import shop
from jxc_desktop.db.tables import stock as s
from jxc_desktop.db.types import Moment as MomentType
from jxc_desktop.domain.counts import CountBody, Moment, Scope, Tally, body_from_json, scope_from_json
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.i18n import _
from jxc_desktop.queries.drafts import SALE
from jxc_desktop.queries.people import shown_name
from jxc_desktop.queries.places import shown_name as shown_place
from jxc_desktop.queries.view import View

COUNT_DRAFT = "count"
OPEN, PENDING, POSTED, REVERSED, DROPPED = "open", "pending", "posted", "reversed", "dropped"
LEFT, COUNTED, ADDED = "left", "counted", "added"
_LONGEST = 9


@dataclass(frozen=True, slots=True)
class CountHead:
    """A count: its own `number`, and the document's once it is posted. `state` is one of OPEN, PENDING, POSTED, REVERSED, DROPPED."""

    id: int
    key: str
    number: int
    name: str
    scope: Scope
    is_blind: bool
    started_at: datetime
    started_by: str
    state: str
    body: CountBody
    document_id: int
    document_number: str
    lines: int
    counted: int

    @property
    def is_open(self) -> bool:
        """Whether numbers are entered."""
        return self.state == OPEN


@dataclass(frozen=True, slots=True)
class CountRow:
    """A line of a count as it is entered. `book` is what the ledger said at the moment of the count: None until counted, or when blind."""

    product_id: int
    place_id: int
    lot: int
    position: int
    code: str
    barcode: str
    name: str
    spec: str
    unit: str
    kind: str
    place: str
    shelf: str
    area: str
    is_added: bool
    tally: Tally
    book: int | None


_i, _c = c.count_item, c.stock_count
_later = d.document.alias("taken_back_by")
_LINES = select(func.count()).where(_i.c.count_id == _c.c.id).correlate(_c).scalar_subquery()
_COUNTED = select(func.count()).where(_i.c.count_id == _c.c.id, _i.c.round > 0).correlate(_c).scalar_subquery()
_HEADS = (
    select(
        *(_c.c.id, _c.c.key, _c.c.number, _c.c.name, _c.c.scope, _c.c.is_blind, _c.c.started_at),
        shop.user.c.name.label("started_by"),
        d.draft.c.state.label("draft_state"),
        d.draft.c.body,
        d.document.c.id.label("document_id"),
        d.document.c.number.label("document_number"),
        _later.c.id.label("reversal"),
        _LINES.label("lines"),
        _COUNTED.label("counted"),
    )
    .join(shop.user, shop.user.c.id == _c.c.actor_id)
    .outerjoin(d.draft, d.draft.c.key == _c.c.key)
    .outerjoin(d.document, d.document.c.key == _c.c.key)
    .outerjoin(_later, _later.c.reverses == d.document.c.id)
)
_HEAD = _HEADS.where(_c.c.id == bindparam("count"))
_OPEN_HEADS = _HEADS.where(d.draft.c.id.is_not(None)).order_by(_c.c.id.desc())
_ALL_HEADS = _HEADS.order_by(_c.c.id.desc())
_BY_NUMBER = select(_c.c.id).where(_c.c.number == bindparam("number"))
_BY_DOCUMENT = (
    select(c.posted_count.c.count_id)
    .join(d.document, d.document.c.id == c.posted_count.c.id)
    .where(d.document.c.number == bindparam("number"))
)


def count_heads(view: View, *, only_open: bool = False) -> list[CountHead]:
    """Every count, the newest first."""
    return [_head(view, row) for row in view.connection.execute(_OPEN_HEADS if only_open else _ALL_HEADS)]


def count_head(view: View, count_id: int) -> CountHead:
    """One count. Raises NotFound."""
    row = view.connection.execute(_HEAD, {"count": count_id}).one_or_none()
    if row is None:
        raise NotFound(_("this count"))
    return _head(view, row)


def count_by_number(view: View, number: str) -> int:
    """The id of a count by its own number (12) or that of its document (PD20261130-0001). Raises NotFound."""
    text = number.strip().upper()
    if text.isdecimal():
        found = view.connection.execute(_BY_NUMBER, {"number": _whole(text)}).scalar_one_or_none()
    else:
        found = view.connection.execute(_BY_DOCUMENT, {"number": text}).scalar_one_or_none()
    if found is None:
        raise NotFound(_("the count {number}").format(number=number.strip()))
    return int(found)


def _whole(figures: str) -> int:
    """The number of a count or a sheet; one that is too long to be any is none."""
    return int(figures) if len(figures) <= _LONGEST else 0


def _head(view: View, row: Any) -> CountHead:
    posted = POSTED if row.reversal is None else REVERSED
    state = posted if row.document_id else row.draft_state or DROPPED
    return CountHead(
        row.id,
        row.key,
        row.number,
        row.name,
        scope_from_json(row.scope),
        bool(row.is_blind),
        row.started_at.astimezone(view.now.tzinfo),
        shown_name(row.started_by),
        state,
        body_from_json(row.body) if row.body else CountBody(),
        row.document_id or 0,
        row.document_number or "",
        row.lines,
        row.counted,
    )


# moments

_SEQ = Prepared(select(d.head.c.number).where(d.head.c.name == "seq"))
# From the newest backwards: what is asked for is rarely long ago, and times have no index.
_SEQ_AT = (
    select(d.document.c.posted_seq)
    .where(d.document.c.posted_at <= bindparam("at", type_=MomentType))
    .order_by(d.document.c.posted_seq.desc())
    .limit(1)
)


def moment_now(view: View) -> Moment:
    """This moment: what is posted later comes after it."""
    return Moment(int(_SEQ.value(view.connection, {}) or 0), view.now)


def moment_at(view: View, at: datetime) -> Moment:
    """A time that a person gave: the last document posted at or before it."""
    return Moment(int(view.connection.execute(_SEQ_AT, {"at": at}).scalar_one_or_none() or 0), at)


_POSTED_BETWEEN = (
    select(d.document.c.posted_at, d.document.c.posted_seq)
    .where(
        d.document.c.posted_at > bindparam("first", type_=MomentType),
        d.document.c.posted_at <= bindparam("last", type_=MomentType),
    )
    .order_by(d.document.c.posted_at)
)


def moments_at(view: View, times: Collection[datetime]) -> dict[datetime, Moment]:
    """As `moment_at`, for many times at once: a hand-held's file has thousands."""
    ordered = sorted(times)
    if not ordered:
        return {}
    seq = moment_at(view, ordered[0]).seq
    posted = view.connection.execute(_POSTED_BETWEEN, {"first": ordered[0], "last": ordered[-1]}).all()
    found, step = {}, 0
    for at in ordered:
        while step < len(posted) and posted[step].posted_at <= at:
            seq = max(seq, posted[step].posted_seq)
            step += 1
        found[at] = Moment(seq, at)
    return found


_IN_CARTS = Prepared(
    select(func.coalesce(func.sum(d.draft_line.c.base_quantity), 0))
    .join(d.draft, d.draft.c.id == d.draft_line.c.draft_id)
    .where(d.draft_line.c.product_id == bindparam("product"), d.draft.c.kind == literal(SALE))
    # A cart that was begun later held nothing of it then.
    .where(d.draft.c.opened_at <= bindparam("at", type_=MomentType))
)


def in_carts(view: View, product_id: int, place_id: int, at: datetime) -> int:
    """How much of a product the carts hold, open and held, that were begun by then; they take it from the first place."""
    return max(0, int(_IN_CARTS.value(view.connection, {"product": product_id, "at": at}))) if place_id == view.place_id else 0


_IN_ANY_CART = Prepared(
    select(d.draft_line.c.product_id, d.draft.c.opened_at, d.draft_line.c.base_quantity)
    .join(d.draft, d.draft.c.id == d.draft_line.c.draft_id)
    .where(d.draft.c.kind == literal(SALE))
)


def in_any_cart(view: View) -> dict[int, list[tuple[datetime, int]]]:
    """Of every product that stands in a cart at the first place: when each of its carts was begun, and how much it holds."""
    found: dict[int, list[tuple[datetime, int]]] = {}
    for product_id, opened_at, quantity in _IN_ANY_CART.records(view.connection, {}):
        found.setdefault(product_id, []).append((opened_at, quantity))
    return found


def held_at(carts: Mapping[int, Sequence[tuple[datetime, int]]], product_id: int, at: datetime) -> int:
    """As `in_carts`, of what `in_any_cart` found."""
    return max(0, sum(quantity for opened_at, quantity in carts.get(product_id, ()) if opened_at <= at))


def held_now(view: View) -> dict[int, int]:
    """How much of each product all carts hold, open and held."""
    carts = in_any_cart(view)
    return {product_id: held for product_id in carts if (held := held_at(carts, product_id, view.now))}


# lines

_move = s.stock_move
AFTER = (
    select(func.coalesce(func.sum(_move.c.quantity), 0))
    .where(
        _move.c.product_id == _i.c.product_id,
        _move.c.place_id == _i.c.place_id,
        _move.c.lot == _i.c.lot,
        _move.c.posted_seq > _i.c.counted_at_seq,
        func.coalesce(_move.c.as_of, _move.c.posted_seq) > _i.c.counted_at_seq,
    )
    .correlate(_i)
    .scalar_subquery()
)
"""What moved after the line's moment: the level now less this is its book quantity."""

_FIRST_CODE = (
    select(func.min(p.barcode.c.code))
    .where(p.barcode.c.product_id == _i.c.product_id, p.barcode.c.pack_id == 0)
    .correlate(_i)
    .scalar_subquery()
)
TALLY = (
    *(_i.c.round, _i.c.quantity, _i.c.first_quantity, _i.c.counted_at_seq, _i.c.since_seq, _i.c.counted_at),
    *(_i.c.in_carts, _i.c.at_till, _i.c.person, _i.c.first_person),
)


def _rows(*, with_book: bool) -> Select[Any]:
    level = func.coalesce(s.stock_level.c.quantity, 0)
    book = case((_i.c.round > 0, level - AFTER), else_=None) if with_book else literal(None)
    statement = (
        select(
            *(_i.c.product_id, _i.c.place_id, _i.c.lot, _i.c.position, p.product.c.code, _FIRST_CODE.label("barcode")),
            *(p.product.c.name, p.product.c.spec, p.product.c.unit, p.product.c.kind, shop.place.c.name.label("place")),
            *(func.coalesce(p.shelf_position.c.shelf, "").label("shelf"), _i.c.area, _i.c.is_added, *TALLY, book.label("book")),
        )
        .join(p.product, p.product.c.id == _i.c.product_id)
        .join(shop.place, shop.place.c.id == _i.c.place_id)
        .outerjoin(p.shelf_position, and_(p.shelf_position.c.product_id == _i.c.product_id, p.shelf_position.c.place_id == _i.c.place_id))
    )
    if with_book:
        key = and_(
            s.stock_level.c.product_id == _i.c.product_id, s.stock_level.c.place_id == _i.c.place_id, s.stock_level.c.lot == _i.c.lot
        )
        statement = statement.outerjoin(s.stock_level, key)
    return statement.where(_i.c.count_id == bindparam("count"))


_OPENLY, _BLINDLY = _rows(with_book=True), _rows(with_book=False)
_WHICH = {"": literal(1) == 1, LEFT: _i.c.round == 0, COUNTED: _i.c.round > 0, ADDED: _i.c.is_added == 1}
_ONE = and_(_i.c.product_id == bindparam("product"), _i.c.place_id == bindparam("place"), _i.c.lot == 0)


_KEYS = select(_i.c.product_id, _i.c.place_id, _i.c.lot).where(_i.c.count_id == bindparam("count")).order_by(_i.c.position)


def count_keys(view: View, count_id: int, *, which: str = "", area: str = "") -> list[tuple[int, int, int]]:
    """Product, place and lot of each line in the order of the list, for who asks no more of it."""
    statement = _KEYS.where(_WHICH[which])
    if area:
        statement = statement.where(_i.c.area == area)
    return [(row.product_id, row.place_id, row.lot) for row in view.connection.execute(statement, {"count": count_id})]


def count_rows(
    view: View,
    count_id: int,
    *,
    which: str = "",
    area: str = "",
    is_blind: bool,
    offset: int = 0,
    limit: int = -1,
    positions: Sequence[int] | None = None,
) -> list[CountRow]:
    """Lines in the order of the list, a page of them; `which` is LEFT, COUNTED, ADDED or all. A blind count has no book quantity.

    With `positions` only those lines.
    """
    statement = (_BLINDLY if is_blind else _OPENLY).where(_WHICH[which]).order_by(_i.c.position)
    if area:
        statement = statement.where(_i.c.area == area)
    if positions is not None:
        statement = statement.where(_i.c.position.in_(positions))
    if limit >= 0:
        statement = statement.limit(limit).offset(offset)
    return [_row(row) for row in view.connection.execute(statement, {"count": count_id})]


def count_row(view: View, count_id: int, product_id: int, place_id: int, *, is_blind: bool) -> CountRow | None:
    """One line; None when the product is not on the list."""
    statement = (_BLINDLY if is_blind else _OPENLY).where(_ONE)
    row = view.connection.execute(statement, {"count": count_id, "product": product_id, "place": place_id}).one_or_none()
    return None if row is None else _row(row)


def _row(row: Any) -> CountRow:
    return CountRow(
        *(row.product_id, row.place_id, row.lot, row.position, row.code, row.barcode or "", row.name, row.spec, row.unit, row.kind),
        *(shown_place(row.place), row.shelf, row.area, bool(row.is_added)),
        tally_of(row),
        row.book,
    )


def tally_of(row: Any) -> Tally:
    """What is counted of a line, from a row that has the columns of `TALLY`."""
    return Tally(
        *(row.round, row.quantity, row.first_quantity, row.counted_at_seq, row.since_seq, row.counted_at),
        *(row.in_carts, row.at_till, row.person, row.first_person),
    )


# sheets


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed sheet: `number` within its count; `moment` is when it was printed."""

    id: int
    count_id: int
    count_number: int
    number: int
    area: str
    is_blind: bool
    moment: Moment
    lines: int

    @property
    def code(self) -> str:
        """What its barcode says: PD12-1."""
        return f"PD{self.count_number}-{self.number}"


_s, _sl = c.count_sheet, c.count_sheet_line
_SHEETS = (
    select(
        *(
            _s.c.id,
            _s.c.count_id,
            _c.c.number.label("count_number"),
            _s.c.number,
            _s.c.area,
            _s.c.is_blind,
            _s.c.printed_seq,
            _s.c.printed_at,
        ),
        select(func.count()).where(_sl.c.sheet_id == _s.c.id).correlate(_s).scalar_subquery().label("lines"),
    )
    .join(_c, _c.c.id == _s.c.count_id)
    .order_by(_s.c.number)
)
_LINES_OF = (
    select(_sl.c.line_no, _sl.c.product_id, _sl.c.place_id, _sl.c.lot).where(_sl.c.sheet_id == bindparam("sheet")).order_by(_sl.c.line_no)
)


def sheets_of(view: View, count_id: int) -> list[Sheet]:
    """The sheets printed for a count."""
    return [_sheet(view, row) for row in view.connection.execute(_SHEETS.where(_s.c.count_id == count_id))]


def sheet_by_code(view: View, code: str) -> Sheet | None:
    """The sheet whose barcode says this (PD12-1); None for anything else."""
    count, dash, number = code.strip().upper().removeprefix("PD").partition("-")
    if not (dash and count.isdecimal() and number.isdecimal()):
        return None
    row = view.connection.execute(_SHEETS.where(_c.c.number == _whole(count), _s.c.number == _whole(number))).one_or_none()
    return None if row is None else _sheet(view, row)


def _sheet(view: View, row: Any) -> Sheet:
    moment = Moment(row.printed_seq, row.printed_at.astimezone(view.now.tzinfo))
    return Sheet(row.id, row.count_id, row.count_number, row.number, row.area, bool(row.is_blind), moment, row.lines)


def sheet_lines(view: View, sheet_id: int) -> Sequence[tuple[int, int, int, int]]:
    """Line number, product, place and lot, as printed."""
    return [tuple(row) for row in view.connection.execute(_LINES_OF, {"sheet": sheet_id})]
