"""The lists of an open count: what is missing or over, what is not counted; and what is to be known before it is posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, select

from jxc_desktop.db.tables import counts as c
from jxc_desktop.db.tables import documents as d
from jxc_desktop.domain.counts import FLAG_TITLES, Flag
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column, tuples
from jxc_desktop.queries.count_differences import Difference, differences, left_of, lines_of, must_wait, set_to_zero, zero_moment
from jxc_desktop.queries.count_results import columns_for, count_result, result_tables
from jxc_desktop.queries.counts import COUNT_DRAFT, LEFT, PENDING, POSTED, REVERSED, count_head, count_rows
from jxc_desktop.queries.people import shown_name as shown_person
from jxc_desktop.queries.places import stock_reasons
from jxc_desktop.queries.reports.report_tables import Table
from jxc_desktop.queries.view import View

DIFFERENCE_COLUMNS = (
    Column("position", N_("Line no."), "integer"),
    Column("code", N_("Product code"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("place", N_("Place"), "text"),
    Column("area", N_("Area"), "text"),
    Column("book", N_("Book quantity"), "quantity"),
    Column("present", N_("Counted quantity"), "quantity"),
    Column("difference", N_("Over or missing"), "quantity", total=True),
    Column("unit", N_("Unit"), "text"),
    Column("value", N_("Difference in money"), "amount", total=True, permission=Permission.SEE_COST),
    Column("said", N_("To look at"), "text"),
    Column("reason", N_("Reason"), "text"),
    Column("first_quantity", N_("First count"), "quantity"),
    Column("first_person", N_("First counted by"), "text"),
    Column("second_quantity", N_("Recount"), "quantity"),
    Column("second_person", N_("Counted again by"), "text"),
    Column("counted_at", N_("Counted at"), "time"),
    Column("last_counted", N_("Last counted"), "time"),
)
LEFT_COLUMNS = (
    Column("position", N_("Line no."), "integer"),
    Column("code", N_("Product code"), "code"),
    Column("barcode", N_("Barcode"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("unit", N_("Unit"), "text"),
    Column("place", N_("Place"), "text"),
    Column("shelf", N_("Shelf"), "text"),
    Column("area", N_("Area"), "text"),
    Column("book", N_("On the books now"), "quantity", total=True, permission=Permission.SEE_DIFFERENCES),
    Column("value", N_("Worth on the books"), "amount", total=True, permission=Permission.SEE_COST),
    Column("last_counted", N_("Last counted"), "time"),
)


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A counted line as the list shows it. `present` is what was counted, and what had left the shelf for the till already.

    `value` is None where no cost is known or may be seen; `asks_carts`: nobody said yet where the pieces in carts stood.
    """

    product_id: int
    place_id: int
    position: int
    code: str
    name: str
    spec: str
    unit: str
    place: str
    area: str
    book: int
    present: int
    difference: int
    value: int | None
    said: str
    reason: str
    reason_id: int
    first_quantity: int
    first_person: str
    second_quantity: int | None
    second_person: str
    counted_at: datetime
    in_carts: int
    needs_recount: bool
    is_flagged: bool
    is_settled: bool
    asks_carts: bool
    last_counted: datetime | None


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A line that is not counted (未盘), which is not zero. Book quantity and worth are None where they may not be seen."""

    product_id: int
    place_id: int
    position: int
    code: str
    barcode: str
    name: str
    spec: str
    unit: str
    place: str
    shelf: str
    area: str
    book: int | None
    value: int | None
    last_counted: datetime | None


@dataclass(frozen=True, slots=True)
class PostReview:
    """What is to be known before a count is posted.

    `over` and `missing` are lines, None where differences may not be seen; money None where costs may not be. `left` lines are not
    counted: set to zero they would book `left_value`, of which `left_unknown` lines have no known cost. `again` names what is to be
    recounted, `asked` where carts are to be answered, `older` what a newer count has settled. `waits` and `waits_with_zero`: it
    would wait for somebody's yes, with the rest kept or set to zero.
    """

    lines: int
    over: int | None
    missing: int | None
    gain: int | None
    loss: int | None
    unknown: int
    without_reason: int
    left: int
    left_value: int | None
    left_unknown: int
    again: tuple[str, ...]
    asked: tuple[str, ...]
    older: tuple[str, ...]
    waits: bool
    waits_with_zero: bool

    @property
    def net(self) -> int | None:
        """Gain less loss."""
        return None if self.gain is None or self.loss is None else self.gain + self.loss


_i, _last = c.count_item, c.last_count
_WAITING = (
    select(c.stock_count.c.id)
    .join(d.draft, d.draft.c.key == c.stock_count.c.key)
    .where(d.draft.c.kind == COUNT_DRAFT, d.draft.c.state == PENDING)
    .order_by(c.stock_count.c.id)
)
_LAST_COUNTED = (
    select(_i.c.product_id, _i.c.place_id, _i.c.lot, _last.c.counted_at)
    .join(_last, and_(_last.c.product_id == _i.c.product_id, _last.c.place_id == _i.c.place_id, _last.c.lot == _i.c.lot))
    .where(_i.c.count_id == bindparam("count"), _i.c.round == 0)
)


def difference_rows(view: View, count_id: int) -> list[DifferenceRow]:
    """Every counted line, what weighs most in money first; in pieces for who sees no costs. Raises NotAllowed."""
    found = differences(view, count_id)
    sees = view.may(Permission.SEE_COST)
    if not sees:
        found.sort(key=lambda line: (-abs(line.difference), line.position))
    reasons = {each.id: each.title for each in stock_reasons(view, {line.reason_id for line in found if line.reason_id})}
    return [_row(view, line, reasons, sees_cost=sees) for line in found]


def left_rows(view: View, count_id: int) -> list[LeftRow]:
    """What is not counted, in the order of the list; book quantity and worth by right."""
    sees, sees_cost = view.may(Permission.SEE_DIFFERENCES), view.may(Permission.SEE_COST)
    books = {(line.product_id, line.place_id, line.lot): line for line in left_of(view, count_id)} if sees else {}
    counted = {
        (row.product_id, row.place_id, row.lot): row.counted_at for row in view.connection.execute(_LAST_COUNTED, {"count": count_id})
    }
    found = []
    for row in count_rows(view, count_id, which=LEFT, is_blind=True):
        key = (row.product_id, row.place_id, row.lot)
        book, at = books.get(key), counted.get(key)
        found.append(
            LeftRow(
                *(row.product_id, row.place_id, row.position, row.code, row.barcode, row.name, row.spec, row.unit, row.place),
                *(row.shelf, row.area),
                None if book is None else book.book,
                None if book is None or book.value is None or not sees_cost else -book.value,
                None if at is None else at.astimezone(view.now.tzinfo),
            )
        )
    return found


def review_of(view: View, count_id: int) -> PostReview:
    """What is to be known before a count is posted. Raises NotAllowed, NotFound."""
    view.require(Permission.POST_COUNTS)
    found, left = lines_of(view, count_id), set_to_zero(view, count_id, *zero_moment(view, count_head(view, count_id)))
    sees = view.may(Permission.SEE_DIFFERENCES)
    sees_cost = sees and view.may(Permission.SEE_COST)
    moves = [line for line in found if line.difference and line.is_settled]
    return PostReview(
        len(found),
        sum(line.difference > 0 for line in found) if sees else None,
        sum(line.difference < 0 for line in found) if sees else None,
        sum(line.value or 0 for line in moves if line.difference > 0) if sees_cost else None,
        sum(line.value or 0 for line in moves if line.difference < 0) if sees_cost else None,
        unknown=sum(line.value is None for line in moves) if sees_cost else 0,
        without_reason=sum(not line.reason_id for line in moves) if sees else 0,
        left=len(left),
        left_value=sum(line.value or 0 for line in left) if sees_cost else None,
        left_unknown=sum(line.value is None for line in left) if sees_cost else 0,
        again=tuple(line.name for line in found if line.needs_recount),
        asked=tuple(line.name for line in found if asks_carts(line)),
        older=tuple(line.name for line in found if not line.is_settled),
        waits=must_wait(view, found),
        waits_with_zero=must_wait(view, [*found, *left]),
    )


def pending_counts(view: View) -> list[int]:
    """The counts that wait for approval, the oldest first; none for who may not give it."""
    return list(view.connection.execute(_WAITING).scalars()) if view.may(Permission.APPROVE_COUNTS) else []


def asks_carts(line: Difference) -> bool:
    """Whether somebody has to say where the pieces in carts stood."""
    return Flag.CARTS in line.flags and line.tally.at_till is None


def count_tables(view: View, count_id: int) -> list[Table]:
    """A count as tables, for a workbook: its result once it is posted, else its differences and what is not counted. Raises NotAllowed."""
    view.require(Permission.SEE_DIFFERENCES)
    if count_head(view, count_id).state in (POSTED, REVERSED):
        return result_tables(view, count_result(view, count_id))
    tables: Sequence[tuple[str, Sequence[Column], Sequence[object]]] = (
        (_("Count differences"), DIFFERENCE_COLUMNS, difference_rows(view, count_id)),
        (_("Not counted"), LEFT_COLUMNS, left_rows(view, count_id)),
    )
    return [(title, shown := columns_for(view, columns), list(tuples(shown, rows))) for title, columns, rows in tables]


def _row(view: View, line: Difference, reasons: dict[int, str], *, sees_cost: bool) -> DifferenceRow:
    tally = line.tally
    assert tally.counted_at is not None  # a counted line has a time
    is_again = tally.round > 1
    return DifferenceRow(
        *(line.product_id, line.place_id, line.position, line.code, line.name, line.spec, line.unit, line.place, line.area),
        *(line.book, tally.present, line.difference, line.value if sees_cost else None, _said(line)),
        *(reasons.get(line.reason_id, ""), line.reason_id, tally.first_quantity or 0, shown_person(tally.first_person)),
        tally.quantity if is_again else None,
        shown_person(tally.person) if is_again else "",
        tally.counted_at.astimezone(view.now.tzinfo),
        tally.in_carts,
        line.needs_recount,
        is_flagged=bool(line.flags),
        is_settled=line.is_settled,
        asks_carts=asks_carts(line),
        last_counted=None if line.last_counted is None else line.last_counted.astimezone(view.now.tzinfo),
    )


def _said(line: Difference) -> str:
    """What is to be looked at in a line, in words; the most pressing first."""
    words = []
    if asks_carts(line):
        words.append(_("Say where the pieces in carts stood"))
    if line.needs_recount:
        words.append(_("To recount"))
    words += [_(FLAG_TITLES[flag]) for flag in Flag if flag in line.flags and not (flag is Flag.CARTS and asks_carts(line))]
    if line.tally.round > 1:
        first = format_quantity(line.tally.first_quantity or 0)
        words.append(_("Counted again, first {quantity} by {name}").format(quantity=first, name=shown_person(line.tally.first_person)))
    if not line.is_settled:
        words.append(_("A newer count has settled it: nothing will be booked"))
    if line.is_first:
        words.append(_("Stock is set up by it"))
    return " · ".join(words)
