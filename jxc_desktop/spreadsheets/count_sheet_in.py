"""What was counted, read from a workbook or a device's file: our own sheets, other people's tables, `barcode;quantity` and its relatives.

A number stays as it is written where only the packs of the goods can say what it means (`2 箱 3 瓶`). A blank is not counted; 0 is none.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from jxc_desktop.domain.count_rows import TITLES, CountedRow
from jxc_desktop.domain.counts import Source
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.i18n import _
from jxc_desktop.spreadsheets import values
from jxc_desktop.spreadsheets.count_fields import NUMBERS, columns_of, guess_columns, holds_counts, lacking, names_goods
from jxc_desktop.spreadsheets.mapping import HEAD_ROWS, LookUp, Mapping, Understood, fingerprint, understand
from jxc_desktop.spreadsheets.moments import moment_of
from jxc_desktop.spreadsheets.reading import Cancelled, Progress, read_workbook
from jxc_desktop.spreadsheets.refusals import WorkbookRefused
from jxc_desktop.spreadsheets.row_errors import Reason, RowError, SkippedRow, Wrong
from jxc_desktop.spreadsheets.sales_sheet import is_total
from jxc_desktop.spreadsheets.workbook import Cell, Row, Sheet, Workbook, column_letter

KIND = "count"
_BLANK = frozenset({"", "-", "--", "—", "/", "未盘", "n/a", "na", "none", "null"})
_WORDS_WITHOUT_HEADS = 0.8


class NoCountHere(WorkbookRefused):
    """A table that says nothing of which goods there are how many: a form, a ledger, a price list."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Say which columns are needed."""
        return _(
            "“{name}” holds no count that can be read: it needs a row for each product, with a column for its barcode, code or name "
            "and one for the counted quantity. Nothing was entered."
        ).format(name=self.name)


@dataclass(frozen=True, slots=True)
class ParsedCounts:
    """What a mapped file holds; a row with an error is not among `rows`. `blank` rows have no number and stay not counted."""

    rows: tuple[CountedRow, ...]
    errors: tuple[RowError, ...]
    skipped: tuple[SkippedRow, ...]

    @property
    def blank(self) -> int:
        """How many rows are left not counted."""
        return sum(each.reason == "not_counted" for each in self.skipped)

    def wrong_rows(self) -> int:
        """How many rows are wrong."""
        return len({(error.sheet, error.row_no) for error in self.errors})


