"""The prices that are planned: what waits for its time, what for its tag; cancelled, taken back or confirmed by a key."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.planned_prices import cancel_planned, confirm_tags, take_plans_back
from jxc_desktop.operations.price_plans import Plans
from jxc_desktop.operations.work import Shop, Work
from jxc_desktop.queries.planned_prices import COLUMNS, planned_prices
from jxc_desktop.queries.product_columns import TITLES
from jxc_desktop.ui import bus, jobs, theme
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.parts import role_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.strips import UndoStrip
from jxc_desktop.ui.widgets.table_foot import with_foot

Given = TypeVar("Given")


class PlannedPrices(QWidget):
    """The list; without a selection the buttons do nothing. Emits `closed` on the way back."""

    closed = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self._cancelled: list[Plans] = []
        self.model = RowsModel(COLUMNS, parent=self)
        self.view = RowsView(self.model, "planned-prices", _("Planned prices"), self)
        self.view.set_empty(_("No price is planned. A mass change may be dated."))
        self.strip = UndoStrip(self)
        self.cancel_button = self._button(_("Cancel the plan"), "Del", self.cancel)
        self.confirm_button = self._button(_("Tags are up"), "Ctrl+T", self.confirm)
        self.back_button = self._button(_("Back"), "Esc", self.closed.emit)
        wide = theme.px(theme.GAP_WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(wide, wide, wide, wide)
        column.setSpacing(theme.px(theme.GAP))
        note = role_label(
            _("A higher price applies once its time has come and its tag is up; a lower one at its time, or as soon as its tag is up."),
            "soft",
            self,
        )
        note.setWordWrap(True)
        column.addWidget(note)
        column.addWidget(with_foot(self.view), 1)
        column.addWidget(self.strip)
        foot = QHBoxLayout()
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.confirm_button)
        foot.addStretch(1)
        foot.addWidget(self.back_button)
        column.addLayout(foot)
        self.view.selectionModel().selectionChanged.connect(lambda *_parts: self._show_buttons())
        self.strip.undone.connect(self.undo)
        self._bind("Ctrl+Z", self.undo)
        bus.watch(self, {"planned_price", "product"}, self.refresh)
        self.refresh()

    def _button(self, text: str, key: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(f"{text}   {key}", self)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _checked: slot())
        self._bind(key, lambda: slot() if button.isEnabled() else None)
        return button

    def _bind(self, key: str, slot: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)

    def refresh(self) -> None:
        """Read the plans again; what is selected stays so, and where it is gone the cursor goes to the row in its place."""
        number, selected = max(0, self.view.currentIndex().row()), {row[-2] for row in self.view.selected_rows()}
        with self.shop.read() as view:
            self.plans = planned_prices(view)
        rows = [(p.code, p.name, _(TITLES[p.price]), p.old, p.new, p.at, _(p.waits), _(p.who), p.id, p.product_id) for p in self.plans]
        self.model.set_rows(rows)
        still = [place for place, row in enumerate(rows) if row[-2] in selected] or [min(number, len(rows) - 1)]
        self.view.selectRow(still[0])
        for place in still[1:]:
            rows_of = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
            self.view.selectionModel().select(self.model.index(place, 0), rows_of)
        self._show_buttons()

    def arrive(self) -> None:
        """Put the cursor into the list."""
        self.view.setFocus()

    def _show_buttons(self) -> None:
        has_rows = bool(self.view.selected_numbers())
        for button in (self.cancel_button, self.confirm_button):
            button.setEnabled(has_rows)

    def cancel(self) -> None:
        """Let the selected prices never apply."""
        ids = [row[-2] for row in self.view.selected_rows()]
        self._do(lambda work: cancel_planned(work, ids), self._on_cancelled)

    def _on_cancelled(self, plans: Plans) -> None:
        count = len(plans.dropped)
        if not count:
            return
        self._cancelled.append(plans)
        self._tell(ngettext("{count} planned price was cancelled.", "{count} planned prices were cancelled.", count).format(count=count))

    def undo(self) -> None:
        """What was cancelled last waits again; once more, what was cancelled before."""
        if self._cancelled:
            plans = self._cancelled.pop()
            self._do(lambda work: take_plans_back(work, plans), self._on_waiting_again)

    def _on_waiting_again(self, count: int) -> None:
        self._tell(ngettext("{count} price is planned again.", "{count} prices are planned again.", count).format(count=count))

    def confirm(self) -> None:
        """The tags of the selected products are up."""
        ids = list(dict.fromkeys(row[-1] for row in self.view.selected_rows()))
        self._do(lambda work: confirm_tags(work, ids), lambda _none: self.strip.clear())

    def _tell(self, text: str) -> None:
        self.strip.show_text(text, _("Take it back") if self._cancelled else "", "Ctrl+Z" if self._cancelled else "")

    def _do(self, change: Callable[[Work], Given], done: Callable[[Given], object]) -> None:
        for button in (self.cancel_button, self.confirm_button):
            button.setEnabled(False)

        def shown(given: Given) -> None:
            self.refresh()
            done(given)

        job = jobs.run(lambda _control: in_work(self.shop, change), title=_("Planned prices"), owner=self, done=shown)
        job.finished.connect(self._show_buttons)


def in_work(shop: Shop, change: Callable[[Work], Given]) -> Given:
    """One piece of work; for a job's thread, which may wait for the write lock."""
    with shop.work() as work:
        return change(work)
