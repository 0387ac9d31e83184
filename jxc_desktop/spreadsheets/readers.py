"""The readers of workbooks. They run in a child process only: a parser may abort, panic or eat memory.

Each takes a path and the limit of filled rows, and gives (name, hidden, rows) a sheet.
"""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from jxc_desktop.spreadsheets.cleaning import clean_rows
from jxc_desktop.spreadsheets.workbook import Row

Sheets = list[tuple[str, bool, list[Row]]]


class Encrypted(Exception):
    """A reader found the workbook to be encrypted."""


def with_calamine(path: str, limit: int) -> Sheets:
    """The fast one: .xlsx .xlsm .xls .xlsb .ods."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError as error:
        raise Encrypted from error
    sheets: Sheets = []
    for info in book.sheets_metadata:
        if info.typ == calamine.SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(info.name)
            hidden = info.visible != calamine.SheetVisibleEnum.Visible
            rows = _filled_down(_calamine_rows(sheet, limit), sheet.merged_cell_ranges or ())
            sheets.append((info.name, hidden, clean_rows(rows, limit)))
    return sheets


def _calamine_rows(sheet: Any, limit: int) -> Iterable[list[object]]:
    """All rows from row 1. A tall sheet comes row by row, so that its limit is met before its memory is."""
    if sheet.start is None:
        return []
    if sheet.height <= limit:
        rows: list[list[object]] = sheet.to_python(skip_empty_area=False)
        return rows
    top, left = sheet.start
    blanks: list[list[object]] = [[]] * top
    return chain(blanks, ([""] * left + row for row in sheet.iter_rows()))


def _filled_down(rows: Iterable[list[object]], merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> Iterable[list[object]]:
    """The rows with texts of cells that are merged downwards in each row that has anything: a category is that of all its rows."""
    begins: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, right) in merged:
        if bottom > top and left == right:
            begins.setdefault(top, []).append((left, bottom))
    return _with_texts(rows, begins) if begins else rows


def _with_texts(rows: Iterable[list[object]], begins: dict[int, list[tuple[int, int]]]) -> Iterable[list[object]]:
    texts: dict[int, tuple[object, int]] = {}
    for number, row in enumerate(rows):
        texts = {column: (text, bottom) for column, (text, bottom) in texts.items() if bottom >= number}
        if any(cell != "" for cell in row):
            for column, (text, _bottom) in texts.items():
                if column < len(row) and row[column] == "":
                    row[column] = text
        for column, bottom in begins.get(number, ()):
            if column < len(row) and isinstance(row[column], str) and row[column]:
                texts[column] = (row[column], bottom)
        yield row


def with_openpyxl(path: str, limit: int) -> Sheets:
    """The second one, slower and more forgiving: .xlsx .xlsm."""
    import warnings

    import openpyxl

    warnings.simplefilter("ignore")
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    sheets: Sheets = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        sheets.append((sheet.title, sheet.sheet_state != "visible", clean_rows(sheet.iter_rows(values_only=True), limit)))
    return sheets


def with_xlrd(path: str, limit: int) -> Sheets:
    """The third one, for old .xls."""
    import os

    import xlrd

    try:
        book = xlrd.open_workbook(path, on_demand=True, logfile=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise Encrypted from error
        raise
    sheets: Sheets = []
    for index in range(book.nsheets):
        sheet = book.sheet_by_index(index)
        rows = ([_xlrd_cell(cell, book.datemode) for cell in sheet.row(number)] for number in range(sheet.nrows))
        sheets.append((sheet.name, sheet.visibility != 0, clean_rows(rows, limit)))
        book.unload_sheet(index)
    return sheets


def _xlrd_cell(cell: Any, datemode: int) -> object:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return None if cell.ctype == xlrd.XL_CELL_ERROR else cell.value


def with_delimiters(path: str, limit: int) -> Sheets:
    """Text with separators: .csv .txt, and what carries another name."""
    from jxc_desktop.spreadsheets.delimited import read_text

    return [("", False, clean_rows(read_text(path), limit))]


READERS: dict[str, Callable[[str, int], Sheets]] = {
    "calamine": with_calamine,
    "openpyxl": with_openpyxl,
    "xlrd": with_xlrd,
    "delimiters": with_delimiters,
}
