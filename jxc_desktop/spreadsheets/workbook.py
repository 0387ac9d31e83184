"""What reading a workbook gives: sheets of plain rows, with Excel's own row numbers."""

from dataclasses import dataclass
from datetime import date

from jxc_desktop.i18n import N_, _

Cell = str | int | float | bool | date | None
Row = tuple[Cell, ...]

NOTES = {
    "macros": N_("The workbook carries macros: they were ignored."),
    "formulas": N_("The workbook carries formulas: only their last values were read."),
    "links": N_("The workbook refers to other files: they were not opened."),
    "second_reader": N_("The workbook is slightly damaged and was read the slow way: look the rows over."),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. `rows[0]` is Excel's row 1; a blank row is `()`, and a row may be shorter than others."""

    name: str
    hidden: bool
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that was read. `notes` are keys of NOTES."""

    path_name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()

    def note_sentences(self) -> list[str]:
        """The notes in the user's language."""
        return [_(NOTES[note]) for note in self.notes]

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name; KeyError when there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)


def column_letter(index: int) -> str:
    """Excel's letters of a column that counts from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
