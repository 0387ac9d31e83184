"""The order in which goods without shelf positions were scanned in a count: offered as positions, `#10`, `#20` and so on.

The numbers follow from the entries alone, so what was kept of them is known again for as long as nobody changed it.
"""

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, select

from jxc_desktop.db.tables import counts as c
from jxc_desktop.db.tables import products as p
from jxc_desktop.domain.counts import Source
from jxc_desktop.queries.counts import POSTED, count_head
from jxc_desktop.queries.view import View

STEP, LEAST = 10, 2  # room for goods that come between; one product makes no order

Shelf = tuple[int, int, str]
"""Product, place and shelf position."""


@dataclass(frozen=True, slots=True)
class Walk:
    """What could be kept of a count's order, at places where none of its goods has a position, and what was kept of it."""

    offered: tuple[Shelf, ...] = ()
    kept: tuple[Shelf, ...] = ()


_e, _i = c.count_entry, c.count_item
_WALKED = (
    select(_e.c.product_id, _e.c.place_id)
    .where(_e.c.count_id == bindparam("count"), _e.c.round == 1, _e.c.source.in_([str(Source.SCAN), str(Source.HANDHELD)]))
    .group_by(_e.c.product_id, _e.c.place_id)
    .order_by(_e.c.place_id, func.min(_e.c.id))
)
_here = and_(p.shelf_position.c.product_id == _i.c.product_id, p.shelf_position.c.place_id == _i.c.place_id)
_SHELVES = (
    select(_i.c.product_id, _i.c.place_id, p.shelf_position.c.shelf)
    .join(p.shelf_position, _here)
    .where(_i.c.count_id == bindparam("count"))
)


def walk_of(view: View, count_id: int) -> Walk:
    """The order of a posted count; nothing for one that is not posted. Raises NotFound."""
    if count_head(view, count_id).state != POSTED:
        return Walk()
    walked: dict[int, list[Shelf]] = {}
    for product_id, place_id in view.connection.execute(_WALKED, {"count": count_id}):
        at = walked.setdefault(place_id, [])
        at.append((product_id, place_id, f"#{(len(at) + 1) * STEP}"))
    shelves: dict[int, set[Shelf]] = {}
    for row in view.connection.execute(_SHELVES, {"count": count_id}):
        shelves.setdefault(row.place_id, set()).add((row.product_id, row.place_id, row.shelf))
    offered = [shelf for place_id, found in walked.items() if place_id not in shelves and len(found) >= LEAST for shelf in found]
    kept = [shelf for place_id, found in walked.items() for shelf in found if shelf in shelves.get(place_id, ())]
    return Walk(tuple(offered), tuple(kept))
