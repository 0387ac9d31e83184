"""Many numbers of an open count at once, in one transaction: what a workbook or a device's file says was counted.

`queries.count_files` has compared the file and asked what was to be asked; here it is entered as `counts.enter` does it, in bulk.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from jxc_desktop.db.bulk import insert_rows
from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import counts as t
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.types import time_text
from jxc_desktop.domain.count_paper import check_time
from jxc_desktop.domain.count_rows import NewEntry
from jxc_desktop.domain.counts import CountTooLarge, Entry, NothingCounted, Source, Tally, after
from jxc_desktop.domain.errors import ChangedMeanwhile, NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import MAX_QUANTITY
from jxc_desktop.domain.stock_documents import NoStockKept
from jxc_desktop.operations.counts import TALLY_NAMES, WRITE_ITEM, someone_else, still_open, tally_in
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.counts import count_head, held_at, in_any_cart

_Key = tuple[int, int]
_i = t.count_item
_ITEMS = Prepared(
    select(_i.c.product_id, _i.c.place_id, *(_i.c[name] for name in TALLY_NAMES)).where(_i.c.count_id == bindparam("count"), _i.c.lot == 0)
)
_SINCE = Prepared(
    select(t.count_entry.c.product_id, t.count_entry.c.place_id).where(
        t.count_entry.c.count_id == bindparam("count"), t.count_entry.c.id > bindparam("seen")
    )
)
_LAST_POSITION = Prepared(select(func.coalesce(func.max(_i.c.position), 0)).where(_i.c.count_id == bindparam("count")))
_KINDS = Prepared(select(p.product.c.id, p.product.c.kind, p.product.c.name))
_ENTRY = (
    *("count_id", "product_id", "place_id", "lot", "round", "is_part", "quantity", "counted_at_seq", "counted_at", "in_carts"),
    *("source", "sheet_id", "person", "actor_id", "entered_at"),
)
_ITEM = ("count_id", "product_id", "place_id", "lot", "position", "is_added")


@dataclass(frozen=True, slots=True)
class Entered:
    """What was done: numbers entered, lines that have one now, products taken up that were not on the list."""

    numbers: int
    lines: int
    taken_up: int


def enter_many(work: Work, count_id: int, entries: Sequence[NewEntry], source: Source, *, seen: int = -1, file_name: str = "") -> Entered:
    """Enter all of them in their order, or none. `seen` is the newest entry that the comparison knew of, below 0: it does not matter.

    Raises NotAllowed, CountClosed, CountWaits, ChangedMeanwhile, NothingCounted, NotCountedThen, CountTooLarge, NotFound, NoStockKept,
    SameHand.
    """
    work.require(Permission.COUNT_STOCK)
    still_open(work, count_id)
    if not entries:
        raise NothingCounted
    head = count_head(work, count_id)
    for said in {each.moment.at for each in entries}:
        check_time(said, now=work.now, begun_at=head.started_at)
    since = {tuple(row) for row in _SINCE.rows(work.connection, {"count": count_id, "seen": seen})} if seen >= 0 else set()
    if not since.isdisjoint((each.product_id, each.place_id) for each in entries):
        raise ChangedMeanwhile
    tallies = {(row[0], row[1]): tally_in(row[2:]) for row in _ITEMS.rows(work.connection, {"count": count_id})}
    known = set(tallies)
    carts = in_any_cart(work)
    lines: dict[_Key, Tally] = {}
    rows = []
    entered_at = time_text(work.now)
    texts: dict[datetime, str] = {}
    for each in entries:
        key = (each.product_id, each.place_id)
        former = tallies.get(key, Tally())
        who = each.person.strip() or work.actor.name
        of_round = former.round_of(each.round)
        if of_round > 1:
            someone_else(work, count_id, former.first_person, who)
        held = held_at(carts, each.product_id, each.moment.at) if each.place_id == work.place_id else 0
        tally = after(former, Entry(of_round, each.quantity, each.moment, held, who, each.is_part))
        if each.quantity < 0 or (tally.quantity or 0) > MAX_QUANTITY:
            raise CountTooLarge
        tallies[key] = lines[key] = tally
        at = texts.get(each.moment.at) or texts.setdefault(each.moment.at, time_text(each.moment.at))
        rows.append(
            (
                *(count_id, *key, 0, of_round, int(each.is_part), each.quantity, each.moment.seq, at, held),
                *(str(source), each.sheet_id, who, work.actor.user_id, entered_at),
            )
        )
    taken_up = [key for key in lines if key not in known]
    _refuse_without_stock(work, lines)
    _take_up(work, count_id, taken_up)
    insert_rows(work.connection, t.count_entry, _ENTRY, rows)
    WRITE_ITEM.run_many(work.connection, [_kept(count_id, key, tally) for key, tally in lines.items()])
    facts = {"source": str(source), "file": file_name, "numbers": len(rows), "lines": len(lines), "taken_up": len(taken_up)}
    work.record("count_file", str(head.number), **facts)
    return Entered(len(rows), len(lines), len(taken_up))


def _kept(count_id: int, key: _Key, tally: Tally) -> dict[str, Any]:
    here = {"count": count_id, "product": key[0], "place": key[1], "of_lot": 0}
    return here | {f"new_{name}": getattr(tally, name) for name in TALLY_NAMES}


def _refuse_without_stock(work: Work, keys: Iterable[_Key]) -> None:
    """What stands on the list may be a service by now."""
    kinds = {row[0]: row[1:] for row in _KINDS.rows(work.connection, {})}
    for product_id, _place in keys:
        if product_id not in kinds:
            raise NotFound(str(product_id))
        if not Kind(kinds[product_id][0]).has_stock:
            raise NoStockKept([kinds[product_id][1]])


def _take_up(work: Work, count_id: int, keys: Sequence[_Key]) -> None:
    """Products that are not on the list."""
    if not keys:
        return
    last = int(_LAST_POSITION.value(work.connection, {"count": count_id}))
    insert_rows(work.connection, _i, _ITEM, [(count_id, *key, 0, last + step, 1) for step, key in enumerate(keys, 1)])
