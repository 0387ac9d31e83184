"""A paper with tables on sheets: title, who it is for, the tables with their heads on every page, what stands below, signatures.

Statements, payments, results and the like. Only black lines and letters, as in the delivery note.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import IO, TYPE_CHECKING

from jxc_desktop.i18n import _
from jxc_desktop.printing.layout import Align, clean
from jxc_desktop.printing.paper import FACES, drawable, register_fonts
from jxc_desktop.printing.vouchers import MM, PAD, Form, wrap

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_TITLE, _LEADING, _SIGN_LINES, _TABLE_TITLE = 1.6, 1.32, 2.2, 1.7

Cells = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column; `share` of the width, all of them 1."""

    title: str
    share: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table with a title of its own, where there are several."""

    title: str
    columns: tuple[PaperColumn, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TablePaper:
    """What stands on the paper. `facts` are lines under the title: left and right; `below` lines under the table, and whether bold.

    `before` are tables that come before it; `table_title` names it among them.
    """

    title: str
    shop_lines: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    columns: tuple[PaperColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    below: tuple[tuple[str, bool], ...] = ()
    signatures: tuple[str, ...] = ()
    before: tuple[PaperTable, ...] = ()
    table_title: str = ""

    @property
    def tables(self) -> tuple[PaperTable, ...]:
        """All of them, in their order."""
        return (*self.before, PaperTable(self.table_title, self.columns, self.rows))


def table_paper_pdf(paper: TablePaper, target: Path | str | IO[bytes], *, form: Form) -> None:
    """Write the paper, as many pages as its rows need."""
    from reportlab.pdfgen.canvas import Canvas

    register_fonts()
    canvas = Canvas(str(target) if isinstance(target, str | Path) else target, pagesize=(form.width_mm * MM, form.height_mm * MM))
    canvas.setTitle(paper.title)
    laid = _Laid(paper, form)
    for number in range(1, len(laid.pages) + 1):
        _Sheet(canvas, laid, number).draw()
        canvas.showPage()
    canvas.save()


@dataclass(slots=True)
class _Piece:
    """What of a table is on a page; its title is on the first one only."""

    table: PaperTable
    title: str
    rows: list[Cells]


class _Laid:
    """The paper's texts in lines that fit, its rows cut into pages."""

    def __init__(self, paper: TablePaper, form: Form) -> None:
        self.paper, self.form = paper, form
        self.left, self.right = form.side_mm * MM, (form.width_mm - form.side_mm) * MM
        self.top, self.bottom = (form.height_mm - form.edge_mm) * MM, form.edge_mm * MM
        self.line, self.row = form.letter * _LEADING, form.row_mm * MM
        width = self.right - self.left
        self.shop = [text for each in paper.shop_lines for text in self.wrapped(each, width)]
        half = width / 2 - PAD
        self.facts = [(self.wrapped(left, half if right else width), self.wrapped(right, half)) for left, right in paper.facts]
        self.below = [(text, is_bold) for each, is_bold in paper.below for text in self.wrapped(each, width * 0.94)]
        self.pages = self._pages()

    def wrapped(self, text: str, width: float, *, is_bold: bool = False) -> tuple[str, ...]:
        """A text in lines that fit the width."""
        return tuple(wrap(text, repeat(width), self.form.letter, is_bold=is_bold))

    def head_of(self, table: PaperTable) -> Cells:
        """The titles of a table's columns."""
        return tuple(self.wrapped(column.title, self.width_of(column) - 2 * PAD, is_bold=True) for column in table.columns)

    def width_of(self, column: PaperColumn) -> float:
        """A column's width in points."""
        return (self.right - self.left) * column.share

    def height_of(self, row: Cells) -> float:
        """A row's height in points."""
        return self.row + (max(1, *(len(lines) for lines in row)) - 1) * self.line

    def title_height(self, title: str) -> float:
        """What the title of a table needs above it."""
        return self.line * _TABLE_TITLE if title else 0

    def head_height(self) -> float:
        """Title, shop and facts."""
        facts = sum(max(1, len(left), len(right)) for left, right in self.facts)
        return self.form.letter * _TITLE + self.line * (len(self.shop) + facts + 1)

    def foot_height(self) -> float:
        """What stands below the table."""
        return self.line * (len(self.below) + (_SIGN_LINES if self.paper.signatures else 0) + 0.5)

    def _cells(self, table: PaperTable, row: tuple[str, ...]) -> Cells:
        return tuple(self.wrapped(text, self.width_of(column) - 2 * PAD) for column, text in zip(table.columns, row, strict=True))

    def _pages(self) -> list[list[_Piece]]:
        """Pieces page by page: a head never stands without a row, the signatures never without one."""
        room = self.top - self.bottom - self.head_height()
        pages: list[list[_Piece]] = [[]]
        used = 0.0
        for table in self.paper.tables:
            rows = [self._cells(table, row) for row in table.rows]
            head = self.height_of(self.head_of(table))
            opening = self.title_height(table.title) + head
            if pages[-1] and used + opening + (self.height_of(rows[0]) if rows else 0) > room:
                pages.append([])
                used = 0.0
            pages[-1].append(_Piece(table, table.title, []))
            used += opening
            for row in rows:
                if pages[-1][-1].rows and used + self.height_of(row) > room:
                    pages.append([_Piece(table, "", [])])
                    used = head
                pages[-1][-1].rows.append(row)
                used += self.height_of(row)
        last = pages[-1][-1]
        if used > room - self.foot_height() and (len(last.rows) > 1 or (last.rows and len(pages[-1]) > 1)):
            moved = last.rows.pop()
            if not last.rows:
                pages[-1].pop()
            pages.append([_Piece(last.table, "" if last.rows else last.title, [moved])])
        return pages


