"""Transfers (调拨): goods go from one place of the shop to another; nothing is worth more or less by it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, insert, select

from jxc_desktop.db.tables import stock_documents as t
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.late_goods import NOW, Moments
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.stock_documents import SamePlace, StockLine
from jxc_desktop.operations import documents, stock
from jxc_desktop.operations.late_goods import keep_late, late_of, late_rows
from jxc_desktop.operations.stock_plan import TRANSFER
from jxc_desktop.operations.stock_rows import Booked, below_zero, goods_rows, named, places_of, posted_before, to_take_back
from jxc_desktop.operations.work import Work
from jxc_desktop.queries import chain

_HEAD = select(t.transfer).where(t.transfer.c.id == bindparam("document"))
_LINES = (
    select(t.transfer_line.c.product_id, t.transfer_line.c.quantity)
    .where(t.transfer_line.c.document_id == bindparam("document"))
    .order_by(t.transfer_line.c.line_no)
)


def transfer_goods(
    work: Work,
    from_place: int,
    to_place: int,
    lines: Sequence[StockLine],
    *,
    key: str,
    remark: str = "",
    day: date | None = None,
    were_counted: Moments = NOW,
) -> Booked:
    """Move goods between places (确认调拨); a key that was posted before gives the first one back.

    `were_counted` names those that were gone, or there, already when they were counted at a place. Raises NotAllowed, NotFound, SamePlace, NoLines, QuantityWrong, OnceOnly, NoStockKept, WouldBeBelowZero, DayAhead.
    """
    work.require(Permission.TRANSFER_STOCK)
    if before := documents.posted_with_key(work, key):
        return posted_before(before)
    made = _move(work, (DocumentKind.TRANSFER, key), (from_place, to_place), lines, were_counted, remark=remark, day=day)
    work.record("transfer_goods", made.number, from_place=from_place, to_place=to_place, lines=len(lines))
    return made


def take_back_transfer(work: Work, document_id: int, reason: str, *, were_counted: Moments = NOW) -> Booked:
    """Take a transfer back (作废): the goods go back to where they were.

    `were_counted` names goods that were counted since as if it had never been. Raises NotAllowed, NotFound, AlreadyReversed, WouldBeBelowZero.
    """
    work.require(Permission.TRANSFER_STOCK)
    former = to_take_back(work, document_id, DocumentKind.TRANSFER)
    head = work.connection.execute(_HEAD, {"document": document_id}).one()
    lines = [StockLine(*row) for row in work.connection.execute(_LINES, {"document": document_id})]
    places, moments = (head.to_place_id, head.from_place_id), {**were_counted, **late_of(work, document_id)}
    made = _move(work, (DocumentKind.REVERSAL, former.key), places, lines, moments, remark=reason, reverses=(former.id, former.number))
    work.record("take_back_transfer", made.number, reverses=former.number, reason=reason)
    return made


def _move(
    work: Work,
    as_: tuple[DocumentKind, str],
    places: tuple[int, int],
    lines: Sequence[StockLine],
    moments: Moments,
    *,
    remark: str,
    day: date | None = None,
    reverses: tuple[int, str] | None = None,
) -> Booked:
    goods = goods_rows(work, lines)
    if places[0] == places[1]:
        raise SamePlace
    names = places_of(work, *places)
    demands = [
        stock.Demand(line.product_id, sign * line.quantity, TRANSFER, number, place_id=place, as_of=moments.get((line.product_id, place)))
        for number, line in enumerate(lines, 1)
        for sign, place in ((-1, places[0]), (1, places[1]))
    ]
    planned = stock.plan(work, demands, undoes=reverses and reverses[0])
    short = below_zero(work, planned, goods)
    head = {"from_place_id": places[0], "to_place_id": places[1], "from_name": names[0], "to_name": names[1]}
    rows = [
        {"line_no": number, **named(product), "quantity": line.quantity}
        for number, (product, line) in enumerate(zip(goods, lines, strict=True), 1)
    ]
    sealed = [chain.transfer_line(row) for row in rows]
    late = late_rows(planned.moves)
    sealed_head = chain.with_late(chain.transfer_head(head), late)
    posted = documents.post(work, *as_, 0, head=sealed_head, lines=sealed, remark=remark, day=day, reverses=reverses)
    work.connection.execute(insert(t.transfer), {"id": posted.id, **head})
    work.connection.execute(insert(t.transfer_line), [{**row, "document_id": posted.id} for row in rows])
    stock.append(work, planned, posted)
    keep_late(work, posted, late)
    return Booked(posted.id, posted.number, below_zero=short)
