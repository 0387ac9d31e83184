"""The rows of planned prices: made, dropped, and put back as they were. Rights and records are with who calls.

For one price of a product at most one plan waits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, insert, select, update

from jxc_desktop.db.tables.products import planned_price
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.view import View

WAITING, DONE, CANCELLED = "waiting", "done", "cancelled"
_CHUNK = 500
_IDS: Any = bindparam("ids", expanding=True)
_other = planned_price.alias("other")
_ADD = insert(planned_price).returning(planned_price.c.id, sort_by_parameter_order=True)
_OF_PRODUCTS = select(planned_price.c.id, planned_price.c.product_id, planned_price.c.price).where(
    planned_price.c.product_id.in_(_IDS), planned_price.c.state == WAITING
)
_OVERTAKEN = select(planned_price.c.id).where(
    planned_price.c.product_id.in_(_IDS),
    planned_price.c.price == "retail_price",
    planned_price.c.state == WAITING,
    planned_price.c.at <= bindparam("now"),
)
_WAITING = select(planned_price.c.id).where(planned_price.c.id.in_(_IDS), planned_price.c.state == WAITING)
_WITH_ROOM = select(planned_price.c.id).where(
    planned_price.c.id.in_(_IDS),
    planned_price.c.state == CANCELLED,
    ~exists().where(
        and_(_other.c.product_id == planned_price.c.product_id, _other.c.price == planned_price.c.price, _other.c.state == WAITING)
    ),
)
_SET_STATE = update(planned_price).where(planned_price.c.id.in_(_IDS)).values(state=bindparam("to_state"))
_APPLIED = select(planned_price.c.product_id).where(planned_price.c.id.in_(_IDS), planned_price.c.state == DONE)


@dataclass(frozen=True, slots=True)
class Plans:
    """What one piece of work did to plans: the ids of those it made, and of those that wait no longer."""

    made: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A price of a product that shall become another."""

    product_id: int
    price: str
    old: int | None
    new: int


def make_plans(work: Work, wanted: Sequence[Wanted], at: datetime) -> Plans:
    """Plan prices from a moment on, in the place of what waits for the same price of the same product."""
    if not wanted:
        return Plans()
    pairs = {(each.product_id, each.price) for each in wanted}
    waiting = [row for ids in _chunks([each.product_id for each in wanted]) for row in work.connection.execute(_OF_PRODUCTS, {"ids": ids})]
    dropped = drop_plans(work, [row.id for row in waiting if (row.product_id, row.price) in pairs])
    facts = {"at": at, "planned_at": work.now, "actor_id": work.actor.user_id}
    rows = [{"product_id": each.product_id, "price": each.price, "old": each.old, "new": each.new, **facts} for each in wanted]
    return Plans(tuple(work.connection.execute(_ADD, rows).scalars()), dropped)


def drop_plans(work: Work, ids: Sequence[int]) -> tuple[int, ...]:
    """Let those that wait never apply; returns which."""
    dropped = _ids(work, _WAITING, ids)
    set_state(work, dropped, CANCELLED)
    return dropped


def drop_overtaken(work: Work, product_ids: Sequence[int]) -> tuple[int, ...]:
    """These products get other retail prices now: what waits for nothing but its tag was decided before that. Returns which."""
    overtaken = [
        found for ids in _chunks(product_ids) for found in work.connection.execute(_OVERTAKEN, {"ids": ids, "now": work.now}).scalars()
    ]
    return drop_plans(work, overtaken)


def put_back(work: Work, plans: Plans) -> int:
    """What was made and still waits is dropped; what was dropped waits again, unless something else does. Returns how many."""
    dropped = drop_plans(work, plans.made)
    again = _ids(work, _WITH_ROOM, plans.dropped)
    set_state(work, again, WAITING)
    return max(len(dropped), len(again))


def set_state(work: Work, ids: Sequence[int], state: str) -> None:
    """Move plans on."""
    for some in _chunks(ids):
        work.connection.execute(_SET_STATE, {"ids": some, "to_state": state})


def applied_products(view: View, ids: Sequence[int]) -> set[int]:
    """The products whose prices these plans have changed."""
    return set(_ids(view, _APPLIED, ids))


def _ids(view: View, statement: Any, ids: Sequence[int]) -> tuple[int, ...]:
    return tuple(found for some in _chunks(ids) for found in view.connection.execute(statement, {"ids": some}).scalars())


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    return (list(ids[start : start + _CHUNK]) for start in range(0, len(ids), _CHUNK))
