"""盘点表 on paper: in the order in which one walks, with boxes to write into, on as many pages as it needs.

Pages get separated, so each says which sheet it is (its barcode is scanned where numbers are entered), which lines it has, and
has room for who counted it and when: that time is asked when it is entered. A blind sheet is drawn from values that hold no book
quantity. What stands on every page is drawn once and stamped on them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

from jxc_desktop.domain.units import pack_sizes_text, packs_text
from jxc_desktop.i18n import _
from jxc_desktop.printing.labels import modules_of, runs
from jxc_desktop.printing.layout import Align, clean
from jxc_desktop.printing.paper import FACES, drawable, register_fonts
from jxc_desktop.printing.vouchers import FORMS, MM, Form, wrap
from jxc_desktop.queries.count_sheets import SheetLine, SheetPage, SheetSpot

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Progress = Callable[[int, int], object]
Row = SheetLine | str | None
"""A line, the place where the lines below it are, or a blank row to write into."""
Spot = SheetLine | SheetSpot
SpotT = TypeVar("SpotT", SheetLine, SheetSpot)

SIDE, EDGE, PAD = 10 * MM, 8 * MM, 1.3 * MM
HEAD, TITLES, ROW, BAND, FOOT = 21 * MM, 6.2 * MM, 9.8 * MM, 6.2 * MM, 17 * MM
SIGNED = 7.5 * MM
NAME, SMALL_NAME, CODE, DETAIL, HINT, LEAST = 9.6, 8, 8.8, 7, 6.6, 5.6
BAR = 3 * 72 / 300  # whole dots of printers with 300 and 600 dpi
BARS_HIGH, QUIET = 9 * MM, 10
MOST_WRITE_INS, LEAST_WRITE_INS = 6, 2
PAPER = "count-sheet"  # under what the size that it is printed in is remembered
HAIR, RULE, FRAME = 0.35, 0.9, 1.2
GREY, LEAD = 0.4, 1.12
SHELF, BARCODE, ITEM, UNIT, BOOK, COUNT, RECOUNT = "shelf", "barcode", "item", "unit", "book", "count", "recount"
BOXES = (COUNT, RECOUNT)


def count_sheet_pdf(page: SheetPage, target: Path | str | IO[bytes], *, form: Form = FORMS["A4"], progress: Progress | None = None) -> None:
    """Write a sheet. `progress(pages done, pages)` is called before each page; what it raises ends the work and nothing is written."""
    from reportlab.pdfgen.canvas import Canvas

    register_fonts()
    size = (form.width_mm * MM, form.height_mm * MM)
    canvas = Canvas(str(target) if isinstance(target, str | Path) else target, pagesize=size, pageCompression=1, invariant=1)
    canvas.setTitle(f"{_title(page)} {page.sheet.code}")
    drawn = _Drawn(canvas, page, form)
    for number in range(len(drawn.pages)):
        if progress is not None:
            progress(number, len(drawn.pages))
        drawn.draw(number)
        canvas.showPage()
    canvas.save()


def first_lines(lines: Sequence[SpotT], form: Form = FORMS["A4"]) -> list[int]:
    """The number of the first line on each page of a sheet: it is entered page by page, as it was printed."""
    pages = (next((row.line_no for row in rows if not isinstance(row, str)), 0) for rows in _paged(lines, _room(form)))
    return [number for number in pages if number]


def _room(form: Form) -> float:
    """What a page has for its rows."""
    return form.height_mm * MM - 2 * EDGE - HEAD - TITLES - FOOT


def _title(page: SheetPage) -> str:
    return _("Recount sheet") if page.is_recount else _("Count sheet")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column between two places on the paper."""

    key: str
    title: str
    left: float
    right: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def room(self) -> float:
        return self.right - self.left - 2 * PAD


