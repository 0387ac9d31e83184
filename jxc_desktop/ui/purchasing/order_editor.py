"""采购订单: to whom, scan after scan, quantities and prices, sent (F12)."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.orders import refuse_wrong
from jxc_desktop.domain.purchasing import LineWrong
from jxc_desktop.i18n import _
from jxc_desktop.ui.page import Hint
from jxc_desktop.ui.purchasing.lines_editor import Lines, LinesEditor
from jxc_desktop.ui.purchasing.open_order import COLUMNS, HIDDEN_AT_FIRST, OpenOrder
from jxc_desktop.ui.purchasing.order_form import OrderForm
from jxc_desktop.ui.purchasing.order_totals import OrderTotals


class OrderEditor(LinesEditor[OpenOrder, OrderForm]):
    """Emits `sent` with what became of it."""

    sent = Signal(object)

    def __init__(self, opened: OpenOrder, parent: QWidget | None = None) -> None:
        empty = _("Nothing yet: scan what is to be ordered, or search for it.")
        lines = Lines(COLUMNS, HIDDEN_AT_FIRST, "order-lines", _("Lines of the order"), empty)
        super().__init__(opened, lines, OrderForm(opened), OrderTotals(opened), parent)
        self.show_all()

    def _tint(self, _row: tuple[object, ...], key: str) -> str:
        return "amber" if key in ("note", "change") else ""

    def key_hints(self) -> Sequence[Hint]:
        """The keys of what is shown."""
        return self.line_hints(_("Send the order"))

    def arrive(self) -> None:
        """Put the cursor where work goes on."""
        if not self.which.isHidden():
            self.which.setFocus()
        elif not self.opened.order.supplier_id:
            self.supplier.setFocus()
        else:
            self.line.setFocus()

    def on_unknown(self, code: str, _quantity: int | None) -> None:
        """Goods are made where products are."""
        self.say(_("{code} is not known. Make the product first (Alt+6), then order it.").format(code=code), "amber")

    def on_empty_enter(self) -> None:
        """The quantity of the line under the cursor."""
        self.edit_quantity()

    def finish(self) -> None:
        """F12: send it; what is wrong is said, and the cursor goes there."""
        if self.has_wrong_figure():
            return
        if not self.opened.order.supplier_id:
            self.say(_("Say who is to deliver it. Nothing was ordered."), "amber")
            self.supplier.setFocus()
            return
        try:
            refuse_wrong(self.opened.order, self.opened.stopped)
        except LineWrong as refused:
            self.opened.step_to(refused.number - 1)
            self.say(refused.sentence(), "red")
            self.edit_quantity()
            return
        except ShopError as refused:
            self.say(refused.sentence(), "red")
            self.line.setFocus()
            return
        self.sent.emit(self.opened.post())
