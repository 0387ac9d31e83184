"""Rows as a PDF with the shipped font embedded: one page, as long as the rows need."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from jxc_desktop.printing.layout import Align, Cell, Row
from jxc_desktop.printing.paper import FACES, drawable, register_fonts
from jxc_desktop.printing.raster import picture_of

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MM = 72 / 25.4
COLUMN = 1.5 * MM
LETTER = 2.75 * MM
ROW = 4.2 * MM
DOT = 0.125 * MM
TOP = 4 * MM
LONGEST = 14_000


def rows_to_pdf(rows: Iterable[Row], columns: int, target: Path | str | IO[bytes], *, width_mm: int, title: str = "") -> None:
    """Write the rows as one page, as several when it would pass what a PDF page may measure."""
    from reportlab.pdfgen.canvas import Canvas

    register_fonts()
    width = width_mm * MM
    canvas = Canvas(str(target) if isinstance(target, str | Path) else target, pageCompression=1)
    canvas.setTitle(title)
    for page in _pages(rows):
        height = _height(page) + 2 * TOP
        canvas.setPageSize((width, height))
        top = height - TOP
        for row in page:
            top -= row_height(row)
            _draw(canvas, row, ((width - columns * COLUMN) / 2, top), columns)
        canvas.showPage()
    canvas.save()


def _height(rows: Iterable[Row]) -> float:
    return sum(row_height(row) for row in rows)


def row_height(row: Row) -> float:
    """A row's height in points."""
    return ROW * row.size if not row.picture else picture_of(row).height * DOT + ROW / 2


def _pages(rows: Iterable[Row]) -> Iterator[list[Row]]:
    page: list[Row] = []
    used = 0.0
    for row in rows:
        if used + row_height(row) > LONGEST:
            yield page
            page, used = [], 0.0
        page.append(row)
        used += row_height(row)
    yield page


def _draw(page: "Canvas", row: Row, corner: tuple[float, float], columns: int) -> None:
    left, bottom = corner
    if row.is_rule:
        page.setLineWidth(0.6)
        page.line(left, bottom + ROW / 2, left + columns * COLUMN, bottom + ROW / 2)
    if row.picture:
        _draw_picture(page, row, left + columns * COLUMN / 2, bottom)
    for cell in row.cells:
        _draw_cell(page, cell, row, (left, bottom + ROW * row.size / 4))


def _draw_picture(page: "Canvas", row: Row, middle: float, bottom: float) -> None:
    from reportlab.lib.utils import ImageReader

    picture = picture_of(row)
    width, height = picture.width * DOT, picture.height * DOT
    page.drawImage(ImageReader(picture), middle - width / 2, bottom + ROW / 2, width, height)


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
