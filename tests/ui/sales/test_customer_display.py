"""The counter with customer displays: they follow a sale, and a broken one never touches it (F34)."""

import os
import random
import threading

import pytest
from PySide6.QtCore import Qt

from jxc_desktop.domain.line_displays import DisplayKind, LineDisplay
from jxc_desktop.queries.sales import sales_count
from jxc_desktop.ui.display import choices
from tests.ui.sales.conftest import COLA, WATER

pty = pytest.importorskip("pty", reason="needs pseudo terminals")
tty = pytest.importorskip("tty")


@pytest.fixture
def displays(qtbot, page):
    """The page's displays, off again at the end."""
    qtbot.waitUntil(lambda: page.displays is not None)
    yield page.displays
    choices.keep_window(is_on=False)
    choices.keep_line_display(LineDisplay())
    choices.notice().trouble = ""


@pytest.fixture
def ends():
    """The display's end of a cable, and the computer's."""
    device, end = pty.openpty()
    tty.setraw(end)
    yield device, end
    for side in (device, end):
        os.close(side)


def sell(scan, press):
    for code in (COLA, WATER):
        scan(code)
    press(Qt.Key.Key_Return, "1")


def count(shop):
    with shop.read() as view:
        return sales_count(view)[0]


def test_the_window_follows_a_sale(qtbot, displays, page, scan, press):
    choices.keep_window(is_on=True)
    page.activateWindow()
    scan(COLA)
    scan(WATER)
    qtbot.waitUntil(lambda: [line.name for line in displays.window.shown.lines] == ["可乐", "水"])
    assert displays.window.shown.total == page.counter.cart.totals.total
    press(Qt.Key.Key_Return, "1")
    qtbot.waitUntil(lambda: displays.window.shown.paid is not None)
    scan(COLA)
    qtbot.waitUntil(lambda: len(displays.window.shown.lines) == 1)


def test_a_display_that_sends_noise_gets_its_sums_and_the_sale_is_made(qtbot, displays, shop, scan, press, ends):
    device, end = ends
    speaking = threading.Thread(target=os.write, args=(device, random.Random(7).randbytes(2000)), daemon=True)
    speaking.start()
    choices.keep_line_display(LineDisplay(DisplayKind.LED, os.ttyname(end), 115_200))
    scan(COLA)
    assert displays.feed is not None
    qtbot.waitUntil(lambda: not displays._frame.isActive())
    assert displays.feed.worker.flush(5)
    sell(scan, press)
    assert count(shop) == 1
    speaking.join(2)
    assert b"QA2.50" in os.read(device, 200)
    assert not choices.notice().trouble


def test_a_display_that_is_gone_is_not_noticed_at_the_counter(qtbot, displays, page, shop, scan, press):
    choices.keep_line_display(LineDisplay(DisplayKind.VFD, "/no/such/port", 9600))
    sell(scan, press)
    qtbot.waitUntil(lambda: bool(choices.notice().trouble))
    assert count(shop) == 1
    assert page.counter.strip.isHidden()
