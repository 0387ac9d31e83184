"""What an open count finds: book against counted at each line's own moment, in pieces and money, and what to look at again.

For who may see it: a blind count hides the book quantity everywhere else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, select

from jxc_desktop.db.tables import counts as c
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import shop
from jxc_desktop.db.tables import stock as s
from jxc_desktop.db.types import read_time
from jxc_desktop.domain.costing import Balance, at_rate, price_rate
from jxc_desktop.domain.counts import Flag, Moment, Tally, is_within
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.queries.counts import PENDING, TALLY, CountHead, held_now, moment_at, moment_now, tally_of
from jxc_desktop.queries.people import people
from jxc_desktop.queries.places import shown_name as shown_place
from jxc_desktop.queries.view import View

COUNT_KINDS = ("count", "first_count")
LEAST_PEOPLE = 2


@dataclass(frozen=True, slots=True)
class Difference:
    """A counted line against the ledger at its moment; `value` is what the difference is worth, None where no cost is known.

    `is_settled` is False when a newer count of the same goods was posted: it moves nothing then and is kept as a finding.
    """

    product_id: int
    place_id: int
    lot: int
    position: int
    code: str
    name: str
    spec: str
    unit: str
    kind: str
    place: str
    area: str
    tally: Tally
    book: int
    value: int | None
    flags: frozenset[Flag]
    needs_recount: bool
    is_settled: bool
    is_first: bool
    reason_id: int
    last_counted: datetime | None

    @property
    def difference(self) -> int:
        """Over (above zero) or missing (below)."""
        return self.tally.present - self.book


_i = c.count_item
_SAME = and_(s.stock_level.c.product_id == _i.c.product_id, s.stock_level.c.place_id == _i.c.place_id, s.stock_level.c.lot == _i.c.lot)
_LAST = and_(c.last_count.c.product_id == _i.c.product_id, c.last_count.c.place_id == _i.c.place_id, c.last_count.c.lot == _i.c.lot)
_LINES = (
    select(
        *(_i.c.product_id, _i.c.place_id, _i.c.lot, _i.c.position, p.product.c.code, p.product.c.name, p.product.c.spec, p.product.c.unit),
        *(p.product.c.kind, shop.place.c.name.label("place"), _i.c.area, *TALLY, _i.c.reason_id),
        func.coalesce(s.stock_level.c.quantity, 0).label("level"),
        func.coalesce(s.stock_value.c.quantity, 0).label("on_hand"),
        func.coalesce(s.stock_value.c.value, 0).label("worth"),
        *(s.stock_value.c.rate_value, s.stock_value.c.rate_quantity, p.product.c.purchase_price),
        func.coalesce(s.stock_value.c.opened_seq, 0).label("opened_seq"),
        c.last_count.c.counted_at_seq.label("settled_seq"),
        c.last_count.c.counted_at.label("settled_at"),
    )
    .join(p.product, p.product.c.id == _i.c.product_id)
    .join(shop.place, shop.place.c.id == _i.c.place_id)
    .outerjoin(s.stock_level, _SAME)
    .outerjoin(s.stock_value, s.stock_value.c.product_id == _i.c.product_id)
    .outerjoin(c.last_count, _LAST)
    # What was on the list and is a service by now has nothing to be counted.
    .where(_i.c.count_id == bindparam("count"), p.product.c.kind.in_([str(kind) for kind in Kind if kind.has_stock]))
    .order_by(_i.c.position)
)
_m = s.stock_move
_MOVES = (
    select(_m.c.product_id, _m.c.place_id, _m.c.lot, _m.c.quantity, _m.c.posted_seq, _m.c.as_of, _m.c.kind, d.document.c.posted_at)
    .join(_i, and_(_i.c.product_id == _m.c.product_id, _i.c.place_id == _m.c.place_id, _i.c.lot == _m.c.lot))
    .join(d.document, d.document.c.id == _m.c.document_id)
    .where(_i.c.count_id == bindparam("count"), _m.c.posted_seq > bindparam("since"), _m.c.quantity != 0)
)
_IS_COUNTED, _IS_LEFT = _i.c.round > 0, _i.c.round == 0
_SINCE = select(func.min(_i.c.since_seq), func.min(_i.c.counted_at)).where(_i.c.count_id == bindparam("count"), _i.c.round > 0)


def differences(view: View, count_id: int) -> list[Difference]:
    """Every counted line of an open count, the one that weighs most in money first. Raises NotAllowed."""
    view.require(Permission.SEE_DIFFERENCES)
    found = lines_of(view, count_id)
    return sorted(found, key=lambda line: (-abs(line.value or 0), -abs(line.difference), line.position))


def lines_of(view: View, count_id: int) -> list[Difference]:
    """Every counted line in the order of the list, for what works on it."""
    since, first = view.connection.execute(_SINCE, {"count": count_id}).one()
    moves = {} if since is None else _moves(view, count_id, _IS_COUNTED, Moment(since, first))
    near = timedelta(minutes=view.settings.count_minutes)
    found = []
    for row in view.connection.execute(_LINES.where(_IS_COUNTED), {"count": count_id}).all():
        tally = tally_of(row)
        found.append(_difference(view, row, tally, moves.get((row.product_id, row.place_id, row.lot), ()), near))
    return found


def left_of(view: View, count_id: int) -> list[Difference]:
    """The lines that are not counted (未盘) with what the books say now, as if nothing were there."""
    rows = view.connection.execute(_LINES.where(_IS_LEFT), {"count": count_id})
    return [_difference(view, row, Tally(quantity=0), (), timedelta(0)) for row in rows]


def zero_moment(view: View, head: CountHead) -> tuple[Moment, dict[int, int]]:
    """Of when what is not counted is set to zero, and what carts held then: now, or when that was asked for."""
    if head.state == PENDING and head.body.asked_at:
        return Moment(head.body.asked_seq, read_time(head.body.asked_at)), dict(head.body.asked_carts)
    return moment_now(view), held_now(view)


def set_to_zero(view: View, count_id: int, moment: Moment, carts: Mapping[int, int], who: str = "") -> list[Difference]:
    """The lines that are not counted, with nothing on the shelf at a moment: what carts held then had left it for the till."""
    moves = _moves(view, count_id, _IS_LEFT, moment)
    near = timedelta(minutes=view.settings.count_minutes)
    found = []
    for row in view.connection.execute(_LINES.where(_IS_LEFT), {"count": count_id}).all():
        held = carts.get(row.product_id, 0) if row.place_id == view.place_id else 0
        tally = Tally(0, 0, 0, moment.seq, moment.seq, moment.at, held, held, who, who)
        found.append(_difference(view, row, tally, moves.get((row.product_id, row.place_id, row.lot), ()), near))
    return found


def must_wait(view: View, found: Iterable[Difference]) -> bool:
    """Whether these differences are above what this person may post without somebody's yes; with one person nobody is asked."""
    if view.may(Permission.APPROVE_COUNTS) or len(people(view)) < LEAST_PEOPLE:
        return False
    return sum(abs(line.value or 0) for line in found) > view.settings.count_limit


