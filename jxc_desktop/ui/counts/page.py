"""盘点: the list of counts, and in its place the form that begins one, or one of them with its parts."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.permissions import TITLES, Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.counts import Started
from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import bus
from jxc_desktop.ui.counts.count_view import WATCHED, CountView
from jxc_desktop.ui.counts.counts_table import CountsTable
from jxc_desktop.ui.counts.start_form import StartForm
from jxc_desktop.ui.page import Hint, Page
from jxc_desktop.ui.widgets.empty_state import EmptyState

SETTLE_MS = 300


class CountsPage(Page):
    """The list first; Ctrl+N begins a count, Enter opens one, Esc comes back."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.stack = QStackedWidget(self)
        self.table: CountsTable | None = None
        self.form: StartForm | None = None
        self.count: CountView | None = None
        self.buttons: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        if Permission.COUNT_STOCK not in shop.actor.permissions:
            right = _(TITLES[Permission.COUNT_STOCK])
            self.stack.addWidget(EmptyState(_("Counts need the right “{right}”. Ask the owner for it.").format(right=right)))
            return
        self.table = self._make_table()

    def _make_table(self) -> CountsTable:
        table = CountsTable(self.shop, self)
        self.stack.addWidget(table)
        self.buttons = {
            "start": table.add_action(_("Start a count"), self.start_count, key="Ctrl+N", primary=True),
            "open": table.add_action(_("Open"), self.open_current, key="Ctrl+O"),
        }
        table.opened.connect(lambda row: self.open_count(row.id))
        table.chosen.connect(lambda _row: self._show_actions())
        table.refreshed.connect(self._show_actions)
        text = _("Nothing was counted yet. The shop goes on selling while it is counted; each number speaks of its own moment.")
        table.say_nothing(text, _("Start a count"), self.start_count)
        settling = QTimer(table, singleShot=True, interval=SETTLE_MS)
        settling.timeout.connect(table.refresh)
        bus.watch(table, WATCHED, settling.start)
        table.refresh()
        return table

    def _show_actions(self) -> None:
        self.buttons["open"].setEnabled(self.table is not None and bool(self.table.current_id()))

    # what the window calls

    def key_hints(self) -> Sequence[Hint]:
        """The keys of what is shown."""
        shown = self.stack.currentWidget()
        if isinstance(shown, (CountView, StartForm)):
            return shown.key_hints()
        if self.table is None:
            return ()
        return (
            ("Ctrl+F", _("Search"), self.table.focus_search),
            ("Enter", _("Open"), self.open_current),
            ("Ctrl+C", _("Copy rows"), self.table.view.copy),
        )

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        shown = self.stack.currentWidget()
        if isinstance(shown, (CountView, StartForm)):
            shown.arrive()
        elif self.table is not None:
            if self.table.view.current_row() is None and self.table.model.rowCount():
                self.table.view.selectRow(0)
            self.table.view.setFocus()

    def take_scan(self, code: str) -> bool:
        """A scan goes into the count that is open, or looks through the list."""
        shown = self.stack.currentWidget()
        if isinstance(shown, CountView):
            return shown.take_scan(code)
        return shown is self.table and self.table is not None and self.table.take_scan(code)

    # what stands in the list's place

    def start_count(self) -> None:
        """The form that begins a count."""
        if self.table is None:
            return
        self._put_form_away()
        self.form = StartForm(self.shop, self)
        self.form.closed.connect(self.show_list)
        self.form.started.connect(self._on_started)
        self._put(self.form)

    def _on_started(self, made: Started) -> None:
        self._put_form_away()
        self.open_count(made.id)

    def open_current(self) -> None:
        """Open the count under the cursor."""
        if self.table is not None and self.table.current_id():
            self.open_count(self.table.current_id())

    def open_count(self, count_id: int, part: str = "") -> None:
        """Open a count, at one of its parts or at the first. Raises NotFound."""
        if self.table is None:
            return
        if self.count is None:
            self.count = CountView(self.shop, self)
            self.count.closed.connect(self.show_list)
            self.count.hints_changed.connect(self.hints_changed)
            self.stack.addWidget(self.count)
        self.count.show_count(count_id, part)
        self._put(self.count)

    def show_list(self) -> None:
        """Back to the list, the cursor on the count that was open."""
        if self.table is None:
            return
        self._put_form_away()
        self.stack.setCurrentWidget(self.table)
        self.table.refresh()
        if self.count is not None and self.count.head is not None:
            self.table.go_to(self.count.head.number)
        self.hints_changed.emit()
        self.arrive()

    def _put(self, shown: QWidget) -> None:
        if self.stack.indexOf(shown) < 0:
            self.stack.addWidget(shown)
        self.stack.setCurrentWidget(shown)
        self.hints_changed.emit()
        self.arrive()

    def _put_form_away(self) -> None:
        form, self.form = self.form, None
        if form is not None:
            self.stack.removeWidget(form)
            form.deleteLater()
