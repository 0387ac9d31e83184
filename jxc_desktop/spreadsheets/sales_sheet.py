"""Reading the sales that another program or a delivery platform kept: which columns, and its rows as plain values.

What the file does not say is not made up: a price or amount may be missing; without a column of quantities a row is one piece.
A quantity below zero, or the word for a return, is a return; a row of quantity 0, a total and a cancelled order are skipped.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from jxc_desktop.domain.money import half_up, to_coin
from jxc_desktop.domain.past_sales import PastSale
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.i18n import _
from jxc_desktop.spreadsheets import values
from jxc_desktop.spreadsheets.mapping import HEAD_ROWS, LookUp, Mapping, Understood, fingerprint, understand
from jxc_desktop.spreadsheets.moments import moment_of
from jxc_desktop.spreadsheets.refusals import WorkbookRefused
from jxc_desktop.spreadsheets.row_errors import ErrorGroup, RowError, SkippedRow, Wrong, grouped
from jxc_desktop.spreadsheets.sales_fields import TITLES, columns_of, holds_sales
from jxc_desktop.spreadsheets.workbook import Cell, Row, Sheet, Workbook

KIND = "sales"
_NOTHING = frozenset({"", "na", "n/a", "none", "null", "nan", "-", "--", "/", "无"})
_TOTAL = re.compile(r"(?:合\s*计|总\s*计|小\s*计|total).*", re.IGNORECASE)
_RETURN = re.compile(r"退|return|refund", re.IGNORECASE)
_CANCELLED = re.compile(r"取消|关闭|作废|cancel|void", re.IGNORECASE)
_NOT_RETURNED = re.compile(r"未退|无退|not refunded", re.IGNORECASE)


class NoSalesHere(WorkbookRefused):
    """A workbook without the columns of a sales history."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Say which columns are needed."""
        return _(
            "“{name}” holds no list of sales that can be read: it needs a column with the time or day, one with the code, barcode or "
            "name of the product, and one with quantity, price, amount or receipt number. Nothing was changed."
        ).format(name=self.name)


@dataclass(frozen=True, slots=True)
class ParsedSales:
    """What a mapped workbook holds; a row with an error is not among `rows`, its receipt is among `broken`."""

    rows: tuple[PastSale, ...]
    errors: tuple[RowError, ...]
    skipped: tuple[SkippedRow, ...]
    broken: frozenset[str] = frozenset()

    def groups(self) -> list[ErrorGroup]:
        """The errors by field, reason and cure."""
        return grouped(self.errors)

    def wrong_rows(self) -> int:
        """How many rows are wrong."""
        return len({(error.sheet, error.row_no) for error in self.errors})


def propose_sales_mapping(workbook: Workbook, *, sheet: str | None = None) -> Mapping:
    """The sheet, the row of heads and the columns of a history; sheets under the same heads are read too. Raises NoSalesHere.

    With `sheet` that one alone is looked at.
    """
    chosen = [each for each in workbook.sheets if sheet in (None, each.name)]
    proposals = [found for each in chosen if (found := _proposal(each)) is not None]
    if not proposals:
        raise NoSalesHere(workbook.path_name)
    hidden = {sheet.name for sheet in workbook.sheets if sheet.hidden}
    best = max(proposals, key=lambda mapping: (mapping.sheet not in hidden, mapping.score))
    same = [each.sheet for each in proposals if each is not best and each.sheet not in hidden and _alike(each, best)]
    return _beside(workbook, replace(best, also=tuple(same)))


def _beside(workbook: Workbook, mapping: Mapping) -> Mapping:
    """The mapping with the sheets that hold sales and are not read: nothing is dropped silently."""
    rest = [sheet for sheet in workbook.sheets if sheet.name not in (mapping.sheet, *mapping.also) and not sheet.hidden]
    return replace(mapping, others=tuple(sheet.name for sheet in rest if _proposal(sheet) is not None))


def sales_mapping_at(workbook: Workbook, sheet: str, header_row: int) -> Mapping:
    """The mapping when the user says where the heads are (Excel's row number, 0 for none). Nothing is refused: the user knows."""
    heads = _heads(workbook.sheet(sheet).rows[header_row - 1]) if header_row else ()
    columns = columns_of(heads)
    return _beside(workbook, Mapping(sheet, header_row, columns, fingerprint(heads), len(columns), heads))


