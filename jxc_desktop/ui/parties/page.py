"""The page of suppliers and customers: the list, and in its place the form, what is open, a payment."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.permissions import TITLES, Permission
from jxc_desktop.domain.products import Product
from jxc_desktop.i18n import _
from jxc_desktop.operations.supplier_payments import Paid
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.document_filters import DocumentsFilter
from jxc_desktop.queries.supplier_goods import SupplierGoods
from jxc_desktop.ui import bus, theme
from jxc_desktop.ui.page import Hint, Page
from jxc_desktop.ui.parties.customers_table import CustomersTable
from jxc_desktop.ui.parties.goods_form import GoodsForm
from jxc_desktop.ui.parties.goods_table import GoodsTable
from jxc_desktop.ui.parties.goods_views import CompareView, PriceSteps
from jxc_desktop.ui.parties.open_amounts import OpenAmounts
from jxc_desktop.ui.parties.part import Part
from jxc_desktop.ui.parties.payment_form import PaymentForm
from jxc_desktop.ui.parties.price_list import PriceListWizard
from jxc_desktop.ui.parties.statement_view import StatementView, payment_dialog
from jxc_desktop.ui.parties.supplier_form import SupplierForm
from jxc_desktop.ui.parties.supplier_table import SupplierTable
from jxc_desktop.ui.widgets.ask_strip import AskStrip
from jxc_desktop.ui.widgets.empty_state import EmptyState
from jxc_desktop.ui.widgets.paper_dialog import PaperDialog
from jxc_desktop.ui.widgets.strips import UndoStrip

WATCHED = frozenset({"supplier", "supplier_licence", "party_move", "party_balance", "allocation"})
SETTLE_MS = 200
REPORTS = 8


class PartiesPage(Page):
    """The list of suppliers; Enter opens one, Esc comes back to it."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.stack = QStackedWidget(self)
        self.ask = AskStrip(self)
        self.table: SupplierTable | None = None
        self.buttons: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.ask)
        column.addWidget(self.stack, 1)
        self.strip = UndoStrip(self)
        self.strip_place = QWidget(self)
        place = QVBoxLayout(self.strip_place)
        wide = theme.px(theme.GAP_WIDE)
        place.setContentsMargins(wide, 0, wide, wide)
        place.addWidget(self.strip)
        self.strip_place.hide()
        column.addWidget(self.strip_place)
        self.paper: PaperDialog | None = None
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._is_left = False
        self._paid_id = 0
        shortcut = QShortcut(QKeySequence("Ctrl+Shift+P"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.print_paid)
        held = shop.actor.permissions
        if Permission.SEE_PURCHASES not in held and Permission.SEE_SALES in held:
            self.show_customers()
            return
        if Permission.SEE_PURCHASES not in held:
            right = _(TITLES[Permission.SEE_PURCHASES])
            self.stack.addWidget(EmptyState(_("Suppliers need the right “{right}”. Ask the owner for it.").format(right=right)))
            return
        self.table = self._make_table()

    def _make_table(self) -> SupplierTable:
        table = SupplierTable(self.shop, self)
        self.stack.addWidget(table)
        held = self.shop.actor.permissions
        self.buttons = {
            "new": table.add_action(_("New supplier"), self.new_supplier, key="Ctrl+N", primary=True),
            "open": table.add_action(_("Change supplier"), self.open_current, key="Ctrl+M"),
            "pay": table.add_action(_("Pay supplier"), self.pay_current, key="Ctrl+P"),
            "goods": table.add_action(_("Goods and prices"), self.show_goods, key="Ctrl+G"),
            "prices": table.add_action(_("Price list"), self.import_prices, key="Ctrl+I"),
            "statement": table.add_action(_("Statement"), self.show_statement, key="Ctrl+T"),
            "customers": table.add_action(_("Customers"), self.show_customers, key="Ctrl+U"),
            "amounts": table.add_action(_("Open amounts"), self.show_open, key="Ctrl+O"),
        }
        self.buttons["new"].setEnabled(Permission.EDIT_SUPPLIERS in held)
        self.buttons["customers"].setEnabled(Permission.SEE_SALES in held)
        table.opened.connect(lambda row: self.open_supplier(row.id))
        table.chosen.connect(lambda _row: self._show_actions())
        table.refreshed.connect(self._show_actions)
        text = _("No suppliers yet: whoever the shop buys from, with terms of payment and licences.")
        table.say_nothing(text, _("New supplier") if self.buttons["new"].isEnabled() else "", self.new_supplier)
        self._settling.timeout.connect(table.refresh)
        bus.watch(table, WATCHED, self._settling.start)
        table.refresh()
        return table

    def _show_actions(self) -> None:
        has_row = self.table is not None and self.table.current() is not None
        for key in ("open", "goods", "statement"):
            self.buttons[key].setEnabled(has_row)
        held = self.shop.actor.permissions
        self.buttons["pay"].setEnabled(has_row and Permission.PAY_SUPPLIER in held)
        self.buttons["prices"].setEnabled(has_row and {Permission.IMPORT_PRODUCTS, Permission.EDIT_SUPPLIERS} <= held)

    # what the window calls

    def key_hints(self) -> Sequence[Hint]:
        """The keys of what is shown."""
        shown = self.stack.currentWidget()
        if isinstance(shown, Part):
            return shown.key_hints()
        if isinstance(shown, GoodsTable):
            return (
                ("Ctrl+F", _("Search"), shown.focus_search),
                ("Enter", _("Price and minimum"), shown.change_current),
                ("Esc", _("Back"), shown.closed.emit),
            )
        if isinstance(shown, PriceListWizard):
            return (("Ctrl+O", _("Choose a file"), shown.ask_file), ("Esc", _("Back"), shown.step_back))
        if isinstance(shown, CustomersTable):
            return (("Ctrl+F", _("Search"), shown.focus_search), ("Enter", _("Their last sale"), shown.open_current))
        if isinstance(shown, OpenAmounts):
            return (("Ctrl+P", _("Pay supplier"), shown.pay_current), ("Esc", _("Back"), shown.closed.emit))
        if self.table is None:
            return ()
        return (
            ("Ctrl+F", _("Search"), self.table.focus_search),
            ("Ctrl+Shift+F", _("Filter row"), self.table.toggle_filters),
            ("Enter", _("Open"), self.open_current),
            ("Ctrl+C", _("Copy rows"), self.table.view.copy),
        )

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        shown = self.stack.currentWidget()
        if isinstance(shown, (Part, PriceListWizard)):
            shown.arrive()
        elif isinstance(shown, CustomersTable):
            shown.focus_search()
        elif isinstance(shown, (OpenAmounts, GoodsTable)):
            shown.view.setFocus()
        elif self.table is not None:
            self.table.focus_search()

    def leave(self) -> bool:
        """What is typed and not kept is asked about before the window closes."""
        shown = self.stack.currentWidget()
        if self._is_left or not isinstance(shown, Part) or not shown.is_dirty():
            return True
        self.ask.ask(
            _("“{name}” is not saved yet.").format(name=shown.title()),
            [(_("Go on with it"), shown.arrive), (_("Close without saving"), self._close_anyway)],
        )
        return False

    def _close_anyway(self) -> None:
        self._is_left = True
        self.window().close()
        self._is_left = False

    def take_scan(self, code: str) -> bool:
        """A scan is a product of what a supplier sells; nobody looks for suppliers or customers by a code."""
        shown = self.stack.currentWidget()
        return isinstance(shown, (GoodsTable, GoodsForm)) and shown.take_scan(code)

    # what stands in the list's place

    def _put(self, shown: Any) -> None:
        """Show something in the place of the list, until it is closed."""
        shown.closed.connect(lambda: self._back(shown))
        self.strip_place.hide()
        self._paid_id = 0
        self.stack.addWidget(shown)
        self.stack.setCurrentWidget(shown)
        self.hints_changed.emit()
        self.arrive()

    def _back(self, shown: QWidget) -> None:
        """To the list."""
        if self.stack.indexOf(shown) < 0 or self.table is None:
            return
        self.stack.removeWidget(shown)
        shown.deleteLater()
        self.stack.setCurrentIndex(self.stack.count() - 1)
        self.hints_changed.emit()
        if self.stack.currentWidget() is self.table:
            self.table.refresh()
            (self.table.view if self.table.current() is not None else self.table.search).setFocus()
        else:
            self.arrive()

    def _tell(self, text: str, action: str = "", key: str = "", act: Callable[[], object] | None = None) -> None:
        """Say what happened; Ctrl+Shift+P does what the strip offers."""
        self.strip.show_text(text, action, key, act=act)
        self.strip_place.show()

    def show_list(self, key: str) -> None:
        """The list alone, the largest of a column first; not while something is typed that would be lost."""
        shown = self.stack.currentWidget()
        is_busy = (isinstance(shown, Part) and shown.is_dirty()) or (isinstance(shown, PriceListWizard) and shown.is_busy())
        if self.table is None or is_busy:
            return
        while (shown := self.stack.currentWidget()) is not None and shown is not self.table:
            self._back(shown)
        self.table.show_all()
        self.table.model.sort_by(key, is_descending=True)
        self.table.view.selectRow(0)
        self.table.view.setFocus()

    def show_licences(self) -> None:
        """The suppliers whose papers end."""
        self.show_list("papers")

    def show_overdue(self) -> None:
        """The suppliers to whom most is overdue."""
        self.show_list("overdue")

    # suppliers

    def new_supplier(self) -> None:
        """An empty form."""
        if self.buttons["new"].isEnabled():
            self.open_supplier(0)

    def open_current(self) -> None:
        """The supplier under the cursor."""
        row = None if self.table is None else self.table.current()
        if row is not None:
            self.open_supplier(row.id)

    def open_supplier(self, supplier_id: int) -> None:
        """A supplier's form."""
        form = SupplierForm(self.shop, supplier_id)
        form.saved.connect(lambda saved: self._on_saved(form, saved))
        self._put(form)

    def _on_saved(self, form: SupplierForm, supplier_id: int) -> None:
        self._back(form)
        self._tell(_("Saved: {name}").format(name=form.title()))
        if self.table is not None:
            self.table.go_to(supplier_id)

    # customers

    def show_customers(self) -> None:
        """The customers whom the counter knows."""
        shown = CustomersTable(self.shop, has_way_back=self.table is not None)
        shown.document_asked.connect(self._show_document)
        self._put(shown)

    # what they sell

    def show_goods(self) -> None:
        """What the supplier under the cursor sells."""
        row = None if self.table is None else self.table.current()
        if row is None:
            return
        shown = GoodsTable(self.shop, row.id, row.name)
        shown.form_asked.connect(lambda what: self._open_goods(shown, what))
        shown.history_asked.connect(lambda what: self._put(PriceSteps(self.shop, row.id, row.name, what)))
        shown.compare_asked.connect(self.compare)
        self._put(shown)

    def import_prices(self) -> None:
        """A price list of the supplier under the cursor."""
        row = None if self.table is None else self.table.current()
        if row is not None and self.buttons["prices"].isEnabled():
            self._put(PriceListWizard(self.shop, row.id, row.name))

    def _open_goods(self, table: GoodsTable, what: SupplierGoods | Product | None) -> None:
        form = GoodsForm(self.shop, table.supplier_id, table.supplier, what)

        def on_saved() -> None:
            self._back(form)
            self._tell(_("Saved: {name}").format(name=form.facts.text()))

        form.saved.connect(on_saved)
        self._put(form)

    def compare(self, product_id: int) -> None:
        """Who sells a product, the best one in bold."""
        self._put(CompareView(self.shop, product_id))

    # what is owed

    def show_open(self) -> None:
        """All that is open."""
        shown = OpenAmounts(self.shop, may_pay=Permission.PAY_SUPPLIER in self.shop.actor.permissions)
        shown.pay_asked.connect(self.pay)
        self._put(shown)

    def pay_current(self) -> None:
        """Pay the supplier under the cursor."""
        row = None if self.table is None else self.table.current()
        if row is not None and self.buttons["pay"].isEnabled():
            self.pay(row.id)

    def pay(self, supplier_id: int, moves: Sequence[int] = ()) -> None:
        """Pay a supplier, the amounts named or whatever is chosen there."""
        form = PaymentForm(self.shop, supplier_id, moves)
        form.paid.connect(lambda made: self._on_paid(form, made))
        form.credit_used.connect(lambda used: self._on_credit_used(form, used))
        self._put(form)

    def _on_paid(self, form: PaymentForm, made: Paid) -> None:
        self._back(form)
        self._paid_id = made.document_id
        text = _("{number}: {sum} was paid.").format(number=made.number, sum=format_money(made.total))
        self._tell(text, _("Print the payment"), "Ctrl+Shift+P", self.print_paid)

    def print_paid(self) -> None:
        """The payment that was just made, as a paper."""
        if self._paid_id:
            self.paper = payment_dialog(self.shop, self._paid_id, self)
            self.paper.open()

    def _on_credit_used(self, form: PaymentForm, used: int) -> None:
        self._back(form)
        self._tell(_("{sum} of the credit was used.").format(sum=format_money(used)))

    def show_statement(self) -> None:
        """The statement of the supplier under the cursor."""
        row = None if self.table is None else self.table.current()
        if row is not None:
            shown = StatementView(self.shop, row.id, row.name)
            shown.document_asked.connect(self._show_document)
            shown.taken_back.connect(lambda number: self._tell(_("Reversed by {number}.").format(number=number)))
            self._put(shown)

    def _show_document(self, number: str) -> None:
        """The document in the list of all documents."""
        self.go_to.emit(REPORTS, lambda page: page.show_documents(DocumentsFilter(text=number), number))
