"""What is done with a posted document in a list: printed, reversed, taken back, corrected, copied. One set for every such list."""

import uuid
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton

from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.late_goods import NOW, Moments
from jxc_desktop.domain.payments import Method
from jxc_desktop.i18n import _
from jxc_desktop.operations.adjustments import take_back_adjustment
from jxc_desktop.operations.assemblies import take_back_assembly
from jxc_desktop.operations.count_posting import take_back_count
from jxc_desktop.operations.later_costs import take_back_later_cost
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.stock import undo_opening_stock
from jxc_desktop.operations.tenders import correct_tender
from jxc_desktop.operations.transfers import take_back_transfer
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.document_actions import DocumentActions, document_actions
from jxc_desktop.queries.payments import payment_methods
from jxc_desktop.queries.returns import returnable
from jxc_desktop.ui import theme, trouble
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.sales.delivery_note import DeliveryNoteDialog
from jxc_desktop.ui.sales.money_keys import method_named, methods_hint
from jxc_desktop.ui.widgets.ask_strip import AskStrip
from jxc_desktop.ui.widgets.late_goods import ask_taken_back
from jxc_desktop.ui.widgets.table_page import TablePage

TAKES_BACK: dict[str, Callable[..., Any]] = {
    DocumentKind.TRANSFER: take_back_transfer,
    DocumentKind.WRITE_OFF: take_back_adjustment,
    DocumentKind.WRITE_UP: take_back_adjustment,
    DocumentKind.ASSEMBLY: take_back_assembly,
    DocumentKind.LATER_COST: take_back_later_cost,
    DocumentKind.COUNT: take_back_count,
}


