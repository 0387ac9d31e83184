"""Why this cost? The answer in a sentence, and the receipts, returns and true-ups it is made of, each with its document."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.cost_reasons import REASON_COLUMNS, Reason, cost_reasons
from jxc_desktop.ui import bus
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.widgets.parts import role_label
from jxc_desktop.ui.widgets.table_page import TablePage


class WhyTable(TablePage):
    """What the cost of one product is made of. `closed` is the way back, `document_asked` carries a document's number."""

    closed = Signal()
    document_asked = Signal(str)

    def __init__(self, shop: Shop, product_id: int, parent: QWidget | None = None) -> None:
        self.shop, self.product_id = shop, product_id
        self.rows = KeptRows(REASON_COLUMNS)
        super().__init__(RowsModel(REASON_COLUMNS, self.rows), "why-cost", _("Why this cost?"), totals=self._totals_of, parent=parent)
        self.name, self.sentence = role_label("", "title"), role_label("", "")
        self.name.setSizePolicy(self.name.sizePolicy().Policy.Ignored, self.name.sizePolicy().Policy.Preferred)
        self.sentence.setWordWrap(True)
        self.put_on_top(self.sentence)
        self.put_on_top(self.name)
        self.open_button = self.add_action(_("Document"), self.open_current, key="Ctrl+O", primary=True)
        self.add_action(_("Back"), self.closed.emit, key="Esc")
        self.opened.connect(self._open)
        self.chosen.connect(lambda row: self.open_button.setEnabled(row is not None and bool(row.number)))
        self.open_button.setEnabled(False)
        self.say_nothing(_("Nothing came in yet that could say what it costs."))
        bus.watch(self, {"stock_move"}, self.read_again)
        self.read_again()
        if self.model.rowCount():
            self.view.selectRow(0)

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.model.order, filters)

    def read_again(self) -> None:
        """Ask why by now."""
        with self.shop.read() as view:
            found = cost_reasons(view, self.product_id)
        self.name.setText(found.name)
        self.sentence.setText(found.sentence)
        self.rows.set(found.rows)
        self.refresh()

    def open_current(self) -> None:
        """The document of the part under the cursor."""
        self._open(self.view.current_row())

    def _open(self, row: Reason | None) -> None:
        if row is not None and row.number:
            self.document_asked.emit(row.number)

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        self.view.setFocus()
