"""The view of the one table: fixed row heights, sorting by the header, columns as the user likes them, copy for Excel."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, Protocol, cast, runtime_checkable

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QMimeData,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from jxc_desktop.i18n import _, ngettext
from jxc_desktop.ui import jobs, theme, trouble
from jxc_desktop.ui.cells import as_html, as_tabbed, cell_text
from jxc_desktop.ui.rows import Filters, Index, Order, RowsModel, Totals
from jxc_desktop.ui.widgets.columns import Columns
from jxc_desktop.ui.widgets.empty_state import EmptyState

EXPORT_KEY = "Ctrl+E"
AT_ONCE, MOST_SELECTED = 5_000, 100_000  # rows loaded for "select all" in one go, and by a job
SEEN_ROWS = 40  # looked at each time rows come


@runtime_checkable
class TakesExports(Protocol):
    """What a table asks to make a workbook of it: the page it stands on."""

    def may_export(self) -> bool:
        """Whether who is signed in may take tables out."""
        ...

    def export_table(self, view: "RowsView", /) -> None:
        """Make one."""
        ...


class RowsView(QTableView):
    """Shows a `RowsModel`. `name` is under what its columns are remembered.

    `totals(filters)` are the sums of all rows, where the page knows them better than adding up the loaded ones; `asked` what
    the page asks besides the filters, a text each: a workbook of the table says it.
    """

    opened = Signal(object)
    chosen = Signal(object)
    selection_told = Signal(str)
    typed = Signal(str)

    def __init__(self, model: RowsModel, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows_model = model
        self.name = name
        self.totals: Callable[[Filters], Totals] | None = None
        self.asked: Callable[[], Sequence[str]] = tuple
        self._loading: jobs.Job | None = None
        self._copies_when_loaded = False
        self._is_measured = False
        self.empty_state = EmptyState(_("Nothing here yet."), parent=self.viewport())
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # a scan must reach the filter as keys
        self.setModel(model)
        self._set_up()
        self._set_up_header()
        model.modelReset.connect(self._on_reset)
        self.doubleClicked.connect(self._on_double_click)
        self.columns.restore()
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
        self.columns = Columns(self, self.rows_model, self.name)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.columns.look_at(self._in_sight()))

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

    def mark(self, numbers: Sequence[int]) -> None:
        """Select these rows and no others; the cursor stays where it is."""
        model, last = self.rows_model, len(self.rows_model.columns) - 1
        wanted = QItemSelection()
        for _run, group in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
            run = [number for _place, number in group]
            wanted.append(QItemSelectionRange(model.index(run[0], 0), model.index(run[-1], last)))
        self.selectionModel().select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def set_empty(self, text: str, action: str = "", on_action: Callable[[], object] | None = None) -> None:
        """What to say, and to offer, while there are no rows."""
        self.empty_state.hide()
        self.empty_state.deleteLater()
        self.empty_state = EmptyState(text, action, on_action, parent=self.viewport())
        self._place_empty()

    def copy(self) -> None:
        """Put the selected rows on the clipboard: as a table that Excel reads with barcodes whole, and as text.

        While "select all" still loads rows, they are copied when they are there.
        """
        if self._loading is not None:
            self._copies_when_loaded = True
            return
        places = self.shown_places()
        kinds = [self.rows_model.columns[place].kind for place in places]
        titles = [_(self.rows_model.columns[place].title) for place in places]
        rows = [[self.rows_model.value(number, place) for place in places] for number in self.selected_numbers()]
        if rows:
            mime = QMimeData()
            mime.setText(as_tabbed(kinds, titles, rows))
            mime.setHtml(as_html(kinds, titles, rows))
            QGuiApplication.clipboard().setMimeData(mime)

    def selectAll(self) -> None:
        """All rows of the query, not only those loaded so far; of very many the first, and it is said."""
        model = self.rows_model
        model.load_more(AT_ONCE)
        wanted = MOST_SELECTED - model.rowCount()
        if model.is_complete() or wanted <= 0 or self._loading is not None:
            super().selectAll()
            return
        order, filters, loaded = model.order, dict(model.filters), model.rowCount()
        self.selection_told.emit(_("The rest is being loaded …"))
        self._loading = jobs.run(
            lambda _control: model.all_of(order, filters, loaded + wanted)[loaded:],
            title=self.accessibleName(),
            owner=self,
            done=lambda rows: self._on_all_loaded((order, filters, loaded), rows, wanted),
            failed=self._on_not_loaded,
        )

    def _on_all_loaded(self, asked: tuple[Order, Filters, int], rows: Sequence[Any], wanted: int) -> None:
        model, self._loading = self.rows_model, None
        is_same = (model.order, dict(model.filters), model.rowCount()) == asked
        copies, self._copies_when_loaded = self._copies_when_loaded and is_same, False
        if is_same:
            model.take(rows, wanted=wanted)
            super().selectAll()
        if copies:
            self.copy()

    def _on_not_loaded(self, error: Exception) -> None:
        self._loading, self._copies_when_loaded = None, False
        self.selection_told.emit(self.selection_text())
        trouble.report(error)

    def export_taker(self) -> TakesExports | None:
        """The page that makes a workbook of the table; None while it stands on none."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, TakesExports):
            above = above.parentWidget()
        return above

    def export(self) -> None:
        """All that the table shows, to Excel."""
        taker = self.export_taker()
        if taker is not None:
            taker.export_table(self)

    # the columns

    def shown_places(self) -> list[int]:
        """The columns that are shown, in the order the user gave them."""
        return self.columns.shown()

    def shown_columns(self) -> list[str]:
        """The keys of the shown columns: for an export that looks like the screen."""
        return [self.rows_model.columns[place].key for place in self.shown_places()]

    def _show_column_menu(self, point: QPoint) -> None:
        self.columns.menu().popup(self.horizontalHeader().mapToGlobal(point))

    def _on_head_clicked(self, place: int) -> None:
        key = self.rows_model.columns[place].key
        order = self.rows_model.order
        self.rows_model.sort_by(key, is_descending=order.key == key and not order.is_descending)

    # what Qt calls

    def _on_reset(self) -> None:
        if not self._is_measured:
            self.columns.measure()
            self._is_measured = self.rows_model.rowCount() > 0
        else:
            self.columns.look_at(range(SEEN_ROWS))
        self._place_empty()

    def _in_sight(self) -> range:
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return range(first, (last if last >= 0 else self.rows_model.rowCount() - 1) + 1) if first >= 0 else range(0)

    def _on_double_click(self, index: QModelIndex) -> None:
        self.opened.emit(self.rows_model.row_at(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+C copies, Ctrl+E goes to Excel; the rest moves the cursor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            row = self.current_row()
            if row is not None:
                self.opened.emit(row)
                return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        if event.key() == Qt.Key.Key_E and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.export()
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
        if not self.rows_model.is_complete() and len(numbers) == self.rows_model.rowCount():
            parts[0] = _("the first {rows}").format(rows=parts[0])
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
            self.columns.arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the zoom."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "columns"):  # else it is still being made
            self.verticalHeader().setDefaultSectionSize(theme.row_height())
            self.columns.measure()

    def _place_empty(self) -> None:
        self.empty_state.setGeometry(self.viewport().rect())
        self.empty_state.setVisible(self.rows_model.rowCount() == 0)

    def sizeHint(self) -> QSize:
        """Room for some rows."""
        return QSize(theme.px(640), theme.row_height() * 10)
