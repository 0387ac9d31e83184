"""An .xlsx written row by row through openpyxl's write-only mode, so that memory stays bounded.

Texts are texts whatever they begin with, so none becomes a formula or an error value; numbers and dates are real ones.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import chain, islice, takewhile
from pathlib import Path
from typing import Any, Self
from zipfile import ZIP_DEFLATED, ZipFile

from jxc_desktop.spreadsheets.cleaning import clean_text
from jxc_desktop.spreadsheets.workbook import column_letter

MAX_CELL_TEXT = 32_767
MAX_SHEET_TITLE = 31
FORMATS = ("General", "General", "@", "#,##0.00##", "0.00%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "General", "General", "#,##0.00")
GENERAL, HEAD, TEXT, MONEY, PERCENT, DATE, TIME, TOTAL, ENTRY, AMOUNT = range(len(FORMATS))

MEASURED_ROWS = 200
_LEAST_WIDTH, _MOST_WIDTH = 8, 48
_MANY_COLUMNS, _MOST_FROZEN = 12, 3
_PAGE_WIDTH = 220  # characters that can still be read on A4 across
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_READ_OTHERWISE = frozenset("=#")  # what openpyxl would take for a formula or an error value
_A4 = 9
_HEAD_FILL = "FFE8EEF4"

Value = str | int | float | bool | date | None


def cell_text(value: str) -> str:
    """A text that a cell can hold: without control characters and lone surrogates, within Excel's length."""
    return clean_text(value)[:MAX_CELL_TEXT]


def text_width(text: str) -> int:
    """How many narrow characters wide a text is; Chinese characters count two."""
    return len(text) if text.isascii() else sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def sheet_title(title: str) -> str:
    """A title that Excel takes for a sheet."""
    return clean_text(title).translate(_NOT_IN_TITLES).strip(" '")[:MAX_SHEET_TITLE] or "Sheet1"


