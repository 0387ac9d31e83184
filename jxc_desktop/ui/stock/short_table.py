"""先销后进: what was sold before it was received, as a list of things to do."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.sold_before import short_columns, short_totals, sold_before_received
from jxc_desktop.ui import bus
from jxc_desktop.ui.rows import Filters, Order, RowsModel, Totals
from jxc_desktop.ui.widgets.table_page import TablePage


class ShortTable(TablePage):
    """The sales that are short. `closed` is the way back, `card_asked` carries a product, `document_asked` a document's number."""

    closed = Signal()
    card_asked = Signal(int)
    document_asked = Signal(str)

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        self.shop = shop
        with shop.read() as view:
            columns = short_columns(view)
        model = RowsModel(columns, self._fetch)
        super().__init__(
            model,
            "sold-before-received",
            _("Sold before received"),
            totals=self._totals_of,
            search_hint=_("Number, code or name"),
            parent=parent,
        )
        self._number = model.column_of("number")
        self.view.columns.hide_at_first(("spec",))
        self.open_button = self.add_action(_("Document"), self.open_current, key="Ctrl+O", primary=True)
        self.card_button = self.add_action(_("Moves"), self.open_card, key="Ctrl+M")
        self.add_action(_("Back"), self.closed.emit, key="Esc")
        self.opened.connect(lambda row: self.document_asked.emit(row[self._number]))
        self.chosen.connect(self._show_actions)
        self._show_actions(None)
        self.say_nothing(_("Nothing was sold before it was received."))
        bus.watch(self, {"shortage", "stock_value"}, self.refresh)
        self.refresh()
        if model.rowCount():
            self.view.selectRow(0)

    def _show_actions(self, row: Any | None) -> None:
        for button in (self.open_button, self.card_button):
            button.setEnabled(row is not None)

    def _fetch(self, offset: int, limit: int, order: Order, filters: Filters, /) -> Sequence[Any]:
        with self.shop.read() as view:
            return sold_before_received(view, offset, limit, order=order.key, is_descending=order.is_descending, filters=filters)

    def _totals_of(self, filters: Filters) -> Totals:
        with self.shop.read() as view:
            count, booked = short_totals(view, filters)
        return Totals(count, {"booked": booked})

    def open_current(self) -> None:
        """The sale under the cursor."""
        row = self.view.current_row()
        if row is not None:
            self.document_asked.emit(row[self._number])

    def open_card(self) -> None:
        """The moves of the product under the cursor."""
        row = self.view.current_row()
        if row is not None:
            self.card_asked.emit(int(row[-1]))

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        self.view.setFocus() if self.model.rowCount() else self.focus_search()
