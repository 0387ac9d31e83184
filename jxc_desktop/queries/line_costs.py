"""What the lines of a sale or return cost by now: frozen when it was posted, corrected by every true-up since."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Subquery, bindparam, case, cast, func, literal_column, or_, select, true

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import documents, sales
from jxc_desktop.db.tables import stock as s
from jxc_desktop.queries.view import View

# The moves whose value is a line's cost; as literals, for statements that are prepared.
_BOOKED: list[ColumnElement[str]] = [literal_column("'sale'"), literal_column("'sale_return'")]
_d, _l, _m, _s = documents.document, sales.sale_line, s.stock_move, s.shortage
_true_up = _m.alias("true_up")
_LINES = Prepared(select(_l.c.line_no, _l.c.cost).where(_l.c.document_id == bindparam("document")))
_COSTS = Prepared(
    select(
        _m.c.line_no,
        _m.c.value,
        _m.c.is_cost_known,
        func.count(_s.c.move_id).label("short"),
        func.count(_true_up.c.id).label("true_ups"),
        func.coalesce(func.sum(_true_up.c.value), 0).label("later"),
    )
    .outerjoin(_true_up, _true_up.c.settles == _m.c.id)
    .outerjoin(_s, _s.c.move_id == _m.c.id)
    .where(_m.c.document_id == bindparam("document"), _m.c.kind.in_(_BOOKED))
    .group_by(_m.c.id)
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


_settled, _own = _m.alias("settled"), _m.alias("own")
_OF_LINE = (_own.c.document_id == _l.c.document_id, _own.c.line_no == _l.c.line_no, _own.c.kind.in_(_BOOKED))
_BOOKED_SO_FAR = select(func.sum(_own.c.value)).where(*_OF_LINE).scalar_subquery()
_IS_STILL_UNKNOWN = (
    select(literal_column("1"))
    .where(
        *_OF_LINE,
        _own.c.is_cost_known == 0,
        or_(
            select(literal_column("1")).where(_s.c.move_id == _own.c.id).exists(),
            ~select(literal_column("1")).where(_true_up.c.settles == _own.c.id).exists(),
        ),
    )
    .exists()
)


COST_SUMS = (
    func.coalesce(func.sum(case((_l.c.cost.is_not(None), _l.c.net), else_=0)), 0).label("net"),
    func.coalesce(func.sum(_l.c.cost), 0).label("cost"),
    (func.count() - func.count(_l.c.cost)).label("unknown"),
    func.coalesce(func.sum(_l.c.net), 0).label("whole_net"),
)
"""Sums over lines as they were posted: net and cost of those whose cost was known, how many others, the net of all."""


def trued_up(in_span: ColumnElement[bool]) -> Subquery:
    """The lines of the documents in a span (a condition on `document`) to which a true-up came since, and what it changes.

    `cost` is to be added to the line's frozen one; where that was unknown and is known by now, `unknown` is -1 and `net` the
    line's net. True-ups are few: they are found by the moves they settle, which lie between the span's first and last.
    """
    ends = select(func.min(_d.c.id).label("first"), func.max(_d.c.id).label("last")).where(in_span).cte()
    first = select(_m.c.id).where(_m.c.document_id >= select(ends.c.first).scalar_subquery()).order_by(_m.c.document_id, _m.c.id)
    last = select(_m.c.id).where(_m.c.document_id <= select(ends.c.last).scalar_subquery())
    last = last.order_by(_m.c.document_id.desc(), _m.c.id.desc())
    later = (
        select(_settled.c.document_id, _settled.c.line_no, func.sum(_true_up.c.value).label("value"))
        .join_from(_true_up, _settled, _settled.c.id == _true_up.c.settles)
        .where(_true_up.c.settles.between(first.limit(1).scalar_subquery(), last.limit(1).scalar_subquery()))
        .where(_settled.c.kind.in_(_BOOKED))
        .group_by(_settled.c.document_id, _settled.c.line_no)
        .subquery("later")
    )
    is_filled = _l.c.cost.is_(None) & ~_IS_STILL_UNKNOWN
    cost = case((_l.c.cost.is_not(None), -later.c.value), (is_filled, -(_BOOKED_SO_FAR + later.c.value)), else_=0)
    return (
        select(
            _l.c.id.label("line_id"),
            _l.c.document_id,
            _l.c.product_id,
            case((is_filled, _l.c.net), else_=0).label("net"),
            cost.label("cost"),
            (-cast(is_filled, Integer)).label("unknown"),
        )
        .join_from(later, _d, _d.c.id == later.c.document_id)
        .join(_l, (_l.c.document_id == later.c.document_id) & (_l.c.line_no == later.c.line_no))
        .where(in_span)
        .subquery("trued_up")
    )


def known_costs(in_span: ColumnElement[bool]) -> Select[Any]:
    """One row for the documents of a span (a condition on `document`), true-ups included, as the statement that gives it.

    `net` and `cost` of the lines whose cost is known by now, `unknown`: how many are left out, `unknown_net`: what they sold for.
    """
    frozen = select(*COST_SUMS).join_from(_d, _l, _l.c.document_id == _d.c.id).where(in_span).subquery("frozen")
    changed = trued_up(in_span)
    since = select(*[func.coalesce(func.sum(changed.c[name]), 0).label(name) for name in ("net", "cost", "unknown")]).subquery("since")
    return select(
        (frozen.c.net + since.c.net).label("net"),
        (frozen.c.cost + since.c.cost).label("cost"),
        (frozen.c.unknown + since.c.unknown).label("unknown"),
        (frozen.c.whole_net - frozen.c.net - since.c.net).label("unknown_net"),
    ).join_from(frozen, since, true())
