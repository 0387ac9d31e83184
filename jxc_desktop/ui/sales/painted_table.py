"""A table that paints its own rows: a scan repaints one row, and no style sheet is asked for each cell."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from jxc_desktop.ui import theme

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

MOST_WIDTHS = 2_000
LEAST_NAME = 80
LEAST_LETTER = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a column; `role` is the token of its colour, `after` a second text behind it in another colour.

    A text that `is_whole` (a code) is set smaller rather than shortened. `keeps` is its end that stays where the text is
    shortened: goods of one name are told apart by it.
    """

    text: str
    role: str = "text"
    is_bold: bool = False
    after: str = ""
    after_role: str = "soft"
    is_whole: bool = False
    keeps: str = ""


class PaintedTable(QTableView):
    """Rows of one height; the model gives `cells(row)` and `ground(row)` (a token or nothing)."""

    def __init__(self, model: QAbstractItemModel, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(0)
        header.setAccessibleName(title)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._dress()

    def _dress(self) -> None:
        """Fonts and colours of the theme in use, taken once: asking for them a cell would be felt."""
        self._choice = (theme.tokens(), theme.zoom_percent())
        self.row_height = max(theme.row_height(), theme.px(44))
        self.verticalHeader().setMinimumSectionSize(self.row_height)
        self.verticalHeader().setDefaultSectionSize(self.row_height)
        self.plain, self.bold, self.small = theme.font(theme.TEXT), theme.font(theme.TEXT, bold=True), theme.font(theme.LABEL)
        self.small_bold = theme.font(theme.LABEL, bold=True)
        self.plain_metrics, self.bold_metrics = QFontMetrics(self.plain), QFontMetrics(self.bold)
        self._colours: dict[str, QColor] = {}
        self._widths: dict[tuple[str, bool], int] = {}
        self._rows: dict[tuple[Cell, int], tuple[str, str]] = {}
        self._margin = theme.px(8)
        self._baseline = (self.row_height - 1 - self.plain_metrics.height()) // 2 + self.plain_metrics.ascent()

    def colour_of(self, role: str) -> QColor:
        """A token's colour."""
        found = self._colours.get(role)
        if found is None:
            found = self._colours[role] = theme.colour(role)
        return found

    def _width(self, text: str, *, is_bold: bool = False) -> int:
        """How wide a text is, measured once."""
        found = self._widths.get((text, is_bold))
        if found is None:
            if len(self._widths) >= MOST_WIDTHS:
                self._widths.clear()
            metrics = self.bold_metrics if is_bold else self.plain_metrics
            found = self._widths[text, is_bold] = metrics.horizontalAdvance(text)
        return found

    def _rows_of(self, cell: Cell, room: int) -> tuple[str, str]:
        """What stands in a long text's first row and what goes on in its second, laid out once."""
        found = self._rows.get((cell, room))
        if found is None:
            if len(self._rows) >= MOST_WIDTHS:
                self._rows.clear()
            metrics = QFontMetrics(self.small_bold if cell.is_bold else self.small)
            found = self._rows[cell, room] = in_two_rows(metrics, cell.text, cell.keeps, room)
        return found

    # what a page calls

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Change the model without the view repainting everything; the caller updates what changed."""
        parts = (self.viewport(), self.horizontalHeader(), self.horizontalHeader().viewport())
        for part in parts:
            part.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled, True)
        try:
            yield
        finally:
            for part in parts:
                part.setAttribute(Qt.WidgetAttribute.WA_UpdatesDisabled, False)

    def row_rect(self, row: int) -> QRect:
        """Where a row stands in the viewport."""
        return QRect(0, row * self.row_height - self.verticalOffset(), self.viewport().width(), self.row_height)

    def update_row(self, row: int) -> None:
        """Repaint one row."""
        if row >= 0:
            self.viewport().update(self.row_rect(row))

    def current_number(self) -> int:
        """The row the cursor is on; -1 for none."""
        return self.currentIndex().row()

    def choose(self, row: int) -> None:
        """Put the cursor on a row."""
        count = self.model().rowCount()
        if count:
            self.setCurrentIndex(self.model().index(min(max(row, 0), count - 1), 0))

    # what Qt calls

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows in the part to be painted."""
        if self._choice != (theme.tokens(), theme.zoom_percent()):
            self._dress()
        dirty = event.rect()
        painter = QPainter(self.viewport())
        painter.fillRect(dirty, self.colour_of("surface"))
        offset, height = self.verticalOffset(), self.row_height
        last = min((dirty.bottom() + offset) // height, self.model().rowCount() - 1)
        places = self._places()
        for row in range(max(0, (dirty.top() + offset) // height), last + 1):
            self._paint_row(painter, row, row * height - offset, places)
        painter.end()

    def _places(self) -> list[tuple[int, int]]:
        header = self.horizontalHeader()
        return [(header.sectionViewportPosition(column), header.sectionSize(column)) for column in range(header.count())]

    def _paint_row(self, painter: QPainter, row: int, top: int, places: Sequence[tuple[int, int]]) -> None:
        model: Any = self.model()
        height, width, margin = self.row_height, self.viewport().width(), self._margin
        ground = model.ground(row) or ("accent_ground" if row == self.current_number() else "")
        if ground:
            painter.fillRect(0, top, width, height, self.colour_of(ground))
        if row == self.current_number():
            painter.fillRect(0, top, theme.px(3), height, self.colour_of("accent"))
        painter.fillRect(0, top + height - 1, width, 1, self.colour_of("line"))
        for column, cell in enumerate(model.cells(row)):
            if cell.text:
                left, room = places[column]
                self._paint_cell(painter, cell, QRect(left + margin, top, room - 2 * margin, height - 1), is_right=column in model.right)

    def _paint_cell(self, painter: QPainter, cell: Cell, room: QRect, *, is_right: bool) -> None:
        font = self.bold if cell.is_bold else self.plain
        painter.setPen(self.colour_of(cell.role))
        wanted = self._width(cell.text, is_bold=cell.is_bold)
        if cell.after and wanted + self._margin + self._width(cell.after) > room.width():
            self._paint_below(painter, cell, room)
        elif wanted <= room.width():
            painter.setFont(font)
            left = room.left() + (room.width() - wanted if is_right else 0)
            # At a point a text is drawn in half the time that its layout in a room takes.
            painter.drawText(left, room.top() + self._baseline, cell.text)
            if cell.after:
                painter.setFont(self.plain)
                painter.setPen(self.colour_of(cell.after_role))
                painter.drawText(left + wanted + self._margin, room.top() + self._baseline, cell.after)
        elif is_right or cell.is_whole:
            self._paint_squeezed(painter, cell.text, font, room, RIGHT if is_right else LEFT)
        else:
            self._paint_wrapped(painter, cell, room)

    def _paint_below(self, painter: QPainter, cell: Cell, room: QRect) -> None:
        """No room behind the text: the mark stands below it, whole; the name gives way."""
        small = QFont(self.small)
        metrics = QFontMetrics(small)
        half = room.height() // 2
        above = room.adjusted(0, 2, 0, -half)
        if cell.is_whole:
            self._paint_squeezed(painter, cell.text, small, above, LEFT)
        else:
            painter.setFont(small)
            painter.drawText(above, LEFT, shortened(metrics, cell.text, cell.keeps, room.width()))
        painter.setFont(small)
        painter.setPen(self.colour_of(cell.after_role))
        painter.drawText(room.adjusted(0, half, 0, -2), LEFT, metrics.elidedText(cell.after, Qt.TextElideMode.ElideRight, room.width()))

    def _paint_squeezed(self, painter: QPainter, text: str, font: QFont, room: QRect, side: int) -> None:
        """A figure is never cut: where the room is short the type gets smaller."""
        painter.setFont(squeezed(font, text, room.width()))
        painter.drawText(room, side, text)

    def _paint_wrapped(self, painter: QPainter, cell: Cell, room: QRect) -> None:
        """A long text is set smaller; a longer one goes on in a second row; what is longer still is shortened."""
        painter.setFont(self.small_bold if cell.is_bold else self.small)
        first, rest = self._rows_of(cell, room.width())
        if not rest:
            painter.drawText(room, LEFT, first)
            return
        half = room.height() // 2
        painter.drawText(room.adjusted(0, 2, 0, -half), LEFT, first)
        painter.drawText(room.adjusted(0, half, 0, -2), LEFT, rest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns follow the width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.place_columns()

    def place_columns(self) -> None:
        """Give the columns their widths: the model's, and what is left to the one of width 0."""
        model: Any = self.model()
        scale = 100 if self.viewport().width() < theme.px(640) else 120
        widths = [theme.px(width) * scale // 100 if width else 0 for width in model.widths]
        most = self.viewport().width() - (theme.px(LEAST_NAME) if 0 in widths else 0)
        if sum(widths) > most > 0:
            widths = [width * most // sum(widths) for width in widths]
        left = self.viewport().width() - sum(widths)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width or max(left, 0))


def in_two_rows(metrics: QFontMetrics, text: str, keeps: str, room: int) -> tuple[str, str]:
    """A text as it fits two rows: no figure or Latin word is torn, what is longer still is shortened."""
    if metrics.horizontalAdvance(text) <= room:
        return text, ""
    fitting = max(1, bisect_right(range(1, len(text) + 1), room, key=lambda end: metrics.horizontalAdvance(text[:end])))
    first = next((end for end in range(fitting, 0, -1) if not _is_within_word(text, end)), fitting)
    return text[:first], shortened(metrics, text[first:].strip(), keeps, room)


def shortened(metrics: QFontMetrics, text: str, keeps: str, room: int) -> str:
    """A text that ends in dots where the room is short; what it `keeps` stands behind them."""
    end = f" {keeps}" if keeps and text.endswith(f" {keeps}") else ""
    taken = metrics.horizontalAdvance(end)
    if taken > room * 2 // 3:
        end, taken = "", 0
    return metrics.elidedText(text.removesuffix(end), Qt.TextElideMode.ElideRight, room - taken) + end


def _is_within_word(text: str, place: int) -> bool:
    """Whether a row that ends there would tear a figure or a Latin word."""
    before, after = text[place - 1 : place], text[place : place + 1]
    return all(char.isascii() and not char.isspace() and char.isprintable() for char in (before, after) if char) and bool(after)


def squeezed(font: QFont, text: str, room: int) -> QFont:
    """The font, smaller where the text would not fit the room."""
    wanted = QFontMetrics(font).horizontalAdvance(text)
    if wanted <= room:
        return font
    smaller = QFont(font)
    smaller.setPixelSize(max(LEAST_LETTER, font.pixelSize() * room // wanted))
    while smaller.pixelSize() > LEAST_LETTER and QFontMetrics(smaller).horizontalAdvance(text) > room:
        smaller.setPixelSize(smaller.pixelSize() - 1)
    return smaller
