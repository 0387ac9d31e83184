"""Price tags, barcode labels and markdown labels as a PDF: one label a page, or a sheet of them.

Bars are whole dots of a label printer (203 dpi, and so of 406 and 609): a bar that falls between dots comes out thicker or
thinner than it is, and scanners refuse it.
"""

import re
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
MOST_LINES = 2
LINE, ASCENT, DESCENT = 1.2, 0.9, 0.22  # of a letter's size: a line with its lead, what rises over the baseline and goes below it
GAP = 1.5 * MM
_WORDS = re.compile(r"[!-~]+ *|\s|.")  # what is written in Latin letters and figures stays together
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


@dataclass(frozen=True, slots=True)
class Corner:
    """The upper left corner of something."""

    left: float
    top: float


def has_bars(row: TagRow, size: Size, kind: str) -> bool:
    """Whether the code of a product has room for its bars on a label."""
    return bool(_dots(modules_of(_code_of(row)), _bars_room(size.width_mm * MM - 2 * MARGIN, kind)))


def _code_of(row: TagRow) -> str:
    return row.barcode or row.code


def _bars_room(room: float, kind: str) -> float:
    """How wide bars may be: on a price tag the shop's own code stands beside them."""
    return room * (0.6 if kind == TAG else 1)


def _dots(modules: str, room: float) -> int:
    """How many printer's dots a module may be wide; 0 when there is no room for one."""
    return int((room + 2 * MARGIN) / DOT) // (len(modules) + 2 * QUIET) if modules else 0


