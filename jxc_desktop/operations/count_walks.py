"""The order in which a count was walked, kept as shelf positions; and taken back."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, update

from jxc_desktop.db.bulk import insert_rows
from jxc_desktop.db.tables import products as t
from jxc_desktop.domain.counts import NoWalk
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.count_walks import Shelf, walk_of
from jxc_desktop.queries.counts import count_head

_SHELF = ("product_id", "place_id", "shelf")
_DROP = delete(t.shelf_position).where(
    t.shelf_position.c.product_id == bindparam("product"),
    t.shelf_position.c.place_id == bindparam("place"),
    t.shelf_position.c.shelf == bindparam("given"),
)
# Who has the product's form open meanwhile must not save the shelf as it was.
_NEXT_VERSION = update(t.product).where(t.product.c.id == bindparam("changed")).values(version=t.product.c.version + 1)


def keep_walk(work: Work, count_id: int) -> int:
    """Give the goods of a posted count positions in the order in which they were scanned, where a place has none; returns how many.

    Raises NotAllowed, NotFound, NoWalk.
    """
    work.require(Permission.EDIT_PRODUCTS)
    offered = walk_of(work, count_id).offered
    if not offered:
        raise NoWalk
    insert_rows(work.connection, t.shelf_position, _SHELF, offered)
    _changed(work, offered)
    work.record("keep_walk", str(count_head(work, count_id).number), lines=len(offered))
    return len(offered)


def take_back_walk(work: Work, count_id: int) -> int:
    """Take away the positions that `keep_walk` gave and nobody changed since; returns how many. Raises NotAllowed, NotFound, NoWalk."""
    work.require(Permission.EDIT_PRODUCTS)
    kept = walk_of(work, count_id).kept
    if not kept:
        raise NoWalk
    work.connection.execute(_DROP, [{"product": product, "place": place, "given": shelf} for product, place, shelf in kept])
    _changed(work, kept)
    work.record("take_back_walk", str(count_head(work, count_id).number), lines=len(kept))
    return len(kept)


def _changed(work: Work, shelves: Sequence[Shelf]) -> None:
    work.connection.execute(_NEXT_VERSION, [{"changed": product} for product in sorted({product for product, _place, _shelf in shelves})])
