"""The sales tab: puts the counter's parts together, binds the keys, and shows past sales and the key card in its place."""

from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from jxc_desktop.domain.cart import Block, Cart, Reason
from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.payments import Method
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import split_quantity
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.sales import Sold
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.products import Found
from jxc_desktop.ui import bus, jobs, sounds
from jxc_desktop.ui.page import Hint, Page
from jxc_desktop.ui.print_queue import PrintQueue
from jxc_desktop.ui.sales import key_choices
from jxc_desktop.ui.sales.amounts import Amounts
from jxc_desktop.ui.sales.checkout import Checkout
from jxc_desktop.ui.sales.choices import Choices
from jxc_desktop.ui.sales.counter import Counter
from jxc_desktop.ui.sales.customers import Customers
from jxc_desktop.ui.sales.finder import Finder
from jxc_desktop.ui.sales.held_sales import Holding
from jxc_desktop.ui.sales.keys import ASKING, KEYS
from jxc_desktop.ui.sales.line_edits import LineEdits
from jxc_desktop.ui.sales.line_keys import LineKeys
from jxc_desktop.ui.sales.money_keys import MoneyKeys
from jxc_desktop.ui.sales.open_cart import new_key
from jxc_desktop.ui.sales.quick_keys import QuickKeys
from jxc_desktop.ui.sales.quick_product import QuickProduct
from jxc_desktop.ui.sales.remark import Remark
from jxc_desktop.ui.sales.scans import Scans
from jxc_desktop.ui.sales.weighing import Weighing

if TYPE_CHECKING:
    from jxc_desktop.domain.payments import Tender
    from jxc_desktop.operations.amendments import Amended
    from jxc_desktop.operations.exchanges import Exchanged
    from jxc_desktop.operations.returns import Returned
    from jxc_desktop.operations.reversals import Reversed
    from jxc_desktop.ui.display.displays import Displays
    from jxc_desktop.ui.sales.look_up import LookUpBoard
    from jxc_desktop.ui.sales.returns_board import ReturnsBoard

_CLOSING_SECONDS = 5
_SETTINGS = 9
_SOON_MS = 30  # one can scan before


