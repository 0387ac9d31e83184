"""A row of a product sheet as plain values: what an import compares with the shop, whoever read it."""

from enum import Enum
from typing import Final, NamedTuple


class Clear(Enum):
    """The mark of a cell that says 清空: empty the field, where a blank cell means leave it."""

    CLEAR = "clear"


CLEAR: Final = Clear.CLEAR

FieldValue = str | int | bool | tuple[str, ...] | Clear


class SheetRow(NamedTuple):
    """`values` by field key: money and quantities as integers of their scale, `barcodes` a tuple; a blank cell is absent.

    `row_no` is Excel's row number; `sheet` is filled when more than one sheet was read.
    """

    row_no: int
    values: dict[str, FieldValue]
    sheet: str = ""
