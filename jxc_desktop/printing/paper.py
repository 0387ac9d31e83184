"""The shipped font for everything drawn, and finished pages as pictures for the preview."""

import threading
from functools import cache
from pathlib import Path
from typing import Any

from jxc_desktop import paths
from jxc_desktop.domain.money import MINUS

FACES = {False: "NotoSansSC-Regular", True: "NotoSansSC-Bold"}
TOFU = "□"
_INSTEAD = {MINUS: "-"}
_registering = threading.Lock()


def font_file(*, is_bold: bool = False) -> Path:
    """The TrueType file of a weight."""
    return paths.resource("fonts", FACES[is_bold] + ".ttf")


def register_fonts() -> None:
    """Make the shipped font known to reportlab under the names of `FACES`; once a process, from any thread."""
    with _registering:
        _register_both()


@cache
def _register_both() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for is_bold, name in FACES.items():
        pdfmetrics.registerFont(TTFont(name, str(font_file(is_bold=is_bold))))


def drawable(text: str) -> str:
    """The text with a box for each character that the font lacks (it would be left out silently); a minus is a hyphen then."""
    return text.translate(_shown())


class _Shown(dict[int, str]):
    """What each character becomes; looked at once, for a long paper has the same ones many thousand times."""

    def __init__(self, glyphs: frozenset[int]) -> None:
        super().__init__()
        self._glyphs = glyphs

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = shown = char if code in self._glyphs else _INSTEAD.get(char, TOFU)
        return shown


@cache
def _shown() -> _Shown:
    from reportlab.pdfbase import pdfmetrics

    register_fonts()
    font: Any = pdfmetrics.getFont(FACES[False])
    return _Shown(frozenset(font.face.charToGlyph))


def page_count(document: bytes) -> int:
    """How many pages a PDF has."""
    import pypdfium2

    with _reading, pypdfium2.PdfDocument(document) as opened:
        return len(opened)


_reading = threading.Lock()


def page_rgba(document: bytes, page: int = 0, *, dpi: int = 144) -> tuple[int, int, bytes]:
    """A page of a PDF painted on white: width and height in pixels, and four bytes (R, G, B, A) a pixel."""
    import pypdfium2

    # pdfium is not made for several threads at once
    with _reading, pypdfium2.PdfDocument(document) as opened:
        bitmap = opened[page].render(scale=dpi / 72, rev_byteorder=True, fill_color=(255, 255, 255, 255), force_bitmap_format=4)
        image = bitmap.to_pil().convert("RGBA")
    return image.width, image.height, image.tobytes()


def page_png(document: bytes, page: int = 0, *, dpi: int = 144) -> bytes:
    """A page of a PDF as a PNG picture."""
    from io import BytesIO

    from PIL import Image

    width, height, pixels = page_rgba(document, page, dpi=dpi)
    stream = BytesIO()
    Image.frombytes("RGBA", (width, height), pixels).save(stream, "PNG")
    return stream.getvalue()
