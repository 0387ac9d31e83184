"""进货: the receipts, and in their place the editor of one, or what of one goes back."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.late_goods import Moments
from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.permissions import TITLES, Permission
from jxc_desktop.domain.purchasing import GoodsReceipt
from jxc_desktop.domain.receipt_draft import copied
from jxc_desktop.domain.return_draft import ReturnDraft
from jxc_desktop.i18n import _
from jxc_desktop.operations.later_costs import CameLater, take_back_later_cost
from jxc_desktop.operations.receipt_drafts import save_receipt
from jxc_desktop.operations.receipts import Received, take_back_receipt
from jxc_desktop.operations.return_drafts import drop_return, keep_return
from jxc_desktop.operations.supplier_exchanges import ExchangedGoods
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.purchase_papers import receipt_pdf
from jxc_desktop.queries.goods_receipts import ReceiptCard, ReceiptRow, pieces_of, receipt_card
from jxc_desktop.queries.party_papers import shop_head
from jxc_desktop.queries.receipt_drafts import RECEIPT, DraftRow, draft_of_order, return_draft
from jxc_desktop.queries.receipt_versions import receipt_to_amend
from jxc_desktop.ui import bus, theme
from jxc_desktop.ui.page import Hint, Page
from jxc_desktop.ui.parties.part import Part
from jxc_desktop.ui.products.labels_dialog import LabelsDialog
from jxc_desktop.ui.purchasing.editor import ReceiptEditor
from jxc_desktop.ui.purchasing.later_cost_form import LaterCostForm
from jxc_desktop.ui.purchasing.open_receipt import OpenReceipt
from jxc_desktop.ui.purchasing.orders_part import OrdersPart
from jxc_desktop.ui.purchasing.receipt_lines import ReceiptLines
from jxc_desktop.ui.purchasing.receipts_table import CARD_WIDTH, CardView, ReceiptsTable
from jxc_desktop.ui.purchasing.return_form import ReturnForm
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.widgets.ask_strip import AskStrip
from jxc_desktop.ui.widgets.empty_state import EmptyState
from jxc_desktop.ui.widgets.late_goods import ask_taken_back
from jxc_desktop.ui.widgets.paper_dialog import PaperDialog
from jxc_desktop.ui.widgets.strips import UndoStrip

WATCHED = frozenset({"goods_receipt", "draft", "allocation", "party_move", "supplier", "document"})
SETTLE_MS = 300
PARTIES = 7


class PurchasingPage(Page):
    """The list first; Ctrl+N opens a receipt, Enter on a half-typed one goes on with it."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.stack = QStackedWidget(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.ask = AskStrip(self)
        column.setSpacing(0)
        column.addWidget(self.ask)
        column.addWidget(self.stack, 1)
        self._is_left = False
        self.table: ReceiptsTable | None = None
        self.editor: ReceiptEditor | None = None
        self.part: Part | None = None
        self.orders: OrdersPart | None = None
        self.paper: PaperDialog | None = None
        self.labels: LabelsDialog | None = None
        self._undo: Callable[[], object] | None = None
        if Permission.SEE_PURCHASES in shop.actor.permissions:
            self._make_list()
        else:
            right = _(TITLES[Permission.SEE_PURCHASES])
            self.stack.addWidget(EmptyState(_("Purchasing needs the right “{right}”. Ask the owner for it.").format(right=right)))

    def _make_list(self) -> None:
        table = self.table = ReceiptsTable(self.shop, self)
        self.card = CardView()
        self.shown: ReceiptCard | None = None
        self.strip, self.bar = UndoStrip(), AskBar()
        for part in (self.strip, self.bar):
            table.strip_place.addWidget(part)
        self.stack.addWidget(table)
        self.buttons = self._make_buttons(table)
        table.put_beside(self.card, theme.px(CARD_WIDTH))
        table.pair_actions(theme.px(CARD_WIDTH))
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(table.refresh)
        bus.watch(table, WATCHED, self._settling.start)
        table.chosen.connect(self._on_chosen)
        table.refreshed.connect(lambda: self._on_chosen(table.view.current_row()))
        table.opened.connect(self.open_lines)
        table.drafts.opened.connect(self.open_half_typed)
        table.drafts.dropped.connect(self.drop_half_typed)
        self.strip.undone.connect(self.undo)
        self.bar.ended.connect(table.view.setFocus)
        undo = QShortcut(QKeySequence("Ctrl+Z"), table)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.undo)
        may_receive = self.buttons["new"].isEnabled()
        text = _("Nothing was received yet: the first receipt is begun with Ctrl+N.")
        table.say_nothing(text, _("New receipt") if may_receive else "", self.new_receipt)
        table.refresh()

    def _make_buttons(self, table: ReceiptsTable) -> dict[str, QPushButton]:
        add = table.add_action
        buttons = {
            "new": add(_("New receipt"), self.new_receipt, key="Ctrl+N", primary=True),
            "change": add(_("Change receipt"), self.change, key="Ctrl+U"),
            "return": add(_("Return to supplier"), self.send_back, key="Ctrl+T"),
            "later": add(_("Later cost"), self.add_later, key="Ctrl+G"),
            "take_back": add(_("Reverse"), self.ask_take_back, key="Ctrl+D"),
            "print": add(_("Print"), self.print_card, key="Ctrl+P"),
            "labels": add(_("Labels"), self.print_labels, key="Ctrl+L"),
            "copy": add(_("Copy"), self.copy, key="Ctrl+M"),
            "pay": add(_("Pay supplier"), self.pay, key="Ctrl+Y"),
            "orders": add(_("Orders"), self.show_orders, key="Ctrl+B"),
        }
        theme.set_role(buttons["take_back"], "danger")
        buttons["new"].setEnabled(Permission.RECEIVE_GOODS in self.shop.actor.permissions)
        return buttons

    # what the window calls

    def key_hints(self) -> Sequence[Hint]:
        """The keys of what is shown."""
        if self.editor is not None:
            return self.editor.key_hints()
        if self.part is not None:
            return self.part.key_hints()
        if self.orders is not None:
            return self.orders.key_hints()
        if self.table is None:
            return ()
        return (
            ("Ctrl+F", _("Search"), self.table.focus_search),
            ("Ctrl+N", _("New receipt"), self.new_receipt),
            ("Enter", _("Open"), self.open_current),
            ("Ctrl+C", _("Copy rows"), self.table.view.copy),
        )

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        if self.editor is not None:
            self.editor.arrive()
        elif self.part is not None:
            self.part.arrive()
        elif self.orders is not None:
            self.orders.arrive()
        elif self.table is not None:
            if not self.table.drafts.isHidden():
                self.table.drafts.setFocus()
                self.table.drafts.selectRow(0)
            else:
                self.table.focus_search()

    def take_scan(self, code: str) -> bool:
        """A scan goes into the receipt that is open, or looks for the goods in the list."""
        if self.editor is not None:
            return self.editor.take_scan(code)
        if self.part is not None:
            return isinstance(self.part, ReturnForm) and self.part.take_scan(code)
        if self.orders is not None:
            return self.orders.take_scan(code)
        return self.table is not None and self.table.take_scan(code)

    def leave(self) -> bool:
        """A later cost that is typed and not booked is asked about before the window closes; receipts and returns are kept."""
        part = self.part
        if self._is_left or part is None or not part.is_dirty():
            return True
        self.ask.ask(
            _("“{name}” is not booked yet.").format(name=part.title()),
            [(_("Go on with it"), part.arrive), (_("Close without saving"), self._close_anyway)],
        )
        return False

    def _close_anyway(self) -> None:
        self._is_left = True
        self.window().close()
        self._is_left = False

    # the orders

    def show_orders(self, state: str = "") -> None:
        """采购订单, all or those in a state, in the place of the receipts; a later cost that is half typed is gone on with instead."""
        if self.table is None:
            return
        if self.part is not None and self.part.is_dirty():
            self.part.arrive()
            return
        if self.editor is not None or self.part is not None:
            self._show_list()
        if self.orders is None:
            self.orders = OrdersPart(self.shop, self)
            self.orders.closed.connect(self._on_closed)
            self.orders.receipt_asked.connect(self.receive_order)
            self.orders.hints_changed.connect(self.hints_changed)
            self.stack.addWidget(self.orders)
        self.stack.setCurrentWidget(self.orders)
        self.hints_changed.emit()
        self.orders.show_state(state)

    # the editor

    def new_receipt(self) -> None:
        """Begin an empty one."""
        self.begin(OpenReceipt(self.shop))

    def open_receipt(self, receipt: GoodsReceipt) -> None:
        """Begin one that is filled in already: out of an order, copied, or put right. It is kept from its first change on."""
        self.begin(OpenReceipt(self.shop, receipt))

    def receive_order(self, receipt: GoodsReceipt) -> None:
        """Begin the receipt of an order, or go on with the one that is half typed: its goods come once."""
        with self.shop.read() as view:
            key = draft_of_order(view, receipt.order_id or 0)
        if not key:
            self.open_receipt(receipt)
            return
        self.open_draft(key)
        if self.editor is not None:
            self.editor.say(_("This receipt of the order was begun already."))

    def open_half_typed(self, row: DraftRow) -> None:
        """Go on with what is half typed."""
        if row.kind == RECEIPT:
            self.open_draft(row.key)
            return
        with self.shop.read() as view:
            draft = return_draft(view, key=row.key)
            card = None if draft is None else receipt_card(view, draft.receipt_id)
        if draft is None or card is None:
            self._tell(_("This return is not half typed any more."))
        elif not card.can_return:
            self._tell(_("Nothing is left of {number} that could go back.").format(number=card.row.number))
        else:
            self._put_return(card, draft)

    def open_draft(self, key: str) -> None:
        """Go on with a half-typed one."""
        opened = OpenReceipt.of_draft(self.shop, key)
        if opened is None:
            self._tell(_("This receipt is not half typed any more."))
            return
        self.begin(opened)

    def begin(self, opened: OpenReceipt) -> None:
        """Show the editor of a receipt."""
        if self.table is None or not self.buttons["new"].isEnabled():
            return
        self._close_editor()
        self.editor = ReceiptEditor(opened, self)
        opened.setParent(self.editor)
        self.editor.booked.connect(self._on_booked)
        self.editor.closed.connect(self._on_closed)
        self.editor.hints_changed.connect(self.hints_changed)
        self.stack.addWidget(self.editor)
        self.stack.setCurrentWidget(self.editor)
        self.hints_changed.emit()
        self.editor.arrive()

    def _close_editor(self) -> None:
        editor, self.editor = self.editor, None
        if editor is not None:
            if editor.opened.is_empty:
                editor.opened.drop()
            self.stack.removeWidget(editor)
            editor.deleteLater()

    def _show_list(self) -> ReceiptsTable:
        table = self.table
        assert table is not None  # who has no list has no editor
        self._close_editor()
        part, self.part = self.part, None
        if part is not None:
            self.stack.removeWidget(part)
            part.deleteLater()
        orders, self.orders = self.orders, None
        if orders is not None:
            self.stack.removeWidget(orders)
            orders.deleteLater()
        self.stack.setCurrentWidget(table)
        table.refresh()
        self.hints_changed.emit()
        return table

    def _on_closed(self) -> None:
        self._show_list()
        self.arrive()

    def _on_booked(self, made: Received) -> None:
        editor = self.editor
        supplier = "" if editor is None or editor.opened.supplier is None else editor.opened.supplier.name
        table = self._show_list()
        table.go_to(made.number)
        text = _("Received: {number}, {supplier}, {total}")
        self._tell(text.format(number=made.number, supplier=supplier, total=format_money(made.total)))
        if self.buttons["pay"].isEnabled():
            self.strip.show_text(self.strip.label.text(), _("Pay supplier"), "Ctrl+Y", act=self.pay)

    def drop_half_typed(self, row: DraftRow) -> None:
        """Put what is half typed away; it can be had back."""
        if row.kind == RECEIPT:
            self.drop_draft(row.key)
            return
        with self.shop.read() as view:
            draft = return_draft(view, key=row.key)
        if draft is None or self.table is None:
            return
        with self.shop.work() as work:
            drop_return(work, draft)
        self.table.refresh()
        self._tell(_("Put away: {name}").format(name=row.supplier), lambda: self._have_return_back(draft))

    def _have_return_back(self, draft: ReturnDraft) -> None:
        with self.shop.work() as work:
            keep_return(work, draft)
        if self.table is not None:
            self.table.refresh()

    def drop_draft(self, key: str) -> None:
        """Put a half-typed one away; it can be had back."""
        opened = OpenReceipt.of_draft(self.shop, key)
        if opened is None or self.table is None:
            return
        opened.drop()
        self.table.refresh()
        name = "" if opened.supplier is None else opened.supplier.name
        self._tell(_("Put away: {name}").format(name=name or _("a half-typed receipt")), lambda: self._have_back(opened.receipt))

    def _have_back(self, receipt: GoodsReceipt) -> None:
        with self.shop.work() as work:
            save_receipt(work, receipt)
        if self.table is not None:
            self.table.refresh()

    # the list

    def _on_chosen(self, row: ReceiptRow | None) -> None:
        self.shown = None
        if row is not None:
            with self.shop.read() as view:
                self.shown = receipt_card(view, row.document_id)
        self.card.show_card(self.shown)
        card, held = self.shown, self.shop.actor.permissions
        is_receipt = card is not None and card.is_receipt
        may = {
            "change": card is not None and card.can_change,
            "return": card is not None and card.can_return,
            "later": card is not None and card.is_receipt and card.can_take_back,
            "take_back": card is not None and card.can_take_back,
            "print": card is not None,
            "labels": is_receipt and Permission.EDIT_PRODUCTS in held,
            "copy": is_receipt and Permission.RECEIVE_GOODS in held,
            "pay": card is not None and bool(card.open_moves) and Permission.PAY_SUPPLIER in held,
        }
        for name, is_on in may.items():
            self.buttons[name].setEnabled(is_on)

    def _tell(self, text: str, undo: Callable[[], object] | None = None) -> None:
        self._undo = undo
        self.strip.show_text(text, _("Take it back") if undo else "", "Ctrl+Z" if undo else "")

    def undo(self) -> None:
        """Do what the strip offers."""
        undo, self._undo = self._undo, None
        if undo is not None:
            self.strip.clear()
            undo()

    def change(self) -> None:
        """修改: the receipt as a draft; nothing moves before it is booked."""
        if self.shown is not None and self.shown.can_change:
            with self.shop.read() as view:
                found = receipt_to_amend(view, self.shown.row.document_id, uuid.uuid4().hex)
            self.open_receipt(replace(found, amends=self.shown.row.document_id))

    def copy(self) -> None:
        """The same goods in a receipt of its own."""
        if self.shown is not None and self.shown.is_receipt:
            key = uuid.uuid4().hex
            with self.shop.read() as view:
                found = receipt_to_amend(view, self.shown.row.document_id, key)
            self.open_receipt(copied(found, key))

    def send_back(self) -> None:
        """退供应商: what of the receipt goes back; what was half typed of it is gone on with."""
        if self.shown is None or not self.shown.can_return:
            return
        with self.shop.read() as view:
            draft = return_draft(view, receipt_id=self.shown.row.document_id)
        self._put_return(self.shown, draft)

    def _put_return(self, card: ReceiptCard, draft: ReturnDraft | None) -> None:
        form = ReturnForm(self.shop, card, draft, self)
        form.returned.connect(self._on_returned)
        self._put(form)

    def open_current(self) -> None:
        """The document under the cursor."""
        row = None if self.table is None else self.table.view.current_row()
        if row is not None:
            self.open_lines(row)

    def open_lines(self, row: ReceiptRow) -> None:
        """All lines of a document in a table."""
        with self.shop.read() as view:
            card = receipt_card(view, row.document_id)
        self._put(ReceiptLines(self.shop, card, self))

    def _put(self, part: Part) -> None:
        """Show something in the place of the list, until it is closed."""
        self.part = part
        part.closed.connect(self._on_part_closed)
        self.stack.addWidget(part)
        self.stack.setCurrentWidget(part)
        self.hints_changed.emit()
        part.arrive()

    def _on_part_closed(self) -> None:
        self._show_list().view.setFocus()

    def add_later(self) -> None:
        """Freight, a fee or a rebate that comes to the receipt later."""
        if self.shown is not None and self.buttons["later"].isEnabled():
            form = LaterCostForm(self.shop, self.shown, self)
            form.came.connect(self._on_came)
            self._put(form)

    def _on_came(self, made: CameLater) -> None:
        self._show_list()
        self._tell(_("{number} is booked.").format(number=made.number), lambda: self._take_later_back(made.document_id))

    def _take_later_back(self, document_id: int) -> None:
        with self.shop.work() as work:
            made = take_back_later_cost(work, document_id, "")
        self._tell(_("Taken back by {number}.").format(number=made.number))

    def _on_returned(self, made: ExchangedGoods) -> None:
        self._show_list().go_to(made.back.number)
        if made.came is None:
            text = _("Sent back: {number}, the supplier owes {amount} for it.")
            self._tell(text.format(number=made.back.number, amount=format_money(-made.back.total)))
        else:
            self._tell(_("Exchanged: {back} went back, {came} came for it.").format(back=made.back.number, came=made.came.number))

    def print_card(self) -> None:
        """The document as a paper."""
        card = self.shown
        if card is None:
            return
        with self.shop.read() as view:
            head = shop_head(view)
        title = f"{card.row.kind} {card.row.number}"
        self.paper = PaperDialog(
            self.shop, "goods-receipt", title, lambda stream, form, _check: receipt_pdf(card, head, stream, form=form), parent=self
        )
        self.paper.open()

    def print_labels(self) -> None:
        """Labels of what came, one a piece if wanted."""
        if self.shown is None or not self.shown.is_receipt:
            return
        came = pieces_of(self.shown)
        self.labels = LabelsDialog(self.shop, list(came), self, came=came)
        self.labels.finished.connect(self.labels.deleteLater)
        self.labels.open()

    def pay(self) -> None:
        """付款: the room of suppliers takes over, with what is open of this receipt chosen."""
        card = self.shown
        if card is not None and card.open_moves:
            self.go_to.emit(PARTIES, lambda page: page.pay(card.row.supplier_id, card.open_moves))

    def ask_take_back(self) -> None:
        """作废: the reason is asked under the list; first, whether it was wrong already when its goods were counted."""
        card = self.shown
        if card is None or not card.can_take_back:
            return
        title = _("Reverse {number}? Its goods leave the stock again, and nothing is owed for them.").format(number=card.row.number)
        document_id = card.row.document_id

        def ask_reason(moments: Moments) -> None:
            self.bar.ask(title, [(_("Reason"), "")], lambda texts: self._take_back(document_id, texts[0], moments), done=_("Reverse"))

        ask_taken_back(self.ask, self.shop, document_id, ask_reason)

    def _take_back(self, document_id: int, reason: str, moments: Moments) -> None:
        with self.shop.work() as work:
            made = take_back_receipt(work, document_id, reason, were_counted=moments)
        if self.table is not None:
            self.table.refresh()
        self._tell(_("Reversed by {number}.").format(number=made.number))
