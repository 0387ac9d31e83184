"""送货单: a sale as a paper that goes with the goods and is signed, on sheets and on pin-fed forms.

Head and signatures stand on each page; a page that is not the last says what it adds up to. Only black lines and letters:
needle printers know no grey.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat, zip_longest
from pathlib import Path
from typing import IO, TYPE_CHECKING

from jxc_desktop.domain.customers import Buyer
from jxc_desktop.domain.in_words import in_words
from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import _, language
from jxc_desktop.printing.layout import Align, clean
from jxc_desktop.printing.paper import FACES, drawable, register_fonts
from jxc_desktop.queries.receipts import Receipt, ReceiptLine

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MM = 72 / 25.4
PAD = 1.2 * MM
MIDDLE, END = 0.37, 0.66
GAP = 0.2
YUAN = ("¥", "￥", "元")


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet in mm; `side_mm` is what stays white at left and right: on pin-fed forms the strips with the holes."""

    key: str
    width_mm: float
    height_mm: float
    side_mm: float
    edge_mm: float
    letter: float
    row_mm: float


FORMS: dict[str, Form] = {
    form.key: form
    for form in (
        Form("A4", 210, 297, 15, 14, 10, 6.6),
        Form("A5", 210, 148, 12, 9, 9.5, 6),
        Form("241x140", 241, 140, 16, 7, 9.5, 5.8),
        Form("241x93", 241, 93, 16, 4.5, 9, 5),
    )
}


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the table; `share` of the width."""

    title: str
    share: float
    align: Align


@dataclass(frozen=True, slots=True)
class _TableRow:
    """A line of the sale, each cell already in lines that fit."""

    cells: tuple[tuple[str, ...], ...]
    amount: int

    @property
    def height(self) -> int:
        """In lines of text."""
        return max(len(lines) for lines in self.cells)


def delivery_note_pdf(receipt: Receipt, buyer: Buyer, target: Path | str | IO[bytes], *, form: Form) -> None:
    """Write the delivery note of a sale, as many pages as its lines need."""
    from reportlab.pdfgen.canvas import Canvas

    register_fonts()
    canvas = Canvas(str(target) if isinstance(target, str | Path) else target, pagesize=(form.width_mm * MM, form.height_mm * MM))
    canvas.setTitle(f"{_('Delivery note')} {receipt.number}")
    note = _Note(receipt, buyer, form)
    for number in range(1, len(note.pages) + 1):
        _Sheet(canvas, note, number).draw()
        canvas.showPage()
    canvas.save()


def amount_text(value: int, currency: str) -> str:
    """An amount as the paper says it: in Chinese also in words, where the currency is the yuan."""
    figures = ("-" if value < 0 else "") + currency + format_money(abs(value))
    if language() == "zh_CN" and currency in YUAN:
        return f"{in_words(value)}　{figures}"
    return figures


class _Note:
    """What is to be drawn, cut into pages."""

    def __init__(self, receipt: Receipt, buyer: Buyer, form: Form) -> None:
        self.receipt, self.buyer, self.form = receipt, buyer, form
        self.left, self.right = form.side_mm * MM, (form.width_mm - form.side_mm) * MM
        self.top, self.bottom = (form.height_mm - form.edge_mm) * MM, form.edge_mm * MM
        self.line, self.row = form.letter * 1.26, form.row_mm * MM
        self.columns = _columns()
        self.head = list(self._head())
        self.totals = list(self._totals())
        room = self.top - self.bottom - self._title_height() - self.line * len(self.head) - self.row
        self.room, self.last_room = room - self._foot_height(1), room - self._foot_height(len(self.totals))
        self.pages = self._pages()

    def width_of(self, column: _Column) -> float:
        """A column's width in points."""
        return (self.right - self.left) * column.share

    def row_height(self, lines: int) -> float:
        """A table row's height for so many lines of text."""
        return self.row + (lines - 1) * self.line

    def wrapped(self, text: str, width: float) -> tuple[str, ...]:
        """A text in lines that fit the width."""
        return tuple(wrap(text, repeat(width), self.form.letter))

    def _title_height(self) -> float:
        return self.form.letter * 1.6 + 3 * GAP * self.line + self.line * (1 + GAP) * len(self.shop_lines())

    def _foot_height(self, lines: int) -> float:
        """The page's sum, so many lines under it, the signatures."""
        return self.row + self.line * lines + self.line * 2.2

    def shop_lines(self) -> tuple[str, ...]:
        """Address and telephone of the shop under its name."""
        text = "　".join(filter(None, (clean(self.receipt.shop_address), clean(self.receipt.shop_phone))))
        return self.wrapped(text, self.right - self.left) if text else ()

    def _head(self) -> Iterator[tuple[str, str, str]]:
        """Rows under the title: the buyer, their telephone, the number; then the address, all across but beside the time."""
        receipt, buyer, width = self.receipt, self.buyer, self.right - self.left
        names = self.wrapped(_("Buyer: {name}").format(name=clean(buyer.name)), width * (MIDDLE - 0.01))
        phones = self.wrapped(_("Telephone: {number}").format(number=clean(buyer.telephone)), width * (END - MIDDLE - 0.01))
        ends = [_("No.: {number}").format(number=receipt.number), _("Date: {day}").format(day=f"{receipt.posted_at:%Y-%m-%d %H:%M}")]
        if receipt.reverses or receipt.returns:
            ends.append(_("Belongs to: {number}").format(number=receipt.reverses or receipt.returns))
        first = list(zip_longest(names, phones, fillvalue=""))
        beside = (width * (END - 0.01) for _end in ends[len(first) :])
        said = _("Address: {address}").format(address=clean(buyer.address))
        address = wrap(said, chain(beside, repeat(width)), self.form.letter)
        for (left, middle), end in zip_longest([*first, *((text, "") for text in address)], ends, fillvalue=("", "")):
            yield left, middle, end if isinstance(end, str) else ""

    def _totals(self) -> Iterator[tuple[str, bool]]:
        """Rows under the table of the last page, and whether they are bold."""
        receipt = self.receipt
        taken = [(_("Discount"), -receipt.discount), (_("Rounding off"), -receipt.round_off)]
        if receipt.discount or receipt.round_off:
            parts = [f"{title} {format_money(value)}" for title, value in [(_("Goods total"), receipt.goods_total), *taken] if value]
            yield "　".join(parts), False
        total = _("Total: {amount}").format(amount=amount_text(receipt.total, receipt.currency))
        yield from ((text, True) for text in self.wrapped(total, (self.right - self.left) * 0.94))
        if receipt.remark:
            remark = _("Remark: {text}").format(text=clean(receipt.remark))
            yield from ((text, False) for text in self.wrapped(remark, self.right - self.left - 2 * PAD))

    def _pages(self) -> list[list[_TableRow]]:
        """Rows page by page; the sums need room on the last one only."""
        most = max(1, int((self.last_room - self.row) // self.line) + 1)
        pages: list[list[_TableRow]] = [[]]
        used = 0.0
        for row in (self._table_row(line, most) for line in self.receipt.lines):
            height = self.row_height(row.height)
            if pages[-1] and used + height > self.room:
                pages.append([])
                used = 0.0
            pages[-1].append(row)
            used += height
        if used > self.last_room and len(pages[-1]) > 1:
            pages.append([pages[-1].pop()])
        return pages

    def _table_row(self, line: ReceiptLine, most: int) -> _TableRow:
        amount = line.amount + line.discount
        texts = (
            str(line.line_no),
            line.name,
            line.spec,
            line.unit,
            format_quantity(line.quantity),
            format_money(line.price),
            format_money(amount),
        )
        cells = []
        for column, text in zip(self.columns, texts, strict=True):
            lines = self.wrapped(text, self.width_of(column) - 2 * PAD)
            cells.append(lines if len(lines) <= most else (*lines[: most - 1], lines[most - 1] + "…"))
        return _TableRow(tuple(cells), amount)


def _columns() -> tuple[_Column, ...]:
    return (
        _Column(_("Line no."), 0.065, Align.CENTER),
        _Column(_("Item"), 0.345, Align.LEFT),
        _Column(_("Spec"), 0.15, Align.LEFT),
        _Column(_("Unit"), 0.08, Align.CENTER),
        _Column(_("Quantity"), 0.11, Align.RIGHT),
        _Column(_("Price"), 0.115, Align.RIGHT),
        _Column(_("Amount"), 0.135, Align.RIGHT),
    )


def wrap(text: str, widths: Iterable[float], letter: float, *, is_bold: bool = False) -> Iterator[str]:
    """The lines of a text, each in a width of its own."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    rest, room = drawable(clean(text)), iter(widths)
    while rest:
        end = _fitting([stringWidth(char, FACES[is_bold], letter) for char in rest], next(room))
        if rest[end - 1 : end + 1].isascii() and rest[end - 1 : end + 1].isalnum() and end < len(rest):
            blank = rest.rfind(" ", 1, end + 1)
            end = blank if blank > 0 else end
        yield rest[:end].rstrip()
        rest = rest[end:].lstrip(" ")


def _fitting(widths: Sequence[float], width: float) -> int:
    """How many letters fit; at least one."""
    used = 0.0
    for index, each in enumerate(widths):
        used += each
        if used > width:
            return max(index, 1)
    return len(widths)


class _Sheet:
    """One page, drawn from the top down; `y` is where the next thing begins."""

    def __init__(self, canvas: "Canvas", note: _Note, number: int) -> None:
        self.canvas, self.note, self.number = canvas, note, number
        self.y = note.top
        self.is_last = number == len(note.pages)

    def draw(self) -> None:
        """Head, table, sums, signatures."""
        self.canvas.setLineWidth(0.6)
        self._title()
        width = self.note.right - self.note.left
        self.y -= self.note.line * GAP
        for texts in self.note.head:
            self.y -= self.note.line
            for text, place in zip(texts, (0.0, MIDDLE, END), strict=True):
                self._text(text, self.note.left + width * place, self.y)
        self.y -= self.note.line * 2 * GAP
        self._table()
        self._foot()

    def _title(self) -> None:
        note, receipt = self.note, self.note.receipt
        size = note.form.letter * 1.6
        title = _("Return note") if receipt.is_return or receipt.is_reversal else _("Delivery note")
        self.y -= size
        self._centered(f"{clean(receipt.shop_name)}　{title}".strip(), size, is_bold=True)
        self._text(_("Page {page} of {pages}").format(page=self.number, pages=len(note.pages)), note.right, self.y, Align.RIGHT)
        for text in note.shop_lines():
            self.y -= note.line * (1 + GAP)
            self._centered(text, note.form.letter)

    def _table(self) -> None:
        note = self.note
        top, rows = self.y, note.pages[self.number - 1]
        self._table_row(tuple((column.title,) for column in note.columns), note.row, is_head=True)
        for row in rows:
            self._table_row(row.cells, note.row_height(row.height))
        x = note.left
        for column in note.columns:
            self.canvas.line(x, top, x, self.y)
            x += note.width_of(column)
        self._page_sum(sum(row.amount for row in rows))
        for side in (note.left, note.right):
            self.canvas.line(side, top, side, self.y)

    def _table_row(self, cells: tuple[tuple[str, ...], ...], height: float, *, is_head: bool = False) -> None:
        note, x = self.note, self.note.left
        self.canvas.line(note.left, self.y, note.right, self.y)
        for column, lines in zip(note.columns, cells, strict=True):
            align = Align.CENTER if is_head else column.align
            place = {Align.LEFT: x + PAD, Align.CENTER: x + note.width_of(column) / 2, Align.RIGHT: x + note.width_of(column) - PAD}[align]
            y = self.y - (height - len(lines) * note.line) / 2 - note.form.letter * 0.98
            for text in lines:
                self._text(text, place, y, align, is_bold=is_head, room=note.width_of(column) - 2 * PAD)
                y -= note.line
            x += note.width_of(column)
        self.y -= height
        self.canvas.line(note.left, self.y, note.right, self.y)

    def _page_sum(self, amount: int) -> None:
        note = self.note
        title = _("Sum of this page") if len(note.pages) > 1 else _("Sum")
        y = self.y - note.row / 2 - note.form.letter * 0.36
        self._text(title, note.left + PAD, y)
        self._text(format_money(amount), note.right - PAD, y, Align.RIGHT)
        self.y -= note.row
        self.canvas.line(note.left, self.y, note.right, self.y)

    def _foot(self) -> None:
        note = self.note
        for text, is_bold in note.totals if self.is_last else [(_("Continued on the next page."), False)]:
            self.y -= note.line
            self._text(text, note.left + PAD, self.y, is_bold=is_bold)
        y = max(note.bottom, self.y - note.line * 2)
        third = (note.right - note.left) / 3
        names = (_("Made by: {name}").format(name=clean(note.receipt.cashier)), _("Delivered by:"), _("Received by (signature):"))
        for place, text in enumerate(names):
            self._text(text, note.left + PAD + place * third, y)

    def _centered(self, text: str, size: float, *, is_bold: bool = False) -> None:
        middle = (self.note.left + self.note.right) / 2
        page_no = 26 * MM
        self._text(text, middle, self.y, Align.CENTER, size=size, is_bold=is_bold, room=self.note.right - self.note.left - 2 * page_no)

    def _text(
        self, text: str, x: float, y: float, align: Align = Align.LEFT, *, size: float = 0, is_bold: bool = False, room: float = 0
    ) -> None:
        """A text at a place, narrower letters where it would pass its room."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        shown = drawable(text)
        if not shown:
            return
        letter = size or self.note.form.letter
        width = stringWidth(shown, FACES[is_bold], letter)
        squeeze = min(1.0, room / width) if room else 1.0
        start = x - {Align.LEFT: 0.0, Align.CENTER: 0.5, Align.RIGHT: 1.0}[align] * width * squeeze
        drawn = self.canvas.beginText(start, y)
        drawn.setFont(FACES[is_bold], letter)
        drawn.setHorizScale(100 * squeeze)
        drawn.textOut(shown)
        self.canvas.drawText(drawn)
