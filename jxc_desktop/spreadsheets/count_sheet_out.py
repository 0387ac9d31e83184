"""A count sheet as a workbook: the lines of the printed one, with columns for the count and the recount to be filled in.

Only those can be written to; a sheet for the recount has the one. A blind sheet has no book quantity: no column, no hidden one, nothing else that holds it.
Each row says its sheet and its line, so it is known again however the rows are sorted.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from jxc_desktop.domain.count_rows import TITLES
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.units import pack_sizes_text
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.count_sheets import SheetLine, SheetPage
from jxc_desktop.spreadsheets.workbook_out import ENTRY, GENERAL, MEASURED_ROWS, TEXT, Value, WorkbookOut, fitting_width
from jxc_desktop.spreadsheets.writing import ending_of, replacing

ENDINGS = (".xlsx",)
BOOK, PACKS, UNIT = N_("Book quantity"), N_("Packs"), N_("Unit")
_ENTRY_WIDTH = 16


def write_count_sheets(path: str | os.PathLike[str], pages: Sequence[SheetPage]) -> int:
    """Write the sheets, each into one of the workbook; returns how many lines there are. Raises as `write_table` does."""
    target = Path(path)
    ending_of(target, ENDINGS)
    with replacing(target) as temporary, WorkbookOut(temporary, _("Count sheet"), pages[0].shop.name if pages else "") as workbook:
        for page in pages:
            _add(workbook, page)
    return sum(len(page.lines) for page in pages)


def _add(workbook: WorkbookOut, page: SheetPage) -> None:
    has_places = len({line.place_id for line in page.lines}) > 1
    columns = [
        (TITLES["count_sheet"], TEXT),
        (TITLES["line_no"], GENERAL),
        *([(TITLES["place"], TEXT)] if has_places else []),
        *((TITLES[key], TEXT) for key in ("shelf", "code", "barcode", "name", "spec")),
        *((title, TEXT) for title in (UNIT, PACKS)),
        *([(BOOK, GENERAL)] if page.has_book else []),
        *([] if page.is_recount else [(TITLES["quantity"], ENTRY)]),
        (TITLES["recount"], ENTRY),
    ]
    rows = [_row(page, line, has_places=has_places) for line in page.lines]
    heads, styles = [_(title) for title, _style in columns], [style for _title, style in columns]
    shown = rows[:MEASURED_ROWS]
    widths = [
        _ENTRY_WIDTH if style == ENTRY else fitting_width(head, [str(row[index]) for row in shown if row[index] is not None])
        for index, (head, style) in enumerate(zip(heads, styles, strict=True))
    ]
    workbook.add_sheet(page.sheet.code, heads, styles, rows, widths, above=_above(page))


def _above(page: SheetPage) -> list[str]:
    sheet = page.sheet
    title = _("Recount") if page.is_recount else _("Count sheet")
    facts = [f"{title} {sheet.code}", page.name, sheet.area, f"{sheet.moment.at:%Y-%m-%d %H:%M}", page.printed_by]
    how = _("Fill in: 12, 1.5, or in packs as the goods come. Left blank: not counted. 0: there is none.")
    return [" · ".join(filter(None, [page.shop.name, *facts])), how]


def _row(page: SheetPage, line: SheetLine, *, has_places: bool) -> list[Value]:
    return [
        page.sheet.code,
        line.line_no,
        *([line.place] if has_places else []),
        *(line.shelf, line.code, line.barcode, line.name, line.spec, line.unit, pack_sizes_text(line.unit, line.packs)),
        *([None if line.book is None else _number(line.book)] if page.has_book else []),
        *([None] if page.is_recount else [None, None]),
    ]


def _number(quantity: int) -> Value:
    return quantity / ONE if quantity % ONE else quantity // ONE
