"""What the lines of a sale cost by now: frozen when it was posted, corrected by every true-up since."""

from sqlalchemy import bindparam, func, select

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import sales
from jxc_desktop.db.tables import stock as s
from jxc_desktop.queries.view import View

_LINES = Prepared(select(sales.sale_line.c.line_no, sales.sale_line.c.cost).where(sales.sale_line.c.document_id == bindparam("document")))
_true_up = s.stock_move.alias("true_up")
_COSTS = Prepared(
    select(
        s.stock_move.c.line_no,
        s.stock_move.c.value,
        s.stock_move.c.is_cost_known,
        func.count(s.shortage.c.move_id).label("short"),
        func.count(_true_up.c.id).label("true_ups"),
        func.coalesce(func.sum(_true_up.c.value), 0).label("later"),
    )
    .outerjoin(
        _true_up,
        # The product and the sequence come first: they are what the index knows.
        (_true_up.c.product_id == s.stock_move.c.product_id)
        & (_true_up.c.posted_seq > s.stock_move.c.posted_seq)
        & (_true_up.c.settles == s.stock_move.c.id),
    )
    .outerjoin(s.shortage, s.shortage.c.move_id == s.stock_move.c.id)
    .where(s.stock_move.c.document_id == bindparam("document"), s.stock_move.c.kind == "sale")
    .group_by(s.stock_move.c.id)
)


def line_costs(view: View, document_id: int) -> dict[int, int | None]:
    """Cost by line number, true-ups included; None where that of some of the goods is still unknown."""
    booked: dict[int, int] = {}
    later: dict[int, int] = {}
    unknown: set[int] = set()
    for move in _COSTS.records(view.connection, {"document": document_id}):
        booked[move.line_no] = booked.get(move.line_no, 0) + move.value
        later[move.line_no] = later.get(move.line_no, 0) + move.later
        if not move.is_cost_known and (move.short or not move.true_ups):
            unknown.add(move.line_no)
    costs: dict[int, int | None] = {}
    for number, cost in _LINES.rows(view.connection, {"document": document_id}):
        if cost is not None:
            costs[number] = cost - later.get(number, 0)
        else:
            costs[number] = None if number in unknown or number not in booked else -(booked[number] + later[number])
    return costs
