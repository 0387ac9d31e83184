"""What a count finds, booked in one step (确认盘点): the count with all its lines, a gain (盘盈) and a loss (盘亏); and taken back.

The difference of a line is against the ledger at the line's own moment, and the move that books it speaks of that moment
(`as_of`): a second count of the same goods finds it there. A count changes quantities, never a price.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select

from jxc_desktop.db.bulk import insert_rows
from jxc_desktop.db.tables import counts as t
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import stock_documents as a
from jxc_desktop.db.tables.stock import stock_value
from jxc_desktop.db.types import time_text
from jxc_desktop.db.upsert import upsert
from jxc_desktop.domain.counts import (
    CartsAsked,
    CountBody,
    CountClosed,
    CountedSince,
    CountWaits,
    Flag,
    NothingCounted,
    RecountsLeft,
    body_to_json,
)
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound, ShopError
from jxc_desktop.domain.money import to_coin
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations import documents, stock
from jxc_desktop.operations.counts import open_head
from jxc_desktop.operations.documents import Posted
from jxc_desktop.operations.drafts import keep_draft
from jxc_desktop.operations.late_goods import back_again
from jxc_desktop.operations.reversals import AlreadyReversed
from jxc_desktop.operations.stock_plan import COUNT, FIRST_COUNT, chunks
from jxc_desktop.operations.stock_rows import Row, costs_of, drop_kept
from jxc_desktop.operations.work import Work
from jxc_desktop.queries import chain
from jxc_desktop.queries.count_differences import Difference, lines_of, must_wait, set_to_zero, zero_moment
from jxc_desktop.queries.counts import COUNT_DRAFT, OPEN, PENDING, POSTED, CountHead, count_head


class NotWaiting(ShopError):
    """A count that does not wait for approval."""

    def sentence(self) -> str:
        """Say so."""
        return _("This count does not wait for approval. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Counted:
    """A count as it stands: its document (0: it waits for approval), what was found over and missing in money, signed.

    `older` are products whose number was settled by a newer count: their differences moved nothing.
    """

    document_id: int
    number: str
    gain: int = 0
    loss: int = 0
    lines: int = 0
    older: tuple[str, ...] = ()
    is_new: bool = True

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has to approve it first."""
        return not self.document_id