def _columns(page: SheetPage, left: float, right: float) -> tuple[_Column, ...]:
    """The columns that this sheet has, in mm; what the others leave is for the item."""
    recounted = _("Recounted")
    boxes = [(RECOUNT, recounted, 42.0)] if page.is_recount else [(COUNT, _("Counted quantity"), 29.0), (RECOUNT, recounted, 27.0)]
    widths = [
        ("no", _("Line"), 10.0),
        *([(SHELF, _("Shelf"), 17.0)] if any(line.shelf for line in page.lines) else []),
        *((BARCODE, _("Barcode and code"), 31.0), (ITEM, _("Item"), 0.0), (UNIT, _("Unit"), 13.0)),
        *([(BOOK, _("In the books"), 20.0)] if page.has_book else []),
        *boxes,
    ]
    rest = right - left - sum(width for _key, _name, width in widths) * MM
    columns, x = [], left
    for key, title, width in widths:
        end = x + (width * MM or rest)
        columns.append(_Column(key, title, x, end))
        x = end
    return tuple(columns)


def _height(row: Spot | str | None) -> float:
    return BAND if isinstance(row, str) else ROW


def _named(lines: Sequence[Spot]) -> dict[int, str]:
    """Where each line is, by its number: its place and area as far as there are several."""
    has_places, has_areas = len({line.place for line in lines}) > 1, len({line.area for line in lines}) > 1
    said = ((line, (line.place if has_places else "", line.area if has_areas else "")) for line in lines)
    return {line.line_no: " · ".join(filter(None, dict.fromkeys(parts))) for line, parts in said}


def _paged(lines: Sequence[SpotT], room: float) -> Iterator[list[SpotT | str]]:
    """Rows page by page, a band where place or area change and again at the top of a page."""
    names = _named(lines)
    rows: list[SpotT | str] = []
    used, before = 0.0, ""
    for line in lines:
        name = names[line.line_no]
        if rows and used + ROW + (BAND if name != before else 0) > room:
            yield rows
            rows, used, before = [], 0.0, ""
        added: list[SpotT | str] = [name, line] if name != before else [line]
        rows += added
        used += sum(map(_height, added))
        before = name
    yield rows


