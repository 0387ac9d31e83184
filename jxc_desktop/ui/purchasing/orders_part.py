"""The room of purchase orders: the list, and in its place the editor of one; approved, sent back, received, closed, printed."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.orders import PurchaseOrder
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.orders import Ordered, approve_order, close_order, drop_order, return_order, save_order
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.order_papers import order_pdf
from jxc_desktop.queries.orders import LINE_COLUMNS, OrderDetail, OrderRow, order_detail, order_draft, order_to_copy, receipt_from_order
from jxc_desktop.queries.party_papers import shop_head
from jxc_desktop.spreadsheets.writing import TableOut, write_report
from jxc_desktop.ui import bus, jobs, table_export, theme
from jxc_desktop.ui.page import Hint
from jxc_desktop.ui.purchasing.open_order import OpenOrder
from jxc_desktop.ui.purchasing.order_editor import OrderEditor
from jxc_desktop.ui.purchasing.orders_table import OrderCard, OrdersTable
from jxc_desktop.ui.purchasing.receipts_table import CARD_WIDTH
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.widgets.paper_dialog import PaperDialog
from jxc_desktop.ui.widgets.strips import UndoStrip

WATCHED = frozenset({"purchase_order", "draft", "receipt_line", "supplier", "document"})
SETTLE_MS = 300
_COMING = ("open", "partly")


class OrdersPart(QWidget):
    """`closed` is the way back to the receipts, `receipt_asked` carries a receipt that is filled in out of an order."""

    closed = Signal()
    receipt_asked = Signal(object)
    hints_changed = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.stack = QStackedWidget(self)
        self.editor: OrderEditor | None = None
        self.paper: PaperDialog | None = None
        self.detail: OrderDetail | None = None
        self._undo: Callable[[], object] | None = None
        self.table = OrdersTable(shop, self)
        self.card, self.strip, self.bar = OrderCard(), UndoStrip(), AskBar()
        for part in (self.strip, self.bar):
            self.table.strip_place.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.stack.addWidget(self.table)
        self.buttons = self._make_buttons()
        self.table.put_beside(self.card, theme.px(CARD_WIDTH))
        self.table.pair_actions(theme.px(CARD_WIDTH))
        self._connect()
        self.table.refresh()
        self._on_chosen(None)

    def _make_buttons(self) -> dict[str, QPushButton]:
        add = self.table.add_action
        buttons = {
            "new": add(_("New order"), self.new_order, key="Ctrl+N", primary=True),
            "open": add(_("Open draft"), self.open_current, key="Ctrl+O"),
            "receive": add(_("Receive"), self.receive, key="Ctrl+R"),
            "approve": add(_("Approve"), self.approve, key="Ctrl+Y"),
            "send_back": add(_("Decline"), self.ask_send_back, key="Ctrl+K"),
            "copy": add(_("Copy"), self.copy, key="Ctrl+M"),
            "print": add(_("Print"), self.print_order, key="Ctrl+P"),
            "sheet": add(_("As Excel"), self.save_sheet, key="Ctrl+L"),
            "close": add(_("Close order"), self.ask_close, key="Ctrl+D"),
            "back": add(_("Receipts"), self.closed.emit, key="Esc"),
        }
        theme.set_role(buttons["close"], "danger")
        return buttons

    def _connect(self) -> None:
        table = self.table
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(table.refresh)
        bus.watch(table, WATCHED, self._settling.start)
        table.opened.connect(self._on_opened)
        table.chosen.connect(self._on_chosen)
        table.refreshed.connect(lambda: self._on_chosen(table.view.current_row()))
        self.strip.undone.connect(self.undo)
        self.bar.ended.connect(table.view.setFocus)
        may_order = self._may(Permission.ORDER_GOODS)
        text = _("Nothing was ordered yet: begin with Ctrl+N, or from the low stock (Alt+4).")
        table.say_nothing(text, _("New order") if may_order else "", self.new_order)

    def _may(self, right: Permission) -> bool:
        return right in self.shop.actor.permissions

    # what the page calls

    def key_hints(self) -> Sequence[Hint]:
        """The keys of what is shown."""
        if self.editor is not None:
            return self.editor.key_hints()
        return (
            ("Ctrl+F", _("Search"), self.table.focus_search),
            ("Ctrl+N", _("New order"), self.new_order),
            ("Ctrl+C", _("Copy rows"), self.table.view.copy),
            ("Esc", _("Back"), self.closed.emit),
        )

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        if self.editor is not None:
            self.editor.arrive()
        elif self.table.view.current_row() is not None:
            self.table.view.setFocus()
        else:
            self.table.focus_search()

    def take_scan(self, code: str) -> bool:
        """A scan goes into the order that is open, or looks for the goods in the list."""
        return self.editor.take_scan(code) if self.editor is not None else self.table.take_scan(code)

    def show_state(self, state: str) -> None:
        """The list, only what is in a state."""
        self._close_editor()
        self.table.show_state(state)
        if self.table.model.rowCount():
            self.table.view.selectRow(0)
        self.arrive()

    # the editor

    def new_order(self) -> None:
        """Begin an empty one."""
        self.begin(OpenOrder(self.shop))

    def open_current(self) -> None:
        """Go on with the draft under the cursor."""
        row = self._row()
        if row is not None and row.is_draft:
            self.open_draft(row.key)

    def open_draft(self, key: str) -> None:
        """Go on with one that is not sent yet. Raises NotFound, OrderUnreadable."""
        with self.shop.read() as view:
            order = order_draft(view, key).body.order
        self.begin(OpenOrder(self.shop, order))

    def begin(self, opened: OpenOrder) -> None:
        """Show the editor of an order."""
        if not self.buttons["new"].isEnabled():
            return
        self._close_editor()
        self.editor = OrderEditor(opened, self)
        opened.setParent(self.editor)
        self.editor.sent.connect(self._on_sent)
        self.editor.closed.connect(self._on_closed)
        self.stack.addWidget(self.editor)
        self.stack.setCurrentWidget(self.editor)
        self.hints_changed.emit()
        self.editor.arrive()

    def _close_editor(self) -> None:
        editor, self.editor = self.editor, None
        if editor is not None:
            editor.opened.drop_if_empty()
            self.stack.removeWidget(editor)
            editor.deleteLater()
            self.table.refresh()
            self.hints_changed.emit()

    def _on_closed(self) -> None:
        key = "" if self.editor is None else self.editor.opened.order.key
        self._close_editor()
        self.table.go_to(key)
        self.arrive()

    def _on_sent(self, made: Ordered) -> None:
        assert self.editor is not None  # it told so
        key, supplier = self.editor.opened.order.key, self.editor.opened.supplier
        self._close_editor()
        self.table.go_to(key)
        name = "" if supplier is None else supplier.name
        if made.holds:
            why = " ".join(hold.sentence() for hold in made.holds)
            self.strip.show_text(_("The order to {supplier} waits for approval. {why}").format(supplier=name, why=why), kind="amber")
        else:
            text = _("Ordered: {number}, {supplier}, {total}")
            self._tell(text.format(number=made.number, supplier=name, total=format_money(made.total)))

    # the list

    def _row(self) -> OrderRow | None:
        row = self.table.view.current_row()
        return row if isinstance(row, OrderRow) else None

    def _on_opened(self, row: OrderRow) -> None:
        if row.is_draft:
            self.open_draft(row.key)
        else:
            self.receive()

    def _on_chosen(self, row: OrderRow | None) -> None:
        self.detail = None
        if row is None:
            self.card.show_nothing()
        elif row.document_id is None:
            with self.shop.read() as view:
                draft = order_draft(view, row.key)
            self.card.show_draft(row, draft)
        else:
            with self.shop.read() as view:
                self.detail = order_detail(view, row.document_id)
            self.card.show_order(self.detail)
        self._show_actions(row)

    def _show_actions(self, row: OrderRow | None) -> None:
        is_coming = row is not None and row.state in _COMING
        is_sent, is_pending = self.detail is not None, row is not None and row.state == "pending"
        may_order = self._may(Permission.ORDER_GOODS)
        may = {
            "new": may_order,
            "open": row is not None and row.is_draft and may_order,
            "receive": is_coming and self._may(Permission.RECEIVE_GOODS),
            "approve": is_pending and self._may(Permission.APPROVE_ORDERS),
            "send_back": is_pending and self._may(Permission.APPROVE_ORDERS),
            "copy": is_sent and may_order,
            "print": is_sent,
            "sheet": is_sent and self._may(Permission.EXPORT),
            "close": may_order and (is_coming or (row is not None and row.is_draft)),
        }
        for name, is_on in may.items():
            self.buttons[name].setEnabled(is_on)

    def _tell(self, text: str, undo: Callable[[], object] | None = None) -> None:
        self._undo = undo
        self.strip.show_text(text, _("Take it back") if undo else "")

    def undo(self) -> None:
        """Do what the strip offers."""
        undo, self._undo = self._undo, None
        if undo is not None:
            self.strip.clear()
            undo()

    # what is done with an order

    def receive(self) -> None:
        """入库: a receipt of what is still to come."""
        if self.detail is not None and self.buttons["receive"].isEnabled() and self.detail.row.document_id is not None:
            with self.shop.read() as view:
                receipt = receipt_from_order(view, self.detail.row.document_id)
            self.receipt_asked.emit(receipt)

    def approve(self) -> None:
        """The owner's yes."""
        row = self._row()
        if row is None or not self.buttons["approve"].isEnabled():
            return
        with self.shop.work() as work:
            made = approve_order(work, row.key, row.version)
        self.table.refresh()
        self.table.go_to(row.key)
        self._tell(_("Approved: {number}, {supplier}").format(number=made.number, supplier=row.supplier))

    def ask_send_back(self) -> None:
        """The owner's no: the reason is asked under the list."""
        row = self._row()
        if row is not None and self.buttons["send_back"].isEnabled():
            title = _("Send the order to {supplier} back to {name}?").format(supplier=row.supplier, name=row.operator)
            self.bar.ask(title, [(_("Reason"), "")], lambda texts: self._send_back(row, texts[0]), done=_("Decline"))

    def _send_back(self, row: OrderRow, reason: str) -> None:
        with self.shop.work() as work:
            return_order(work, row.key, row.version, reason)
        self.table.refresh()
        self._tell(_("Sent back: {supplier}").format(supplier=row.supplier))

    def copy(self) -> None:
        """The same goods in an order of its own, at the prices of now."""
        if self.detail is not None and self.detail.row.document_id is not None and self.buttons["copy"].isEnabled():
            with self.shop.read() as view:
                order = order_to_copy(view, self.detail.row.document_id)
            with self.shop.work() as work:
                save_order(work, order)
            self.begin(OpenOrder(self.shop, order))

    def ask_close(self) -> None:
        """作废: a draft is put away and can be had back; of an order that was sent the reason is asked."""
        row = self._row()
        if row is None or not self.buttons["close"].isEnabled():
            return
        if row.document_id is None:
            self._drop(row)
            return
        document_id = row.document_id
        title = _("Close {number}? What has not come of it is no longer expected.").format(number=row.number)
        self.bar.ask(title, [(_("Reason"), "")], lambda texts: self._close(document_id, texts[0]), done=_("Close order"))

    def _close(self, document_id: int, reason: str) -> None:
        with self.shop.work() as work:
            made = close_order(work, document_id, reason)
        self.table.refresh()
        self._tell(_("Closed by {number}.").format(number=made.number))

    def _drop(self, row: OrderRow) -> None:
        with self.shop.read() as view:
            order = order_draft(view, row.key).body.order
        with self.shop.work() as work:
            drop_order(work, row.key)
        self.table.refresh()
        self._tell(_("Put away: {name}").format(name=row.supplier or _("an order")), lambda: self._have_back(order))

    def _have_back(self, order: PurchaseOrder) -> None:
        with self.shop.work() as work:
            save_order(work, order)
        self.table.refresh()
        self.table.go_to(order.key)

    def print_order(self) -> None:
        """The order as a paper for the supplier."""
        detail = self.detail
        if detail is None:
            return
        with self.shop.read() as view:
            head = shop_head(view)
        title = f"{_('Purchase order')} {detail.row.number}"
        self.paper = PaperDialog(
            self.shop, "purchase-order", title, lambda stream, form, _check: order_pdf(detail, head, stream, form=form), parent=self
        )
        self.paper.open()

    def save_sheet(self) -> None:
        """The order as a workbook for the supplier: ask where to."""
        if self.detail is None or not self.buttons["sheet"].isEnabled():
            return
        path = table_export.ask_path(self.table.view, f"{_('Purchase order')} {self.detail.row.number}")
        if path is not None:
            self.write_sheet(path)

    def write_sheet(self, path: Path) -> jobs.Job:
        """Write the order as a workbook on another thread. Raises NotAllowed."""
        detail = self.detail
        assert detail is not None  # as its button says
        with self.shop.read() as view:
            view.require(Permission.EXPORT)
            head = shop_head(view)
        title, rows = f"{_('Purchase order')} {detail.row.number}", detail.sheet_rows()
        expected = "" if detail.row.expected_on is None else _("Please deliver by: {day}").format(day=detail.row.expected_on)
        above = [text for text in (head.name, detail.row.supplier, expected, detail.row.remark) if text]

        def write(_control: jobs.JobControl) -> int:
            table = TableOut(title, LINE_COLUMNS, rows, {"amount": detail.row.total})
            return write_report(path, [table], title=title, shop_name=head.name, above=above)

        return jobs.run(write, title=_("Export to Excel"), owner=self, done=lambda count: table_export.told(self, path, count))
