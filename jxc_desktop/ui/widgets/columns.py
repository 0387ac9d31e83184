"""The columns of the one table: order, choice and widths, measured, or as the user likes them.

A column of figures, dates or codes is never narrower than what stands in it or under it: half a figure is a wrong one. One
that the table's edge cuts while it is scrolled sideways shows dots instead.
"""

import json
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QMenu, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from jxc_desktop.i18n import _
from jxc_desktop.ui import remembered, theme
from jxc_desktop.ui.cells import WHOLE, cell_text
from jxc_desktop.ui.rows import Index, RowsModel
from jxc_desktop.ui.widgets.column_widths import Need, in_two_lines, shared_out

MEASURED_ROWS = 200
LEAST_WIDTH, LEAST_NAME_WIDTH, MOST_WIDTH = 56, 112, 420
PADDING, ARROW, EDGE = 24, 14, 8
SETTLE_MS = 300
DOTS = "…"


class Columns(QObject):
    """What stands where in a view. `moved` comes when a column is elsewhere, wider, narrower, hidden or shown."""

    moved = Signal()

    def __init__(self, view: QTableView, model: RowsModel, name: str) -> None:
        super().__init__(view)
        self._view, self._model, self._name = view, model, name
        self._longest = [0] * len(model.columns)
        self._sums: Mapping[str, str] = {}
        self._chosen: dict[str, int] = {}  # widths the user gave, for 100 %
        self._dragged: set[int] = set()
        self._is_arranging = False
        self._marks = {side: _Mark(side, self, view) for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)}
        self._header = view.horizontalHeader()
        self._header.sectionMoved.connect(self._on_moved)
        self._header.sectionResized.connect(self._on_resized)
        view.horizontalScrollBar().valueChanged.connect(lambda _value: self._mark())
        self._settled = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settled.timeout.connect(self.settle)

    # what is shown

    def shown(self) -> list[int]:
        """The columns that are shown, in the order the user gave them."""
        places = (self._header.logicalIndex(visual) for visual in range(self._header.count()))
        return [place for place in places if not self._view.isColumnHidden(place)]

    def cut_at(self, place: int) -> Qt.AlignmentFlag | None:
        """The side on which a part of the column is still in sight; None when all of it is, or nothing."""
        left, size, room = self._header.sectionViewportPosition(place), self._header.sectionSize(place), self._view.viewport().width()
        if left + size <= 0 or left >= room or size > room:
            return None
        if left < -theme.px(EDGE):
            return Qt.AlignmentFlag.AlignRight
        return Qt.AlignmentFlag.AlignLeft if left + size > room + theme.px(EDGE) else None

    def hide_at_first(self, keys: Iterable[str]) -> None:
        """Leave these out until the user asks for them."""
        if not remembered.text(self._remembered()):
            self.leave_out(keys)

    def leave_out(self, keys: Iterable[str]) -> None:
        """Show all but these, for now."""
        left_out = set(keys)
        self._is_arranging = True
        for place, column in enumerate(self._model.columns):
            self._view.setColumnHidden(place, column.key in left_out)
        self._is_arranging = False
        self.arrange()

    # widths

    def measure(self) -> None:
        """Look at the first rows, and share the room anew."""
        self._longest = [0] * len(self._model.columns)
        self._look(range(min(MEASURED_ROWS, self._model.rowCount())))
        self.arrange()

    def look_at(self, rows: range) -> None:
        """Other rows are in sight, with longer figures perhaps."""
        if self._look(range(max(rows.start, 0), min(rows.stop, self._model.rowCount()))):
            self.arrange()

    def show_sums(self, sums: Mapping[str, str]) -> None:
        """What stands below the columns, by their keys."""
        if sums != self._sums:
            self._sums = dict(sums)
            self.arrange()

    def _look(self, rows: range) -> bool:
        """Measure these rows; whether one is longer than all before."""
        metrics, before = QFontMetrics(theme.font(bold=self._model.has_strong)), list(self._longest)
        for place, column in enumerate(self._model.columns):
            texts = {cell_text(column.kind, self._model.value(number, place)) for number in rows}
            self._longest[place] = max(before[place], *(metrics.horizontalAdvance(text) for text in texts), 0)
        return before != self._longest

    def arrange(self) -> None:
        """Share the room: heads in two lines and shorter names where it is short, what is left over to the widest text.

        Other widths may bring or take the scroll bar beside the rows, and with it room: then once more.
        """
        if self._is_arranging:
            return
        for _time in range(2):
            room = self._view.viewport().width()
            self._share(room)
            if self._view.viewport().width() == room:
                break
        self._mark()
        self.moved.emit()

    def _share(self, room: int) -> None:
        places = self.shown()
        self._break_heads(frozenset())
        needs = [self._need(place) for place in places]
        if sum(need.whole for need in needs) > room:
            self._break_heads(frozenset(places))
            needs = [self._need(place) for place in places]
        texts = [at for at, place in enumerate(places) if self.is_text(place) and not self._is_chosen(place)]
        widest = max(texts, key=lambda at: needs[at].whole, default=-1)
        self._is_arranging = True
        for place, width in zip(places, shared_out(needs, room, spare_to=widest), strict=True):
            self._view.setColumnWidth(place, width)
        self._is_arranging = False

    def _break_heads(self, places: frozenset[int]) -> None:
        if self._model.broken != places:
            self._model.break_heads(places)
            self._header.geometriesChanged.emit()

    def _need(self, place: int) -> Need:
        column = self._model.columns[place]
        inside = max(self._longest[place], QFontMetrics(theme.font(bold=True)).horizontalAdvance(self._sums.get(column.key, "")))
        figures = inside + theme.px(PADDING)
        whole = min(max(figures, self._head(place), theme.px(LEAST_WIDTH)), theme.px(MOST_WIDTH))
        is_whole = self._is_whole(place)
        if self._is_chosen(place):
            width = max(theme.px(self._chosen[column.key]), min(figures, theme.px(MOST_WIDTH)) if is_whole else 0)
            return Need(width, width)
        return Need(whole, whole if is_whole else min(whole, max(theme.px(LEAST_NAME_WIDTH), self._head(place))))

    def is_text(self, place: int) -> bool:
        """Whether a part of it still reads as a part."""
        return self._model.columns[place].kind == "text"

    def _is_whole(self, place: int) -> bool:
        return self._model.columns[place].kind in WHOLE or self._model.columns[place].is_whole

    def _is_chosen(self, place: int) -> bool:
        return self._model.columns[place].key in self._chosen

    def _head(self, place: int) -> int:
        title = _(self._model.columns[place].title)
        lines = in_two_lines(title).split("\n") if place in self._model.broken else [title]
        metrics = QFontMetrics(theme.font(theme.LABEL))
        return max(map(metrics.horizontalAdvance, lines)) + theme.px(ARROW) + theme.px(PADDING)

    def _mark(self) -> None:
        """Dots for the figures of a column of which only a part is in sight."""
        for place in self.shown():
            side = self.cut_at(place) if self._is_whole(place) else None
            mark = None if side is None else self._marks[side]
            if self._view.itemDelegateForColumn(place) is not mark:
                self._view.setItemDelegateForColumn(place, mark)  # type: ignore[arg-type]  # None takes it away

    # as the user likes them

    def _remembered(self) -> str:
        return f"tables/{self._name}"

    def restore(self) -> None:
        """Give the columns the order, width and choice of last time."""
        text = remembered.text(self._remembered())
        kept = json.loads(text) if text.startswith("[") else []
        self._is_arranging = True
        visual = 0
        for key, width, is_hidden in kept:
            place = self._model.column_of(key)
            if place >= 0:
                self._header.moveSection(self._header.visualIndex(place), visual)
                self._view.setColumnHidden(place, bool(is_hidden))
                self._chosen |= {key: int(width)} if width else {}
                visual += 1
        self._is_arranging = False
        self.arrange()

    def _remember(self) -> None:
        order = [self._header.logicalIndex(visual) for visual in range(self._header.count())]
        keys = [(self._model.columns[place].key, place) for place in order]
        kept = [[key, self._chosen.get(key, 0), self._view.isColumnHidden(place)] for key, place in keys]
        remembered.remember(self._remembered(), json.dumps(kept))

    def _on_moved(self) -> None:
        if not self._is_arranging:
            self._remember()
            self._mark()
            self.moved.emit()

    def _on_resized(self, place: int, old: int, new: int) -> None:
        if not self._is_arranging and old and new:
            self._dragged.add(place)
            self._settled.start()
            self.moved.emit()

    def settle(self) -> None:
        """The user let go of a column's edge: its width is kept."""
        self._settled.stop()
        for place in self._dragged:
            self._chosen[self._model.columns[place].key] = round(self._view.columnWidth(place) * 100 / theme.zoom_percent())
        self._dragged.clear()
        self._remember()
        self.arrange()

    def forget(self) -> None:
        """Back to all columns in the declared order with measured widths."""
        remembered.settings().remove(self._remembered())
        self._chosen, self._is_arranging = {}, True
        for place in range(len(self._model.columns)):
            self._view.setColumnHidden(place, False)
            self._header.moveSection(self._header.visualIndex(place), place)
        self._is_arranging = False
        self.measure()

    def menu(self) -> QMenu:
        """The choice of columns."""
        menu = QMenu(self._view)
        for place, column in enumerate(self._model.columns):
            action = QAction(_(column.title), menu, checkable=True, checked=not self._view.isColumnHidden(place))
            action.toggled.connect(lambda is_shown, place=place: self.show(place, is_shown=is_shown))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(_("All columns, as at first"), self.forget)
        return menu

    def show(self, place: int, *, is_shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        if is_shown or len(self.shown()) > 1:
            self._is_arranging = True
            self._view.setColumnHidden(place, not is_shown)
            self._is_arranging = False
            self._remember()
            self.arrange()


class _Mark(QStyledItemDelegate):
    """Dots in the place of a figure, on the side that is in sight; a text ends in dots where the view does."""

    def __init__(self, side: Qt.AlignmentFlag, columns: Columns, view: QTableView) -> None:
        super().__init__(columns)
        self._side, self._columns, self._view = side, columns, view

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """As the cell looks, but for its text."""
        super().initStyleOption(option, index)
        if self._columns.is_text(index.column()):
            option.rect = option.rect.intersected(self._view.viewport().rect())
        else:
            option.text = DOTS if option.text else ""
            option.displayAlignment = self._side | Qt.AlignmentFlag.AlignVCenter
