"""The view of the one table: fixed row heights, sorting by the header, columns as the user likes them, copy for Excel."""

import json
from collections.abc import Callable, Iterable
from typing import Any, cast

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionRange, QMimeData, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from jxc_desktop.i18n import _, ngettext
from jxc_desktop.ui import remembered, theme
from jxc_desktop.ui.cells import NUMBERS, as_html, as_tabbed, cell_text
from jxc_desktop.ui.rows import Index, RowsModel
from jxc_desktop.ui.widgets.empty_state import EmptyState

MEASURED_ROWS = 200
WIDENED_ROWS = 40  # looked at again each time rows come: what is in sight
LEAST_WIDTH, LEAST_NAME_WIDTH, MOST_WIDTH = 56, 140, 420


class RowsView(QTableView):
    """Shows a `RowsModel`. `name` is under what its columns are remembered."""

    opened = Signal(object)
    chosen = Signal(object)
    selection_told = Signal(str)
    columns_moved = Signal()
    typed = Signal(str)

    def __init__(self, model: RowsModel, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows_model = model
        self.name = name
        self._is_measured = False
        self._is_arranging = False
        self._are_users = False  # widths the user chose are left alone
        self.empty_state = EmptyState(_("Nothing here yet."), parent=self.viewport())
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # a scan must reach the filter as keys
        self.setModel(model)
        self._set_up()
        self._set_up_header()
        model.modelReset.connect(self._on_reset)
        self.doubleClicked.connect(self._on_double_click)
        self._on_reset()

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(theme.row_height())

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setAccessibleName(_("Column heads of {table}").format(table=self.accessibleName()))
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(False)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_column_menu)
        header.sectionClicked.connect(self._on_head_clicked)
        header.sectionMoved.connect(self._remember_columns)
        header.sectionResized.connect(self._on_section_resized)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(300)
        self._settled.timeout.connect(self._remember_columns)

    # what pages call

    def current_row(self) -> Any | None:
        """The row the cursor is on, as the query gave it."""
        index = self.currentIndex()
        return self.rows_model.row_at(index.row()) if index.isValid() and index.row() < self.rows_model.rowCount() else None

    def selected_numbers(self) -> list[int]:
        """The numbers of the selected rows, in order."""
        numbers: set[int] = set()
        for part in cast("Iterable[QItemSelectionRange]", self.selectionModel().selection()):
            numbers.update(range(part.top(), part.bottom() + 1))
        return sorted(numbers)

    def selected_rows(self) -> list[Any]:
        """The selected rows, as the query gave them."""
        return [self.rows_model.row_at(number) for number in self.selected_numbers()]

    def set_empty(self, text: str, action: str = "", on_action: Callable[[], object] | None = None) -> None:
        """What to say, and to offer, while there are no rows."""
        self.empty_state.hide()
        self.empty_state.deleteLater()
        self.empty_state = EmptyState(text, action, on_action, parent=self.viewport())
        self._place_empty()

    def copy(self) -> None:
        """Put the selected rows on the clipboard: as a table that Excel reads with barcodes whole, and as text."""
        places = self.shown_places()
        kinds = [self.rows_model.columns[place].kind for place in places]
        titles = [_(self.rows_model.columns[place].title) for place in places]
        rows = [[self.rows_model.value(number, place) for place in places] for number in self.selected_numbers()]
        if rows:
            mime = QMimeData()
            mime.setText(as_tabbed(kinds, titles, rows))
            mime.setHtml(as_html(kinds, titles, rows))
            QGuiApplication.clipboard().setMimeData(mime)

    def shown_places(self) -> list[int]:
        """The columns that are shown, in the order the user gave them."""
        header = self.horizontalHeader()
        places = (header.logicalIndex(visual) for visual in range(header.count()))
        return [place for place in places if not self.isColumnHidden(place)]

    def shown_columns(self) -> list[str]:
        """The keys of the shown columns: for an export that looks like the screen."""
        return [self.rows_model.columns[place].key for place in self.shown_places()]

    # the columns

    def measure_columns(self) -> None:
        """Widths from the titles and the first rows; a name takes the room that is left."""
        heads = QFontMetrics(theme.font(theme.LABEL))
        for place, column in enumerate(self.rows_model.columns):
            if column.width:
                width = theme.px(column.width)
            else:
                head = heads.horizontalAdvance(_(column.title)) + theme.px(14)
                width = max(self._longest(place, MEASURED_ROWS), head) + theme.px(24)
            self.setColumnWidth(place, min(max(width, theme.px(LEAST_WIDTH)), theme.px(MOST_WIDTH)))
        self._give_room_to_the_name()

    def _longest(self, place: int, rows: int) -> int:
        """How wide the longest text of a column is, among the first rows."""
        metrics = QFontMetrics(theme.font())
        texts = {
            cell_text(self.rows_model.columns[place].kind, self.rows_model.value(number, place)) for number in range(self._at_most(rows))
        }
        return max((metrics.horizontalAdvance(text) for text in texts), default=0)

    def _at_most(self, rows: int) -> int:
        return min(rows, self.rows_model.rowCount())

    def _widen_figures(self) -> None:
        """Other rows came, with longer figures perhaps: half a figure is a wrong one."""
        for place, column in enumerate(self.rows_model.columns):
            if column.kind in NUMBERS and not column.width:
                self.make_room(place, min(self._longest(place, WIDENED_ROWS) + theme.px(24), theme.px(MOST_WIDTH)))

    def _give_room_to_the_name(self) -> None:
        """The widest text column takes what room is left, and gives what lacks: figures stand at the right edge, in sight."""
        texts = [place for place in self.shown_places() if self.rows_model.columns[place].kind == "text"]
        left = self.viewport().width() - self.horizontalHeader().length()
        if texts and left and not self._are_users:
            widest = max(texts, key=self.columnWidth)
            self.setColumnWidth(widest, max(self.columnWidth(widest) + left, theme.px(LEAST_NAME_WIDTH)))

    def make_room(self, place: int, width: int) -> None:
        """Widen a column for a sum below it, unless the user chose the widths."""
        if self.columnWidth(place) < width and not self._are_users and not self.isColumnHidden(place):
            self.setColumnWidth(place, width)
            self._give_room_to_the_name()

    def _remembered(self) -> str:
        return f"tables/{self.name}"

    def restore_columns(self) -> bool:
        """Give the columns the order, width and choice of last time; False when there was none."""
        text = remembered.text(self._remembered())
        kept = json.loads(text) if text.startswith("[") else []
        self._is_arranging = True
        header = self.horizontalHeader()
        visual = 0
        for key, width, is_hidden in kept:
            place = self.rows_model.column_of(key)
            if place >= 0:
                header.moveSection(header.visualIndex(place), visual)
                self.setColumnWidth(place, max(int(width), 24))
                self.setColumnHidden(place, bool(is_hidden))
                visual += 1
        self._is_arranging = False
        self._are_users = bool(kept)
        return self._are_users

    def _remember_columns(self) -> None:
        if self._is_arranging:
            return
        header = self.horizontalHeader()
        order = [header.logicalIndex(visual) for visual in range(header.count())]
        kept = []
        for place in order:
            is_hidden = self.isColumnHidden(place)
            self.setColumnHidden(place, False)
            kept.append([self.rows_model.columns[place].key, self.columnWidth(place), is_hidden])
            self.setColumnHidden(place, is_hidden)
        remembered.remember(self._remembered(), json.dumps(kept))
        self._are_users = True
        self.columns_moved.emit()

    def _on_section_resized(self) -> None:
        if QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton and self.horizontalHeader().underMouse():
            self._settled.start()
        self.columns_moved.emit()

    def forget_columns(self) -> None:
        """Back to all columns in the declared order with measured widths."""
        remembered.settings().remove(self._remembered())
        self._are_users, self._is_arranging = False, True
        header = self.horizontalHeader()
        for place in range(len(self.rows_model.columns)):
            self.setColumnHidden(place, False)
            header.moveSection(header.visualIndex(place), place)
        self._is_arranging = False
        self.measure_columns()
        self.columns_moved.emit()

    def column_menu(self) -> QMenu:
        """The choice of columns."""
        menu = QMenu(self)
        for place, column in enumerate(self.rows_model.columns):
            action = QAction(_(column.title), menu, checkable=True, checked=not self.isColumnHidden(place))
            action.toggled.connect(lambda is_shown, place=place: self._show_column(place, is_shown=is_shown))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(_("All columns, as at first"), self.forget_columns)
        return menu

    def _show_column(self, place: int, *, is_shown: bool) -> None:
        if is_shown or len(self.shown_places()) > 1:
            self.setColumnHidden(place, not is_shown)
            self._remember_columns()

    def _show_column_menu(self, point: QPoint) -> None:
        self.column_menu().popup(self.horizontalHeader().mapToGlobal(point))

    def _on_head_clicked(self, place: int) -> None:
        key = self.rows_model.columns[place].key
        order = self.rows_model.order
        self.rows_model.sort_by(key, is_descending=order.key == key and not order.is_descending)

    # what Qt calls

    def _on_reset(self) -> None:
        if not self._is_measured:
            self.measure_columns()
            self.restore_columns()
            self._is_measured = self.rows_model.rowCount() > 0
        elif not self._are_users:
            self._widen_figures()
        self._place_empty()

    def _on_double_click(self, index: QModelIndex) -> None:
        self.opened.emit(self.rows_model.row_at(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+C copies; the rest moves the cursor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            row = self.current_row()
            if row is not None:
                self.opened.emit(row)
                return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """What is typed in the table belongs in the quick search; Qt would walk through all rows."""
        self.typed.emit(search)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which row the cursor is on."""
        super().currentChanged(current, previous)
        self.chosen.emit(self.current_row())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell what the selection adds up to."""
        super().selectionChanged(selected, deselected)
        self.selection_told.emit(self.selection_text())

    def selection_text(self) -> str:
        """“3 rows: quantity 12, amount 34.00”, or nothing for one row."""
        numbers = self.selected_numbers()
        if len(numbers) < 2:
            return ""
        parts = [ngettext("{count} row selected", "{count} rows selected", len(numbers)).format(count=len(numbers))]
        for place in self.shown_places():
            column = self.rows_model.columns[place]
            if column.total:
                total = sum(self.rows_model.value(number, place) or 0 for number in numbers)
                parts.append(f"{_(column.title)} {cell_text(column.kind, total)}")
        return "   ".join(parts)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, with a thin line under each."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(QPen(theme.colour("line"), 1))
        last = self.rows_model.rowCount() - 1
        top, bottom = self.rowAt(event.rect().top()), self.rowAt(event.rect().bottom())
        width = min(self.viewport().width(), self.horizontalHeader().length())
        for number in range(max(top, 0), (bottom if bottom >= 0 else last) + 1):
            y = self.rowViewportPosition(number) + self.rowHeight(number) - 1
            painter.drawLine(0, y, width, y)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the empty state in the middle, and the name as wide as there is room."""
        super().resizeEvent(event)
        self._place_empty()
        if event.oldSize().width() != event.size().width():
            self._give_room_to_the_name()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the zoom."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.verticalHeader() is not None:
            self.verticalHeader().setDefaultSectionSize(theme.row_height())

    def _place_empty(self) -> None:
        self.empty_state.setGeometry(self.viewport().rect())
        self.empty_state.setVisible(self.rows_model.rowCount() == 0)

    def sizeHint(self) -> QSize:
        """Room for some rows."""
        return QSize(theme.px(640), theme.row_height() * 10)
