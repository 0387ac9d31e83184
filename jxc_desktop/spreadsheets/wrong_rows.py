"""The wrong rows of an import as a workbook: the sheet's own columns, only those rows, and why each is wrong.

Its heads are the sheet's: put right there, the file is imported as it is.
"""

import os
from collections.abc import Iterable
from collections.abc import Mapping as Map
from pathlib import Path
from typing import Protocol

from jxc_desktop.i18n import _
from jxc_desktop.spreadsheets.mapping import REASON, Mapping
from jxc_desktop.spreadsheets.workbook import Row, Workbook
from jxc_desktop.spreadsheets.workbook_out import GENERAL, WorkbookOut
from jxc_desktop.spreadsheets.writing import ending_of, replacing

ENDINGS = (".xlsx",)

Place = tuple[str, int]
Names = Map[Place, str]


class WrongRow(Protocol):
    """What is wrong with a row: an error of the reader, or one of the comparison with the shop."""

    @property
    def row_no(self) -> int:
        """Excel's row number."""

    @property
    def sheet(self) -> str:
        """The sheet, when several were read."""

    @property
    def column_title(self) -> str:
        """The head of the column."""

    def sentence(self) -> str:
        """What is wrong."""


def write_wrong_rows(
    path: str | os.PathLike[str], workbook: Workbook, mapping: Mapping, errors: Iterable[WrongRow], names: Names | None = None
) -> int:
    """Write the rows that errors name, in the sheet's order; returns how many. Raises as `write_table` does.

    `names` are those that rows have from another row: alone they would lose them.
    """
    target = Path(path)
    ending_of(target, ENDINGS)
    reasons = _reasons(workbook, errors)
    rows = {place: _row(workbook, mapping, place, names or {}) for place in reasons}
    width = max(len(mapping.heads), *map(len, rows.values()), 1)
    heads = [*mapping.heads, *[""] * (width - len(mapping.heads)), _(REASON)]
    filled = ((*rows[place], *[None] * (width - len(rows[place])), "\n".join(why)) for place, why in reasons.items())
    with replacing(target) as temporary, WorkbookOut(temporary, mapping.sheet, "") as out:
        out.add_sheet(mapping.sheet, heads, [GENERAL] * (width + 1), filled)
    return len(reasons)


def _reasons(workbook: Workbook, errors: Iterable[WrongRow]) -> dict[Place, list[str]]:
    order = {sheet.name: place for place, sheet in enumerate(workbook.sheets)}
    reasons: dict[Place, list[str]] = {}
    for error in sorted(errors, key=lambda error: (order.get(error.sheet, 0), error.row_no)):
        said = reasons.setdefault((error.sheet, error.row_no), [])
        said.append(_("{column}: {sentence}").format(column=error.column_title, sentence=error.sentence()))
    return reasons


def _row(workbook: Workbook, mapping: Mapping, place: Place, names: Names) -> Row:
    sheet, number = place
    rows = workbook.sheet(sheet or mapping.sheet).rows
    row = rows[number - 1] if number <= len(rows) else ()
    if place not in names:
        return row
    column = mapping.columns["name"]
    return (*row[:column], *[None] * (column - len(row)), names[place], *row[column + 1 :])
