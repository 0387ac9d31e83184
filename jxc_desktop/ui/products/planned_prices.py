"""The prices that are planned: what waits for its time, what for its tag; cancelled or confirmed by a key."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.planned_prices import cancel_planned, confirm_tags
from jxc_desktop.operations.work import Shop, Work
from jxc_desktop.queries.planned_prices import COLUMNS, planned_prices
from jxc_desktop.queries.product_columns import TITLES
from jxc_desktop.ui import bus, jobs, theme
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.parts import role_label
from jxc_desktop.ui.widgets.rows_view import RowsView


class PlannedPrices(QWidget):
    """The list; without a selection the buttons do nothing. Emits `closed` on the way back."""

    closed = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.model = RowsModel(COLUMNS, parent=self)
        self.view = RowsView(self.model, "planned-prices", _("Planned prices"), self)
        self.view.set_empty(_("No price is planned. A mass change may be dated."))
        self.cancel_button = self._button(_("Cancel the plan"), "Del", self.cancel)
        self.confirm_button = self._button(_("Tags are up"), "Ctrl+T", self.confirm)
        self.back_button = self._button(_("Back"), "Esc", self.closed.emit)
        wide = theme.px(theme.GAP_WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(wide, wide, wide, wide)
        column.setSpacing(theme.px(theme.GAP))
        note = role_label(_("A higher price applies once its time has come and its tag is up; a lower one at its time."), "soft", self)
        note.setWordWrap(True)
        column.addWidget(note)
        column.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.confirm_button)
        foot.addStretch(1)
        foot.addWidget(self.back_button)
        column.addLayout(foot)
        self.view.selectionModel().selectionChanged.connect(lambda *_parts: self._show_buttons())
        bus.watch(self, {"planned_price", "product"}, self.refresh)
        self.refresh()

    def _button(self, text: str, key: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(f"{text}   {key}", self)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _checked: slot())
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: slot() if button.isEnabled() else None)
        return button

    def refresh(self) -> None:
        """Read the plans again."""
        with self.shop.read() as view:
            self.plans = planned_prices(view)
        rows = [(p.code, p.name, _(TITLES[p.price]), p.old, p.new, p.at, _(p.waits), _(p.who), p.id, p.product_id) for p in self.plans]
        self.model.set_rows(rows)
        self._show_buttons()

    def arrive(self) -> None:
        """Put the cursor into the list, all selected: most often it is one change."""
        self.view.setFocus()
        if self.model.rowCount() and not self.view.selected_numbers():
            self.view.selectAll()

    def _show_buttons(self) -> None:
        has_rows = bool(self.view.selected_numbers())
        for button in (self.cancel_button, self.confirm_button):
            button.setEnabled(has_rows)

    def cancel(self) -> None:
        """Let the selected prices never apply."""
        ids = [row[-2] for row in self.view.selected_rows()]
        self._do(lambda work: cancel_planned(work, ids))

    def confirm(self) -> None:
        """The tags of the selected products are up."""
        ids = list(dict.fromkeys(row[-1] for row in self.view.selected_rows()))
        self._do(lambda work: confirm_tags(work, ids))

    def _do(self, change: Callable[[Work], object]) -> None:
        for button in (self.cancel_button, self.confirm_button):
            button.setEnabled(False)
        jobs.run(lambda _control: in_work(self.shop, change), title=_("Planned prices"), owner=self, done=lambda _none: self.refresh())


def in_work(shop: Shop, change: Callable[[Work], object]) -> None:
    """One piece of work; for a job's thread, which may wait for the write lock."""
    with shop.work() as work:
        change(work)
