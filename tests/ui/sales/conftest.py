"""The sales page in a window, with a scanner, driven by real key events."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest

from jxc_desktop.ui import jobs
from jxc_desktop.ui.sales import open_cart
from jxc_desktop.ui.sales.page import SalesPage
from jxc_desktop.ui.widgets.scanner import Scanner
from tests.builders import stocked

COLA, WATER = "6901234567892", "6902083881405"


@pytest.fixture
def now():
    """The scanner's clock, moved by `scan`."""
    return [10.0]


@pytest.fixture
def scanner(dressed, now):
    made = Scanner(dressed, clock=lambda: now[0])
    yield made
    made.setParent(None)
    for window in dressed.topLevelWindows():
        window.removeEventFilter(made)
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def goods(shop):
    """Two products with stock."""
    return stocked(shop, "可乐", 2_5000, barcode=COLA), stocked(shop, "水", 2_0000, barcode=WATER)


@pytest.fixture
def page(qtbot, shop, scanner, goods, now, monkeypatch):
    """The page, shown and ready to scan. On a busy machine a draft may take longer than a person would notice."""
    monkeypatch.setattr(open_cart, "AT_ONCE_SECONDS", 5)
    made = SalesPage(shop)
    qtbot.addWidget(made)
    made.resize(1024, 640)
    with qtbot.waitActive(made):
        made.show()
    made.counter.line._clock = made.counter.panel.clock = lambda: now[0]
    made.arrive()
    yield made
    assert jobs.writer.flush()


@pytest.fixture
def scan(page, now):
    """Send a code to the window as a scanner does: 1 ms a key, Enter at the end."""

    def send(code, suffix="\r", every=1):
        for char in code + suffix:
            now[0] += every / 1000
            key = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}.get(char, Qt.Key(ord(char.upper())))
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, char)
            QCoreApplication.sendEvent(page.window().windowHandle(), event)

    return send


@pytest.fixture
def rest(now):
    """Let time pass after the last scan, so that Enter is a person's."""

    def wait(seconds=1.0):
        now[0] += seconds

    return wait


@pytest.fixture
def press(page, rest):
    """Press keys in the focused widget of the window, one after the other, as a person does."""

    def send(*keys, modifier=Qt.KeyboardModifier.NoModifier):
        for key in keys:
            rest()
            target = page.window().focusWidget() or page
            if isinstance(key, str):
                QTest.keyClicks(target, key)
            else:
                QTest.keyClick(target, key, modifier)

    return send
