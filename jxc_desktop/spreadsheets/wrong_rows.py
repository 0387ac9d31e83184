"""The wrong rows of an import as a workbook: the sheet's own columns, only those rows, and why each is wrong.

Its heads are the sheet's: put right there, the file is imported as it is.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from jxc_desktop.i18n import _
from jxc_desktop.spreadsheets.mapping import REASON, Mapping
from jxc_desktop.spreadsheets.workbook import Row, Workbook
from jxc_desktop.spreadsheets.workbook_out import GENERAL, WorkbookOut
from jxc_desktop.spreadsheets.writing import ending_of, replacing

ENDINGS = (".xlsx",)


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


def write_wrong_rows(path: str | os.PathLike[str], workbook: Workbook, mapping: Mapping, errors: Iterable[WrongRow]) -> int:
    """Write the rows that errors name, in their order; returns how many. Raises as `write_table` does."""
    target = Path(path)
    ending_of(target, ENDINGS)
    reasons = _reasons(errors)
    width = max(len(mapping.heads), *(len(_row(workbook, mapping, place)) for place in reasons), 1)
    heads = [*mapping.heads, *[""] * (width - len(mapping.heads)), _(REASON)]
    rows = ((_row(workbook, mapping, place), "\n".join(why)) for place, why in reasons.items())
    filled = ((*row, *[None] * (width - len(row)), why) for row, why in rows)
    with replacing(target) as temporary, WorkbookOut(temporary, mapping.sheet, "") as out:
        out.add_sheet(mapping.sheet, heads, [GENERAL] * (width + 1), filled)
    return len(reasons)


def _reasons(errors: Iterable[WrongRow]) -> dict[tuple[str, int], list[str]]:
    reasons: dict[tuple[str, int], list[str]] = {}
    for error in errors:
        said = reasons.setdefault((error.sheet, error.row_no), [])
        said.append(_("{column}: {sentence}").format(column=error.column_title, sentence=error.sentence()))
    return reasons


def _row(workbook: Workbook, mapping: Mapping, place: tuple[str, int]) -> Row:
    sheet, number = place
    rows = workbook.sheet(sheet or mapping.sheet).rows
    return rows[number - 1] if number <= len(rows) else ()
