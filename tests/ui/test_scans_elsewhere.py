"""F35 with another tab in front: a page that asks for no code gets no digit of it, says where scans go, and loses no cart."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit

from jxc_desktop.app import TABS
from jxc_desktop.ui import bus, jobs
from jxc_desktop.ui.main_window import SELLING, MainWindow
from jxc_desktop.ui.widgets.notice_bar import NoticeBar
from jxc_desktop.ui.widgets.scanner import Scanner
from tests.builders import stocked

COLA = "6901234567892"
TAKES_CODES = {SELLING, 3, 4, 5, 6, 7, 8}  # the lists of other pages look for what was scanned


@pytest.fixture
def now():
    return [10.0]


@pytest.fixture
def window(qtbot, shop, dressed, now):
    stocked(shop, "可乐", 2_5000, barcode=COLA)
    bus.attach(shop)
    scanner = Scanner(dressed, clock=lambda: now[0])
    made = MainWindow(shop, TABS, scanner)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    yield made
    assert jobs.writer.flush()
    scanner.setParent(None)
    for each in dressed.topLevelWindows():
        each.removeEventFilter(scanner)
    scanner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def scan(window, now):
    """What a scanner types into whatever has the focus, 1 ms a key; then nothing for a second."""

    def send(code):
        for char in code + "\r":
            now[0] += 0.001
            key = Qt.Key.Key_Return if char == "\r" else Qt.Key(ord(char))
            QCoreApplication.sendEvent(window.windowHandle(), QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, char))
        now[0] += 1

    return send


def test_a_scan_while_a_price_of_a_receipt_is_typed_is_a_line_and_no_price(window, scan):
    page = window.show_digit(3)
    page.new_receipt()
    scan(COLA)
    price = page.editor.form.price
    price.select_all()
    before = price.line.text()
    scan(COLA)
    assert [line.quantity for line in page.editor.opened.receipt.lines] == [2000]
    assert price.line.text() == before


def cart(window):
    return window.show_digit(SELLING).counter.cart


def fields(page):
    plain = [field.text() for field in page.findChildren(QLineEdit)]
    return plain + [field.toPlainText() for kind in (QTextEdit, QPlainTextEdit) for field in page.findChildren(kind)]


@pytest.mark.parametrize("digit", [tab.digit for tab in TABS if tab.digit not in TAKES_CODES])
def test_a_page_that_asks_for_no_code_gets_no_digit_and_says_where_scans_go(window, scan, digit):
    page = window.show_digit(digit)
    for field in (None, *(each for each in page.findChildren(QLineEdit) if each.isVisible())):
        if field is not None:
            field.setFocus()
        before = fields(page)
        scan(COLA)
        assert (window.page is page, fields(page)) == (True, before)
        assert any("(Alt+2)" in bar.text for bar in window.findChildren(NoticeBar))
    assert cart(window).is_empty


def test_the_cart_goes_on_where_it_was_after_a_look_at_other_pages(window, scan):
    for tab in TABS:
        window.show_digit(SELLING)
        scan(COLA)
        window.show_digit(tab.digit)
    assert [(line.name, line.pack_quantity) for line in cart(window)] == [("可乐", len(TABS) * 1000)]