def read_counts(path: str | os.PathLike[str], *, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Workbook:
    """A workbook, or a device's file; columns that only blanks set apart are columns. Raises a WorkbookRefused child."""
    workbook = read_workbook(path, progress=progress, cancelled=cancelled)
    return replace(workbook, sheets=tuple(Sheet(each.name, each.hidden, cut_at_blanks(each.rows)) for each in workbook.sheets))


def listed_cells(workbook: Workbook) -> list[list[str]]:
    """The cells of a list of goods as texts, row by row; hidden sheets are none."""
    rows = [row for sheet in workbook.sheets if not sheet.hidden for row in sheet.rows]
    return [[values.shown(cell) for cell in row if cell is not None] for row in rows]


def cut_at_blanks(rows: list[Row]) -> list[Row]:
    """Rows of one text each, nearly all of several words of which one is a figure, as rows of words."""
    filled = [row for row in rows if row]
    texts = [row[0] for row in filled if isinstance(row[0], str) and row.count(None) == len(row) - 1]
    if not texts or len(texts) < len(filled):
        return rows
    words = [text.split() for text in texts]
    is_cut = [len(each) > 1 and (each[0].isalnum() and each[0].isascii()) and any(map(str.isdecimal, each[1:])) for each in words]
    if sum(is_cut) < len(words) * _WORDS_WITHOUT_HEADS:
        return rows
    return [tuple(row[0].split()) if row and isinstance(row[0], str) else row for row in rows]


def propose_count_mapping(workbook: Workbook, *, sheet: str | None = None) -> Mapping:
    """The sheet, its heads and columns; sheets under the same heads are read too. Without heads the values tell. Raises NoCountHere.

    With `sheet` that one alone is looked at.
    """
    chosen = [each for each in workbook.sheets if sheet in (None, each.name)]
    proposals = [found for each in chosen if (found := _by_heads(each)) is not None]
    proposals = proposals or [found for each in chosen if (found := _by_values(each)) is not None]
    if not proposals:
        raise NoCountHere(workbook.path_name)
    hidden = {each.name for each in workbook.sheets if each.hidden}
    best = max(proposals, key=lambda mapping: (mapping.sheet not in hidden, mapping.score))
    same = [each.sheet for each in proposals if each is not best and each.sheet not in hidden and _alike(each, best)]
    return _beside(workbook, replace(best, also=tuple(same)))


def count_mapping_at(workbook: Workbook, sheet: str, header_row: int) -> Mapping:
    """The mapping when the user says where the heads are (Excel's row number, 0 for none). Nothing is refused: the user knows."""
    rows = workbook.sheet(sheet).rows
    if not header_row:
        return _beside(workbook, Mapping(sheet, 0, guess_columns(rows), "", 0))
    heads = _heads(rows[header_row - 1])
    columns = columns_of(heads)
    return _beside(workbook, Mapping(sheet, header_row, columns, fingerprint(heads), len(columns), heads))


def count_mapping_by_hand(workbook: Workbook, *, sheet: str | None = None) -> Mapping | None:
    """Where a person begins who maps what was refused: the fullest sheet, its row with most words; None when all is blank."""
    filled = [each for each in workbook.sheets if sheet in (None, each.name) and any(each.rows)]
    if not filled:
        return None
    best = max(filled, key=lambda each: (not each.hidden, len(each.rows)))
    widths = [sum(bool(head) for head in _heads(row)) for row in best.rows[:HEAD_ROWS]]
    return count_mapping_at(workbook, best.name, widths.index(max(widths)) + 1 if any(widths) else 0)


def understood(workbook: Workbook, look_up: LookUp) -> Understood:
    """As it was used last time, else as its heads or values say. Raises NoCountHere when nothing stands in it."""
    return understand(workbook, look_up, propose_count_mapping, count_mapping_by_hand, (count_mapping_at, remembered_count_mapping))


def remap_counts(mapping: Mapping, columns: dict[str, int], _more: object = None) -> Mapping:
    """The mapping as the user wants it: other columns for the same heads."""
    return replace(mapping, columns=dict(columns))


def remembered_count_mapping(mapping: Mapping, text: str) -> Mapping:
    """The mapping with the columns remembered as `text`; what no longer fits is left out."""
    columns = json.loads(text).get("columns", mapping.columns)  # a place where other heads were taken has none
    kept = {key: index for key, index in columns.items() if key in TITLES and 0 <= index < len(mapping.heads)}
    return replace(mapping, columns=kept) if holds_counts(kept) else mapping


def lacks(mapping: Mapping) -> str:
    """What the mapped columns lack to make a count, in words; nothing when they make one."""
    return lacking(mapping.columns, has_heads=bool(mapping.header_row))


def is_our_sheet(mapping: Mapping) -> bool:
    """Whether its rows say which line of which of our sheets they are."""
    return {"count_sheet", "line_no"} <= mapping.columns.keys()


def source_of(mapping: Mapping) -> Source:
    """What kind of file it is: one without heads comes from a device."""
    return Source.WORKBOOK if mapping.header_row else Source.HANDHELD


def shape_sentence(mapping: Mapping) -> str:
    """How the file is understood, in words: which column is what, and where its heads are."""
    ordered = sorted(mapping.columns.items(), key=lambda each: each[1])
    parts = [_("{field}: column {column}").format(field=_(TITLES[key]), column=column_letter(index)) for key, index in ordered]
    if not NUMBERS & mapping.columns.keys():
        parts.append(_("each row is one piece"))
    heads = _("heads in row {row}").format(row=mapping.header_row) if mapping.header_row else _("no heads")
    return "; ".join([*parts, heads])


def _heads(row: Row) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()) if isinstance(cell, str) else "" for cell in row)


def _alike(one: Mapping, other: Mapping) -> bool:
    return (one.fingerprint, one.header_row, one.columns) == (other.fingerprint, other.header_row, other.columns)


def _beside(workbook: Workbook, mapping: Mapping) -> Mapping:
    """The mapping with the sheets that hold counts and are not read: nothing is dropped silently."""
    rest = [sheet for sheet in workbook.sheets if sheet.name not in (mapping.sheet, *mapping.also) and not sheet.hidden]
    return replace(mapping, others=tuple(sheet.name for sheet in rest if _by_heads(sheet) is not None))


def _by_heads(sheet: Sheet) -> Mapping | None:
    best: Mapping | None = None
    for number, row in enumerate(sheet.rows[:HEAD_ROWS], 1):
        heads = _heads(row)
        columns = columns_of(heads)
        if holds_counts(columns) and (best is None or len(columns) > best.score):
            best = Mapping(sheet.name, number, columns, fingerprint(heads), len(columns), heads)
    return best


def _by_values(sheet: Sheet) -> Mapping | None:
    """A table without heads. Words that nobody knows above it may say anything, a book quantity too: then a person says what it is."""
    first = next((row for row in sheet.rows if row), ())
    columns = guess_columns(sheet.rows)
    if not columns or guess_columns([first]).keys() < columns.keys():
        return None
    return Mapping(sheet.name, 0, columns, "", len(columns))


