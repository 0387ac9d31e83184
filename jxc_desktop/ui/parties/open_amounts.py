"""What is open between the shop and its suppliers: each amount with the day on which it is due."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.parties import OPEN_COLUMNS, OpenMove, open_moves
from jxc_desktop.ui import bus
from jxc_desktop.ui.day_watch import DayWatch
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.widgets.table_page import TablePage

WATCHED = frozenset({"party_move", "allocation", "supplier"})


class OpenAmounts(TablePage):
    """All that is open, the earliest due first. `closed` is the way back, `pay_asked` carries whom to pay."""

    closed = Signal()
    pay_asked = Signal(int, object)

    def __init__(self, shop: Shop, *, may_pay: bool, parent: QWidget | None = None) -> None:
        self.shop = shop
        self.rows = KeptRows(OPEN_COLUMNS)
        self._today = date.min
        super().__init__(
            RowsModel(OPEN_COLUMNS, self.rows, tint=self._tint), "open-amounts", _("Open amounts"), totals=self._totals_of, parent=parent
        )
        self.pay_button = self.add_action(_("Pay supplier"), self.pay_current, key="Ctrl+P", primary=True)
        self.pay_button.setEnabled(may_pay)
        self.add_action(_("Back"), self.closed.emit, key="Esc")
        self.opened.connect(lambda _row: self.pay_current())
        self.say_nothing(_("Nothing is open: nothing is owed to a supplier, and none owes the shop anything."))
        bus.watch(self, WATCHED, self.read_again)
        DayWatch(self, shop, self.read_again)
        self.read_again()

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.model.order, filters)

    def _tint(self, row: OpenMove, key: str) -> str:
        return "red" if key == "due" and row.left > 0 and row.due is not None and row.due < self._today else ""

    def read_again(self) -> None:
        """Read what is open now."""
        with self.shop.read() as view:
            self._today = view.business_date
            self.rows.set(open_moves(view))
        self.refresh()

    def take_scan(self, _code: str) -> bool:
        """Nothing here has a code."""
        return False

    def pay_current(self) -> None:
        """Pay the selected amounts of the supplier under the cursor."""
        row = self.view.current_row()
        if row is not None and self.pay_button.isEnabled():
            chosen = [each.move_id for each in self.view.selected_rows() if each.party_id == row.party_id and each.left > 0]
            self.pay_asked.emit(row.party_id, chosen)