class _Label:
    """One label, drawn from its lower left corner."""

    def __init__(self, canvas: "Canvas", size: Size, row: TagRow, kind: str, currency: str) -> None:
        self.canvas, self.row, self.kind, self.currency = canvas, row, kind, currency
        self.width, self.height = size.width_mm * MM, size.height_mm * MM
        self.room = self.width - 2 * MARGIN
        self.little = max(LEAST_LETTER, self.height * 0.08)

    def draw(self) -> None:
        {TAG: self._tag, BARCODE: self._barcode, MARKDOWN: self._markdown}[self.kind]()

    def _tag(self) -> None:
        price = self._price(MARGIN + self.height * 0.2, self.height * 0.3)
        self._name_and_spec(self.height * 0.16, price)
        end = self._bars(self.height * 0.14, with_text=False)
        letter = self.height * 0.07
        self._fitted(self.width - MARGIN, MARGIN, self.row.code, letter, self.width - MARGIN - end - GAP, align="right")

    def _barcode(self) -> None:
        height = self.height * 0.36
        self._bars(height, with_text=True)
        bottom = MARGIN + height + self.height * 0.055
        price = self._price(bottom, self.height * 0.15)
        self._fitted(MARGIN, bottom, clean(self.row.spec), self.little, price.left - GAP - MARGIN, least=LEAST_LETTER)
        self._name(self.height * 0.12, max(price.top, bottom + self.little))

    def _markdown(self) -> None:
        price = self._price(MARGIN + self.height * 0.2, self.height * 0.3)
        has_price = self.row.price is not None
        special = MARGIN + self.height * 0.34
        self._name_and_spec(self.height * 0.13, Corner(price.left, special + self.height * 0.13 if has_price else price.top))
        if has_price:
            self._beside(special, _("Special price"), self.height * 0.13, is_bold=True)
        if self.row.old is not None and self.row.price is not None and self.row.old > self.row.price:
            self._old_price(MARGIN + self.height * 0.2, self.height * 0.11)
        self._bars(self.height * 0.14, with_text=False)

    def _name_and_spec(self, letter: float, price: Corner) -> None:
        """The spec in a small line under the name; where even so there is no room above the price, as wide as that leaves it."""
        spec = drawable(clean(self.row.spec))
        bottom = self._name(letter, price.top + (LINE * self.little if spec else 0)) - self.little
        room = self.room if bottom - DESCENT * self.little >= price.top else price.left - GAP - MARGIN
        self._text(MARGIN, bottom, self._cut(spec, self.little, room), self.little)

    def _name(self, letter: float, floor: float) -> float:
        """Name in at most two lines above the floor, smaller before it is cut; returns where the next line begins."""
        name, top = drawable(clean(self.row.name)), self.height - MARGIN
        lines = self._broken(name, letter)
        while (len(lines) > MOST_LINES or top - LINE * letter * len(lines) < floor) and letter > LEAST_LETTER:
            letter = max(LEAST_LETTER, letter * 0.95)
            lines = self._broken(name, letter)
        if len(lines) > MOST_LINES:
            lines[MOST_LINES - 1] = self._cut(lines[MOST_LINES - 1] + "…", letter, self.room, is_bold=True)
        for line in lines[:MOST_LINES]:
            self._text(MARGIN, top - letter, line, letter, is_bold=True)
            top -= LINE * letter
        return top

    def _broken(self, text: str, letter: float) -> list[str]:
        """The lines of a text: parted between Chinese characters and words, inside a word or figure only where it fills a line."""

        def fits(line: str) -> bool:
            return self._width(line.rstrip(), letter, is_bold=True) <= self.room

        lines = [""]
        for word in _WORDS.findall(text):
            for part in [word] if fits(word) else word:
                if not fits(lines[-1] + part):
                    lines.append("")
                lines[-1] += part
        return [line.strip() for line in lines if line.strip()]

    def _price(self, bottom: float, letter: float) -> Corner:
        """The price and its unit, at the right, smaller where the figure is long; its upper left corner."""
        end = self.width - MARGIN
        if self.row.price is None:
            return Corner(end, bottom)
        figure = f"{self.currency}{format_money(self.row.price)}"
        unit = f" / {clean(self.row.unit)}" if self.row.unit else ""
        room = self.room * (0.66 if self.kind == MARKDOWN else 1)
        while self._width(figure, letter, is_bold=True) + self._width(unit, letter * 0.4) > room and letter > LEAST_LETTER:
            letter *= 0.93
        self._text(end, bottom, unit, letter * 0.4, align="right")
        start = end - self._width(unit, letter * 0.4)
        self._text(start, bottom, figure, letter, is_bold=True, align="right")
        return Corner(start - self._width(figure, letter, is_bold=True), bottom + ASCENT * letter)

    def _old_price(self, bottom: float, letter: float) -> None:
        width, letter = self._beside(bottom, f"{self.currency}{format_money(self.row.old or 0)}", letter)
        self.canvas.setLineWidth(2 * DOT)
        self.canvas.line(MARGIN, bottom + letter * 0.35, MARGIN + width, bottom + letter * 0.35)

    def _beside(self, bottom: float, text: str, letter: float, *, is_bold: bool = False) -> tuple[float, float]:
        """A text at the left of the price, as small as it must be; how wide and high it is."""
        letter = self._fitted(MARGIN, bottom, text, letter, self.room * 0.32, is_bold=is_bold)
        return self._width(text, letter, is_bold=is_bold), letter

    def _bars(self, height: float, *, with_text: bool) -> float:
        """The bars, as wide as whole dots allow, else the code itself; where they end."""
        code, room = _code_of(self.row), _bars_room(self.room, self.kind)
        modules = modules_of(code)
        dots = _dots(modules, room)
        is_middle = room == self.room
        if not dots:
            self._fitted(self.width / 2 if is_middle else MARGIN, MARGIN, code, self.little, room, align="middle" if is_middle else "left")
            return MARGIN + room
        step = dots * DOT
        left = _on_dot((self.width - len(modules) * step) / 2) if is_middle else _on_dot(max(MARGIN, QUIET * step))
        end = left + len(modules) * step
        letter = self.little if with_text else 0
        self.canvas.setFillGray(0)
        for start, length in runs(modules):
            self.canvas.rect(
                left + start * step + INSET, _on_dot(MARGIN + letter), length * step - 2 * INSET, height - letter, stroke=0, fill=1
            )
        if with_text:
            self._fitted((left + end) / 2, MARGIN, code, letter * 0.95, self.room, align="middle")
        return end

    def _width(self, text: str, letter: float, *, is_bold: bool = False) -> float:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        return float(stringWidth(drawable(text), FACES[is_bold], letter))

    def _cut(self, text: str, letter: float, room: float, *, is_bold: bool = False) -> str:
        """A text that fits, its end shown as left out where it does not."""
        text = drawable(text)
        if self._width(text, letter, is_bold=is_bold) <= room:
            return text
        while text and self._width(text + "…", letter, is_bold=is_bold) > room:
            text = text[:-1]
        return text.rstrip("… ") + "…" if text else ""

    def _fitted(
        self, x: float, y: float, text: str, letter: float, room: float, *, least: float = 0, is_bold: bool = False, align: str = "left"
    ) -> float:
        """A text as small as it must be to be whole, or cut where it would be smaller than `least`; returns its size."""
        wanted = self._width(text, letter, is_bold=is_bold)
        letter = max(least, letter * min(1.0, room / wanted)) if wanted else letter
        self._text(x, y, self._cut(text, letter * 0.999, room, is_bold=is_bold), letter, is_bold=is_bold, align=align)
        return letter

    def _text(self, x: float, y: float, text: str, letter: float, *, is_bold: bool = False, align: str = "left") -> None:
        text = drawable(text)
        if text:
            shift = {"left": 0.0, "middle": 0.5, "right": 1.0}[align]
            self.canvas.setFont(FACES[is_bold], letter)
            self.canvas.drawString(x - shift * self._width(text, letter, is_bold=is_bold), y, text)


def runs(modules: str) -> Iterator[tuple[int, int]]:
    """Where bars begin and how many modules they have."""
    start = 0
    while (start := modules.find("1", start)) >= 0:
        end = modules.find("0", start)
        end = len(modules) if end < 0 else end
        yield start, end - start
        start = end
