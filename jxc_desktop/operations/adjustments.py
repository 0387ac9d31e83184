"""Write-offs (报损) and write-ups (报溢): goods that are gone or there for a reason, and each taken back.

A write-off leaves like any issue; a write-up enters at the average, else at the last known rate. Taken back, what was written
off comes in at what it cost with its true-ups, and what was written up leaves at the rate it came with.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select

from jxc_desktop.db.tables import stock_documents as t
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.late_goods import NOW, Moments
from jxc_desktop.domain.money import to_coin
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.stock_documents import ReasonNeeded, StockLine
from jxc_desktop.operations import documents, stock
from jxc_desktop.operations.late_goods import keep_late, late_of, late_rows
from jxc_desktop.operations.stock_rows import Booked, Row, below_zero, costs_of, goods_rows, named, places_of, posted_before, to_take_back
from jxc_desktop.operations.work import Work
from jxc_desktop.queries import chain

_REASONS = select(t.stock_reason.c.id, t.stock_reason.c.name)
_LINES = select(t.adjustment_line).where(t.adjustment_line.c.document_id == bindparam("document")).order_by(t.adjustment_line.c.line_no)
_KINDS = {DocumentKind.WRITE_OFF: "write_off", DocumentKind.WRITE_UP: "write_up"}


def write_off(
    work: Work, lines: Sequence[StockLine], *, key: str, remark: str = "", day: date | None = None, were_counted: Moments = NOW
) -> Booked:
    """Goods are gone (确认报损): expired, broken, lost ...; a key that was posted before gives the first one back.

    `were_counted` names those that were gone already when they were counted. Raises NotAllowed, NotFound, NoLines, QuantityWrong, NoStockKept, ReasonNeeded, WouldBeBelowZero, DayAhead.
    """
    return _adjust(work, DocumentKind.WRITE_OFF, lines, key=key, remark=remark, day=day, moments=were_counted)


def write_up(
    work: Work, lines: Sequence[StockLine], *, key: str, remark: str = "", day: date | None = None, were_counted: Moments = NOW
) -> Booked:
    """Goods are there that the books don't know (确认报溢). As `write_off`."""
    return _adjust(work, DocumentKind.WRITE_UP, lines, key=key, remark=remark, day=day, moments=were_counted)


def take_back_adjustment(work: Work, document_id: int, reason: str, *, were_counted: Moments = NOW) -> Booked:
    """Take a write-off or write-up back (作废). `were_counted` names goods that were counted since as if it had never been.

    Raises NotAllowed, NotFound, AlreadyReversed, WouldBeBelowZero.
    """
    work.require(Permission.ADJUST_STOCK)
    former = to_take_back(work, document_id, *_KINDS)
    kind = _KINDS[DocumentKind(former.kind)]
    lines = work.connection.execute(_LINES, {"document": document_id}).all()
    costs, moments = costs_of(work, document_id), {**were_counted, **late_of(work, document_id)}
    demands = [_back(line, kind, costs.get(line.line_no), moments.get((line.product_id, line.place_id))) for line in lines]
    rows = [
        {name: getattr(line, name) for name in ("line_no", "product_id", "code", "name", "unit", "place_id", "reason_id", "reason")}
        | {"quantity": -line.quantity, "returns_line_id": line.id}
        for line in lines
    ]
    goods = goods_rows(work, [StockLine(line.product_id, abs(line.quantity)) for line in lines], once=False)
    made = _post(work, (DocumentKind.REVERSAL, former.key), demands, rows, goods, remark=reason, reverses=(former.id, former.number))
    work.record("take_back_adjustment", made.number, reverses=former.number, reason=reason)
    return made


def _back(line: Any, kind: str, cost: int | None, as_of: int | None) -> stock.Demand:
    """The other way round: what left comes in at what it cost by now, what came leaves at its own rate."""
    if line.quantity < 0:
        value = None if cost is None else max(0, -cost)
        return stock.Demand(line.product_id, -line.quantity, kind, line.line_no, value=value, place_id=line.place_id, as_of=as_of)
    return stock.Demand(line.product_id, -line.quantity, kind, line.line_no, place_id=line.place_id, out_of=line.document_id, as_of=as_of)


def _adjust(
    work: Work, kind: DocumentKind, lines: Sequence[StockLine], *, key: str, remark: str, day: date | None, moments: Moments
) -> Booked:
    work.require(Permission.ADJUST_STOCK)
    if before := documents.posted_with_key(work, key):
        return posted_before(before)
    goods = goods_rows(work, lines, once=False)
    reasons = {row.id: row.name for row in work.connection.execute(_REASONS)}
    if any(line.reason_id not in reasons for line in lines):
        raise ReasonNeeded
    places = [line.place_id or work.place_id for line in lines]
    places_of(work, *places)
    sign = -1 if kind is DocumentKind.WRITE_OFF else 1
    demands = [
        stock.Demand(
            line.product_id, sign * line.quantity, _KINDS[kind], number, place_id=place, as_of=moments.get((line.product_id, place))
        )
        for number, (line, place) in enumerate(zip(lines, places, strict=True), 1)
    ]
    rows = [
        {
            "line_no": number,
            **named(product),
            "place_id": place,
            "reason_id": line.reason_id,
            "reason": reasons[line.reason_id],
            "quantity": sign * line.quantity,
            "returns_line_id": None,
        }
        for number, (product, line, place) in enumerate(zip(goods, lines, places, strict=True), 1)
    ]
    made = _post(work, (kind, key), demands, rows, goods, remark=remark, day=day)
    work.record(_KINDS[kind], made.number, lines=len(rows), value=made.value)
    return made


def _post(
    work: Work,
    as_: tuple[DocumentKind, str],
    demands: Sequence[stock.Demand],
    rows: Sequence[Row],
    goods: Sequence[Any],
    *,
    remark: str,
    day: date | None = None,
    reverses: tuple[int, str] | None = None,
) -> Booked:
    planned = stock.plan(work, demands, undoes=reverses and reverses[0])
    short = below_zero(work, planned, goods)
    for row, moved in zip(rows, planned.results, strict=True):
        row["value"] = moved.value
    value = sum(row["value"] for row in rows)
    sealed = [chain.adjustment_line(row) for row in rows]
    late = late_rows(planned.moves)
    head = chain.with_late({}, late)
    posted = documents.post(work, *as_, to_coin(value), head=head, lines=sealed, remark=remark, day=day, reverses=reverses)
    work.connection.execute(insert(t.adjustment_line), [{**row, "document_id": posted.id} for row in rows])
    stock.append(work, planned, posted)
    keep_late(work, posted, late)
    return Booked(posted.id, posted.number, value, short)
