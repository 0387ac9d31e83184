"""A count as tables to be exported: posted, with all that came of it; open, its lines, without the book quantity where it is blind."""

from collections.abc import Sequence

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.count_review import count_tables
from jxc_desktop.queries.counts import POSTED, REVERSED, CountRow, count_head, count_rows
from jxc_desktop.queries.people import shown_name
from jxc_desktop.queries.reports.report_tables import Table
from jxc_desktop.queries.view import View

_BOOK = ("book", "difference")
LINE_COLUMNS = (
    Column("position", N_("Line no."), "integer"),
    Column("place", N_("Place"), "text"),
    Column("shelf", N_("Shelf"), "text"),
    Column("area", N_("Area"), "text"),
    Column("code", N_("Product code"), "code"),
    Column("barcode", N_("Barcode"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("unit", N_("Unit"), "text"),
    Column("book", N_("Book quantity"), "quantity"),
    Column("quantity", N_("Counted quantity"), "quantity"),
    Column("difference", N_("Over or missing"), "quantity"),
    Column("first_quantity", N_("First count"), "quantity"),
    Column("counted_at", N_("Counted at"), "time"),
    Column("person", N_("Counted by"), "text"),
)


def export_tables(view: View, count_id: int) -> Sequence[Table]:
    """Title, columns and rows of a count's tables. Raises NotAllowed, NotFound."""
    view.require(Permission.EXPORT)
    head = count_head(view, count_id)
    if head.state in (POSTED, REVERSED):
        return count_tables(view, count_id)
    is_blind = head.is_blind or not view.may(Permission.SEE_DIFFERENCES)
    columns = [column for column in LINE_COLUMNS if not (is_blind and column.key in _BOOK)]
    rows = []
    for row in count_rows(view, count_id, is_blind=is_blind):
        values = _values(view, row)
        rows.append(tuple(values[column.key] for column in columns))
    return [(_("Count {number}").format(number=head.number), columns, rows)]


def _values(view: View, row: CountRow) -> dict[str, object]:
    tally = row.tally
    at = None if tally.counted_at is None else tally.counted_at.astimezone(view.now.tzinfo)
    counted = {
        "quantity": tally.quantity,
        "difference": None if row.book is None else tally.present - row.book,
        "first_quantity": tally.first_quantity if tally.round > 1 else None,
        "counted_at": at,
        "person": shown_name(tally.person),
    }
    return counted | {column.key: getattr(row, column.key) for column in LINE_COLUMNS if column.key not in counted}
