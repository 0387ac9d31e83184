"""Price tags, barcode labels and markdown labels as a PDF: one label a page, or a sheet of them.

Bars are whole dots of a label printer (203 dpi, and so of 406 and 609): a bar that falls between dots comes out thicker or
thinner than it is, and scanners refuse it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from jxc_desktop.domain.barcodes import has_valid_check_digit
from jxc_desktop.domain.money import format_money
from jxc_desktop.i18n import N_, _
from jxc_desktop.printing.layout import clean
from jxc_desktop.printing.paper import FACES, drawable, register_fonts
from jxc_desktop.queries.price_tags import TagRow

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MM = 72 / 25.4
DOT = 72 / 203
INSET = DOT / 20  # so that no rounding lets an edge reach into the next dot
HAIR = 0.002  # a page of exactly so many dots is taken for one more by who rounds up
MARGIN = 2 * MM
QUIET = 11
LEAST_LETTER = 5.5
TAG, BARCODE, MARKDOWN = "tag", "barcode", "markdown"
KINDS = {TAG: N_("Price tags"), BARCODE: N_("Barcode labels"), MARKDOWN: N_("Markdown labels")}

_LEFT = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
_PARITY = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")
_FLIP = str.maketrans("01", "10")


@dataclass(frozen=True, slots=True)
class Size:
    """A label in mm; `columns` x `rows` of them on a sheet of `sheet` mm, or each on a page of its own."""

    key: str
    width_mm: float
    height_mm: float
    columns: int = 1
    rows: int = 1
    sheet: tuple[float, float] | None = None

    def page(self) -> tuple[float, float]:
        """The paper in mm."""
        return self.sheet or (self.width_mm, self.height_mm)


SIZES: dict[str, Size] = {
    size.key: size
    for size in (
        Size("50x30", 50, 30),
        Size("60x40", 60, 40),
        Size("70x38", 70, 38),
        Size("A4", 70, 38, columns=3, rows=7, sheet=(210, 297)),
    )
}


def labels_pdf(rows: Sequence[TagRow], target: Path | str | IO[bytes], *, size: Size, kind: str, currency: str) -> None:
    """Write the labels in their order. The paper comes out empty when there is none."""
    from reportlab.pdfgen.canvas import Canvas

    register_fonts()
    width, height = size.page()
    canvas = Canvas(
        str(target) if isinstance(target, Path) else target, pagesize=(_on_dot(width * MM) - HAIR, _on_dot(height * MM) - HAIR), invariant=1
    )
    places = list(_places(size))
    for number, row in enumerate(rows):
        place = number % len(places)
        if number and not place:
            canvas.showPage()
        canvas.saveState()
        canvas.translate(*places[place])
        _Label(canvas, size, row, kind, currency).draw()
        canvas.restoreState()
    canvas.showPage()
    canvas.save()


def _places(size: Size) -> Iterator[tuple[float, float]]:
    """The lower left corners of the labels of a page, on whole dots, from the upper left."""
    width, height = size.page()
    left = (width - size.columns * size.width_mm) / 2 * MM
    bottom = (height - size.rows * size.height_mm) / 2 * MM
    for row in reversed(range(size.rows)):
        for column in range(size.columns):
            yield _on_dot(left + column * size.width_mm * MM), _on_dot(bottom + row * size.height_mm * MM)


def _on_dot(length: float) -> float:
    return round(length / DOT) * DOT


def ean_13(code: str) -> str:
    """The 95 modules of an EAN-13, 1 for a bar."""
    digits = [int(digit) for digit in code]
    left = "".join(
        _LEFT[digit] if parity == "L" else _LEFT[digit].translate(_FLIP)[::-1]
        for digit, parity in zip(digits[1:7], _PARITY[digits[0]], strict=True)
    )
    right = "".join(_LEFT[digit].translate(_FLIP) for digit in digits[7:])
    return f"101{left}01010{right}101"


def modules_of(code: str) -> str:
    """The bars of a code: EAN-13 where it is one (UPC-A too), else Code 128. "" for what has no bars."""
    if len(code) in (12, 13) and code.isascii() and code.isdecimal() and has_valid_check_digit(code):
        return ean_13(code.zfill(13))
    if not code or not code.isascii() or not code.isprintable():
        return ""
    from reportlab.graphics.barcode.code128 import Code128

    drawn: Any = Code128(code)
    drawn.validate()
    drawn.encode()
    drawn.decompose()
    # upper case letters are bars, lower case ones spaces, "a" one module wide
    return "".join(("1" if char.isupper() else "0") * (ord(char.lower()) - ord("a") + 1) for char in drawn.decomposed)


class _Label:
    """One label, drawn from its lower left corner."""

    def __init__(self, canvas: "Canvas", size: Size, row: TagRow, kind: str, currency: str) -> None:
        self.canvas, self.row, self.kind, self.currency = canvas, row, kind, currency
        self.width, self.height = size.width_mm * MM, size.height_mm * MM
        self.room = self.width - 2 * MARGIN

    def draw(self) -> None:
        {TAG: self._tag, BARCODE: self._barcode, MARKDOWN: self._markdown}[self.kind]()

    def _tag(self) -> None:
        top = self._name(self.height - MARGIN, self.height * 0.16)
        self._small(top, self.row.spec)
        self._price(MARGIN + self.height * 0.2, self.height * 0.3)
        self._bars(MARGIN, self.height * 0.14, self.room * 0.6, with_text=False)
        self._text(self.width - MARGIN, MARGIN, self.row.code, self.height * 0.07, align="right")

    def _barcode(self) -> None:
        self._name(self.height - MARGIN, self.height * 0.12)
        self._bars(MARGIN, self.height * 0.42, self.room, with_text=True)
        self._price(MARGIN + self.height * 0.52, self.height * 0.15)

    def _markdown(self) -> None:
        top = self._name(self.height - MARGIN, self.height * 0.13)
        self._small(top, self.row.spec)
        self._beside(MARGIN + self.height * 0.34, _("Special price"), self.height * 0.13, is_bold=True)
        self._price(MARGIN + self.height * 0.2, self.height * 0.3)
        if self.row.old is not None and self.row.price is not None and self.row.old > self.row.price:
            self._old_price(MARGIN + self.height * 0.2, self.height * 0.11)
        self._bars(MARGIN, self.height * 0.14, self.room, with_text=False)

    def _name(self, top: float, letter: float) -> float:
        """Name in at most two lines, smaller before it is cut; returns where the next line begins."""
        lines = self._broken(clean(self.row.name), letter)
        while len(lines) > 2 and letter > LEAST_LETTER:
            letter = max(LEAST_LETTER, letter * 0.9)
            lines = self._broken(clean(self.row.name), letter)
        for line in lines[:2]:
            top -= letter
            self._text(MARGIN, top, line, letter, is_bold=True)
            top -= letter * 0.2
        return top

    def _broken(self, text: str, letter: float) -> list[str]:
        lines = [""]
        for char in drawable(text):
            if lines[-1] and self._width(lines[-1] + char, letter, is_bold=True) > self.room:
                lines.append("")
            lines[-1] += char
        return lines

    def _small(self, top: float, text: str) -> None:
        letter = max(LEAST_LETTER, self.height * 0.08)
        self._text(MARGIN, top - letter, clean(text), letter, room=self.room)

    def _price(self, bottom: float, letter: float) -> None:
        """The price and its unit, at the right; smaller where the figure is long."""
        if self.row.price is None:
            return
        figure = f"{self.currency}{format_money(self.row.price)}"
        unit = f" / {clean(self.row.unit)}" if self.row.unit else ""
        room = self.room * (0.66 if self.kind == MARKDOWN else 1)
        while self._width(figure, letter, is_bold=True) + self._width(unit, letter * 0.4) > room and letter > LEAST_LETTER:
            letter *= 0.93
        end = self.width - MARGIN
        self._text(end, bottom, unit, letter * 0.4, align="right")
        self._text(end - self._width(unit, letter * 0.4), bottom, figure, letter, is_bold=True, align="right")

    def _old_price(self, bottom: float, letter: float) -> None:
        width, letter = self._beside(bottom, f"{self.currency}{format_money(self.row.old or 0)}", letter)
        self.canvas.setLineWidth(2 * DOT)
        self.canvas.line(MARGIN, bottom + letter * 0.35, MARGIN + width, bottom + letter * 0.35)

    def _beside(self, bottom: float, text: str, letter: float, *, is_bold: bool = False) -> tuple[float, float]:
        """A text at the left of the price, as small as it must be; how wide and high it is."""
        while self._width(text, letter, is_bold=is_bold) > self.room * 0.32 and letter > LEAST_LETTER:
            letter *= 0.93
        self._text(MARGIN, bottom, text, letter, is_bold=is_bold)
        return self._width(text, letter, is_bold=is_bold), letter

    def _bars(self, bottom: float, height: float, room: float, *, with_text: bool) -> None:
        """The bars, as wide as whole dots allow; none where not even one dot a bar has room."""
        code = self.row.barcode or self.row.code
        modules = modules_of(code)
        dots = int((room + 2 * MARGIN) / DOT) // (len(modules) + 2 * QUIET) if modules else 0
        if not dots:
            return
        step = dots * DOT
        is_middle = room == self.room
        left = _on_dot((self.width - len(modules) * step) / 2) if is_middle else _on_dot(max(MARGIN, QUIET * step))
        letter = max(LEAST_LETTER, self.height * 0.08) if with_text else 0
        self.canvas.setFillGray(0)
        for start, length in _runs(modules):
            self.canvas.rect(
                left + start * step + INSET, _on_dot(bottom + letter), length * step - 2 * INSET, height - letter, stroke=0, fill=1
            )
        if with_text:
            middle = left + len(modules) * step / 2
            self._text(middle, bottom, code, letter * 0.95, align="middle")

    def _width(self, text: str, letter: float, *, is_bold: bool = False) -> float:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        return float(stringWidth(text, FACES[is_bold], letter))

    def _text(self, x: float, y: float, text: str, letter: float, *, is_bold: bool = False, align: str = "left", room: float = 0) -> None:
        text = drawable(text)
        while room and text and self._width(text, letter, is_bold=is_bold) > room:
            text = text[:-1]
        shift = {"left": 0.0, "middle": 0.5, "right": 1.0}[align]
        self.canvas.setFont(FACES[is_bold], letter)
        self.canvas.drawString(x - shift * self._width(text, letter, is_bold=is_bold), y, text)


def _runs(modules: str) -> Iterator[tuple[int, int]]:
    """Where bars begin and how many modules they have."""
    start = 0
    while (start := modules.find("1", start)) >= 0:
        end = modules.find("0", start)
        end = len(modules) if end < 0 else end
        yield start, end - start
        start = end