# rows


def parse_counts(workbook: Workbook, mapping: Mapping) -> ParsedCounts:
    """The rows of a file under a mapping."""
    parsing = _Parsing(mapping)
    for name in (mapping.sheet, *mapping.also):
        parsing.take(workbook.sheet(name), name if mapping.also else "")
    return ParsedCounts(tuple(parsing.rows), tuple(parsing.errors), tuple(parsing.skipped))


Cells = dict[str, Cell]


@dataclass(slots=True)
class _Parsing:
    """Rows on their way."""

    mapping: Mapping
    rows: list[CountedRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)

    def take(self, sheet: Sheet, name: str) -> None:
        """Every filled row below the heads."""
        first = self.mapping.header_row
        for number, row in enumerate(sheet.rows[first:], first + 1):
            if row:
                self._take_row(number, row, name)

    def _take_row(self, number: int, row: Row, sheet: str) -> None:
        cells = {key: row[index] if index < len(row) else None for key, index in self.mapping.columns.items()}
        reason = self._skip(cells)
        if reason:
            self.skipped.append(SkippedRow(number, reason, sheet))
            return
        read: dict[str, Any] = {}
        errors = []
        for key, parse in _PARSERS.items():
            try:
                read[key] = parse(cells)
            except Wrong as error:
                errors.append(self._error(number, sheet, key, cells, error.reason))
        if not errors and not _identifies(read):
            errors.append(self._error(number, sheet, "name", {}, Reason("no_identity")))
        if errors:
            self.errors += errors
            return
        if not NUMBERS & self.mapping.columns.keys():
            read["quantity"] = ONE
        self.rows.append(CountedRow(number, sheet, at=read.pop("time"), **read))

    def _skip(self, cells: Cells) -> str:
        """Why a row says nothing: a key of SKIPS, or nothing."""
        if all(_is_blank(cell) for cell in cells.values()):
            return "no_values"
        if is_total(cells.values()):
            return "total"
        numbers = NUMBERS & cells.keys()
        return "not_counted" if numbers and all(_is_blank(cells[key]) for key in numbers) else ""

    def _error(self, number: int, sheet: str, key: str, cells: Cells, reason: Reason) -> RowError:
        column = self.mapping.columns.get(key, -1)
        title = self.mapping.title(column) if column >= 0 else _(TITLES[key])
        cell = cells.get(key)
        return RowError(number, title, key, "" if cell is None else values.shown(cell), reason, "", sheet)


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and cell.strip().casefold() in _BLANK)


def _identifies(read: dict[str, Any]) -> bool:
    return names_goods({key for key, value in read.items() if value})


def _text_of(key: str, parse: Callable[[Cell], Any], *, is_beside: bool = False) -> Callable[[Cells], str]:
    """A text; what only stands beside what matters is left out where it can't be read."""

    def read(cells: Cells) -> str:
        cell = cells.get(key)
        try:
            value = None if _is_blank(cell) else parse(cell)
        except Wrong:
            if not is_beside:
                raise
            return ""
        if isinstance(value, tuple):
            value = value[0] if value else ""
        return value if isinstance(value, str) else ""

    return read


def _number_of(key: str) -> Callable[[Cells], int | str | None]:
    def read(cells: Cells) -> int | str | None:
        cell = cells.get(key)
        if _is_blank(cell):
            return None
        if isinstance(cell, str):
            return " ".join(cell.split())
        number = values.quantity(cell)
        return number if isinstance(number, int) else None

    return read


def _line_no(cells: Cells) -> int:
    cell = cells.get("line_no")
    text = "" if _is_blank(cell) else values.shown(cell).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _moment(cells: Cells) -> datetime | None:
    """When it was counted; a day without a time of day is no moment."""
    told = [None if _is_blank(cells.get(key)) else cells[key] for key in ("time", "day")]
    moment = moment_of(*told) if any(cell is not None for cell in told) else None
    return moment if isinstance(moment, datetime) else None


_PARSERS: dict[str, Callable[[Cells], Any]] = {
    "count_sheet": _text_of("count_sheet", values.text),
    "line_no": _line_no,
    "barcode": _text_of("barcode", values.barcodes),
    "code": _text_of("code", values.code),
    "name": _text_of("name", values.text),
    "spec": _text_of("spec", values.spec, is_beside=True),
    "place": _text_of("place", values.text),
    "shelf": _text_of("shelf", values.text, is_beside=True),
    "person": _text_of("person", values.text, is_beside=True),
    "quantity": _number_of("quantity"),
    "recount": _number_of("recount"),
    "time": _moment,
}