class SaleActions(QObject):
    """The buttons beside a list, for the document under its cursor; what is asked stands in the bar under it.

    `reprint_asked`, `return_asked`, `copy_asked`, `amend_asked` and `paper_asked` carry the document's id, `reversed` the reversal;
    `changed` comes when there is another document.
    """

    reprint_asked = Signal(int)
    return_asked = Signal(int)
    copy_asked = Signal(int)
    amend_asked = Signal(int)
    paper_asked = Signal(int)
    reversed = Signal(object)
    changed = Signal()

    def __init__(self, shop: Shop, table: TablePage) -> None:
        super().__init__(table)
        self.shop, self.table = shop, table
        self.bar, self.strip = AskBar(), AskStrip()
        self.id, self.number = 0, ""
        self.may = DocumentActions()
        table.strip_place.addWidget(self.bar)
        table.strip_place.addWidget(self.strip)
        self.bar.ended.connect(table.view.setFocus)
        add = table.add_action
        self.reprint_button = add(_("Reprint"), self.reprint, key="Ctrl+R")
        self.reverse_button = add(_("Reverse"), self.ask_reason, key="Ctrl+D")
        theme.set_role(self.reverse_button, "danger")
        self.return_button = add(_("Take goods back"), self.ask_return, key="Ctrl+T")
        self.note_button = add(_("Delivery note"), self.open_note, key="Ctrl+P")
        self.correct_button = add(_("Correct the way of paying"), self.ask_way, key="Ctrl+M")
        self.copy_button = add(_("Copy to a new cart"), self.copy, key="Ctrl+N")
        self.amend_button = add(_("Change the sale"), self.amend, key="Ctrl+U")
        self.show_for(0, "")

    def _buttons(self) -> dict[QPushButton, bool]:
        return {
            self.reprint_button: self.may.can_print,
            self.reverse_button: self.may.can_reverse,
            self.return_button: self.may.can_return,
            self.note_button: self.may.has_note or self.may.has_paper,
            self.correct_button: self.may.can_correct,
            self.amend_button: self.may.can_amend,
            self.copy_button: self.may.can_copy,
        }

    def show_for(self, document_id: int, number: str) -> None:
        """The document under the cursor; id 0 for none."""
        self.id, self.number = document_id, number
        with self.shop.read() as view:
            self.may = document_actions(view, document_id) if document_id else DocumentActions()
        for button, may in self._buttons().items():
            button.setEnabled(may)
        paper = _("Print") if self.may.has_paper else _("Delivery note")
        copy = _("Copy") if self.may.is_stock else _("Copy to a new cart")
        for button, text, key in ((self.note_button, paper, "Ctrl+P"), (self.copy_button, copy, "Ctrl+N")):
            button.setText(f"{text}   {key}")
            button.setAccessibleName(text)

    def reprint(self) -> None:
        """重打: a copy of the receipt."""
        if self.may.can_print:
            self.reprint_asked.emit(self.id)

    def open_note(self) -> None:
        """送货单: the sale as a paper that goes with the goods; a document of stock as what it is."""
        if self.may.has_note:
            DeliveryNoteDialog(self.shop, self.id, self.table.window()).open()
        elif self.may.has_paper:
            self.paper_asked.emit(self.id)

    def ask_return(self) -> None:
        """退货: the board of returns takes over, on this sale."""
        if self.may.can_return:
            self.return_asked.emit(self.id)

    def copy(self) -> None:
        """复制: its goods in a new cart; of a document of stock, in a new one of its kind."""
        if self.may.can_copy:
            self.copy_asked.emit(self.id)

    def amend(self) -> None:
        """修改: the sale in a cart that will take its place."""
        if self.may.can_amend:
            self.amend_asked.emit(self.id)

    def ask_reason(self) -> None:
        """作废: the reason is asked under the list; first, whether it was so already when its goods were counted."""
        if self.may.can_reverse and self.may.is_stock:
            ask_taken_back(self.strip, self.shop, self.id, self._ask_reason)
        elif self.may.can_reverse:
            self._ask_reason(NOW)

    def _ask_reason(self, moments: Moments) -> None:
        document_id, number, is_opening, taken_back_as = self.id, self.number, self.may.is_opening, self.may.taken_back_as
        if self.may.can_reverse:
            title = _("Reverse {number}? The goods go back to stock and the money is paid back.")
            if is_opening:
                title = _("Reverse {number}? Its goods leave the stock again, and count as not set up.")
            if taken_back_as:
                title = _("Reverse {number}? What it did to the stock is undone by a document of its own.")
            self.bar.ask(
                title.format(number=number),
                [(_("Reason"), "")],
                lambda texts: (
                    self._take_back(TAKES_BACK[taken_back_as], document_id, number, texts[0], moments)
                    if taken_back_as
                    else self._reverse(document_id, number, texts[0], is_opening=is_opening)
                ),
                done=_("Reverse"),
            )

    def _reverse(self, document_id: int, number: str, reason: str, *, is_opening: bool) -> None:
        with self.shop.work() as work:
            if is_opening:
                reversal = undo_opening_stock(work, document_id, reason=reason).number
            else:
                made = reverse_sale(work, document_id, reason)
                reversal = made.number
        if not is_opening:
            self.reversed.emit(made)
        trouble.tell(self.table, _("{number} is reversed by {reversal}.").format(number=number, reversal=reversal))
        self.changed.emit()

    def _take_back(self, operation: Callable[..., Any], document_id: int, number: str, reason: str, moments: Moments) -> None:
        with self.shop.work() as work:
            made = operation(work, document_id, reason, were_counted=moments) if moments else operation(work, document_id, reason)
        trouble.tell(self.table, _("{number} is reversed by {reversal}.").format(number=number, reversal=made.number))
        self.changed.emit()

    def ask_way(self) -> None:
        """改支付方式: how it was said to be paid, and how it really was."""
        if not self.may.can_correct:
            return
        document_id, number = self.id, self.number
        with self.shop.read() as view:
            methods = list(payment_methods(view))
            paid = [way.method_id for way in returnable(view, document_id).ways if way.paid > way.back]
        first = next((method for method in methods if method.id in paid), methods[0])
        key = uuid.uuid4().hex
        self.bar.ask(
            _("Correct how {number} was paid").format(number=number),
            [(_("Said to be paid by"), str(first.digit or first.name)), (_("Really paid by"), "")],
            lambda texts: self._correct(document_id, number, texts, methods, key),
            hint=methods_hint(methods),
        )

    def _correct(self, document_id: int, number: str, texts: list[str], methods: list[Method], key: str) -> None:
        old, new = (method_named(text, methods) for text in texts)
        with self.shop.work() as work:
            made = correct_tender(work, document_id, old.id, new.id, key=key)
        trouble.tell(self.table, _("{number}: {sale} was paid by {way}.").format(number=made.number, sale=number, way=new.name))
        self.changed.emit()
