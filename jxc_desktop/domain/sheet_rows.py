"""A row of a product sheet as plain values: what an import compares with the shop, whoever read it."""

from enum import Enum
from typing import Final, NamedTuple

from jxc_desktop.i18n import _


class Clear(Enum):
    """The mark of a cell that says 清空: empty the field, where a blank cell means leave it."""

    CLEAR = "clear"


CLEAR: Final = Clear.CLEAR

FieldValue = str | int | bool | tuple[str, ...] | Clear


class SheetRow(NamedTuple):
    """`values` by field key: money and quantities as integers of their scale, `barcodes` a tuple; a blank cell is absent.

    `row_no` is Excel's row number; `sheet` is filled when more than one sheet was read. `above` is the name that stands above
    a row without one.
    """

    row_no: int
    values: dict[str, FieldValue]
    sheet: str = ""
    above: str = ""


def place_of(row_no: int, sheet: str = "") -> str:
    """A row within a sentence; the sheet too when there are several."""
    return _("sheet {sheet}, row {row}").format(sheet=sheet, row=row_no) if sheet else _("row {row}").format(row=row_no)


def line_of(row_no: int, sheet: str, column: str, sentence: str) -> str:
    """Row, column and what is said of the cell: for a list."""
    if sheet:
        return _("Sheet {sheet}, row {row}, {column}: {sentence}").format(sheet=sheet, row=row_no, column=column, sentence=sentence)
    return _("Row {row}, {column}: {sentence}").format(row=row_no, column=column, sentence=sentence)
