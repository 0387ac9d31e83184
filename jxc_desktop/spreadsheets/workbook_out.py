"""An .xlsx written row by row, straight as XML: some fifteen times faster than through openpyxl's cell objects.

Texts are inline strings whatever they begin with, so none becomes a formula; numbers and dates are real ones. The parts are
the least that Excel, WPS, LibreOffice and every reader here take without a word.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Self
from xml.sax.saxutils import escape

from jxc_desktop.spreadsheets.cleaning import clean_text
from jxc_desktop.spreadsheets.workbook import column_letter

MAX_CELL_TEXT = 32_767
MAX_SHEET_TITLE = 31
FORMATS = ("General", "", "@", "#,##0.00##", "0.##%", "0", "yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd\\ hh:mm:ss")
GENERAL, HEAD, TEXT, MONEY, PERCENT, INTEGER, DATE, TIME = range(len(FORMATS))

_WIDTH_ROWS = 200
_LEAST_WIDTH, _MOST_WIDTH = 8, 48
_FLUSH_ROWS = 500
_COMPRESSION = 3
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # Excel's day 0, which knows no time zone
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Value = str | int | float | bool | date | timedelta | None


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
    """A workbook being written to a path; `close` completes it."""

    def __init__(self, path: Path, title: str, creator: str) -> None:
        self._archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION)
        self._titles: list[str] = []
        self._words = (title, creator)

    def __enter__(self) -> Self:
        """The workbook."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        """Complete it, or just let the file go when something failed."""
        if kind is None:
            self._write_parts()
        self._archive.close()

    def add_sheet(
        self, title: str, heads: Sequence[str], styles: Sequence[int], rows: Iterable[Sequence[Value]], widths: Sequence[int] = ()
    ) -> int:
        """A sheet: heads, frozen and with a filter, then rows; a style a column. `widths` in characters, 0 fits. Returns the count."""
        self._titles.append(sheet_title(title))
        rest = iter(rows)
        first = list(islice(rest, _WIDTH_ROWS))
        count = 0
        with self._archive.open(f"xl/worksheets/sheet{len(self._titles)}.xml", "w", force_zip64=True) as part:
            part.write(_sheet_head(_widths(heads, first, widths)).encode())
            letters = [column_letter(index) for index in range(len(heads))]
            lines = [_row(1, letters, [HEAD] * len(heads), heads)]
            for count, row in enumerate(chain(first, rest), 1):
                lines.append(_row(count + 1, letters, styles, row))
                if len(lines) >= _FLUSH_ROWS:
                    part.write("".join(lines).encode())
                    lines.clear()
            last = f"A1:{letters[-1] if letters else 'A'}{count + 1}"
            part.write(f'{"".join(lines)}</sheetData><autoFilter ref="{last}"/></worksheet>'.encode())
        return count

    def _write_parts(self) -> None:
        for name, content in _parts(self._titles, *self._words):
            self._archive.writestr(name, _XML + content)


def _row(number: int, letters: Sequence[str], styles: Sequence[int], values: Sequence[Value]) -> str:
    cells = [
        _cell(f"{letter}{number}", style, value)
        for letter, style, value in zip(letters, styles, values, strict=True)
        if value is not None and value != ""
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, style: int, value: Value) -> str:
    if type(value) is str:
        text = escape(value if value.isprintable() and len(value) <= MAX_CELL_TEXT else cell_text(value))
        if "_x" in text:
            text = _ESCAPE_LIKE.sub("_x005F_", text)
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if type(value) is bool:
        return f'<c r="{place}" s="{style}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date):
        style = style if style in (DATE, TIME) else TIME if isinstance(value, datetime) else DATE
        return f'<c r="{place}" s="{style}"><v>{_serial(value)}</v></c>'
    return f'<c r="{place}" s="{style}"><v>{value!r}</v></c>'


def _serial(value: date) -> float:
    moment = value.replace(tzinfo=None) if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return (moment - _EPOCH) / timedelta(days=1)


def _widths(heads: Sequence[str], rows: Sequence[Sequence[Value]], given: Sequence[int]) -> list[int]:
    widths = []
    for index, head in enumerate(heads):
        longest = max([text_width(head) + 4, *(text_width(str(row[index])) + 1 for row in rows if row[index] is not None)])
        chosen = given[index] if index < len(given) else 0
        widths.append(chosen or min(max(longest, _LEAST_WIDTH), _MOST_WIDTH))
    return widths


def _sheet_head(widths: Sequence[int]) -> str:
    columns = "".join(f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(widths, 1))
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        f'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>{f"<cols>{columns}</cols>" if columns else ""}<sheetData>'
    )


def _parts(titles: Sequence[str], title: str, creator: str) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(titles) + 1)
    overrides = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}.worksheet+xml"/>' for n in numbers)
    yield (
        "[Content_Types].xml",
        (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
            f'+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main'
            f'+xml"/>{overrides}<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/><Override PartName="/docProps/core.xml" '
            'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
        ),
    )
    yield (
        "_rels/.rels",
        (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
            f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
        ),
    )
    sheets = "".join(f'<sheet name="{_attribute(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(titles, 1))
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
    related = "".join(f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
    styles = f'<Relationship Id="rId{len(titles) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    yield "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{related}{styles}</Relationships>'
    yield "xl/styles.xml", _styles()
    yield (
        "docProps/core.xml",
        (
            f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escape(cell_text(title))}</dc:title><dc:creator>{escape(cell_text(creator))}</dc:creator></cp:coreProperties>"
        ),
    )


def _styles() -> str:
    formats = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{_attribute(code)}"/>' for n, code in enumerate(FORMATS) if n > TEXT)
    cells = "".join(_style(n) for n in range(len(FORMATS)))
    border = "<border><left/><right/><top/><bottom/><diagonal/></border>"
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(FORMATS) - TEXT - 1}">{formats}</numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF4"/></patternFill></fill></fills>'
        f'<borders count="1">{border}</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(FORMATS)}">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _style(number: int) -> str:
    if number == HEAD:
        return (
            '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1">'
            '<alignment vertical="center" wrapText="1"/></xf>'
        )
    code = {GENERAL: 0, TEXT: 49}.get(number, 164 + number)
    return f'<xf numFmtId="{code}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})
