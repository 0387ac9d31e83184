"""Assembling and breaking (组装, 拆分): what is used leaves at cost, what is made of it shares that value.

Taken back, the other way round: what was made leaves at the rate it came with, and what was used shares what that was worth.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select

from jxc_desktop.db.tables import stock_documents as t
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.late_goods import NOW, Moments
from jxc_desktop.domain.money import share_out, to_coin
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.stock_documents import BothSides, StockLine, weights_of
from jxc_desktop.operations import documents, stock
from jxc_desktop.operations.late_goods import keep_late, late_of, late_rows
from jxc_desktop.operations.stock_rows import Booked, below_zero, goods_rows, named, places_of, posted_before, to_take_back
from jxc_desktop.operations.work import Work
from jxc_desktop.queries import chain

ASSEMBLY = "assembly"
_LINES = select(t.assembly_line).where(t.assembly_line.c.document_id == bindparam("document")).order_by(t.assembly_line.c.line_no)


def assemble_goods(
    work: Work,
    used: Sequence[StockLine],
    made: Sequence[StockLine],
    *,
    key: str,
    remark: str = "",
    day: date | None = None,
    were_counted: Moments = NOW,
) -> Booked:
    """Use some goods up and make others of them (确认组装, 确认拆分); a key that was posted before gives the first one back.

    One product made takes all of the value, several share it by retail value. `were_counted` names what was used up, or made,
    already when it was counted. Raises NotAllowed, NotFound, NoLines,
    QuantityWrong, OnceOnly, NoStockKept, BothSides, WouldBeBelowZero, DayAhead.
    """
    work.require(Permission.ASSEMBLE_GOODS)
    if before := documents.posted_with_key(work, key):
        return posted_before(before)
    used_goods, made_goods = goods_rows(work, used), goods_rows(work, made)
    if {row.id for row in used_goods} & {row.id for row in made_goods}:
        raise BothSides
    sides = [(line, row, -1) for line, row in zip(used, used_goods, strict=True)]
    sides += [(line, row, 1) for line, row in zip(made, made_goods, strict=True)]
    places_of(work, *[line.place_id or work.place_id for line, _row, _sign in sides])
    rows = [
        {"line_no": number, **named(row), "place_id": line.place_id or work.place_id, "quantity": sign * line.quantity}
        for number, (line, row, sign) in enumerate(sides, 1)
    ]
    weights = weights_of([(line.quantity, row.retail_price) for line, row, sign in sides if sign > 0])
    booked = _post(work, (DocumentKind.ASSEMBLY, key), rows, used_goods + made_goods, weights, moments=were_counted, remark=remark, day=day)
    work.record("assemble_goods", booked.number, used=len(used), made=len(made), value=booked.value)
    return booked


def take_back_assembly(work: Work, document_id: int, reason: str, *, were_counted: Moments = NOW) -> Booked:
    """Take an assembly back (作废). `were_counted` names goods that were counted since as if it had never been.

    Raises NotAllowed, NotFound, AlreadyReversed, WouldBeBelowZero.
    """
    work.require(Permission.ASSEMBLE_GOODS)
    former = to_take_back(work, document_id, DocumentKind.ASSEMBLY)
    lines = work.connection.execute(_LINES, {"document": document_id}).all()
    rows = [
        {name: getattr(line, name) for name in ("line_no", "product_id", "code", "name", "unit", "place_id")} | {"quantity": -line.quantity}
        for line in lines
    ]
    goods = goods_rows(work, [StockLine(line.product_id, abs(line.quantity)) for line in lines])
    # What was used gets back in the proportion in which it was worth something.
    parts = [-line.value for line in lines if line.quantity < 0]
    weights = parts if any(parts) else [-line.quantity for line in lines if line.quantity < 0]
    reverses = (former.id, former.number)
    moments = {**were_counted, **late_of(work, document_id)}
    booked = _post(work, (DocumentKind.REVERSAL, former.key), rows, goods, weights, moments=moments, remark=reason, reverses=reverses)
    work.record("take_back_assembly", booked.number, reverses=former.number, reason=reason)
    return booked


def _post(
    work: Work,
    as_: tuple[DocumentKind, str],
    rows: Sequence[dict[str, Any]],
    goods: Sequence[Any],
    weights: Sequence[int],
    *,
    moments: Moments,
    remark: str,
    day: date | None = None,
    reverses: tuple[int, str] | None = None,
) -> Booked:
    out_of = None if reverses is None else reverses[0]
    wanted = [
        stock.Demand(
            *(r["product_id"], r["quantity"], ASSEMBLY, r["line_no"]),
            place_id=r["place_id"],
            as_of=moments.get((r["product_id"], r["place_id"])),
        )
        for r in rows
    ]
    leaving = [replace(demand, out_of=out_of) for demand in wanted if demand.quantity < 0]
    left = stock.plan(work, leaving, undoes=out_of).results
    # Of goods whose cost nobody knows no value can be shared: what is made of them has the cost that is known of it, if any.
    is_known = all(moved.is_cost_known for moved in left)
    value = -sum(moved.value for moved in left)
    shares = iter(share_out(value, weights, 1))
    coming = [replace(demand, value=next(shares) if is_known else None) for demand in wanted if demand.quantity > 0]
    by_line = {demand.line_no: demand for demand in (*leaving, *coming)}
    planned = stock.plan(work, [by_line[row["line_no"]] for row in rows], undoes=out_of)
    short = below_zero(work, planned, goods)
    for row, moved in zip(rows, planned.results, strict=True):
        row["value"] = moved.value
    sealed = [chain.assembly_line(row) for row in rows]
    total = to_coin(value if reverses is None else -value)
    late = late_rows(planned.moves)
    posted = documents.post(work, *as_, total, head=chain.with_late({}, late), lines=sealed, remark=remark, day=day, reverses=reverses)
    work.connection.execute(insert(t.assembly_line), [{**row, "document_id": posted.id} for row in rows])
    stock.append(work, planned, posted)
    keep_late(work, posted, late)
    return Booked(posted.id, posted.number, value, short)
