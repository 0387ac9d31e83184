"""Rows of text on a grid of columns: what every output of a receipt draws. Pure: no fonts, no bytes.

An ASCII character takes one column, every other one two, as receipt printers with a Chinese font do. 58 mm paper has 32
columns, 80 mm paper 48. A row of size 2 has half as many, twice as wide and high.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

COLUMNS = {58: 32, 80: 48}


class Align(StrEnum):
    """Where a text stands in its cell."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in the columns `start` to `start + width` of its row (columns of the row's own size)."""

    text: str
    start: int
    width: int
    align: Align = Align.LEFT

    @property
    def offset(self) -> int:
        """The column where the text begins."""
        free = self.width - columns_of(self.text)
        return self.start + {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[self.align]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of paper; without cells it is blank, with `is_rule` a line across, with `picture` (a PNG file) that alone."""

    cells: tuple[Cell, ...] = ()
    is_bold: bool = False
    size: int = 1
    is_rule: bool = False
    picture: bytes = b""

    @property
    def text(self) -> str:
        """The row as a printer with fixed columns prints it."""
        line = ""
        for cell in self.cells:
            line += " " * (cell.offset - columns_of(line)) + cell.text
        return line


RULE = Row(is_rule=True)
BLANK = Row()


def clean(text: str) -> str:
    """Without what could drive a printer or can't be shown: controls become blanks, joiners and bidi marks go away."""
    return unicodedata.normalize("NFC", text).translate(_VISIBLE).strip()


class _Visible(dict[int, str]):
    """What each character becomes; looked at once, for a long paper has the same ones many thousand times."""

    def __missing__(self, code: int) -> str:
        self[code] = shown = _visible(chr(code))
        return shown


_VISIBLE = _Visible()


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Cc", "Zs", "Zl", "Zp"}:
        return " " if char != "\u3000" else char
    if category == "Cs":
        return "\ufffd"
    return "" if category == "Cf" or "\ufe00" <= char <= "\ufe0f" else char


def columns_of(text: str) -> int:
    """How many columns a text takes."""
    return sum(1 if char < "\x7f" else 2 for char in text)


def wrap(text: str, columns: int) -> list[str]:
    """A text in lines of at most `columns`, broken at blanks where there are some; at least one line."""
    lines = []
    rest = clean(text)
    while columns_of(rest) > columns:
        end = _fitting(rest, columns)
        blank = rest.rfind(" ", 1, end + 1)
        cut = blank if blank > 0 else end
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip(" ")
    return [*lines, rest] if rest or not lines else lines


def _fitting(text: str, columns: int) -> int:
    """How many characters of a text fit; at least one."""
    used = 0
    for index, char in enumerate(text):
        used += columns_of(char)
        if used > columns:
            return max(index, 1)
    return len(text)


@dataclass(frozen=True, slots=True)
class Grid:
    """Makes rows for a paper of so many columns."""

    columns: int

    def lines(self, text: str, align: Align = Align.LEFT, *, is_bold: bool = False, indent: int = 0) -> Iterator[Row]:
        """A text, wrapped; each of its own lines begins a row."""
        width = self.columns - indent
        for part in text.splitlines():
            for line in wrap(part, width):
                yield Row((Cell(line, indent, width, align),), is_bold)

    def heading(self, text: str) -> Iterator[Row]:
        """A short text in large letters, a longer one bold."""
        if columns_of(clean(text)) * 2 <= self.columns:
            yield Row((Cell(clean(text), 0, self.columns // 2, Align.CENTER),), is_bold=True, size=2)
        else:
            yield from self.lines(text, Align.CENTER, is_bold=True)

    def pair(self, left: str, right: str, *, is_bold: bool = False, size: int = 1, indent: int = 0) -> Iterator[Row]:
        """A name at the left and its figure at the right; on two rows when they do not fit."""
        left, right = clean(left), clean(right)
        columns, need = self.columns // size, columns_of(right)
        if indent + columns_of(left) + 1 + need <= columns:
            figure = Cell(right, columns - need, need, Align.RIGHT)
            yield Row((Cell(left, indent, columns - need - indent), figure), is_bold, size)
            return
        yield from self.lines(left, is_bold=is_bold, indent=indent)
        if need <= columns:
            yield Row((Cell(right, 0, columns, Align.RIGHT),), is_bold, size)
        else:
            yield from self.lines(right, Align.RIGHT, is_bold=is_bold)

    def figures(self, texts: tuple[str, str, str], *, is_bold: bool = False) -> Iterator[Row]:
        """Quantity, price and amount in their three columns; the amount on a row of its own when they are too long."""
        third = self.columns * 11 // 32
        widths = (self.columns - 2 * third + 1, third - 1, third)
        quantity, price, amount = (clean(text) for text in texts)
        if columns_of(quantity) <= widths[0] and columns_of(price) < widths[1] and columns_of(amount) < widths[2]:
            starts = (0, widths[0], widths[0] + widths[1])
            aligns = (Align.LEFT, Align.RIGHT, Align.RIGHT)
            cells = zip((quantity, price, amount), starts, widths, aligns, strict=True)
            yield Row(tuple(Cell(*cell) for cell in cells), is_bold)
        else:
            yield from self.lines(f"{quantity} x {price}", is_bold=is_bold)
            yield from self.lines(amount, Align.RIGHT, is_bold=is_bold)
