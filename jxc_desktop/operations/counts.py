"""Stock counts, open: begun, entered line by line, given back, put away. `count_posting` books what they find.

The shop goes on meanwhile: each entry keeps the place in the order of truth that it speaks of, and what carts held.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, func, insert, select, update

from jxc_desktop.db.bulk import insert_rows
from jxc_desktop.db.prepared import Prepared, columns_but
from jxc_desktop.db.tables import counts as t
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables.stock_documents import stock_reason
from jxc_desktop.db.types import read_time
from jxc_desktop.domain.counts import (
    Areas,
    CountBody,
    CountClosed,
    CountTooLarge,
    CountWaits,
    Entry,
    Moment,
    NothingToCount,
    SameHand,
    Scope,
    Source,
    Tally,
    after,
    body_to_json,
    entries_of,
    scope_to_json,
)
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import MAX_QUANTITY
from jxc_desktop.domain.stock_documents import NoStockKept
from jxc_desktop.i18n import _
from jxc_desktop.operations.drafts import keep_draft
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.stock_rows import drop_kept
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.count_differences import lines_of
from jxc_desktop.queries.count_scope import BLIND, OPENLY, goods_in, is_blind_by_choice
from jxc_desktop.queries.counts import COUNT_DRAFT, LEFT, OPEN, PENDING, CountHead, Sheet, count_head, count_keys, in_carts, moment_now

RECOUNT = "recount"
MOST_UNDOS = 50


@dataclass(frozen=True, slots=True)
class Started:
    """A count that is open: its id, its own number, how many lines its list has."""

    id: int
    number: int
    lines: int


_ITEM = ("count_id", "product_id", "place_id", "lot", "position", "area")
_INSERT_COUNT = insert(t.stock_count).returning(t.stock_count.c.id)
_LAST_NUMBER = select(func.coalesce(func.max(t.stock_count.c.number), 0))
_i = t.count_item
_HERE = (
    _i.c.count_id == bindparam("count"),
    _i.c.product_id == bindparam("product"),
    _i.c.place_id == bindparam("place"),
    _i.c.lot == bindparam("of_lot"),
)
TALLY_NAMES = (
    *("round", "quantity", "first_quantity", "counted_at_seq", "since_seq", "counted_at", "in_carts", "at_till", "person", "first_person"),
)
_READ_ITEM = Prepared(select(*(_i.c[name] for name in TALLY_NAMES)).where(*_HERE))
WRITE_ITEM = Prepared(update(_i).where(*_HERE).values({name: bindparam(f"new_{name}", type_=_i.c[name].type) for name in TALLY_NAMES}))
_TAKE_UP = insert(_i)
_NEXT_POSITION = select(func.coalesce(func.max(_i.c.position), 0) + 1).where(_i.c.count_id == bindparam("count"))
_AREA_OF = select(_i.c.area).where(_i.c.count_id == bindparam("count"), _i.c.place_id == bindparam("place")).limit(1)
_ENTER = Prepared(insert(t.count_entry), *columns_but(t.count_entry, "id"))
_e = t.count_entry
_ENTERED = (
    select(_e)
    .where(
        *(_e.c.count_id == bindparam("count"), _e.c.product_id == bindparam("product")),
        *(_e.c.place_id == bindparam("place"), _e.c.lot == bindparam("of_lot")),
    )
    .order_by(_e.c.id)
)
_STATE = Prepared(
    select(d.draft.c.state).join(t.stock_count, t.stock_count.c.key == d.draft.c.key).where(t.stock_count.c.id == bindparam("count"))
)
_GOODS = Prepared(select(p.product.c.name, p.product.c.kind).where(p.product.c.id == bindparam("product")))
_ANSWER = update(_i).where(*_HERE).values(at_till=bindparam("answer"))
_REASON = update(_i).where(*_HERE).values(reason_id=bindparam("reason"))
_REASONS = select(stock_reason.c.id)
_SHEETS = select(func.coalesce(func.max(t.count_sheet.c.number), 0)).where(t.count_sheet.c.count_id == bindparam("count"))
_SHEET_LINE = ("sheet_id", "line_no", "product_id", "place_id", "lot")


def start_count(
    work: Work,
    scope: Scope,
    *,
    name: str = "",
    is_blind: bool | None = None,
    areas: Areas = Areas.NONE,
    people: Sequence[str] = (),
    area_people: Mapping[str, str] | None = None,
    key: str = "",
) -> Started:
    """Begin a count: its list is frozen now, the shop goes on. Without a choice it is open for one person, blind for several.

    A choice made once sticks. `area_people` names who counts which area; they are among the people who count. Raises NotAllowed, NothingToCount.
    """
    work.require(Permission.COUNT_STOCK)
    goods = goods_in(work, scope, areas)
    if not goods:
        raise NothingToCount
    known = {each.area for each in goods}
    pairs = tuple((area, person.strip()) for area, person in (area_people or {}).items() if area in known and person.strip())
    names = tuple(dict.fromkeys(person.strip() for person in (*people, *dict(pairs).values()) if person.strip()))
    blind = is_blind if is_blind is not None else is_blind_by_choice(work, names)
    if is_blind is not None and work.may(Permission.CHANGE_SETTINGS) and work.settings.count_way != (way := BLIND if blind else OPENLY):
        change_settings(work, count_way=way)
    key = key or uuid4().hex
    number = int(work.connection.execute(_LAST_NUMBER).scalar_one()) + 1
    moment = moment_now(work)
    row = {
        "key": key,
        "number": number,
        "name": name.strip(),
        "scope": scope_to_json(scope),
        "is_blind": int(blind),
        "started_seq": moment.seq,
        "started_at": moment.at,
        "actor_id": work.actor.user_id,
    }
    count_id = int(work.connection.execute(_INSERT_COUNT, row).scalar_one())
    keep_draft(work, key, (COUNT_DRAFT, OPEN), body_to_json(CountBody(names, pairs)), {})
    items = [(count_id, each.product_id, each.place_id, 0, position, each.area) for position, each in enumerate(goods, 1)]
    insert_rows(work.connection, _i, _ITEM, items)
    work.record("start_count", str(number), lines=len(items), is_blind=int(blind))
    return Started(count_id, number, len(items))


def enter(
    work: Work,
    count_id: int,
    product_id: int,
    quantity: int | None,
    *,
    place_id: int = 0,
    lot: int = 0,
    moment: Moment | None = None,
    is_part: bool = False,
    source: Source = Source.SCAN,
    person: str = "",
    sheet_id: int = 0,
    round_no: int = 0,
) -> Tally:
    """One number, saved at once: how much of a product there is (base units), now or at a moment that somebody names.

    A part is added to what was entered in this round, else it takes its place; None takes back what was entered. What is not
    on the list is taken up. `round_no` one above the line's is a recount, by someone else where several people count.
    Raises NotAllowed, CountClosed, CountWaits, CountTooLarge, NotFound, NoStockKept, SameHand.
    """
    work.require(Permission.COUNT_STOCK)
    still_open(work, count_id)
    place = place_id or work.place_id
    if quantity is not None and not 0 <= quantity <= MAX_QUANTITY:
        raise CountTooLarge
    here = {"count": count_id, "product": product_id, "place": place, "of_lot": lot}
    stored = _READ_ITEM.row(work.connection, here)
    former = Tally() if stored is None else tally_in(stored)
    if not former.is_counted:
        _refuse_without_stock(work, product_id)
    if stored is None:
        _take_up(work, count_id, product_id, place, lot)
    who = person.strip() or work.actor.name
    of_round = former.round_of(round_no)
    if of_round > 1:
        someone_else(work, count_id, former.first_person, who)
    when = moment or moment_now(work)
    held = in_carts(work, product_id, place, when.at)
    entry = Entry(of_round, quantity, when, held, who, is_part)
    tally = after(former, entry)
    if (tally.quantity or 0) > MAX_QUANTITY:
        raise CountTooLarge
    _ENTER.row(
        work.connection,
        {
            "count_id": count_id,
            "product_id": product_id,
            "place_id": place,
            "lot": lot,
            "round": of_round,
            "is_part": int(is_part),
            "quantity": quantity,
            "counted_at_seq": when.seq,
            "counted_at": when.at,
            "in_carts": held,
            "source": str(source),
            "sheet_id": sheet_id,
            "person": who,
            "actor_id": work.actor.user_id,
            "entered_at": work.now,
        },
    )
    WRITE_ITEM.row(work.connection, here | {f"new_{name}": getattr(tally, name) for name in TALLY_NAMES})
    return tally


def take_entry_back(work: Work, count_id: int, product_id: int, *, place_id: int = 0, lot: int = 0) -> Tally:
    """Take the last number back that was entered for a line: what was entered before it stands again.

    The log is only ever added to: it says that the line was taken back, then once more what stands.
    Raises NotAllowed, CountClosed, CountWaits, NotFound.
    """
    work.require(Permission.COUNT_STOCK)
    still_open(work, count_id)
    here = {"count": count_id, "product": product_id, "place": place_id or work.place_id, "of_lot": lot}
    entered = work.connection.execute(_ENTERED, here).all()
    if not entered or entered[-1].quantity is None:
        raise NotFound(_("this line"))
    last = entered[-1]
    gone = max((place for place, row in enumerate(entered, 1) if row.quantity is None), default=0)
    former = [_entry_of(row) for row in entered[gone:-1]]
    early = entries_of(reduce(after, former[:-MOST_UNDOS], Tally()))
    standing = [replace(_entry_of(last), quantity=None), *early, *former[-MOST_UNDOS:]]
    for entry in standing:
        _ENTER.row(
            work.connection,
            {name: getattr(last, name) for name in ("count_id", "product_id", "place_id", "lot", "source", "sheet_id")}
            | {"round": entry.round, "is_part": int(entry.is_part), "quantity": entry.quantity, "in_carts": entry.in_carts}
            | {"counted_at_seq": entry.moment.seq, "counted_at": entry.moment.at, "person": entry.person}
            | {"actor_id": work.actor.user_id, "entered_at": work.now},
        )
    tally = reduce(after, standing, Tally())
    WRITE_ITEM.row(work.connection, here | {f"new_{name}": getattr(tally, name) for name in TALLY_NAMES})
    return tally


def _entry_of(row: Any) -> Entry:
    return Entry(row.round, row.quantity, Moment(row.counted_at_seq, row.counted_at), row.in_carts, row.person, bool(row.is_part))


def tally_in(stored: Sequence[Any]) -> Tally:
    """What is counted of a line, from the values of TALLY_NAMES as the driver gives them."""
    values = dict(zip(TALLY_NAMES, stored, strict=True))
    at = values["counted_at"]
    return Tally(**values | {"counted_at": None if at is None else read_time(at)})


def still_open(work: Work, count_id: int) -> None:
    """Raise CountClosed or CountWaits where nothing is entered any more."""
    state = _STATE.value(work.connection, {"count": count_id})
    if state is None:
        raise CountClosed
    if state == PENDING:
        raise CountWaits


def _refuse_without_stock(work: Work, product_id: int) -> None:
    """What stands on the list may be a service by now."""
    goods = _GOODS.row(work.connection, {"product": product_id})
    if goods is None:
        raise NotFound(str(product_id))
    name, kind = goods
    if not Kind(kind).has_stock:
        raise NoStockKept([name])


def _take_up(work: Work, count_id: int, product_id: int, place: int, lot: int) -> None:
    """A product that is not on the list."""
    position = work.connection.execute(_NEXT_POSITION, {"count": count_id}).scalar_one()
    row = {"count_id": count_id, "product_id": product_id, "place_id": place, "lot": lot, "position": position, "is_added": 1}
    work.connection.execute(_TAKE_UP, row | {"area": ""})


def someone_else(work: Work, count_id: int, first: str, who: str) -> None:
    """Raise SameHand where several people count and a recount is by who counted first."""
    if who == first and len(count_head(work, count_id).body.people) > 1:
        raise SameHand(first)


def answer_carts(work: Work, count_id: int, product_id: int, at_till: int, *, place_id: int = 0, lot: int = 0) -> None:
    """Of what carts held when this was counted so much had left the shelf (0: all of it was on the shelf and counted).

    Raises NotAllowed, CountClosed, CountWaits, CountTooLarge, NotFound.
    """
    work.require(Permission.COUNT_STOCK)
    still_open(work, count_id)
    here = {"count": count_id, "product": product_id, "place": place_id or work.place_id, "of_lot": lot}
    stored = _READ_ITEM.row(work.connection, here)
    if stored is None or not tally_in(stored).is_counted:
        raise NotFound(_("this line"))
    if not 0 <= at_till <= tally_in(stored).in_carts:
        raise CountTooLarge
    work.connection.execute(_ANSWER, here | {"answer": at_till})
    work.record("answer_carts", str(count_head(work, count_id).number), product=product_id, at_till=at_till)


def give_reason(work: Work, count_id: int, lines: Sequence[tuple[int, int]], reason_id: int | None) -> None:
    """Why goods are missing or over, for lines (product, place); None takes it back. Raises NotAllowed, CountClosed, CountWaits, NotFound."""
    work.require(Permission.SEE_DIFFERENCES)
    still_open(work, count_id)
    if reason_id is not None and reason_id not in set(work.connection.execute(_REASONS).scalars()):
        raise NotFound(_("this reason"))
    rows = [{"count": count_id, "product": product, "place": place, "of_lot": 0, "reason": reason_id} for product, place in lines]
    if rows:
        work.connection.execute(_REASON, rows)
        work.record("count_reason", str(count_head(work, count_id).number), lines=len(rows), reason=reason_id)


def set_people(work: Work, count_id: int, people: Sequence[str]) -> None:
    """Who counts. Raises NotAllowed, CountClosed."""
    work.require(Permission.COUNT_STOCK)
    names = tuple(dict.fromkeys(person.strip() for person in people if person.strip()))
    head = open_head(work, count_id)
    keep_draft(work, head.key, (COUNT_DRAFT, head.state), body_to_json(replace(head.body, people=names)), {})
    work.record("count_people", str(head.number), people=len(names))


def drop_count(work: Work, count_id: int) -> None:
    """Put an open count away: nothing is booked, its entries stay on record. Raises NotAllowed, CountClosed."""
    work.require(Permission.POST_COUNTS)
    head = open_head(work, count_id)
    drop_kept(work, head.key)
    work.record("drop_count", str(head.number), lines=head.lines, counted=head.counted)


def open_head(work: Work, count_id: int) -> CountHead:
    """A count that is open or waits for approval. Raises NotFound, CountClosed."""
    head = count_head(work, count_id)
    if head.state not in (OPEN, PENDING):
        raise CountClosed
    return head


def make_sheet(work: Work, count_id: int, *, which: str = "", area: str = "", is_blind: bool = False) -> Sheet:
    """Freeze a sheet to be printed: all lines, one area's, those that are LEFT, or those to be counted again (RECOUNT).

    A blind count has blind sheets, and so has a recount; of an open one a single sheet may be blind. Raises NotAllowed, CountClosed, CountWaits, NothingToCount.
    """
    work.require(Permission.COUNT_STOCK)
    still_open(work, count_id)
    head = count_head(work, count_id)
    if which == RECOUNT:
        again = {(line.product_id, line.place_id) for line in lines_of(work, count_id) if line.needs_recount}
        keys = [key for key in count_keys(work, count_id, area=area) if key[:2] in again]
    else:
        keys = count_keys(work, count_id, which=LEFT if which == LEFT else "", area=area)
    if not keys:
        raise NothingToCount
    moment = moment_now(work)
    number = int(work.connection.execute(_SHEETS, {"count": count_id}).scalar_one()) + 1
    blind = is_blind or head.is_blind or which == RECOUNT
    sheet = {
        "count_id": count_id,
        "number": number,
        "area": area,
        "is_blind": int(blind),
        "printed_seq": moment.seq,
        "printed_at": moment.at,
        "actor_id": work.actor.user_id,
    }
    sheet_id = int(work.connection.execute(insert(t.count_sheet).returning(t.count_sheet.c.id), sheet).scalar_one())
    lines = [(sheet_id, line_no, *key) for line_no, key in enumerate(keys, 1)]
    insert_rows(work.connection, t.count_sheet_line, _SHEET_LINE, lines)
    work.record("print_count_sheet", f"PD{head.number}-{number}", lines=len(lines))
    return Sheet(sheet_id, count_id, head.number, number, area, blind, moment, len(lines))