@dataclass(frozen=True, slots=True)
class _Moved:
    quantity: int
    seq: int
    as_of: int
    is_count: bool
    at: datetime


def _moves(view: View, count_id: int, which: ColumnElement[bool], first: Moment) -> dict[tuple[int, int, int], list[_Moved]]:
    """What moved of these lines since the first of their moments, a little before included, by product, place and lot."""
    before = moment_at(view, first.at - timedelta(minutes=view.settings.count_minutes)).seq
    found: dict[tuple[int, int, int], list[_Moved]] = {}
    for row in view.connection.execute(_MOVES.where(which), {"count": count_id, "since": min(first.seq, before)}).all():
        moved = _Moved(row.quantity, row.posted_seq, row.as_of or row.posted_seq, row.kind in COUNT_KINDS, row.posted_at)
        found.setdefault((row.product_id, row.place_id, row.lot), []).append(moved)
    return found


def _difference(view: View, row: Any, tally: Tally, moves: Iterable[_Moved], near: timedelta) -> Difference:
    seq = tally.counted_at_seq
    later = 0 if seq is None else sum(move.quantity for move in moves if min(move.seq, move.as_of) > seq)
    book = row.level - later
    difference = tally.present - book
    rate = Balance(row.on_hand, row.worth, None if row.rate_quantity is None else (row.rate_value, row.rate_quantity)).known_rate
    rate = rate or price_rate(row.purchase_price)
    value = 0 if not difference else None if rate is None else at_rate(rate, difference)
    flags = _flags(tally, moves, near)
    is_within_tolerance = is_within(difference, value, book, view.settings, is_weighed=row.kind == Kind.WEIGHED)
    is_first = not row.opened_seq
    return Difference(
        *(row.product_id, row.place_id, row.lot, row.position, row.code, row.name, row.spec, row.unit, row.kind),
        shown_place(row.place),
        row.area,
        tally,
        book,
        value,
        flags,
        needs_recount=tally.round == 1 and bool(flags or (not is_within_tolerance and not is_first)),
        is_settled=_is_settled(row, tally),
        is_first=is_first,
        reason_id=row.reason_id or 0,
        last_counted=row.settled_at,
    )


def _is_settled(row: Any, tally: Tally) -> bool:
    """Whether no newer count of the same goods was posted; between two of the same place in the order of truth their times decide."""
    if row.settled_seq is None or tally.counted_at_seq is None or tally.counted_at is None:
        return True
    return bool((row.settled_seq, row.settled_at) <= (tally.counted_at_seq, tally.counted_at))


def _flags(tally: Tally, moves: Iterable[_Moved], near: timedelta) -> frozenset[Flag]:
    at, seq, since = tally.counted_at, tally.counted_at_seq, tally.since_seq
    if at is None or seq is None or since is None:
        return frozenset()
    goods = [move for move in moves if not move.is_count]
    found = set()
    if any(abs(move.at - at) <= near for move in goods):
        found.add(Flag.MOVED)
    if any(since < move.seq <= seq for move in goods):
        found.add(Flag.PARTS)
    if tally.in_carts:
        found.add(Flag.CARTS)
    return frozenset(found)