class _Sheet:
    """One page, drawn from the top down."""

    def __init__(self, canvas: "Canvas", laid: _Laid, number: int) -> None:
        self.canvas, self.laid, self.number = canvas, laid, number
        self.y = laid.top

    def draw(self) -> None:
        """All of it; what stands below on the last page only."""
        self.canvas.setLineWidth(0.6)
        self._head()
        for piece in self.laid.pages[self.number - 1]:
            self._piece(piece)
        if self.number == len(self.laid.pages):
            self._foot()

    def _head(self) -> None:
        laid = self.laid
        size = laid.form.letter * _TITLE
        self.y -= size
        middle = (laid.left + laid.right) / 2
        self._text(laid.paper.title, middle, self.y, Align.CENTER, size=size, is_bold=True)
        if len(laid.pages) > 1:
            said = _("Page {page} of {pages}").format(page=self.number, pages=len(laid.pages))
            self._text(said, laid.right, self.y, Align.RIGHT)
        for text in laid.shop:
            self.y -= laid.line
            self._text(text, middle, self.y, Align.CENTER)
        self.y -= laid.line * 0.5
        for left, right in laid.facts:
            for place in range(max(1, len(left), len(right))):
                self.y -= laid.line
                self._text("".join(left[place : place + 1]), laid.left, self.y)
                self._text("".join(right[place : place + 1]), laid.right, self.y, Align.RIGHT)
        self.y -= laid.line * 0.5

    def _piece(self, piece: _Piece) -> None:
        laid = self.laid
        if piece.title:
            self.y -= laid.title_height(piece.title)
            self._text(piece.title, laid.left, self.y + laid.line * 0.35, is_bold=True)
        top, columns = self.y, piece.table.columns
        self._row(columns, laid.head_of(piece.table), is_head=True)
        for row in piece.rows:
            self._row(columns, row)
        x = laid.left
        for column in columns:
            self.canvas.line(x, top, x, self.y)
            x += laid.width_of(column)
        self.canvas.line(laid.right, top, laid.right, self.y)

    def _row(self, columns: Sequence[PaperColumn], cells: Cells, *, is_head: bool = False) -> None:
        laid, x = self.laid, self.laid.left
        height = laid.height_of(cells)
        self.canvas.line(laid.left, self.y, laid.right, self.y)
        for column, lines in zip(columns, cells, strict=True):
            width = laid.width_of(column)
            align = Align.CENTER if is_head else column.align
            start = {Align.LEFT: x + PAD, Align.CENTER: x + width / 2, Align.RIGHT: x + width - PAD}[align]
            y = self.y - (height - len(lines) * laid.line) / 2 - laid.form.letter
            for text in lines:
                self._text(text, start, y, align, is_bold=is_head, room=width - 2 * PAD)
                y -= laid.line
            x += width
        self.y -= height
        self.canvas.line(laid.left, self.y, laid.right, self.y)

    def _foot(self) -> None:
        laid = self.laid
        self.y -= laid.line * 0.5
        for text, is_bold in laid.below:
            self.y -= laid.line
            self._text(text, laid.left + PAD, self.y, is_bold=is_bold)
        if laid.paper.signatures:
            self.y -= laid.line * _SIGN_LINES
            share = (laid.right - laid.left) / len(laid.paper.signatures)
            for place, text in enumerate(laid.paper.signatures):
                self._text(text, laid.left + PAD + place * share, self.y)

    def _text(
        self, text: str, x: float, y: float, align: Align = Align.LEFT, *, size: float = 0, is_bold: bool = False, room: float = 0
    ) -> None:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        shown = drawable(clean(text))
        if not shown:
            return
        letter = size or self.laid.form.letter
        wide = stringWidth(shown, FACES[is_bold], letter)
        if room and wide > room:
            letter, wide = letter * room / wide, room
        self.canvas.setFont(FACES[is_bold], letter)
        self.canvas.drawString(x - {Align.LEFT: 0.0, Align.CENTER: 0.5, Align.RIGHT: 1.0}[align] * wide, y, shown)