_REASONS = select(a.stock_reason.c.id, a.stock_reason.c.name)
_LINE_NAMES = (
    *("document_id", "line_no", "product_id", "code", "name", "unit", "place_id", "lot", "round", "first_quantity", "quantity", "at_till"),
    *("book_quantity", "moved", "value", "is_first", "is_flagged", "counted_at_seq", "counted_at", "person", "first_person", "reason"),
)
_ADJUSTED = (
    *("document_id", "line_no", "product_id", "code", "name", "unit", "place_id", "reason_id", "reason", "quantity", "value"),
    "returns_line_id",
)
_LAST = ("product_id", "place_id", "lot")
_LINE_IDS = select(t.count_line.c.line_no, t.count_line.c.id).where(t.count_line.c.document_id == bindparam("document"))
_POSTED = (
    select(d.document.c.id, d.document.c.number, d.document.c.kind, d.document.c.key, d.document.c.posted_seq)
    .join(t.count_difference, t.count_difference.c.id == d.document.c.id)
    .where(t.count_difference.c.posted_count_id == bindparam("document"))
    .order_by(d.document.c.id)
)
_reversal = d.document.alias("reversal")
_COUNT = (
    select(d.document.c.id, d.document.c.number, d.document.c.posted_seq, _reversal.c.number.label("reversal"), t.posted_count)
    .join(t.posted_count, t.posted_count.c.id == d.document.c.id)
    .outerjoin(_reversal, _reversal.c.reverses == d.document.c.id)
    .where(d.document.c.id == bindparam("document"))
)
_LINES_OF = select(t.count_line).where(t.count_line.c.document_id == bindparam("document")).order_by(t.count_line.c.line_no)
_ADJUSTED_LINES = (
    select(a.adjustment_line).where(a.adjustment_line.c.document_id == bindparam("document")).order_by(a.adjustment_line.c.line_no)
)
_OPENED = select(stock_value.c.product_id, stock_value.c.opened_seq).where(stock_value.c.product_id.in_(bindparam("ids", expanding=True)))
_taken = d.document.alias("taken")
_STANDING = (
    select(t.count_line.c.id, t.count_line.c.product_id, t.count_line.c.place_id, t.count_line.c.lot, t.count_line.c.counted_at_seq)
    .add_columns(t.count_line.c.counted_at)
    .outerjoin(_taken, _taken.c.reverses == t.count_line.c.document_id)
    .where(
        _taken.c.id.is_(None),
        # Older than a newer one when it was posted, it settled nothing.
        t.count_line.c.moved == t.count_line.c.quantity + t.count_line.c.at_till - t.count_line.c.book_quantity,
        t.count_line.c.product_id.in_(
            select(t.last_count.c.product_id).where(
                t.last_count.c.line_id.in_(select(t.count_line.c.id).where(t.count_line.c.document_id == bindparam("document")))
            )
        ),
    )
    .order_by(t.count_line.c.counted_at_seq, t.count_line.c.counted_at, t.count_line.c.id)
)
_mine, _other, _last = t.count_line.alias("mine"), t.count_line.alias("other"), t.last_count
_NEWER = (
    select(_mine.c.name)
    .join(_other, and_(_other.c.product_id == _mine.c.product_id, _other.c.place_id == _mine.c.place_id, _other.c.lot == _mine.c.lot))
    .outerjoin(_taken, _taken.c.reverses == _other.c.document_id)
    # Even one of an earlier moment that was posted later: what it found, it found with this one in the books.
    .where(_mine.c.document_id == bindparam("document"), _other.c.document_id > _mine.c.document_id, _taken.c.id.is_(None))
    .group_by(_mine.c.line_no, _mine.c.name)
    .order_by(_mine.c.line_no)
)
_LAST_OF = select(_last.c.product_id, _last.c.place_id, _last.c.lot, _last.c.counted_at_seq).where(
    _last.c.line_id.in_(select(t.count_line.c.id).where(t.count_line.c.document_id == bindparam("document")))
)
_FORGET = delete(t.last_count).where(
    t.last_count.c.line_id.in_(select(t.count_line.c.id).where(t.count_line.c.document_id == bindparam("document")))
)


def post_count(
    work: Work, count_id: int, *, is_rest_zero: bool = False, is_without_recount: bool = False, day: date | None = None
) -> Counted:
    """Book what a count found. What is not counted keeps its book quantity, or is set to zero, as asked.

    Above the shop's limit it waits for who may approve it. A second posting gets the first one back. Raises NotAllowed,
    CountClosed, CountWaits, NothingCounted, CartsAsked, RecountsLeft, DayAhead.
    """
    work.require(Permission.POST_COUNTS)
    if before := _posted_before(work, count_id):
        return before
    head = open_head(work, count_id)
    if head.state == PENDING:
        raise CountWaits
    now, carts = zero_moment(work, head)
    found = _found(work, count_id, is_without_recount=is_without_recount)
    found += set_to_zero(work, count_id, now, carts, work.actor.name) if is_rest_zero else ()
    if must_wait(work, found):
        body = CountBody(
            *(head.body.people, head.body.area_people, is_rest_zero, is_without_recount),
            *(work.actor.name, now.seq, time_text(now.at), tuple(carts.items())),
        )
        keep_draft(work, head.key, (COUNT_DRAFT, PENDING), body_to_json(body), {})
        work.record("ask_count_approval", str(head.number), lines=len(found))
        return Counted(0, "", lines=len(found))
    made = _post(work, head, found, day)
    work.record("post_count", made.number, count=head.number, lines=made.lines, gain=made.gain, loss=made.loss)
    return made


