"""Rows as a PDF page with the shipped font embedded, as long as the rows need."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from jxc_desktop.printing.layout import Align, Cell, Row
from jxc_desktop.printing.paper import FACES, drawable, register_fonts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MM = 72 / 25.4
COLUMN = 1.5 * MM
LETTER = 2.75 * MM
ROW = 4.2 * MM
TOP = 4 * MM


def rows_to_pdf(rows: Sequence[Row], columns: int, target: Path | str | IO[bytes], *, width_mm: int, title: str = "") -> None:
    """Write the rows as one page; the columns stand in the middle of the paper."""
    from reportlab.pdfgen.canvas import Canvas

    height = sum(ROW * row.size for row in rows) + 2 * TOP
    register_fonts()
    page = Canvas(str(target) if isinstance(target, str | Path) else target, pagesize=(width_mm * MM, height), pageCompression=1)
    page.setTitle(title)
    left, top = (width_mm * MM - columns * COLUMN) / 2, height - TOP
    for row in rows:
        top -= ROW * row.size
        _draw(page, row, (left, top), columns)
    page.showPage()
    page.save()


def _draw(page: "Canvas", row: Row, corner: tuple[float, float], columns: int) -> None:
    left, bottom = corner
    if row.is_rule:
        page.setLineWidth(0.6)
        page.line(left, bottom + ROW / 2, left + columns * COLUMN, bottom + ROW / 2)
    for cell in row.cells:
        _draw_cell(page, cell, row, (left, bottom + ROW * row.size / 4))


def _draw_cell(page: "Canvas", cell: Cell, row: Row, start: tuple[float, float]) -> None:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    text = drawable(cell.text)
    if not text:
        return
    font, letter, unit = FACES[row.is_bold], LETTER * row.size, COLUMN * row.size
    room, width = cell.width * unit, stringWidth(text, font, letter)
    squeeze = min(1.0, room / width)
    free = room - width * squeeze
    shift = {Align.LEFT: 0.0, Align.CENTER: free / 2, Align.RIGHT: free}[cell.align]
    drawn = page.beginText(start[0] + cell.start * unit + shift, start[1])
    drawn.setFont(font, letter)
    drawn.setHorizScale(100 * squeeze)
    drawn.textOut(text)
    page.drawText(drawn)
