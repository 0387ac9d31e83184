"""A sale by keys alone: few keys, no box, one sale for each cart."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from jxc_desktop.domain.payments import MethodKind, Tender
from jxc_desktop.operations.payment_methods import add_method
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.queries.sales import last_sale, receipt_of, sales_count
from tests.builders import stocked
from tests.ui.sales.conftest import COLA, WATER

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
CTRL = Qt.KeyboardModifier.ControlModifier


def receipt(shop):
    with shop.read() as view:
        return receipt_of(view, last_sale(view) or 0)


def sales(shop):
    with shop.read() as view:
        return sales_count(view)[0]


def board(page):
    return page.counter.total_card.board.text()


def paid(shop):
    return [(payment.code, payment.amount, payment.tendered, payment.change) for payment in receipt(shop).payments]


def test_scans_become_lines_and_the_same_again_a_quantity(page, scan):
    for code in (COLA, WATER, COLA):
        scan(code)
    assert [(line.name, line.pack_quantity) for line in page.counter.cart] == [("可乐", 2000), ("水", 1000)]
    assert board(page) == "Due ¥7.00"


class KeyCount:
    """Counts keys beside scans, and boxes that opened."""

    def __init__(self, press):
        self._press, self.keys = press, 0

    def __call__(self, *keys, **more):
        self.keys += len(keys)
        self._press(*keys, **more)


@pytest.mark.parametrize(("digit", "code"), [("1", "cash"), ("2", "wechat")])
def test_a_sale_of_five_items_takes_at_most_three_keys_and_no_box(page, shop, scan, press, digit, code):
    counted = KeyCount(press)
    for number in range(5):
        stocked(shop, f"货{number}", 1_0000, barcode=f"695000000000{number}")
        scan(f"695000000000{number}")
    counted(ENTER, digit)
    assert (counted.keys, QApplication.activeModalWidget(), QApplication.activePopupWidget()) == (2, None, None)
    assert [payment.code for payment in receipt(shop).payments] == [code]
    assert page.counter.cart.is_empty


def test_control_and_a_digit_pays_at_once(page, shop, scan, press):
    scan(COLA)
    press(Qt.Key.Key_2, modifier=CTRL)
    assert paid(shop) == [("wechat", 2_5000, 2_5000, 0)]
    assert board(page) == "Paid WeChat 2.50"


def test_a_bare_enter_takes_the_usual_way(shop, scan, press):
    scan(COLA)
    press(ENTER, ENTER)
    assert paid(shop) == [("cash", 2_5000, 2_5000, 0)]


def test_a_digit_typed_while_paying_by_a_person_is_not_held_back_as_a_scan(qtbot, page, shop, scan, press):
    scan(COLA)
    press(ENTER)
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1")
    QApplication.sendEvent(page.window().windowHandle(), event)
    qtbot.waitUntil(lambda: sales(shop) == 1, timeout=1000)


def largest(board):
    """The sum with the most room, and the role of its colour."""
    shown = max(board.sums, key=lambda each: each.share)
    return shown.text, shown.role


def test_change_in_the_largest_type_until_the_next_scan(page, shop, scan, press):
    scan(COLA)
    press(ENTER, Qt.Key.Key_Tab, "10")
    assert page.counter.panel.board.text() == "Due 2.50  Change 7.50"
    assert largest(page.counter.panel.board) == ("7.50", "accent")
    press(ENTER)
    assert board(page) == "Cash 10.00  Change 7.50"
    assert largest(page.counter.total_card.board) == ("7.50", "accent")
    scan(WATER)
    assert board(page) == "Due ¥2.00"
    assert paid(shop) == [("cash", 2_5000, 10_0000, 7_5000)]


def test_two_ways_of_paying(page, shop, scan, press):
    scan(COLA)
    press(ENTER, Qt.Key.Key_Tab, "1", ENTER)
    assert page.counter.panel.board.text() == "Still due 1.50"
    press("2")
    assert paid(shop) == [("cash", 1_0000, 1_0000, 0), ("wechat", 1_5000, 1_5000, 0)]


def test_too_much_by_wechat_goes_back_in_cash_after_one_more_enter(page, shop, scan, press):
    scan(COLA)
    press(ENTER, Qt.Key.Key_Down, Qt.Key.Key_Tab, "3", ENTER)
    assert (sales(shop), page.counter.panel.board.text()) == (0, "Still due 0.00  Change 0.50")
    press(ENTER)
    assert paid(shop) == [("wechat", 3_0000, 3_0000, 0), ("cash", -5000, 0, 5000)]


def test_too_much_by_wechat_is_said_in_the_panel_and_takes_no_further_sum(page, shop, scan, press):
    scan(COLA)
    press(ENTER, Qt.Key.Key_Down, Qt.Key.Key_Tab, "3", ENTER)
    assert page.counter.panel.hint.text().startswith("0.50 too much was paid.")
    press(Qt.Key.Key_Tab, "5", ENTER)
    assert (sales(shop), len(page.counter.panel.paying.tenders)) == (0, 1)


def test_a_sum_taken_before_paying_was_left_is_shown_and_outlives_undo(page, scan, press):
    scan(COLA)
    scan(WATER)
    press(ENTER, Qt.Key.Key_Tab, "1", ENTER, Qt.Key.Key_Escape)
    assert page.counter.total_card.board.sums[0].note == "taken already 1.00"
    press(Qt.Key.Key_Z, modifier=CTRL)
    assert (len(page.counter.cart), page.counter.total_card.board.sums[0].note) == (1, "taken already 1.00")


def test_the_way_stands_beside_the_sum_in_the_largest_type(page, scan, press):
    scan(COLA)
    press(ENTER, "2")
    assert largest(page.counter.total_card.board) == ("WeChat 2.50", "accent")


def test_what_is_due_is_the_whole_sum_and_cash_says_its_own(page, shop, scan, press):
    stocked(shop, "散", 7_5400, barcode="6950000000099")
    scan("6950000000099")
    press(ENTER)
    panel = page.counter.panel
    assert (panel.board.text(), panel.ways.buttons[1].text(), panel.done.text()) == ("Due 7.54", "1 Cash 7.50", "Cash 7.50   Enter")
    assert panel.tendered.line.placeholderText() == "7.50"
    press(Qt.Key.Key_Tab, "10")
    assert panel.board.text() == "Cash due 7.50  Change 2.50"
    press(Qt.Key.Key_Down)
    assert panel.board.text() == "Due 7.54  Change 2.46"
    assert panel.tendered.line.placeholderText() == "7.54"
    press(ESC, "2")
    assert paid(shop) == [("wechat", 7_5400, 7_5400, 0)]


def test_rounding_off_by_itself_only_in_cash(shop, scan, press):
    stocked(shop, "散", 2_3300, barcode="6950000000099")
    scan("6950000000099")
    press(Qt.Key.Key_1, modifier=CTRL)
    assert receipt(shop).round_off == 300
    scan("6950000000099")
    press(Qt.Key.Key_2, modifier=CTRL)
    assert receipt(shop).round_off == 0


def test_rounding_off_by_hand(shop, scan, press):
    stocked(shop, "散", 2_3300, barcode="6950000000099")
    scan("6950000000099")
    press(ENTER, "0", "0", "2")
    assert (receipt(shop).round_off, receipt(shop).total) == (3300, 2_0000)


@pytest.fixture
def loose(shop):
    """Goods at 12.32, and a screw for a cent."""
    stocked(shop, "散", 12_3200, barcode="6950000000099")
    stocked(shop, "螺丝", 100, barcode="6950000000105")


def test_what_was_rounded_off_and_left_is_shown_and_goes_with_the_next_line(page, shop, loose, scan, press):
    scan("6950000000099")
    press(ENTER, "0", "0", ESC)
    assert (board(page), page.counter.total_card.board.sums[0].note) == ("Due ¥12.00", "rounded off 0.32")
    scan(COLA)
    assert (board(page), page.counter.total_card.board.sums[0].note) == ("Due ¥14.82", "")
    press(Qt.Key.Key_2, modifier=CTRL)
    assert (receipt(shop).total, receipt(shop).round_off) == (14_8200, 0)


def test_what_was_rounded_off_goes_when_a_change_is_taken_back(page, shop, loose, scan, press):
    scan(COLA)
    scan("6950000000099")
    press(ENTER, "0", ESC)
    press(Qt.Key.Key_Z, modifier=CTRL)
    press(Qt.Key.Key_2, modifier=CTRL)
    assert paid(shop) == [("wechat", 2_5000, 2_5000, 0)]


def test_rounding_off_of_a_sum_that_is_gone_shuts_no_panel(page, shop, loose, scan, press):
    scan("6950000000099")
    press(ENTER, "0", "0", ESC, Qt.Key.Key_Delete)
    scan("6950000000105")
    press(Qt.Key.Key_F12)
    assert page.counter.panel.board.text() == "Due 0.01"
    press("2")
    assert paid(shop) == [("wechat", 100, 100, 0)]


def test_a_limit_that_fell_meanwhile_takes_back_what_was_rounded_off(page, shop, loose, scan, press):
    scan("6950000000099")
    press(ENTER, "0", "0", ESC)
    with shop.work() as work:
        change_settings(work, round_off_limit=0)
    press(Qt.Key.Key_F12)
    assert (page.counter.is_paying, page.counter.panel.board.text()) == (True, "Due 12.32")


def test_too_much_by_a_way_that_gives_no_change_is_said_and_can_be_taken_back(page, shop, loose, scan, press):
    with shop.work() as work:
        coupon = add_method(work, "券", MethodKind.LATER)
    scan(COLA)
    scan("6950000000099")
    tenders = (Tender(coupon, MethodKind.LATER, 5_0000),)
    page.checkout.keep(replace(page.checkout._paying(), tenders=tenders))
    press(Qt.Key.Key_Delete, Qt.Key.Key_F12)
    assert (page.counter.is_paying, page.counter.panel.board.text()) == (True, "Still due 0.00  Change 2.50")
    assert page.counter.panel.hint.text() == "This is 2.50 more than is due, and this way of paying gives no change."
    press(Qt.Key.Key_Backspace, "1")
    assert paid(shop) == [("cash", 2_5000, 2_5000, 0)]


@pytest.mark.parametrize("seconds", [0, 0.005, 0.1])
def test_a_bounced_enter_pays_nothing(page, shop, scan, rest, seconds):
    scan(COLA)
    rest()
    target = page.counter.line
    for _time in range(2):
        event = QKeyEvent(QEvent.Type.KeyPress, ENTER, Qt.KeyboardModifier.NoModifier, "\r")
        QApplication.sendEvent(target if not page.counter.is_paying else page.counter.panel, event)
        rest(seconds)
    assert (sales(shop), page.counter.is_paying) == (0, True)


@pytest.mark.parametrize("key", [ENTER, Qt.Key.Key_F12])
def test_a_key_held_down_makes_no_second_sale(page, shop, scan, press, key):
    scan(COLA)
    press(key, "1")
    for _time in range(5):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", True)
        QApplication.sendEvent(page.window().focusWidget(), event)
    assert (sales(shop), page.counter.is_paying) == (1, False)


@pytest.mark.parametrize("key", [ENTER, Qt.Key.Key_1])
def test_a_key_held_down_on_the_ways_to_pay_pays_nothing(page, shop, scan, press, rest, key):
    """Held since it opened the panel, long past the moment in which a bounced key is not taken."""
    scan(COLA)
    press(ENTER)
    rest(2)
    assert not page.counter.panel.is_just_open()
    for repeats, made in ((True, 0), (False, 1)):
        for _time in range(5 if repeats else 1):
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "1" if key == Qt.Key.Key_1 else "\r", repeats)
            QApplication.sendEvent(page.counter.panel, event)
        assert sales(shop) == made


def test_two_clicks_on_a_way_make_one_sale(qtbot, page, shop, scan):
    scan(COLA)
    button = page.counter.total_card.ways.buttons[1]
    button.click()
    button.click()
    assert sales(shop) == 1


def test_the_same_cart_completed_again_gives_the_first_receipt(page, shop, scan, press):
    """A retry after a crash: the cart is still there, its key was posted."""
    scan(COLA)
    cart = page.counter.cart
    press(Qt.Key.Key_1, modifier=CTRL)
    page.counter.open.start(cart)
    page.counter.show_cart()
    press(Qt.Key.Key_1, modifier=CTRL)
    assert (sales(shop), page.counter.cart.is_empty) == (1, True)


def test_a_scan_closes_the_panel_and_keeps_what_was_tendered(page, shop, scan, press):
    scan(COLA)
    press(ENTER, Qt.Key.Key_Tab, "1", ENTER)
    scan(WATER)
    assert (page.counter.is_paying, len(page.counter.cart)) == (False, 2)
    assert [(tender.kind, tender.amount) for tender in page.counter.cart.tenders] == [(MethodKind.CASH, 1_0000)]
    press(ENTER, "2")
    assert paid(shop) == [("cash", 1_0000, 1_0000, 0), ("wechat", 3_5000, 3_5000, 0)]


def test_enter_right_after_a_scan_does_not_pay(page, scan, rest):
    scan(COLA)
    for wait, is_paying in ((0.39, False), (0.02, True)):
        rest(wait)
        event = QKeyEvent(QEvent.Type.KeyPress, ENTER, Qt.KeyboardModifier.NoModifier, "\r")
        QApplication.sendEvent(page.counter.line, event)
        assert page.counter.is_paying is is_paying


@pytest.mark.parametrize("suffix", ["\r\r", "\t", "\r\t", ""])
def test_no_suffix_of_a_scanner_pays(qtbot, page, scan, suffix):
    scan(COLA, suffix)
    qtbot.waitUntil(lambda: len(page.counter.cart) == 1, timeout=1000)
    assert not page.counter.is_paying


def test_every_page_of_the_counter_leads_back_with_esc(page, press):
    for key in (Qt.Key.Key_F1,):
        press(key)
        assert page.pages.currentWidget() is not page.counter
        press(Qt.Key.Key_Escape)
        assert page.pages.currentWidget() is page.counter
    press(Qt.Key.Key_F, modifier=CTRL)
    press(Qt.Key.Key_Escape)
    assert page.pages.currentWidget() is page.counter


@pytest.mark.parametrize(("key", "typed", "total"), [(Qt.Key.Key_F2, "2", 5_0000), (Qt.Key.Key_F4, "3", 3_0000)])
def test_a_key_that_asks_leaves_the_panel_so_that_its_figure_pays_nothing(page, shop, scan, press, key, typed, total):
    scan(COLA)
    press(Qt.Key.Key_F12, Qt.Key.Key_Tab, "1", ENTER)
    press(key, typed, ENTER)
    assert (sales(shop), page.counter.is_paying, page.counter.cart.totals.total) == (0, False, total)
    assert [tender.amount for tender in page.counter.cart.tenders] == [1_0000]


def test_looking_up_while_paying_leads_back_to_the_cart(page, shop, scan, press):
    scan(COLA)
    press(Qt.Key.Key_F12, Qt.Key.Key_F11)
    assert page.pages.currentWidget() is page.look_up_board()
    press(ESC, "1")
    assert (sales(shop), page.counter.line.text()) == (0, "1")