def approve_count(work: Work, count_id: int, day: date | None = None) -> Counted:
    """The owner's yes: a count that waits is booked as it was asked for. Raises NotAllowed, NotFound, NotWaiting."""
    work.require(Permission.APPROVE_COUNTS)
    if before := _posted_before(work, count_id):
        return before
    head = _waiting(work, count_id)
    found = _found(work, count_id, is_without_recount=True)
    if head.body.is_rest_zero:
        found += set_to_zero(work, count_id, *zero_moment(work, head), head.body.asked_by)
    made = _post(work, head, found, day)
    facts = {"count": head.number, "lines": made.lines, "gain": made.gain, "loss": made.loss, "asked_by": head.body.asked_by}
    work.record("approve_count", made.number, **facts)
    return made


def return_count(work: Work, count_id: int, reason: str = "") -> None:
    """Back to who counts, to be counted on. Raises NotAllowed, NotFound, NotWaiting."""
    work.require(Permission.POST_COUNTS)
    head = _waiting(work, count_id)
    body = CountBody(head.body.people, head.body.area_people)
    keep_draft(work, head.key, (COUNT_DRAFT, OPEN), body_to_json(body), {})
    work.record("return_count", str(head.number), reason=" ".join(reason.split()))


def take_back_count(work: Work, document_id: int, reason: str = "") -> Counted:
    """Take a posted count back (作废) with its gain and its loss, in one step; what was counted again since stands.

    Raises NotAllowed, NotFound, AlreadyReversed, CountedSince.
    """
    work.require(Permission.POST_COUNTS)
    key = f"reverses:{document_id}"
    head = work.connection.execute(_COUNT, {"document": document_id}).one_or_none()
    if head is None:
        raise NotFound(_("this count"))
    if head.reversal is not None:
        raise AlreadyReversed(head.number, head.reversal)
    lines = {row.line_no: row for row in work.connection.execute(_LINES_OF, {"document": document_id})}
    booked = work.connection.execute(_POSTED, {"document": document_id}).all()
    if newer := list(work.connection.execute(_NEWER, {"document": document_id}).scalars()):
        raise CountedSince(newer)
    opened = _opened(work, [line.product_id for line in lines.values() if line.is_first])
    sums = {each.kind: _take_back(work, each, lines, opened, reason) for each in booked}
    posted = documents.post(
        work,
        DocumentKind.REVERSAL,
        key,
        to_coin(sum(sums.values())),
        head={},
        lines=(),
        reverses=(head.id, head.number),
        remark=reason,
    )
    untouched = [line for line in lines.values() if line.is_first and opened.get(line.product_id) == head.posted_seq]
    closed = [stock.Demand(line.product_id, 0, FIRST_COUNT, line.line_no, closes=True) for line in untouched]
    unsettled = _settle_again(work, document_id)
    stock.append(work, stock.plan(work, [*closed, *back_again(work, unsettled)]), posted)
    work.record("take_back_count", posted.number, reverses=head.number, reason=reason)
    return Counted(posted.id, posted.number, sums.get(DocumentKind.COUNT_GAIN, 0), sums.get(DocumentKind.COUNT_LOSS, 0), len(lines))


def _posted_before(work: Work, count_id: int) -> Counted | None:
    head = count_head(work, count_id)
    return Counted(head.document_id, head.document_number, is_new=False) if head.state == POSTED else None


def _waiting(work: Work, count_id: int) -> CountHead:
    head = count_head(work, count_id)
    if head.state not in (OPEN, PENDING):
        raise CountClosed
    if head.state != PENDING:
        raise NotWaiting
    return head


def _found(work: Work, count_id: int, *, is_without_recount: bool) -> list[Difference]:
    """The counted lines to be posted, in the order of the list."""
    found = lines_of(work, count_id)
    if not found:
        raise NothingCounted
    if asked := [line.name for line in found if Flag.CARTS in line.flags and line.tally.at_till is None]:
        raise CartsAsked(asked)
    if not is_without_recount and (again := [line.name for line in found if line.needs_recount]):
        raise RecountsLeft(again)
    return found


