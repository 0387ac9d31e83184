"""Cells as they come become cells we keep: no control, zero-width or direction characters, blanks are None."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from jxc_desktop.spreadsheets.workbook import Cell, Row

WIDE = 256

_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_PLAIN = frozenset({int, float, bool, date, datetime, type(None)})


class RowLimit(Exception):
    """More filled rows than asked for."""


def clean_text(text: str) -> str:
    """The text without characters that can't be seen; line breaks and tabs stay."""
    return text if text.isprintable() else _UNWANTED.sub("", text)


def clean_rows(rows: Iterable[Sequence[object]], limit: int) -> list[Row]:
    """Rows as plain tuples, blank ones as `()`, none after the last filled one. Raises RowLimit above `limit` filled rows."""
    cleaned: list[Row] = []
    filled = last = 0
    for number, row in enumerate(rows, 1):
        cells = _clean(row)
        if cells.count(None) == len(cells):
            cleaned.append(())
            continue
        filled, last = filled + 1, number
        if filled > limit:
            raise RowLimit
        cleaned.append(cells if len(cells) <= WIDE else _shortened(cells))
    del cleaned[last:]
    return cleaned


def _clean(row: Sequence[object]) -> Row:
    return tuple(
        [((cell if cell.isprintable() else _UNWANTED.sub("", cell)) or None) if type(cell) is str else _plain(cell) for cell in row]
    )


def _plain(cell: object) -> Cell:
    return cell if type(cell) in _PLAIN else str(cell)  # type: ignore[return-value]


def _shortened(cells: Row) -> Row:
    length = len(cells)
    while cells[length - 1] is None:
        length -= 1
    return cells[:length]