class WorkbookOut:
    """A workbook being written to a path; leaving the block completes it."""

    def __init__(self, path: Path, title: str, creator: str) -> None:
        from openpyxl import Workbook

        self._file = path.open("wb")
        self._book: Any = Workbook(write_only=True)
        self._book.properties.title, self._book.properties.creator = cell_text(title), cell_text(creator)

    def __enter__(self) -> Self:
        """The workbook."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        """Complete it, or just let the file go when something failed."""
        try:
            with self._file:
                if kind is None:
                    self._pack()
        finally:
            self._drop_drafts()

    def _pack(self) -> None:
        """What openpyxl's own `save` does, and the archive is let go on a full disk too: it would try once more when it is forgotten."""
        from openpyxl.writer.excel import ExcelWriter

        self._book.properties.modified = datetime.now(UTC).replace(tzinfo=None)
        with ZipFile(self._file, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(self._book, archive).write_data()

    def _drop_drafts(self) -> None:
        """What openpyxl kept of sheets in the system's folder for temporary files goes now, not when the program ends."""
        for sheet in self._book.worksheets:
            draft = sheet._writer  # noqa: SLF001  # openpyxl has no other way to give up
            if draft is not None and Path(draft.out).exists():
                if not sheet.closed:
                    with suppress(OSError):
                        sheet.close()
                with suppress(OSError):
                    draft.cleanup()

    def add_sheet(
        self,
        title: str,
        heads: Sequence[str],
        styles: Sequence[int],
        rows: Iterable[Sequence[Value]],
        widths: Sequence[int] = (),
        *,
        above: Sequence[str] = (),
        total: Callable[[], Sequence[Value] | None] = lambda: None,
    ) -> int:
        """A sheet: heads, frozen, with a filter, repeated on each page, then rows; a style a column. Returns the count.

        Cells of the style ENTRY are empty, framed, and the only ones that can be written to: the sheet is protected, without a password.
        Of a wide table the first texts (what a row is of) stay in sight too, and it may take several pages across.
        `widths` in characters, measured from the first rows where none are given. `above` are lines of text over the heads;
        `total`, asked when all rows are there, is a last row in bold, left out of the filter.
        """
        sheet = self._book.create_sheet(sheet_title(title))
        rest = iter(rows)
        first = [] if widths else list(islice(rest, MEASURED_ROWS))
        letters = [column_letter(index) for index in range(len(heads))]
        measured = widths or _widths(heads, first)
        for letter, width in zip(letters, measured, strict=True):
            sheet.column_dimensions[letter].width = width
        head = len(above) + 1
        if ENTRY in styles:
            sheet.protection.sheet = True
            sheet.protection.formatColumns = sheet.protection.autoFilter = False  # these stay allowed
        names = list(takewhile(lambda style: style == TEXT, styles[:_MOST_FROZEN])) if len(heads) > _MANY_COLUMNS else []
        sheet.freeze_panes = f"{column_letter(len(names))}{head + 1}"
        _set_up_pages(sheet, head, -(-sum(measured) // _PAGE_WIDTH) or 1)
        if names:
            sheet.print_title_cols = f"A:{letters[len(names) - 1]}"
        cells = _Cells(sheet)
        for line in above:
            sheet.append(cells.row([TEXT], [line]))
        sheet.append(cells.row([HEAD] * len(heads), heads))
        count = 0
        for row in chain(first, rest):
            sheet.append(cells.row(styles, row))
            count += 1
        if (last := total()) is not None:
            sheet.append(_Cells(sheet, is_bold=True).row([style or TOTAL for style in styles], last))
        sheet.auto_filter.ref = f"A{head}:{letters[-1] if letters else 'A'}{count + head}"
        return count


def _set_up_pages(sheet: Any, head: int, across: int) -> None:
    """On paper: A4 across, all columns on so many pages' width, the heads on each page, pages numbered."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = across, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{head}"
    sheet.oddFooter.right.text = "&P / &N"


class _Cells:
    """One cell a style, filled anew for each place: openpyxl writes a cell before it asks for the next."""

    def __init__(self, sheet: Any, *, is_bold: bool = False) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Border, PatternFill, Protection, Side
        from openpyxl.styles.fonts import DEFAULT_FONT, Font

        # A font says its name and size itself: one that only says "bold" is whatever the reader takes.
        bold = DEFAULT_FONT + Font(bold=True)
        self._of_style: list[Any] = [WriteOnlyCell(sheet) for _format in FORMATS]
        for cell, code in zip(self._of_style, FORMATS, strict=True):
            cell.number_format = code
            if is_bold:
                cell.font = bold
        entry, line = self._of_style[ENTRY], Side(style="thin")
        entry.protection, entry.border = Protection(locked=False), Border(left=line, right=line, top=line, bottom=line)
        head = self._of_style[HEAD]
        head.font, head.fill = bold, PatternFill("solid", fgColor=_HEAD_FILL)
        head.alignment = Alignment(vertical="center", wrap_text=True)

    def row(self, styles: Sequence[int], values: Sequence[Value]) -> Iterator[Any]:
        """A value where the sheet needs no style, else the style's cell."""
        for style, value in zip(styles, values, strict=True):
            if style == ENTRY:
                yield self._of_style[ENTRY]
            elif value is None or value == "":
                yield None
            elif isinstance(value, str):
                yield self._text(style, value)
            else:
                yield self._other(style, value)

    def _text(self, style: int, value: str) -> Any:
        text = value if value.isprintable() and len(value) <= MAX_CELL_TEXT else cell_text(value)
        if "_x" in text:
            text = _ESCAPE_LIKE.sub("_x005F_", text)
        if style == GENERAL and text[:1] not in _READ_OTHERWISE:
            return text
        cell = self._of_style[style or TEXT]
        cell.value, cell.data_type = text, "s"
        return cell

    def _other(self, style: int, value: Value) -> Any:
        if isinstance(value, date) and style not in (DATE, TIME):
            style = TIME if isinstance(value, datetime) else DATE
        if isinstance(value, datetime):
            value = value.replace(tzinfo=None)
        if style == GENERAL:
            return value
        cell = self._of_style[style]
        cell.value = value
        return cell


def fitting_width(head: str, texts: Iterable[str], *, is_figure: bool = False) -> int:
    """Characters for a column: its head with the filter's button, its texts up to what can be read; of figures all, and in bold."""
    longest = max(map(text_width, texts), default=0)
    if is_figure:
        longest += longest // 8 + 1
    return max(text_width(head) + 4, _LEAST_WIDTH, longest + 1 if is_figure else min(longest + 1, _MOST_WIDTH))


def _widths(heads: Sequence[str], rows: Sequence[Sequence[Value]]) -> list[int]:
    return [fitting_width(head, [str(row[index]) for row in rows if row[index] is not None]) for index, head in enumerate(heads)]
