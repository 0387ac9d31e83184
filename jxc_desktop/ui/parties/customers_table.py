"""The customers whom the counter knows: name, telephone, what they bought and when last."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.customers import CUSTOMER_COLUMNS, CustomerRow, customer_list
from jxc_desktop.ui import bus
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.widgets.table_page import TablePage


class CustomersTable(TablePage):
    """The list; Enter opens a customer's last sale: `document_asked` carries its number."""

    closed = Signal()
    document_asked = Signal(str)

    def __init__(self, shop: Shop, *, has_way_back: bool, parent: QWidget | None = None) -> None:
        self.shop = shop
        self.rows = KeptRows(CUSTOMER_COLUMNS)
        model = RowsModel(CUSTOMER_COLUMNS, self.rows)
        super().__init__(model, "customers", _("Customers"), totals=self._totals_of, search_hint=_("Name or telephone"), parent=parent)
        self.open_button = self.add_action(_("Their last sale"), self.open_current, key="Ctrl+O", primary=True)
        if has_way_back:
            self.add_action(_("Suppliers"), self.closed.emit, key="Esc")
        self.opened.connect(lambda _row: self.open_current())
        self.chosen.connect(lambda _row: self._show_button())
        self.refreshed.connect(self._show_button)
        self.say_nothing(_("No customers yet: the counter keeps who buys, by name or telephone (F8)."))
        bus.watch(self, {"customer", "sale_customer", "document"}, self.read_again)
        self.read_again()

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.model.order, filters)

    def read_again(self) -> None:
        """Read who is known now."""
        with self.shop.read() as view:
            self.rows.set(customer_list(view))
        self.refresh()

    def take_scan(self, _code: str) -> bool:
        """Customers have no codes."""
        return False

    def _show_button(self) -> None:
        row = self.view.current_row()
        self.open_button.setEnabled(isinstance(row, CustomerRow) and bool(row.last_number))

    def open_current(self) -> None:
        """The last sale of the customer under the cursor."""
        row = self.view.current_row()
        if isinstance(row, CustomerRow) and row.last_number:
            self.document_asked.emit(row.last_number)
