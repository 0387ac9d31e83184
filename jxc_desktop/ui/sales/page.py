"""The sales tab: puts the counter's parts together and binds the keys."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from jxc_desktop.i18n import _
from jxc_desktop.operations.sales import Sold
from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import bus
from jxc_desktop.ui.page import Hint, Page
from jxc_desktop.ui.print_queue import PrintQueue
from jxc_desktop.ui.sales.checkout import Checkout
from jxc_desktop.ui.sales.counter import Counter
from jxc_desktop.ui.sales.scans import Scans


class SalesPage(Page):
    """Scan, pay, next. It takes every scan, whatever has the focus."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        self.counter = Counter(shop)
        self.scans = Scans(self.counter, self)
        self.checkout = Checkout(self.counter, self)
        self.printing = PrintQueue(shop, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.counter)
        self._connect()
        self._bind_keys()
        self.counter.open.load()
        self.counter.show_cart(lit=False)

    def _connect(self) -> None:
        line = self.counter.line
        line.scanned.connect(self.scans.take)
        line.submitted.connect(self.on_entered)
        line.installEventFilter(self)
        self.counter.strip.undone.connect(self.on_strip)
        card = self.counter.total_card
        card.pay_asked.connect(self.checkout.open)
        card.way_chosen.connect(self.checkout.at_once)
        self.checkout.sold.connect(self.on_sold)
        self.printing.changed.connect(lambda: self.status_changed.emit(self.printing.status()))
        bus.watch(self, {"payment_method", "setting"}, self.counter.read_methods)

    def _bind_keys(self) -> None:
        self._bind("F12", self.checkout.open)
        for digit in range(1, 10):
            self._bind(f"Ctrl+{digit}", partial(self.checkout.by_digit, digit))

    def _bind(self, keys: str, slot: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(slot)

    def take_scan(self, code: str) -> bool:
        """Every scan is for the cart."""
        return self.counter.line.take_scan(code)

    def arrive(self) -> None:
        """The cursor goes to the scan line."""
        self.counter.focus_line()
        self.status_changed.emit(self.printing.status())

    def key_hints(self) -> Sequence[Hint]:
        """The keys at the bottom."""
        return (("F12", _("Pay"), self.checkout.open),)

    def on_entered(self, text: str) -> None:
        """Enter in the scan line: nothing typed pays."""
        if not text:
            if self.scans.asked is not None:
                self.scans.answer(sell=True)
            else:
                self.checkout.open()
        elif self.scans.typed(text):
            self.counter.line.clear()

    def on_sold(self, sold: Sold) -> None:
        """The sale stands: its receipt may print now."""
        self.scans.forget()
        if sold.print_job_id is not None:
            self.printing.submit(sold.print_job_id)

    def on_strip(self) -> None:
        """A click on the strip's button."""
        if self.scans.asked is not None:
            self.scans.answer(sell=True)
        else:
            self.counter.undo()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys in the scan line that are about the cart."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.counter.line:
            return self._on_line_key(event)
        return super().eventFilter(watched, event)

    def _on_line_key(self, event: QKeyEvent) -> bool:
        return event.isAutoRepeat() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
