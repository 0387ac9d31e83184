"""Rows drawn as black dots with the shipped font: for printers, or single rows, that can't be printed as text.

203 dpi: a column is 12 dots, so 58 mm paper has 384 across and 80 mm paper 576.
"""

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from jxc_desktop.printing.layout import Align, Cell, Row
from jxc_desktop.printing.paper import drawable, font_file

if TYPE_CHECKING:
    from PIL import ImageFont
    from PIL.Image import Image

DOTS_A_COLUMN = 12
LETTER_DOTS = 24
ROW_DOTS = 30
_INK = 110


def draw(row: Row, columns: int) -> "Image":
    """A row as a picture of one bit a dot; 1 is black."""
    from PIL import Image, ImageDraw

    if row.picture:
        return _picture(row, columns)
    picture = Image.new("L", (columns * DOTS_A_COLUMN, ROW_DOTS * row.size))
    if row.is_rule:
        middle = picture.height // 2
        ImageDraw.Draw(picture).line((0, middle, picture.width, middle), fill=255, width=2)
    for cell in row.cells:
        _draw_cell(picture, cell, row)
    return picture.point(lambda shade: 255 if shade >= _INK else 0).convert("1")


def picture_of(row: Row) -> "Image":
    """The picture of a row in grey; a dot of the paper each."""
    from PIL import Image

    with Image.open(BytesIO(row.picture), formats=("PNG",)) as opened:
        return opened.convert("L")


def _picture(row: Row, columns: int) -> "Image":
    """In the middle of the paper, its greys as dots."""
    from PIL import Image

    shown = picture_of(row)
    width = columns * DOTS_A_COLUMN
    shown.thumbnail((width, shown.height))
    paper = Image.new("1", (width, shown.height))
    paper.paste(shown.point(lambda shade: 255 - shade).convert("1"), ((width - shown.width) // 2, 0))
    return paper


def _draw_cell(picture: "Image", cell: Cell, row: Row) -> None:
    from PIL import Image, ImageDraw

    text = drawable(cell.text)
    if not text:
        return
    font = _font(LETTER_DOTS * row.size, is_bold=row.is_bold)
    ink = Image.new("L", (max(1, round(font.getlength(text))), picture.height))
    ImageDraw.Draw(ink).text((0, picture.height * 4 // 5), text, fill=255, font=font, anchor="ls")
    unit = DOTS_A_COLUMN * row.size
    room = cell.width * unit
    if ink.width > room:
        ink = ink.resize((room, ink.height))
    free = room - ink.width
    shift = {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[cell.align]
    picture.paste(ink, (cell.start * unit + shift, 0))


@cache
def _font(size: int, *, is_bold: bool) -> "ImageFont.FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(font_file(is_bold=is_bold)), size, layout_engine=ImageFont.Layout.BASIC)