def _post(work: Work, head: CountHead, found: Sequence[Difference], day: date | None) -> Counted:
    reasons = {row.id: row.name for row in work.connection.execute(_REASONS)}
    rows = [_line(number, line, reasons) for number, line in enumerate(found, 1)]
    gain = _book(work, (DocumentKind.COUNT_GAIN, f"{head.key}:gain"), [row for row in rows if row["moved"] > 0], day)
    loss = _book(work, (DocumentKind.COUNT_LOSS, f"{head.key}:loss"), [row for row in rows if row["moved"] < 0], day)
    opened = stock.plan(work, [_demand(row) for row in rows if row["is_first"] and not row["moved"]])
    result = {
        "count_id": head.id,
        "count_number": head.number,
        "name": head.name,
        "scope": _scope_of(work, head.id),
        "is_blind": int(head.is_blind),
    }
    total = to_coin(sum(row["value"] for row in rows))
    sealed = [chain.count_line(row) for row in rows]
    posted = documents.post(work, DocumentKind.COUNT, head.key, total, head=chain.count_head(result), lines=sealed, day=day)
    work.connection.execute(insert(t.posted_count), {**result, "id": posted.id})
    _insert(work, t.count_line, _LINE_NAMES, [row | {"document_id": posted.id} for row in rows])
    stock.append(work, opened, posted)
    for each in (gain, loss):
        if each is not None:
            work.connection.execute(insert(t.count_difference), {"id": each.id, "posted_count_id": posted.id})
    _settle(work, posted, rows, found)
    drop_kept(work, head.key)
    older = tuple(line.name for line in found if not line.is_settled)
    up, down = (sum(row["value"] for row in rows if row["moved"] * sign > 0) for sign in (1, -1))
    return Counted(posted.id, posted.number, up, down, len(rows), older)


_SCOPE = select(t.stock_count.c.scope).where(t.stock_count.c.id == bindparam("count"))


def _scope_of(work: Work, count_id: int) -> str:
    return str(work.connection.execute(_SCOPE, {"count": count_id}).scalar_one())


def _line(number: int, line: Difference, reasons: dict[int, str]) -> Row:
    tally = line.tally
    return {
        "line_no": number,
        "product_id": line.product_id,
        "code": line.code,
        "name": line.name,
        "unit": line.unit,
        "place_id": line.place_id,
        "lot": line.lot,
        "round": tally.round,
        "first_quantity": tally.first_quantity,
        "quantity": tally.quantity,
        "at_till": tally.at_till or 0,
        "book_quantity": line.book,
        "moved": line.difference if line.is_settled else 0,
        "value": 0,
        "is_first": int(line.is_first),
        "is_flagged": int(bool(line.flags)),
        "counted_at_seq": tally.counted_at_seq,
        "counted_at": None if tally.counted_at is None else time_text(tally.counted_at),
        "person": tally.person,
        "first_person": tally.first_person,
        "reason": reasons.get(line.reason_id, ""),
        "reason_id": line.reason_id or None,
    }


def _demand(row: Row) -> stock.Demand:
    kind = FIRST_COUNT if row["is_first"] else COUNT
    return stock.Demand(
        row["product_id"], row["moved"], kind, row["line_no"], place_id=row["place_id"], lot=row["lot"], as_of=row["counted_at_seq"]
    )


def _book(work: Work, as_: tuple[DocumentKind, str], rows: Sequence[Row], day: date | None) -> Posted | None:
    """A gain or a loss with its moves; the rows get their values."""
    if not rows:
        return None
    planned = stock.plan(work, [_demand(row) for row in rows])
    for row, moved in zip(rows, planned.results, strict=True):
        row["value"] = moved.value
    return _append(work, as_, planned, [row | {"quantity": row["moved"], "returns_line_id": None} for row in rows], day=day)


def _append(
    work: Work,
    as_: tuple[DocumentKind, str],
    planned: stock.Plan,
    rows: Sequence[Row],
    *,
    day: date | None = None,
    reverses: tuple[int, str] | None = None,
    remark: str = "",
) -> Posted:
    total = to_coin(sum(row["value"] for row in rows))
    sealed = [chain.adjustment_line(row) for row in rows]
    posted = documents.post(work, *as_, total, head={}, lines=sealed, day=day, reverses=reverses, remark=remark)
    _insert(work, a.adjustment_line, _ADJUSTED, [row | {"document_id": posted.id} for row in rows])
    stock.append(work, planned, posted)
    return posted


