"""未盘: what of a count's list is not counted yet, which is never zero; printed as a sheet of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.count_review import LEFT_COLUMNS, LeftRow, left_rows
from jxc_desktop.queries.counts import LEFT, OPEN, CountHead, count_head
from jxc_desktop.ui.counts.differences_table import said_alike
from jxc_desktop.ui.counts.on_page import keeps_esc
from jxc_desktop.ui.counts.part import CountPart
from jxc_desktop.ui.counts.reading import Reading
from jxc_desktop.ui.page import Hint
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.widgets.table_page import READING, TablePage

WATCHED = frozenset({"count_item", "stock_level", "product", "shelf_position"})
_HIDDEN_AT_FIRST = ("position", "spec")


@dataclass(frozen=True, slots=True)
class _Answer:
    head: CountHead
    rows: Sequence[LeftRow]


def _read(shop: Shop, count_id: int) -> _Answer:
    with shop.read() as view:
        return _Answer(count_head(view, count_id), left_rows(view, count_id))


class NotCountedPart(CountPart):
    """The list in the order in which one walks."""

    read = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        held = shop.actor.permissions
        hidden = set() if Permission.SEE_DIFFERENCES in held else {"value"}
        columns = [each for each in LEFT_COLUMNS if (each.permission is None or each.permission in held) and each.key not in hidden]
        self.rows = KeptRows(columns)
        self.head: CountHead | None = None
        model = RowsModel(columns, self.rows, second_key="position")
        hint = _("Name, code or shelf")
        self.table = TablePage(model, "count-left", _("Not counted"), totals=self._totals_of, search_hint=hint, parent=self)
        self.table.view.columns.hide_at_first((*_HIDDEN_AT_FIRST, *said_alike(())))
        self.sheet_button = self.table.add_action(_("Sheet of these"), self.print_sheet, key="Ctrl+P", primary=True)
        self.table.say_nothing(_(READING))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        self._found: Sequence[LeftRow] = ()
        self._reading = Reading(self, _("Not counted"), self._ask, self._show, WATCHED)
        self._show_actions()

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.table.model.order, filters)

    # what the page calls

    def show_count(self, count_id: int) -> None:
        """Show another count."""
        self.count_id, self.head, self._found = count_id, None, ()
        self.rows.set(())
        self.table.refresh()
        self._show_actions()
        self._reading.start_over()

    def refresh(self) -> None:
        """Read anew; the list stays where it stands."""
        self._reading.look_again()

    def arrive(self) -> None:
        """Put the focus on the list."""
        if self.table.view.current_row() is None and self.table.model.rowCount():
            self.table.view.selectRow(0)
        self.table.view.setFocus()

    def key_hints(self) -> Sequence[Hint]:
        """The keys of the list."""
        return (("Ctrl+F", _("Search"), self.table.focus_search), ("Ctrl+C", _("Copy rows"), self.table.view.copy))

    def take_scan(self, code: str) -> bool:
        """A scan looks for the code in the list."""
        return self.table.take_scan(code)

    # inside

    def _ask(self) -> Callable[[], _Answer] | None:
        shop, count_id = self.shop, self.count_id
        return (lambda: _read(shop, count_id)) if count_id else None

    def _show(self, answer: _Answer) -> None:
        if answer.head.id != self.count_id:
            return
        is_first, self.head = self.head is None, answer.head
        if answer.rows != self._found:
            self._found = answer.rows
            self.table.view.columns.hide_at_first((*_HIDDEN_AT_FIRST, *said_alike(answer.rows)))
            self.rows.set(answer.rows)
            self.table.refresh()
        if is_first and self.table.model.rowCount():
            self.table.view.selectRow(0)
        self.table.say_nothing(_("Everything on the list is counted."))
        self._show_actions()
        self.read.emit()

    def _show_actions(self) -> None:
        is_open = self.head is not None and self.head.state == OPEN
        self.sheet_button.setEnabled(is_open and bool(self._found) and Permission.COUNT_STOCK in self.shop.actor.permissions)

    def print_sheet(self) -> None:
        """Ctrl+P: a sheet of what is not counted."""
        if self.sheet_button.isEnabled():
            self.work_asked.emit("sheets", lambda sheets: sheets.print_new(LEFT))

    def event(self, event: QEvent) -> bool:
        """What is open in the part takes Esc before the page does."""
        return keeps_esc(event, self._takes_esc) or super().event(event)

    def _takes_esc(self) -> bool:
        return self.table.search.hasFocus() and bool(self.table.search.text())
