"""Feeds the customer displays: what the counter shows, after it was painted, at most once a frame; nothing while all are off."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, SignalInstance
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.cart import Cart
from jxc_desktop.operations.sales import Sold
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.pictures import payment_code
from jxc_desktop.ui import bus
from jxc_desktop.ui.display import choices

if TYPE_CHECKING:
    from jxc_desktop.ui.display.line_feed import LineFeed
    from jxc_desktop.ui.display.shown import Shown
    from jxc_desktop.ui.display.window import CustomerWindow

FRAME_MS = 16
STANDS_MS = 30_000


class Displays(QObject):
    """The displays of a till. `cart` gives the cart of the moment; the signals say that it was shown, or paid."""

    def __init__(self, shop: Shop, page: QWidget, cart: Callable[[], Cart], cart_shown: SignalInstance, sold: SignalInstance) -> None:
        super().__init__(page)
        self.shop, self._page, self._cart = shop, page, cart
        self._signals = ((cart_shown, self.on_cart), (sold, self.on_sold))
        self._is_connected = False
        self.window: CustomerWindow | None = None
        self.feed: LineFeed | None = None
        self._sold: Sold | None = None
        self._frame = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._frame.timeout.connect(self.show_now)
        self._standing = QTimer(self, singleShot=True, interval=STANDS_MS)
        self._standing.timeout.connect(self.on_stood)
        choices.notice().kept.connect(self.read_choices)
        bus.current().changed.connect(self.on_changed)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self.place)
            app.screenRemoved.connect(self.place)
        self.read_choices()

    def read_choices(self) -> None:
        """Switch displays on and off as this computer's settings say."""
        self._switch_window(is_on=choices.has_window())
        self._switch_feed()
        is_on = self.window is not None or self.feed is not None
        if is_on != self._is_connected:
            for signal, slot in self._signals:
                (signal.connect if is_on else signal.disconnect)(slot)
            self._is_connected = is_on
        if is_on:
            self._frame.start()

    def _switch_window(self, *, is_on: bool) -> None:
        if not is_on:
            if self.window is not None:
                self.window.close()
                self.window.deleteLater()
                self.window = None
            return
        if self.window is None:
            from jxc_desktop.ui.display.window import CustomerWindow

            self.window = CustomerWindow()
            self._page.destroyed.connect(self.window.deleteLater)
        self._dress()
        self.place()

    def _switch_feed(self) -> None:
        display = choices.line_display()
        if self.feed is not None and self.feed.display == display:
            self.feed.try_again()
            return
        if self.feed is not None:
            self.feed.end()
            self.feed.deleteLater()
            self.feed = None
        if display.is_on:
            from jxc_desktop.ui.display.line_feed import LineFeed

            self.feed = LineFeed(display, self)

    def _dress(self) -> None:
        if self.window is not None:
            settings = self.shop.settings
            with self.shop.read() as view:
                self.window.dress(settings.shop_name, settings.currency, payment_code(view))

    def place(self) -> None:
        """A screen came or went, or the window was switched on."""
        if self.window is not None:
            self.window.place(self._page.window().screen())

    def on_changed(self, tables: frozenset[str]) -> None:
        """The shop's name or its payment code may be another one."""
        if self.window is not None and tables & {"setting", "picture"}:
            self._dress()

    # what comes from the counter

    def on_cart(self) -> None:
        """The cart was painted: it is shown with the next frame."""
        if not self._frame.isActive():
            self._frame.start()

    def on_sold(self, sold: Sold) -> None:
        """The change stands until the next goods, or half a minute."""
        self._sold = sold
        self._standing.start()
        self.on_cart()

    def on_stood(self) -> None:
        """Nobody came after the last customer."""
        self._sold = None
        self.on_cart()

    def shown(self) -> "Shown":
        """What customers should see now."""
        from jxc_desktop.ui.display.shown import of_cart, of_sale

        cart = self._cart()
        if not cart.is_empty:
            self._sold = None
        return of_cart(cart, self.shop.settings.weight_unit) if self._sold is None else of_sale(self._sold)

    def show_now(self) -> None:
        """Show the latest on every display."""
        shown = self.shown()
        if self.window is not None:
            self.window.show_it(shown)
            if not self.window.isVisible() and not self.window.is_put_away:
                self.place()
        if self.feed is not None:
            self.feed.show_it(shown)

    def rest(self) -> None:
        """The till is closing: nothing stays on a display. What comes after shows again."""
        self._frame.stop()
        if self.window is not None:
            self.window.hide()
        if self.feed is not None:
            self.feed.end()