def sales_mapping_by_hand(workbook: Workbook, *, sheet: str | None = None) -> Mapping | None:
    """Where a person begins who maps what was refused: the fullest sheet, its row with most words; None when all is blank."""
    filled = [each for each in workbook.sheets if sheet in (None, each.name) and any(each.rows)]
    if not filled:
        return None
    best = max(filled, key=lambda each: (not each.hidden, len(each.rows)))
    widths = [sum(bool(head) for head in _heads(row)) for row in best.rows[:HEAD_ROWS]]
    return sales_mapping_at(workbook, best.name, widths.index(max(widths)) + 1 if any(widths) else 0)


def understood(workbook: Workbook, look_up: LookUp) -> Understood:
    """As it was used last time, else as its heads say. Raises NoSalesHere when nothing stands in it."""
    return understand(workbook, look_up, propose_sales_mapping, sales_mapping_by_hand, (sales_mapping_at, remembered_sales_mapping))


def remap_sales(mapping: Mapping, columns: dict[str, int], _more: object = None) -> Mapping:
    """The mapping as the user wants it: other columns for the same heads."""
    return replace(mapping, columns=dict(columns))


def _heads(row: Row) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()) if isinstance(cell, str) else "" for cell in row)


def _alike(one: Mapping, other: Mapping) -> bool:
    return (one.fingerprint, one.header_row, one.columns) == (other.fingerprint, other.header_row, other.columns)


def _proposal(sheet: Sheet) -> Mapping | None:
    best: Mapping | None = None
    for number, row in enumerate(sheet.rows[:HEAD_ROWS], 1):
        heads = _heads(row)
        columns = columns_of(heads)
        if holds_sales(columns) and (best is None or len(columns) > best.score):
            best = Mapping(sheet.name, number, columns, fingerprint(heads), len(columns), heads)
    return best


def remembered_sales_mapping(mapping: Mapping, text: str) -> Mapping:
    """The mapping with the columns remembered as `text`; what no longer fits is left out."""
    columns = json.loads(text).get("columns", mapping.columns)  # a place where other heads were taken has none
    kept = {key: index for key, index in columns.items() if key in TITLES and 0 <= index < len(mapping.heads)}
    return replace(mapping, columns=kept) if holds_sales(kept) else mapping


def parse_sales(workbook: Workbook, mapping: Mapping, *, cures: Iterable[tuple[str, str]] = ()) -> ParsedSales:
    """The sales of a workbook under a mapping. `cures` are the (field, cure) that the user chose; a cured cell is no error."""
    parsing = _Parsing(mapping, frozenset(cures))
    for name in (mapping.sheet, *mapping.also):
        parsing.take(workbook.sheet(name), name if mapping.also else "")
    return ParsedSales(tuple(parsing.rows), tuple(parsing.errors), tuple(parsing.skipped), frozenset(parsing.broken))


@dataclass(slots=True)
class _Parsing:
    """Rows on their way."""

    mapping: Mapping
    cures: frozenset[tuple[str, str]] = frozenset()
    rows: list[PastSale] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def take(self, sheet: Sheet, name: str) -> None:
        """Every filled row below the heads."""
        first = self.mapping.header_row
        for number, row in enumerate(sheet.rows[first:], first + 1):
            if row:
                self._take_row(number, row, name)

    def _take_row(self, number: int, row: Row, sheet: str) -> None:
        cells = {key: row[index] if index < len(row) else None for key, index in self.mapping.columns.items()}
        reason = _skip(cells)
        if reason:
            self.skipped.append(SkippedRow(number, reason, sheet))
            return
        read: dict[str, Any] = {}
        wrong = False
        for key, parse in _PARSERS.items():
            try:
                read[key] = parse(cells)
            except Wrong as error:
                if error.cure and (key, error.cure) in self.cures:
                    read[key] = _cured(key, error)
                    continue
                wrong = True
                self._refuse(number, sheet, key, cells, error)
        if wrong:
            self.broken |= {receipt for receipt in (read.get("receipt"),) if receipt}
            return
        if not read["quantity"] or not (read["code"] or read["barcode"] or read["name"]):
            self.skipped.append(SkippedRow(number, "no_values", sheet))
            return
        self.rows.append(_sale(number, sheet, read, is_return=_is_return(cells)))

    def _refuse(self, number: int, sheet: str, key: str, cells: dict[str, Cell], error: Wrong) -> None:
        column = self.mapping.columns.get(key, -1)
        title = self.mapping.title(column) if column >= 0 else _(TITLES.get(key, TITLES["name"]))
        cell = cells.get(key)
        value = "" if cell is None else values.shown(cell)
        self.errors.append(RowError(number, title, key, value, error.reason, error.cure, sheet))