def _insert(work: Work, table: Any, names: Sequence[str], rows: Sequence[Row]) -> None:
    insert_rows(work.connection, table, names, list(map(itemgetter(*names), rows)))


def _settle(work: Work, posted: Posted, rows: Sequence[Row], found: Sequence[Difference]) -> None:
    """These are the newest counts of their goods from now on."""
    ids = {row.line_no: row.id for row in work.connection.execute(_LINE_IDS, {"document": posted.id})}
    made = [
        {
            "product_id": row["product_id"],
            "place_id": row["place_id"],
            "lot": row["lot"],
            "line_id": ids[row["line_no"]],
            "counted_at_seq": row["counted_at_seq"],
            "counted_at": line.tally.counted_at,
        }
        for row, line in zip(rows, found, strict=True)
        if line.is_settled
    ]
    if made:
        work.connection.execute(upsert(work.connection, t.last_count, _LAST, ("line_id", "counted_at_seq", "counted_at")), made)


def _opened(work: Work, ids: Sequence[int]) -> dict[int, int]:
    """Which posting set up the stock of these products."""
    found: dict[int, int] = {}
    for some in chunks(ids):
        found.update(tuple(row) for row in work.connection.execute(_OPENED, {"ids": some}))
    return found


def _settle_again(work: Work, document_id: int) -> set[tuple[int, int, int, int]]:
    """What was counted before this count is the newest of its goods again.

    Returns of which goods (product, place, lot, moment) nothing stands that was counted at the moment of this one.
    """
    taken = {"document": document_id}
    last = {tuple(row) for row in work.connection.execute(_LAST_OF, taken)}
    newest = {(row.product_id, row.place_id, row.lot): row for row in work.connection.execute(_STANDING, taken)}
    work.connection.execute(_FORGET, taken)
    rows = [
        {
            **dict(zip(_LAST, key, strict=True)),
            "line_id": row.id,
            "counted_at_seq": row.counted_at_seq,
            "counted_at": row.counted_at,
        }
        for key, row in newest.items()
    ]
    if rows:
        work.connection.execute(upsert(work.connection, t.last_count, _LAST, ("line_id", "counted_at_seq", "counted_at")), rows)
    return last - {(*key, row.counted_at_seq) for key, row in newest.items()}


def _take_back(work: Work, former: Any, lines: dict[int, Any], opened: dict[int, int], reason: str) -> int:
    """The other way round, of the same moments: what came leaves, what left comes in at what it cost by now. Returns its value."""
    adjusted = work.connection.execute(_ADJUSTED_LINES, {"document": former.id}).all()
    costs = costs_of(work, former.id)
    demands = []
    for line in adjusted:
        counted = lines[line.line_no]
        cost = costs.get(line.line_no)
        demands.append(
            stock.Demand(
                line.product_id,
                -line.quantity,
                FIRST_COUNT if counted.is_first else COUNT,
                line.line_no,
                value=None if line.quantity > 0 or cost is None else max(0, -cost),
                place_id=line.place_id,
                lot=counted.lot,
                out_of=former.id if line.quantity > 0 else None,
                as_of=counted.counted_at_seq,
                closes=bool(counted.is_first) and opened.get(line.product_id) == former.posted_seq,
            )
        )
    planned = stock.plan(work, demands)
    rows = [
        {name: getattr(line, name) for name in ("line_no", "product_id", "code", "name", "unit", "place_id", "reason_id", "reason")}
        | {"quantity": -line.quantity, "returns_line_id": line.id, "value": moved.value}
        for line, moved in zip(adjusted, planned.results, strict=True)
    ]
    as_ = (DocumentKind.REVERSAL, f"reverses:{former.id}")
    _append(work, as_, planned, rows, reverses=(former.id, former.number), remark=reason)
    return sum(row["value"] for row in rows)