class SalesPage(Page):
    """Scan, pay, next. It takes every scan, whatever has the focus."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.counter = counter = Counter(shop)
        self.choices = Choices(counter, self)
        self.scans = Scans(counter, self.choices, self)
        self.finder = Finder(shop, counter.line, counter, self)
        self.amounts = Amounts(counter, self.choices, self)
        self.quick_keys = QuickKeys(counter, self.scans, self.choices, self)
        self.checkout = Checkout(counter, self)
        wait = self.checkout.wait
        self.edits = LineEdits(counter, counter.bar, wait, self)
        self.weighing = Weighing(counter, self.edits, self)
        self.holding = Holding(counter, counter.bar, wait, self)
        self.quick = QuickProduct(counter, counter.bar, self)
        self.remark = Remark(counter, counter.bar, self)
        self.printing = PrintQueue(shop, self)
        self.customers = Customers(counter, counter.bar, self)
        self.money_keys = MoneyKeys(counter, counter.bar, self.printing, self)
        self.line_keys = LineKeys(self)
        self._shortcuts: list[QShortcut] = []
        self._others: dict[str, QWidget] = {}
        self.pages = QStackedLayout(self)
        self.pages.addWidget(counter)
        self._connect()
        self._bind_keys()
        for digit in range(1, 10):
            self._bind(f"Ctrl+{digit}", partial(self.checkout.by_digit, digit))
        counter.open.load()
        counter.show_cart(lit=False)
        self.holding.read()
        self.checkout.look_back()
        QTimer.singleShot(_SOON_MS, self, self._show_last)
        self.displays: Displays | None = None
        QTimer.singleShot(0, self, self._feed_displays)

    def _show_last(self) -> None:
        from jxc_desktop.queries.sales import last_sale, receipt_of

        with self.shop.read() as view:
            document = last_sale(view)
            if document is not None:
                receipt = receipt_of(view, document)
                self.counter.total_card.show_last(receipt.number, receipt.total)

    def _feed_displays(self) -> None:
        from jxc_desktop.ui.display.displays import Displays

        counter = self.counter
        self.displays = Displays(self.shop, self, lambda: counter.cart, counter.cart_shown, self.checkout.sold)

    def _connect(self) -> None:
        counter, line = self.counter, self.counter.line
        line.scanned.connect(self.scans.take)
        line.typed.connect(self.finder.look)
        line.submitted.connect(self.on_entered)
        line.stepped.connect(self.on_stepped)
        for watched in (line, counter.cart_view):
            watched.installEventFilter(self.line_keys)
        counter.strip.undone.connect(counter.undo)
        self.scans.product_wanted.connect(self.quick.ask_current)
        key_choices.notice().changed.connect(self.on_keys_changed)
        counter.bar.ended.connect(counter.focus_line)
        self.finder.picked.connect(self.on_picked)
        self.scans.quantity_wanted.connect(partial(self.edits.ask_in_line, self.edits.ask_new))
        self.scans.price_wanted.connect(partial(self.edits.ask_in_line, self.edits.ask_price))
        card = counter.total_card
        card.pay_asked.connect(self.checkout.open)
        card.way_chosen.connect(self.checkout.at_once)
        card.customer_asked.connect(self.customers.ask)
        card.reprint_asked.connect(self.reprint_last)
        card.old_sales_asked.connect(self.show_old_sales)
        self.checkout.sold.connect(self.on_sold)
        self.checkout.blocked.connect(self.on_blocked)
        self.checkout.amending.connect(self.open_amending)
        self.holding.counted.connect(self.hints_changed)
        self.printing.changed.connect(self._show_status)
        bus.watch(self, {"payment_method", "setting"}, counter.read_choices)

    def _bind_keys(self) -> None:
        """Bind this computer's keys; those that a text field needs itself are for `line_keys`."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        bound = {slot: key for slot, key in key_choices.bindings().items() if key and not key_choices.is_erasing(key)}
        self._shortcuts = [self._bind(key, partial(self.do, slot)) for slot, key in bound.items()]

    def do(self, slot: str) -> None:
        """Do what a key stands for."""
        if self.counter.is_paying and slot in ASKING:
            self.checkout.leave()
        attrgetter(slot)(self)()

    def on_keys_changed(self) -> None:
        """Other keys were chosen: they are bound, and written wherever keys are."""
        self._bind_keys()
        self.counter.show_keys()
        card = self._others.pop("keys", None)
        if card is not None:
            self.pages.removeWidget(card)
            card.deleteLater()
        self.hints_changed.emit()

    def _bind(self, keys: str, slot: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self.counter)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(slot)
        return shortcut

    # what the window asks

    def take_scan(self, code: str) -> bool:
        """Every scan is for the cart, also while past sales or the key card are shown."""
        shown = self.pages.currentWidget()
        if shown is self._others.get("returns"):
            return self.returns_board().take_scan(code)
        if shown is self._others.get("look up"):
            return self.look_up_board().take_scan(code)
        if shown is not self.counter:
            self.show_counter()
        return self.counter.line.take_scan(code)

    def arrive(self) -> None:
        """The cursor goes to the scan line."""
        if self.pages.currentWidget() is self.counter and not self.counter.is_paying and self.counter.open_list is None:
            self.counter.focus_line()
        self._show_status()

    def leave(self) -> bool:
        """Closing asks nothing and loses nothing: what waits to be saved is saved."""
        jobs.writer.flush(_CLOSING_SECONDS)
        if self.displays is not None:
            self.displays.rest()
        return True

    def key_hints(self) -> Sequence[Hint]:
        """The keys at the bottom."""
        if self.pages.currentWidget() is not self.counter:
            return ()
        held = f" {self.holding.count}" if self.holding.count else ""
        return tuple(
            (key_choices.key_of(key.slot), _(key.chip) + (held if key.slot == "holding.resume" else ""), partial(self.do, key.slot))
            for key in KEYS
            if key.chip
        )

    def _show_status(self) -> None:
        if self.printing.pending and self.printing.status():
            self.status_changed.emit(f"{self.printing.status()}  {key_choices.key_of('print_pending')}".strip(), self.print_pending)
        else:
            self.status_changed.emit(self.printing.status(), None)

    # the scan line

    def on_entered(self, text: str) -> None:
        """Enter in the scan line: nothing typed pays; a code or what was found is added."""
        line = self.counter.line
        if not text:
            if self.scans.is_asking:
                self.scans.sell_anyway()
            else:
                self.checkout.open()
            return
        if not self.finder.is_walked and (self.amounts.typed(text) or self.scans.typed(text)):
            line.clear()
        elif not self.finder.pick():
            self._on_nothing_found(text)

    def _on_nothing_found(self, text: str) -> None:
        _quantity, wanted = split_quantity(text)
        if not wanted:
            return
        if self.scans.is_code(wanted):
            self.counter.line.clear()
            self.scans.take_unknown(text)
        else:
            sounds.refused()
            self.counter.strip.show_text(_("Nothing is found for “{text}”.").format(text=wanted[:40]), kind="amber")
            self.counter.line.selectAll()

    def on_picked(self, product: Product) -> None:
        """A product of the search becomes a line."""
        quantity, _rest = split_quantity(self.counter.line.text())
        self.counter.line.clear()
        self.scans.add(Found(product), quantity)

    def on_stepped(self, by: int) -> None:
        """Up and Down walk through what was found, else through the lines."""
        if self.finder.is_open:
            self.finder.step(by)
        else:
            self.counter.cart_view.step(by)

    # paying

    def on_sold(self, sold: Sold) -> None:
        """The sale stands: its receipt may print now."""
        self.finder.close()
        if sold.print_job_id is not None and sold.is_new:
            self.printing.submit(sold.print_job_id)

    def on_blocked(self, block: Block) -> None:
        """What stands against paying is put right where it stands."""
        self.counter.cart_view.choose(self.counter.cart_view.cart_model.row_of(block.line_id))
        put_right: dict[Reason, Callable[[int], object]] = {
            Reason.UNKNOWN_CODE: self._make_product,
            Reason.WHICH_PRODUCT: self.choices.ask,
            Reason.NO_LONGER_SOLD: self.scans.ask_whether_sold,
            Reason.NO_PRICE: self.edits.ask_price,
            Reason.NO_QUANTITY: self.edits.ask_quantity,
        }
        put_right[block.reason](block.line_id)

    def _make_product(self, line_id: int) -> None:
        """Of an unknown code; what a scale printed is said instead: its code is another one with each weight."""
        code = self.counter.cart.line(line_id).unknown_code
        if self.scans.unread_label(code) is None:
            self.quick.ask(line_id)
        else:
            self.scans.say_unknown(code)

    # the keys

    def pay(self) -> None:
        """F12: the panel; in the panel, the way that Enter takes."""
        if self.counter.is_paying:
            if not self.counter.panel.is_just_open():
                self.counter.panel.enter()
        else:
            self.checkout.open()

    def find_product(self) -> None:
        """F3: to the scan line, what stands in it selected."""
        if not self.counter.is_paying:
            self.counter.focus_line()
            self.counter.line.selectAll()

    def undo(self) -> None:
        """Ctrl+Z."""
        if not self.counter.is_paying:
            self.counter.undo()

    def reprint_last(self) -> None:
        """Ctrl+R: the last receipt once more."""
        from jxc_desktop.queries.sales import last_sale

        with self.shop.read() as view:
            document = last_sale(view)
        if document is None:
            self.counter.strip.show_text(_("There is no sale yet."))
            return
        if self.printing.reprint(document):
            self.counter.strip.show_text(_("A copy of the last receipt is on its way to the printer."))

    def print_pending(self) -> None:
        """What waits for paper, or failed, is printed now."""
        if self.printing.pending:
            self.printing.print_pending()
        else:
            self.counter.strip.show_text(_("Nothing waits to be printed."))

    def forget_prints(self) -> None:
        """What did not print is not wanted any more."""
        count = self.printing.forget()
        said = ngettext(
            "{count} receipt is forgotten; past sales still print it.",
            "{count} receipts are forgotten; past sales still print them.",
            count,
        )
        self.counter.strip.show_text(said.format(count=count) if count else _("Nothing waits to be printed."))

    # what stands in the counter's place

    def show_counter(self) -> None:
        """Back to the counter."""
        self._show(self.counter)
        if self.counter.is_paying:
            self.counter.panel.setFocus()
        elif self.counter.open_list is not None:
            self.counter.open_list.setFocus()
        else:
            self.counter.focus_line()

    def _show(self, widget: QWidget) -> None:
        self.pages.setCurrentWidget(widget)
        self.hints_changed.emit()

    def show_keys(self) -> None:
        """F1: the key card."""
        from jxc_desktop.ui.sales.key_card import KeyCard

        if "keys" not in self._others:
            card = KeyCard(self.shop.settings.shop_name)
            card.left.connect(self.show_counter)
            card.change_asked.connect(partial(self.go_to.emit, _SETTINGS, _show_keys))
            self._add("keys", card)
        self._show(self._others["keys"])
        self._others["keys"].setFocus()

    def show_old_sales(self) -> None:
        """Ctrl+F: past sales."""
        from jxc_desktop.ui.sales.old_sales import OldSales

        found = self._others.get("old")
        if not isinstance(found, OldSales):
            found = OldSales(self.shop)
            found.left.connect(self.show_counter)
            actions = found.sale_actions
            actions.reprint_asked.connect(self.printing.reprint)
            actions.reversed.connect(self.on_reversed)
            actions.return_asked.connect(self.open_returns)
            actions.copy_asked.connect(self.copy_sale)
            actions.amend_asked.connect(self.amend_sale)
            self._add("old", found)
        self._show(found)
        found.open()

    def copy_sale(self, document_id: int) -> None:
        """复制: the goods of a sale in a new cart; the one that was open is held."""
        from jxc_desktop.queries.sale_carts import copied_cart

        with self.shop.read() as view:
            cart = copied_cart(view, document_id, new_key())
        self.take_cart(cart, _("The goods are in a new cart, at the prices of today."))

    def amend_sale(self, document_id: int) -> None:
        """修改: a sale in a cart that will take its place; nothing moves before it is paid."""
        from jxc_desktop.queries.sale_carts import cart_to_amend

        with self.shop.read() as view:
            cart = cart_to_amend(view, document_id, new_key())
        told = _("Change what was wrong, then pay: {number} is taken back and this stands in its place.")
        self.take_cart(cart, told.format(number="" if cart.amends is None else cart.amends.number))

    def take_cart(self, cart: Cart, told: str) -> None:
        """Go on with another cart; the one that was open is held first. Not while one is being paid."""
        self.show_counter()
        if self.counter.is_paying:
            self.counter.strip.show_text(_("A sale is being paid: end it first, or leave it with Esc."), kind="amber")
        elif not self.counter.asks_first():
            self.holding.put_aside(lambda: self._begin(cart, told))

    def _begin(self, cart: Cart, told: str) -> None:
        self.counter.start(cart)
        self.counter.open.save()
        self.show_counter()
        self.counter.strip.show_text(told)

    def look_up_board(self) -> "LookUpBoard":
        """The board that tells prices, made when it is first needed."""
        from jxc_desktop.ui.sales.look_up import LookUpBoard

        found = self._others.get("look up")
        if not isinstance(found, LookUpBoard):
            found = LookUpBoard(self.shop)
            found.left.connect(self.show_counter)
            found.added.connect(self.on_looked_up)
            self._add("look up", found)
        return found

    def show_look_up(self) -> None:
        """F11: what is typed, else the product of the line, is looked up; the cart is not touched."""
        if self.counter.is_paying:
            return
        text, line = self.counter.line.text(), self.counter.current_line()
        self.counter.line.clear()
        board = self.look_up_board()
        self._show(board)
        board.open(text, None if line is None or text else line.product)

    def on_looked_up(self, found: Found) -> None:
        """Enter on what was looked up: it becomes a line."""
        self.show_counter()
        self.scans.add(found)

    def returns_board(self) -> "ReturnsBoard":
        """The board of returns, made when it is first needed."""
        from jxc_desktop.ui.sales.returns_board import ReturnsBoard

        found = self._others.get("returns")
        if not isinstance(found, ReturnsBoard):
            found = ReturnsBoard(self.shop)
            found.left.connect(self.on_returns_left)
            found.returned.connect(self.on_returned)
            found.exchanged.connect(self.on_exchanged)
            found.amended.connect(self.on_amended)
            found.passed_on.connect(self.on_passed_on)
            self._add("returns", found)
        return found

    def show_returns(self) -> None:
        """Ctrl+T: goods come back; with goods in the cart they are exchanged for these, once no money was taken for them."""
        taken = sum(tender.amount or 0 for tender in self.counter.cart.tenders)
        if taken:
            sounds.refused()
            told = _("{sum} was taken already. Give it back first: {key}, Backspace, Esc; then exchange.")
            self.counter.strip.show_text(told.format(sum=format_money(taken), key=key_choices.key_of("pay")), kind="amber")
        elif not self.counter.is_paying:
            self.checkout.when_payable(self.open_returns)

    def open_returns(self, sale_id: int | None = None) -> None:
        """The board, on a sale if one is given."""
        board = self.returns_board()
        self._show(board)
        board.open(self.counter.cart if sale_id is None else Cart(""), sale_id)

    def on_returns_left(self, taken: "Sequence[Tender]") -> None:
        """Esc: back to the cart; what was taken for an exchange that is none goes back."""
        self.show_counter()
        if taken:
            self.counter.give_back(taken)

    def on_passed_on(self, code: str, taken: "Sequence[Tender]") -> None:
        """A scan while a sale is changed: one more for the cart; what was taken for the difference goes back."""
        self.show_counter()
        self.counter.line.take_scan(code)
        self.counter.give_back(taken)

    def open_amending(self, method: Method | None) -> None:
        """The cart that shall take a sale's place: what comes back, what is due, and the difference."""
        board = self.returns_board()
        self._show(board)
        board.open(self.counter.cart)
        if method is not None:
            board.pay_by(method)

    def on_amended(self, made: "Amended", ways: str) -> None:
        """The new version stands in the place of the sale: both slips print."""
        self._show_ended(made.sold, made.difference, ways)
        if made.reversed is not None:
            self.printing.submit(made.reversed.print_job_id)
        self.on_sold(made.sold)
        self.show_counter()
        told = _("Changed: now {number}. The customer paid {sum}.") if made.difference >= 0 else _("Changed: now {number}. Pay back {sum}.")
        self.counter.strip.show_text(told.format(number=made.sold.number, sum=format_money(abs(made.difference))))

    def _show_ended(self, sold: Sold, difference: int, ways: str) -> None:
        """A new cart, and what changed hands in the largest type."""
        self.counter.start()
        card = self.counter.total_card
        card.show_sale(sold, ways)
        if difference < 0:
            card.show_back(ways, -difference)

    def on_returned(self, made: "Returned", ways: str) -> None:
        """The return stands: its slip prints, the next customer comes."""
        if made.print_job_id is not None:
            self.printing.submit(made.print_job_id)
        self.show_counter()
        self.counter.total_card.show_back(ways, made.paid_back)
        self.counter.strip.show_text(_("{number}: {sum} was paid back.").format(number=made.number, sum=format_money(made.paid_back)))

    def on_exchanged(self, made: "Exchanged", ways: str) -> None:
        """Both stand: their slips print, and the cart is a new one."""
        self._show_ended(made.sold, made.difference, ways)
        if made.returned.print_job_id is not None:
            self.printing.submit(made.returned.print_job_id)
        self.on_sold(made.sold)
        self.show_counter()
        told = _("Exchanged. The customer paid {sum}.") if made.difference >= 0 else _("Exchanged. Pay back {sum}.")
        self.counter.strip.show_text(told.format(sum=format_money(abs(made.difference))))

    def _add(self, name: str, widget: QWidget) -> None:
        self._others[name] = widget
        self.pages.addWidget(widget)

    def on_reversed(self, made: "Reversed") -> None:
        """The slip of a reversal prints."""
        self.printing.submit(made.print_job_id)


def _show_keys(settings: Any) -> None:
    settings.show_keys()