def _cured(key: str, error: Wrong) -> Any:
    """The value that the cure gives; a text that is left out is blank."""
    if key in ("quantity", "price", "amount"):
        return error.cured
    return error.cured if isinstance(error.cured, str) else ""


def _skip(cells: dict[str, Cell]) -> str:
    """Why a row is no sale: a key of SKIPS, or nothing."""
    if all(_is_nothing(cell) for cell in cells.values()):
        return "no_values"
    if is_total(cells.values()):
        return "total"
    if all(_is_nothing(cells.get(key)) for key in ("code", "barcode", "name")):
        return "no_values"
    status = cells.get("status")
    return "no_values" if isinstance(status, str) and _CANCELLED.search(status) else ""


def is_total(cells: Iterable[Cell]) -> bool:
    """Whether a cell of the row says that it adds up the others."""
    return any(isinstance(cell, str) and _TOTAL.fullmatch(cell.strip()) for cell in cells)


def _is_nothing(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and cell.strip().casefold() in _NOTHING)


def _is_return(cells: dict[str, Cell]) -> bool:
    words = [cell for key in ("kind", "status") if isinstance(cell := cells.get(key), str)]
    return any(_RETURN.search(word) and not _NOT_RETURNED.search(word) for word in words)


def _sale(number: int, sheet: str, read: dict[str, Any], *, is_return: bool) -> PastSale:
    quantity, price, amount = read["quantity"], read["price"], read["amount"]
    sign = -1 if quantity < 0 or is_return or (amount is not None and amount < 0) else 1
    pieces = abs(quantity)
    if amount is None and price is not None:
        amount = to_coin(half_up(pieces * abs(price), ONE))
    elif amount is not None and price is None:
        price = half_up(abs(amount) * ONE, pieces)
    return PastSale(
        number,
        sheet,
        read["time"],
        read["receipt"],
        read["code"],
        read["barcode"],
        read["name"],
        sign * pieces,
        None if price is None else abs(price),
        None if amount is None else sign * abs(amount),
    )


# cells

Cells = dict[str, Cell]


def _text_of(key: str, parse: Callable[[Cell], Any]) -> Callable[[Cells], str]:
    def read(cells: Cells) -> str:
        cell = cells.get(key)
        value = None if _is_nothing(cell) else parse(cell)
        if isinstance(value, tuple):
            value = value[0] if value else ""
        return value if isinstance(value, str) else ""

    return read


def _number_of(key: str, parse: Callable[[Cell], Any], default: int | None) -> Callable[[Cells], int | None]:
    def read(cells: Cells) -> int | None:
        cell = cells.get(key)
        if key not in cells:
            return default
        if _is_nothing(cell):
            return None if default is None else 0
        return _rounded(cell, parse)

    return read


def _rounded(cell: Cell, parse: Callable[[Cell], Any]) -> int | None:
    """A number with its sign; history is rounded to what is kept without asking."""
    is_minus = isinstance(cell, (int, float)) and cell < 0
    if isinstance(cell, str) and cell.strip()[:1] in ("-", "\N{MINUS SIGN}"):
        cell, is_minus = cell.strip()[1:], True
    elif is_minus and isinstance(cell, (int, float)):
        cell = -cell
    try:
        value = parse(cell)
    except Wrong as error:
        if error.reason.code != "too_precise" or not isinstance(error.cured, int):
            error.cured = -error.cured if is_minus and isinstance(error.cured, int) else error.cured
            raise
        value = error.cured
    if not isinstance(value, int):
        return None
    return -value if is_minus else value


def _moment(cells: Cells) -> datetime:
    """The time; a time of day belongs to the day in its own column, and a day without one begins at noon."""
    moment = moment_of(*(None if _is_nothing(cells.get(key)) else cells[key] for key in ("time", "day")))
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(12))


_PARSERS: dict[str, Callable[[Cells], Any]] = {
    "time": _moment,
    "receipt": _text_of("receipt", values.code),
    "code": _text_of("code", values.code),
    "barcode": _text_of("barcode", values.barcodes),
    "name": _text_of("name", values.text),
    "quantity": _number_of("quantity", values.quantity, ONE),
    "price": _number_of("price", values.money, None),
    "amount": _number_of("amount", values.money, None),
}
