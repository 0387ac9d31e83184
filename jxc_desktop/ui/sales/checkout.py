"""Paying: from the pay key to the sale that stands, or to the cart as it was and the reason in words."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from jxc_desktop.db.errors import DiskFailed
from jxc_desktop.domain import cart as carts
from jxc_desktop.domain.cart import Cart, blocked_by
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.payments import Method
from jxc_desktop.i18n import _
from jxc_desktop.operations.documents import posted_with_key
from jxc_desktop.operations.sales import NotEnoughStock, Sold, complete_sale
from jxc_desktop.queries.print_jobs import prints_by_itself
from jxc_desktop.ui import remembered, sounds
from jxc_desktop.ui.sales.counter import Counter
from jxc_desktop.ui.sales.open_cart import SaveWait
from jxc_desktop.ui.sales.tenders import Paying, ways_text

UNSURE = "sales/unsure_key"


class Checkout(QObject):
    """`sold` comes when the sale stands; `blocked` carries the block that stands against paying.

    `amending` comes instead of the panel for a cart that shall take a sale's place, with the way that was chosen or None.
    """

    sold = Signal(object)
    blocked = Signal(object)
    amending = Signal(object)

    def __init__(self, counter: Counter, parent: QObject) -> None:
        super().__init__(parent)
        self.counter = counter
        self.wait = SaveWait(counter.open, self)
        self.last: Sold | None = None
        self.is_unsure = False
        counter.panel.paid.connect(self.complete)
        counter.panel.changed.connect(self.keep)
        counter.panel.left.connect(self.leave)

    # opening

    def open(self) -> None:
        """F12, or Enter on an empty line: the panel, on the ways to pay."""
        if self._may_pay() and not self._amends(None):
            self.counter.panel.open(self._paying())
            self.counter.show_panel(is_paying=True)
            self.counter.panel.setFocus()

    def at_once(self, method: Method) -> None:
        """Ctrl and a digit, or a click on a way: the sale ends at the exact sum."""
        if self._may_pay() and not self._amends(method):
            self.complete(self._paying().with_tender(method))

    def by_digit(self, digit: int) -> None:
        """The way with this digit, at once."""
        method = self._paying().by_digit(digit)
        if method is not None:
            self.at_once(method)

    def when_payable(self, then: Callable[[], object]) -> None:
        """Do it with an empty cart, or with one that nothing stands against, once it is saved."""
        is_free = self.counter.cart.is_empty and not self.counter.asks_first()
        if is_free or self._may_pay():
            self.wait.when_saved(then, shown=self._show_waiting, given_up=self._give_up)

    def _amends(self, method: Method | None) -> bool:
        """Whether the cart shall take a sale's place: then only the difference is paid, and the board shows which."""
        if self.counter.cart.amends is None:
            return False
        self.wait.when_saved(lambda: self.amending.emit(method), shown=self._show_waiting, given_up=self._give_up)
        return True

    def _paying(self) -> Paying:
        cart, settings = self.counter.cart, self.counter.shop.settings
        total = cart.totals.total
        # the limit may be another one than when it was rounded off
        round_off = cart.round_off if cart.round_off <= min(settings.round_off_limit, total) else 0
        return Paying(total, settings, self.counter.methods, cart.tenders, round_off)

    def _may_pay(self) -> bool:
        """Whether the cart can be paid; what stands against it is said."""
        cart = self.counter.cart
        if cart.is_empty or self.wait.is_waiting or self.counter.asks_first():
            return False
        if self.is_unsure:
            self._say_unsure()
            return False
        blocks = blocked_by(cart)
        if not blocks:
            return True
        current = self.counter.current_line()
        block = next((each for each in blocks if current is not None and each.line_id == current.line_id), blocks[0])
        sounds.refused()
        self.counter.strip.show_text(block.sentence(), kind="red")
        self.blocked.emit(block)
        return False

    def leave(self) -> None:
        """Esc: back to the cart, which says what was taken already."""
        self.counter.show_panel(is_paying=False)
        self.counter.show_cart(lit=False)

    # what was typed so far

    def keep(self, paying: Paying) -> None:
        """Keep the tenders typed so far with the cart: a scan may close the panel."""
        cart = carts.set_round_off(carts.set_tenders(self.counter.cart, paying.tenders), paying.round_off)
        self.counter.open.change(cart, undoable=False)
        self.counter.open.save()
        self.counter.cart_shown.emit()  # customers see what was rounded off

    # the sale

    def complete(self, paying: Paying) -> None:
        """Make the sale when the draft is saved; until then the window goes on."""
        cart = self.counter.cart
        self.wait.when_saved(lambda: self._complete(paying, cart), shown=self._show_waiting, given_up=self._give_up)

    def _complete(self, paying: Paying, cart: Cart) -> None:
        counter, shop = self.counter, self.counter.shop
        if counter.cart is not cart:
            sounds.refused()
            counter.strip.show_text(_("The cart changed meanwhile. Nothing was paid; pay again."), kind="amber")
            return
        try:
            with shop.work() as work:
                sold = complete_sale(
                    work,
                    cart,
                    paying.tenders,
                    print_receipt=prints_by_itself(shop.settings, paying.total),
                    manual_round_off=paying.round_off,
                    allow_change_from_epayment=paying.agreed,
                )
        except DiskFailed:
            self._be_unsure(cart.key)
            raise
        except NotEnoughStock as refused:
            self._refuse(refused)
            return
        self.last = sold
        counter.start()
        counter.total_card.show_sale(sold, ways_text(paying))
        if counter.is_paying:
            counter.show_panel(is_paying=False)
        self.sold.emit(sold)

    def _refuse(self, refused: ShopError) -> None:
        counter = self.counter
        if counter.is_paying:
            counter.show_panel(is_paying=False)
        sounds.refused()
        counter.strip.show_text(str(refused), kind="red")

    def _show_waiting(self) -> None:
        self.counter.strip.show_text(_("Waiting for the disk …"), kind="amber")

    def _give_up(self) -> None:
        sounds.refused()
        self.counter.strip.show_text(_("The disk does not answer. The sale was not made; the cart is kept. Try again."), kind="red")

    # a disk that failed in the middle

    def look_back(self) -> None:
        """After a restart: say whether the sale that was not confirmed is stored; its key decides."""
        key = remembered.text(UNSURE)
        if not key:
            return
        with self.counter.shop.work() as work:
            posted = posted_with_key(work, key)
        remembered.remember(UNSURE, "")
        if posted is None:
            self.counter.strip.show_text(_("The last sale was not stored. Its cart is here: take the money again."), kind="amber")
        else:
            self.counter.strip.show_text(
                _("The last sale is stored: {number}. Do not take the money again.").format(number=posted.number), kind="amber"
            )

    def _be_unsure(self, key: str) -> None:
        self.is_unsure = True
        remembered.remember(UNSURE, key)
        if self.counter.is_paying:
            self.counter.show_panel(is_paying=False)
        self._say_unsure()

    def _say_unsure(self) -> None:
        sounds.refused()
        self.counter.strip.show_text(str(DiskFailed()), kind="red")
