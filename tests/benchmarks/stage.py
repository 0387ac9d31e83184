"""The window on a copy of a benchmark shop, driven by keys: what scans and sales are measured on."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent, QRegion
from PySide6.QtTest import QTest

from jxc_desktop import app as program
from jxc_desktop.operations.shop_file import OpenShop, open_shop
from jxc_desktop.ui import jobs
from jxc_desktop.ui.main_window import MainWindow
from jxc_desktop.ui.sales.cart_view import CartView
from jxc_desktop.ui.sales.page import SalesPage
from tests.benchmarks.goods import codes_of
from tests.benchmarks.harness import percentile

ENTER = "\r"
SCANS, LINES, EVERY_SECONDS = 40, 10, 0.02


class PaintWatch(QObject):
    """Remembers which rows of the cart were painted since it was last asked."""

    def __init__(self, view: CartView) -> None:
        super().__init__(view)
        self._view = view
        self._painted = QRegion()
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self._painted += event.region()
        return False

    def forget(self) -> None:
        """Begin anew."""
        self._painted = QRegion()

    def saw(self, row: int) -> bool:
        """Whether a row was painted, as far as it is in sight."""
        return self._painted.contains(self._view.row_rect(row) & self._view.viewport().rect())


class Stage:
    """A shown window with the sales page; keys go to the window as a scanner sends them."""

    def __init__(self, shop: OpenShop) -> None:
        self.shop = shop
        self.application = program.make_application()
        self.window: MainWindow = program.make_window(self.application, shop)
        self.window.show()
        QTest.qWaitForWindowActive(self.window)
        page = self.window.page
        assert isinstance(page, SalesPage)
        self.page = page
        self.counter = page.counter
        self.paints = PaintWatch(page.counter.cart_view)
        self.codes = codes_of(shop)
        self.settle()

    def settle(self) -> None:
        """All that waits is done: saved and painted."""
        assert jobs.writer.flush()
        self.application.processEvents()

    def key(self, char: str) -> None:
        """One key of a scanner."""
        key = Qt.Key.Key_Return if char == ENTER else Qt.Key(ord(char.upper()))
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, char)
        QCoreApplication.sendEvent(self.window.windowHandle(), event)

    def send(self, code: str) -> None:
        """The keys of a code but its last."""
        for char in code:
            self.key(char)

    def painted_scan(self, code: str | None = None, *, is_saved: bool = False) -> float:
        """From the last key of a scan to the painted row, its draft saved too if asked for; the seconds."""
        before = len(self.counter.cart)
        self.send(next(self.codes) if code is None else code)
        self.paints.forget()
        start = time.perf_counter()
        self.key(ENTER)
        self.application.processEvents()
        saved = not is_saved or jobs.writer.flush()
        took = time.perf_counter() - start
        assert saved, "the draft was not saved"
        assert len(self.counter.cart) == before + 1, "the scan did not become a line"
        assert self.paints.saw(before), "the line was not painted"
        return took

    def fill(self, lines: int) -> None:
        """Scan until the cart has so many lines."""
        while len(self.counter.cart) < lines:
            self.painted_scan()
        self.settle()

    def sell(self) -> None:
        """End the sale in cash, exactly (Ctrl+1)."""
        last = self.page.checkout.last
        QTest.keyClick(self.counter.line, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        until = time.monotonic() + 10
        while self.page.checkout.last is last and time.monotonic() < until:
            self.application.processEvents()
        assert self.page.checkout.last is not last, f"the sale did not stand: {self.counter.strip.label.text()}"
        self.settle()

    def block(self) -> float:
        """The 95th percentile of scans, a scan every 20 ms; a full cart is sold in between."""
        timings = []
        due = time.perf_counter()
        for _scan in range(SCANS):
            if len(self.counter.cart) == LINES:
                self.sell()
            due = max(due + EVERY_SECONDS, time.perf_counter())
            while time.perf_counter() < due:
                self.application.processEvents()
            timings.append(self.painted_scan())
        return percentile(timings, 95)

    def close(self) -> None:
        """Away with the window."""
        self.settle()
        assert self.window.scanner is not None
        for window in self.application.topLevelWindows():
            window.removeEventFilter(self.window.scanner)
        self.window.scanner.setParent(None)
        self.window.scanner.deleteLater()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@contextmanager
def on_stage(path: Path) -> Iterator[Stage]:
    """A window on a shop file that may be written to."""
    shop = open_shop(path, program="benchmarks")
    try:
        made = Stage(shop)
        try:
            yield made
        finally:
            made.close()
    finally:
        jobs.stop_all()
        shop.close()
