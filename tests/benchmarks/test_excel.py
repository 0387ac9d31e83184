"""A table of 100,000 rows to .xlsx, over openpyxl's write-only mode writing the same cells."""

from datetime import datetime, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from jxc_desktop.domain.money import UNIT
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.queries.columns import Column
from jxc_desktop.spreadsheets.writing import write_table
from tests.benchmarks.harness import in_turns, record, timed

pytestmark = pytest.mark.benchmark
ROWS, ROUNDS = 100_000, 2
COLUMNS = (
    Column("code", "Product code", "code"),
    Column("barcode", "Barcode", "code"),
    Column("name", "Product name", "text"),
    Column("quantity", "Quantity", "quantity"),
    Column("price", "Price", "money"),
    Column("amount", "Amount", "money"),
    Column("lines", "Lines", "integer"),
    Column("time", "Time", "time"),
)
_FORMATS = {"code": "@", "text": "@", "money": "#,##0.00##", "time": "yyyy-mm-dd hh:mm:ss"}
_START = datetime(2026, 1, 1, 8)


def _rows():
    for number in range(ROWS):
        price = 1_0000 + number % 977 * 100
        pieces = 1 + number % 7
        at = _START + timedelta(seconds=number)
        yield f"{number:06d}", f"69{number:011d}", f"商品 {number % 5000} 号", pieces * ONE, price, pieces * price, number % 9, at


def _cells(sheet, row):
    values = (*row[:3], row[3] // ONE, row[4] / UNIT, row[5] / UNIT, *row[6:])
    for value, column in zip(values, COLUMNS, strict=True):
        code = _FORMATS.get(column.kind)
        if code is None:
            yield value
        else:
            cell = WriteOnlyCell(sheet, value)
            cell.number_format = code
            yield cell


def _plainly(path) -> None:
    """What anybody would write with openpyxl's write-only mode."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Table")
    sheet.append([column.title for column in COLUMNS])
    for row in _rows():
        sheet.append(_cells(sheet, row))
    with path.open("wb") as file:
        book.save(file)


def test_excel_over_writer(tmp_path):
    ours = timed(lambda: write_table(tmp_path / "ours.xlsx", COLUMNS, _rows(), title="Table"))
    floor = timed(lambda: _plainly(tmp_path / "floor.xlsx"))
    paired = in_turns(ours, floor, rounds=ROUNDS, warm_up=0)
    record("excel_over_writer", paired.ratio, 1.3, ours=paired.ours, openpyxl=paired.floor)