def _write_ins(rows: Sequence[Row], room: float) -> list[Row]:
    """Blank rows below the last line, if there is room."""
    blank = min(MOST_WRITE_INS, int((room - sum(map(_height, rows)) - BAND) // ROW))
    return [_("Found, but not on this sheet"), *repeat(None, blank)] if blank >= LEAST_WRITE_INS else []


class _Drawn:
    """The sheet on a canvas."""

    def __init__(self, canvas: "Canvas", page: SheetPage, form: Form) -> None:
        self.canvas, self.page, self.letters = canvas, page, _Letters()
        self.left, self.right = SIDE, form.width_mm * MM - SIDE
        self.top, self.bottom = form.height_mm * MM - EDGE, EDGE
        self.body = self.top - HEAD - TITLES
        self.columns = {column.key: column for column in _columns(page, self.left, self.right)}
        room = _room(form)
        self.pages: list[list[Row]] = [list(rows) for rows in _paged(page.lines, room)]
        if not page.is_recount:
            self.pages[-1] += _write_ins(self.pages[-1], room)
        self.modules = modules_of(page.sheet.code)
        self.bars = round((self.right - (len(self.modules) + QUIET / 2) * BAR) / BAR) * BAR
        self.grids: set[str] = set()
        self._stamp("head", self._head)

    def draw(self, number: int) -> None:
        """One page."""
        rows = self.pages[number]
        self.canvas.doForm("head")
        self._grid(rows)
        self._which(number, [row for row in rows if isinstance(row, SheetLine)])
        pen, hints = _Pen(self.canvas, self.letters), _Pen(self.canvas, self.letters, grey=GREY)
        dividers: list[tuple[float, float, float, float]] = []
        top, shelf = self.body, ""
        for row in rows:
            if isinstance(row, SheetLine):
                self._line(pen, row, top)
                self._boxes(hints, row, top, dividers)
                if shelf and row.shelf != shelf:
                    self._rule(top, FRAME)
                shelf = row.shelf
            elif isinstance(row, str):
                pen.put(self.left + PAD, top - BAND / 2 - 3.2, row, CODE, self.right - self.left, is_bold=True)
                shelf = ""
            top -= _height(row)
        pen.end()
        hints.end()
        self.canvas.setLineWidth(HAIR)
        self.canvas.setDash(1, 2)
        self.canvas.lines(dividers)
        self.canvas.setDash()

    # what stands on every page

    def _stamp(self, name: str, draw: Callable[[], None]) -> None:
        self.canvas.beginForm(name)
        draw()
        self.canvas.endForm()

    def _head(self) -> None:
        page, sheet, pen = self.page, self.page.sheet, _Pen(self.canvas, self.letters)
        room = self.bars - QUIET * BAR - 42 * MM - self.left
        title = _title(page) if page.has_book else f"{_title(page)}　{_('blind')}"
        about = (page.shop.name, _("Count {number}").format(number=sheet.count_number), page.name, sheet.area)
        printed = _("Printed {at} by {name}").format(at=f"{sheet.moment.at:%Y-%m-%d %H:%M}", name=page.printed_by)
        if page.has_book:
            printed += "　" + _("Book quantities of that moment")
        rule = _("None there: write 0. Not counted: leave it empty. Write the time on each page.")
        lines = ((title, 15, True), ("　".join(filter(None, about)), CODE, True), (printed, 8, False), (rule, 8, False))
        y = self.top
        for place, (text, size, is_bold) in enumerate(lines):
            y -= 14 if not place else 12.5
            pen.put(self.left, y, text, size, room if place < 2 else self.bars - self.left - 4 * MM, is_bold=is_bold)
        self._bars(pen)
        for column in self.columns.values():
            y = self.body + TITLES / 2 - 3.2
            pen.put(column.middle, y, column.title, CODE, column.room + PAD, is_bold=True, align=Align.CENTER)
        self._signatures(pen)
        pen.end()
        for y in (self.body + TITLES, self.body):
            self._rule(y, FRAME)

    def _bars(self, pen: "_Pen") -> None:
        """The sheet's number as a barcode at the upper right."""
        bottom = self.top - BARS_HIGH
        for start, length in runs(self.modules):
            self.canvas.rect(self.bars + start * BAR, bottom, length * BAR, BARS_HIGH, stroke=0, fill=1)
        middle = self.bars + len(self.modules) * BAR / 2
        pen.put(middle, bottom - 11, self.page.sheet.code, 10.5, 60 * MM, is_bold=True, align=Align.CENTER)

    def _signatures(self, pen: "_Pen") -> None:
        """At the foot: who counted this page and when, who counted again, who entered it."""
        width, top = self.right - self.left, self.bottom + 2 * SIGNED
        shares = (0.0, 0.4, 0.6, 0.8, 1.0)
        people = (_("Recounted by:"),) if self.page.is_recount else (f"{_('Counted by:')} {self.page.person}", _("Recounted by:"))
        ys = [top - place * SIGNED for place in range(len(people) + 1)]
        for who, y in zip(people, ys, strict=False):
            for share, text in zip(shares, (who, _("Date:"), _("From (time):"), _("To (time):")), strict=False):
                pen.put(self.left + width * share + PAD, y - SIGNED / 2 - 3.2, text, CODE, width * (0.18 if share else 0.38))
        self.canvas.setLineWidth(HAIR)
        self.canvas.lines([(self.left, y, self.right, y) for y in ys])
        self.canvas.lines([(x, ys[0], x, ys[-1]) for x in (self.left + width * share for share in shares)])

    # what is a page's own

    def _which(self, number: int, lines: Sequence[SheetLine]) -> None:
        pen = _Pen(self.canvas, self.letters)
        end = self.bars - QUIET * BAR - 2 * MM
        said = _("Page {page} of {pages}").format(page=number + 1, pages=len(self.pages))
        pen.put(end, self.top - 14, said, 10.5, 40 * MM, is_bold=True, align=Align.RIGHT)
        span = _("Lines {first} to {last} of {lines}").format(first=lines[0].line_no, last=lines[-1].line_no, lines=len(self.page.lines))
        pen.put(end, self.top - 26.5, span, 8, 40 * MM, align=Align.RIGHT)
        pen.end()

    def _rule(self, y: float, width: float) -> None:
        self.canvas.setLineWidth(width)
        self.canvas.line(self.left, y, self.right, y)

    def _grid(self, rows: Sequence[Row]) -> None:
        """The lines of a page; pages with rows alike share them."""
        name = "grid" + "".join("b" if isinstance(row, str) else "r" for row in rows)
        if name not in self.grids:
            self.grids.add(name)
            self._stamp(name, lambda: self._grid_lines(rows))
        self.canvas.doForm(name)

    def _grid_lines(self, rows: Sequence[Row]) -> None:
        ys = [self.body]
        for row in rows:
            ys.append(ys[-1] - _height(row))
        self.canvas.setLineWidth(HAIR)
        self.canvas.lines([(self.left, y, self.right, y) for y in ys[1:-1]])
        spans = [(top, bottom) for row, top, bottom in zip(rows, ys, ys[1:], strict=False) if not isinstance(row, str)]
        inner = [column.left for column in list(self.columns.values())[1:] if column.key not in BOXES]
        self.canvas.lines([(x, top, x, bottom) for top, bottom in spans for x in inner])
        self.canvas.setLineWidth(FRAME)
        sides = {self.left, self.right, *(self.columns[key].left for key in BOXES if key in self.columns)}
        self.canvas.lines([(x, top, x, bottom) for top, bottom in spans for x in sorted(sides)])
        self._rule(ys[-1], FRAME)

    def _line(self, pen: "_Pen", line: SheetLine, top: float) -> None:
        middle = top - ROW / 2
        at = self.columns
        pen.put(at["no"].middle, middle - 3.2, str(line.line_no), CODE, at["no"].room, align=Align.CENTER)
        if SHELF in at and line.shelf:
            pen.put(at[SHELF].left + PAD, middle - 3.4, line.shelf, NAME, at[SHELF].room, is_bold=True)
        self._codes(pen, line, middle)
        self._item(pen, line, top)
        if line.unit:
            pen.put(at[UNIT].middle, middle - 3.2, line.unit, CODE, at[UNIT].room, align=Align.CENTER)
        if BOOK in at and line.book is not None:
            text = packs_text(line.book, line.unit, line.packs)
            pen.put(at[BOOK].right - PAD, middle - 3.2, text, CODE, at[BOOK].room, align=Align.RIGHT)

    def _codes(self, pen: "_Pen", line: SheetLine, middle: float) -> None:
        column = self.columns[BARCODE]
        codes = list(dict.fromkeys(filter(None, (line.barcode, line.code))))
        y = middle - 3.2 if len(codes) == 1 else middle + 1.6
        for place, code in enumerate(codes):
            pen.put(column.left + PAD, y - place * 10.2, code, DETAIL if place else CODE, column.room)

    def _item(self, pen: "_Pen", line: SheetLine, top: float) -> None:
        """The name in one line or two, and small under it what it comes in; a longer name is cut, never the spec for it."""
        column = self.columns[ITEM]
        said = "　".join(filter(None, (line.spec, pack_sizes_text(line.unit, line.packs))))
        _said, size, _wide = self.letters.fitted(line.name, NAME, column.room, is_bold=True)
        names = [line.name] if size == NAME else self._two_lines(drawable(clean(line.name)), column.room)
        high = NAME if size == NAME else SMALL_NAME
        texts = [*((text, high, True) for text in names), *([(said, DETAIL, False)] if said else ())]
        y = top - (ROW - LEAD * sum(size for _text, size, _is_bold in texts)) / 2
        for text, size, is_bold in texts:
            y -= LEAD * size
            pen.put(column.left + PAD, y + 0.26 * size, text, size, column.room, is_bold=is_bold, least=0 if is_bold else LEAST)

    def _two_lines(self, name: str, room: float) -> list[str]:
        first = next(wrap(name, repeat(room), SMALL_NAME, is_bold=True))
        rest = self.letters.cut(name[len(first) :].strip(), SMALL_NAME, room, is_bold=True)
        return [first, rest] if rest else [first]

    def _boxes(self, hints: "_Pen", line: SheetLine, top: float, dividers: list[tuple[float, float, float, float]]) -> None:
        """What is counted in one pack and pieces has a half for each in its boxes."""
        y = top - ROW + 1.4 * MM
        for key in BOXES:
            column = self.columns.get(key)
            if column is None:
                continue
            ends = [(column.right, line.unit)]
            if len(line.packs) == 1:
                ends.insert(0, (column.middle, line.packs[0][0]))
                dividers.append((column.middle, top - 0.8 * MM, column.middle, top - ROW + 0.8 * MM))
            for end, unit in ends:
                if unit:
                    hints.put(end - 0.8 * MM, y, unit, HINT, column.room / 2, align=Align.RIGHT)


class _Letters:
    """The fonts, and what was measured: units and shelves come again and again."""

    def __init__(self) -> None:
        from reportlab.pdfbase import pdfmetrics

        self._fonts: dict[bool, Any] = {is_bold: pdfmetrics.getFont(name) for is_bold, name in FACES.items()}
        self._known: dict[tuple[str, float, float, bool, float], tuple[str, float, float]] = {}

    def width(self, text: str, size: float, *, is_bold: bool = False) -> float:
        """How wide a text is."""
        return float(self._fonts[is_bold].stringWidth(text, size))

    def fitted(self, text: str, size: float, room: float, *, is_bold: bool = False, least: float = 0) -> tuple[str, float, float]:
        """A text as it can be shown, its size and width: smaller where it would pass its room, cut where it would be below `least`."""
        key = (text, size, room, is_bold, least)
        if key not in self._known:
            self._known[key] = self._fit(drawable(clean(text)), size, room, is_bold=is_bold, least=least)
        return self._known[key]

    def _fit(self, text: str, size: float, room: float, *, is_bold: bool, least: float) -> tuple[str, float, float]:
        wide = self.width(text, size, is_bold=is_bold)
        if wide <= room:
            return text, size, wide
        size = max(least, size * room / wide)
        text = self.cut(text, size, room, is_bold=is_bold) if least else text
        return text, size, self.width(text, size, is_bold=is_bold)

    def cut(self, text: str, size: float, room: float, *, is_bold: bool = False) -> str:
        """A text that fits, its end shown as left out where it does not."""
        if self.width(text, size, is_bold=is_bold) <= room * 1.001:
            return text
        while text and self.width(text + "…", size, is_bold=is_bold) > room:
            text = text[:-1]
        return text.rstrip() + "…"


class _Pen:
    """Texts in one go, black or grey."""

    def __init__(self, canvas: "Canvas", letters: _Letters, *, grey: float = 0) -> None:
        self._canvas, self._letters = canvas, letters
        self._text = canvas.beginText()
        self._text.setFillGray(grey)
        self._face: tuple[float, bool] = (0, False)

    def end(self) -> None:
        """Bring them onto the page."""
        self._canvas.drawText(self._text)

    def put(
        self, x: float, y: float, text: str, size: float, room: float, *, is_bold: bool = False, align: Align = Align.LEFT, least: float = 0
    ) -> None:
        """A text at a place, as it fits its room."""
        said, high, wide = self._letters.fitted(text, size, room, is_bold=is_bold, least=least)
        if not said:
            return
        if self._face != (high, is_bold):
            self._face = (high, is_bold)
            self._text.setFont(FACES[is_bold], high)
        self._text.setTextOrigin(x - {Align.LEFT: 0.0, Align.CENTER: 0.5, Align.RIGHT: 1.0}[align] * wide, y)
        self._text.textOut(said)
