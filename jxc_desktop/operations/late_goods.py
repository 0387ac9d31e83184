"""Goods that moved before a count and are booked after it: what is booked of them speaks of the moment of the count.

An open count finds it in its book quantity. A posted count had found these goods already, as a gain or a loss; what is booked now
brings a counter-move to it, so that the stock is what was counted and what happened since. A document that is taken back speaks of
the same moments as it did, and brings the counter-moves of these: its own then come to nothing. With a count that is taken back go the counter-moves that were booked to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, select

from jxc_desktop.db.tables import counts as t
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import stock as s
from jxc_desktop.domain.costing import Rate
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.operations.documents import Posted
from jxc_desktop.operations.stock_plan import COUNT, FIRST_COUNT, Demand, chunks, versions_of
from jxc_desktop.operations.work import Work

_COUNTS = (COUNT, FIRST_COUNT)
_taken, _gain = d.document.alias("taken"), d.document.alias("gain")
_l = t.count_line
_SETTLED = (
    select(_l.c.product_id, _l.c.place_id, _l.c.lot, _l.c.counted_at_seq, _l.c.moved, _gain.c.id.label("gain_id"))
    .outerjoin(_taken, _taken.c.reverses == _l.c.document_id)
    .outerjoin(
        _gain,
        and_(
            _gain.c.kind == DocumentKind.COUNT_GAIN.value,
            _gain.c.id.in_(select(t.count_difference.c.id).where(t.count_difference.c.posted_count_id == _l.c.document_id)),
        ),
    )
    .where(
        _taken.c.id.is_(None),
        # What was older than a newer count when it was posted settled nothing.
        _l.c.moved == _l.c.quantity + _l.c.at_till - _l.c.book_quantity,
        _l.c.product_id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(_l.c.counted_at_seq, _l.c.id)
)
_m, _later = s.stock_move, s.stock_move.alias("later")
_WORTH = (
    select(_m.c.product_id, _m.c.quantity, _m.c.value, func.coalesce(func.sum(_later.c.value), 0).label("later"))
    .outerjoin(_later, _later.c.settles == _m.c.id)
    .where(_m.c.document_id.in_(bindparam("ids", expanding=True)), _m.c.kind == COUNT)
    .group_by(_m.c.id)
)
_worth = select(_later.c.settles, func.sum(_later.c.value).label("value")).where(_later.c.settles.is_not(None)).group_by(_later.c.settles)
_trued = _worth.subquery("trued")
_BOOKED_TO = (
    select(
        *(_m.c.product_id, _m.c.place_id, _m.c.lot, _m.c.as_of),
        func.sum(_m.c.quantity).label("quantity"),
        func.sum(_m.c.value + func.coalesce(_trued.c.value, 0)).label("value"),
        func.min(_m.c.is_cost_known).label("is_known"),
    )
    .join_from(_m, d.document, d.document.c.id == _m.c.document_id)
    .outerjoin(_trued, _trued.c.settles == _m.c.id)
    .where(
        _m.c.product_id.in_(bindparam("ids", expanding=True)),
        _m.c.kind == COUNT,
        # What the counts themselves found is taken back with them.
        func.coalesce(d.document.c.reverses, d.document.c.id).not_in(select(t.count_difference.c.id)),
    )
    .group_by(_m.c.product_id, _m.c.place_id, _m.c.lot, _m.c.as_of)
)
_OF = select(t.late_goods.c.product_id, t.late_goods.c.place_id, t.late_goods.c.as_of).where(
    t.late_goods.c.document_id == bindparam("document")
)


@dataclass(frozen=True, slots=True)
class _Former:
    """The counter-moves of a document that is taken back: at what those left, by product, and of which products some came."""

    document_id: int | None = None
    left: Mapping[int, Rate] = field(default_factory=dict)
    came: AbstractSet[int] = frozenset()


def counter_moves(work: Work, demands: Sequence[Demand], undoes: int | None = None) -> list[Demand]:
    """What settles these demands with the counts that were posted since their moments; `undoes` is the document that is taken back.

    It is booked to the first count that found the goods: what is over leaves at the rate of its gain, what is missing comes at the
    average; and what is undone at what it cost.
    """
    late = [(demand, demand.as_of) for demand in demands if demand.as_of is not None and demand.kind not in _COUNTS and demand.quantity]
    if not late:
        return []
    settled: dict[tuple[int, int, int], list[Any]] = {}
    for some in chunks(sorted({demand.product_id for demand, _seq in late})):
        for row in work.connection.execute(_SETTLED, {"ids": some}):
            settled.setdefault((row.product_id, row.place_id, row.lot), []).append(row)
    before = _Former() if undoes is None else _former(work, undoes)
    found = []
    for demand, as_of in late:
        lines = settled.get((demand.product_id, demand.place_id or work.place_id, demand.lot), ())
        line = next((line for line in lines if line.counted_at_seq >= as_of), None)
        if line is not None:
            found.append(_counter(demand, line, before))
    return found


def _counter(demand: Demand, line: Any, before: _Former) -> Demand:
    out_of = before.document_id if demand.product_id in before.came else line.gain_id if line.moved > 0 else None
    return Demand(
        demand.product_id,
        -demand.quantity,
        COUNT,
        0,
        rate=before.left.get(demand.product_id) if demand.quantity < 0 else None,
        place_id=demand.place_id,
        lot=demand.lot,
        out_of=out_of if demand.quantity > 0 else None,
        as_of=line.counted_at_seq,
    )


def _former(work: Work, document_id: int) -> _Former:
    sums: dict[int, tuple[int, int]] = {}
    came = set()
    for row in work.connection.execute(_WORTH, {"ids": sorted(versions_of(work, document_id))}):
        if row.quantity > 0:
            came.add(row.product_id)
        else:
            value, quantity = sums.get(row.product_id, (0, 0))
            sums[row.product_id] = (value - row.value - row.later, quantity - row.quantity)
    return _Former(document_id, {product_id: (max(0, value), quantity) for product_id, (value, quantity) in sums.items()}, came)


def back_again(work: Work, of: AbstractSet[tuple[int, int, int, int]]) -> list[Demand]:
    """The counter-moves booked to counts (product, place, lot, moment) that stand no more, the other way round."""
    found = []
    for some in chunks(sorted({product_id for product_id, _place, _lot, _seq in of})):
        for row in work.connection.execute(_BOOKED_TO, {"ids": some}):
            key = (row.product_id, row.place_id, row.lot)
            if row.quantity and (*key, row.as_of) in of:
                value = max(0, -row.value) if row.quantity < 0 and row.is_known else None
                demand = Demand(row.product_id, -row.quantity, COUNT, 0, value=value, place_id=row.place_id, lot=row.lot, as_of=row.as_of)
                found.append(demand)
    return found


def late_rows(moves: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is kept of planned moves that speak of an earlier moment: one row a line and direction."""
    found = {}
    for move in moves:
        if move["as_of"] is not None and move["kind"] not in _COUNTS:
            key = (move["line_no"], int(move["quantity"] < 0))
            found[key] = {"line_no": key[0], "is_out": key[1]} | {name: move[name] for name in ("product_id", "place_id", "as_of")}
    return list(found.values())


def keep_late(work: Work, posted: Posted, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write down of which lines the goods moved before a count; the document's row must be there."""
    if rows:
        work.connection.execute(insert(t.late_goods), [{**row, "document_id": posted.id} for row in rows])
        work.record("late_goods", posted.number, lines=len(rows))


def late_of(work: Work, document_id: int) -> dict[tuple[int, int], int]:
    """Of which moments a document speaks: by product and place."""
    return {(row.product_id, row.place_id): row.as_of for row in work.connection.execute(_OF, {"document": document_id})}
