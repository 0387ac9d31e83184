"""Which products were moved, sold or counted: of these unit and kind stay, else the books and open counts would mean something else."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select, union

from jxc_desktop.db.tables.counts import count_item, stock_count
from jxc_desktop.db.tables.documents import draft
from jxc_desktop.db.tables.sales import sale_line
from jxc_desktop.db.tables.stock import stock_move
from jxc_desktop.queries.view import View

_FEW = 500
_HISTORY = union(
    select(stock_move.c.product_id).where(stock_move.c.product_id.in_(bindparam("ids", expanding=True))),
    select(sale_line.c.product_id).where(sale_line.c.product_id.in_(bindparam("ids", expanding=True))),
    select(count_item.c.product_id)
    .join(stock_count, stock_count.c.id == count_item.c.count_id)
    .join(draft, draft.c.key == stock_count.c.key)
    .where(count_item.c.product_id.in_(bindparam("ids", expanding=True)), count_item.c.round > 0),
)


def with_history(view: View, product_ids: Iterable[int]) -> set[int]:
    """Those of them that have a history; a count that was put away is none."""
    ids: Sequence[int] = list(product_ids)
    found: set[int] = set()
    for start in range(0, len(ids), _FEW):
        found.update(view.connection.execute(_HISTORY, {"ids": ids[start : start + _FEW]}).scalars())
    return found
