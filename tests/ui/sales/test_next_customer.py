"""What was begun for one customer never reaches the next: fields, questions, lists, money that was taken."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from jxc_desktop.domain.payments import MethodKind
from jxc_desktop.queries.drafts import held_sales
from jxc_desktop.queries.sales import last_sale, receipt_of, sales_count
from jxc_desktop.ui.sales.ask_bar import AskBar
from tests.builders import stocked
from tests.ui.sales.conftest import COLA, WATER

ENTER, ESC, F12, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F12, Qt.Key.Key_Tab
DEL, F6, F7 = Qt.Key.Key_Delete, Qt.Key.Key_F6, Qt.Key.Key_F7
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SMOKES = "6950000000110"


@pytest.fixture(autouse=True)
def smokes(shop):
    """Goods at 45.00."""
    return stocked(shop, "香烟", 45_0000, barcode=SMOKES)


def sales(shop):
    with shop.read() as view:
        return sales_count(view)


def paid(shop):
    with shop.read() as view:
        return [(payment.code, payment.amount) for payment in receipt_of(view, last_sale(view) or 0).payments]


def names(page):
    return [line.name for line in page.counter.cart]


def said(page):
    return page.counter.strip.label.text()


def card(page):
    return page.counter.total_card.board.text()


# a field over a cell


@pytest.mark.parametrize("key", [F6, F7])
def test_a_field_left_open_is_ended_before_the_cart_is_put_away(page, shop, scan, press, key):
    scan(WATER)
    press(F6)
    scan(COLA)
    press(Qt.Key.Key_F4, key)
    assert (names(page), page.window().focusWidget()) == (["可乐"], page.counter.cart_view.editor)
    press(ESC, key)
    assert page.counter.cart_view.editor is None


def test_a_field_that_a_sale_overtakes_is_gone(page, shop, scan, press):
    scan(COLA)
    paying = page.checkout._paying().with_tender(page.counter.methods[0])
    page.edits.price()
    page.checkout.complete(paying)
    scan(SMOKES)
    press(ENTER)
    assert (page.counter.cart.totals.total, page.counter.is_paying) == (45_0000, True)


def test_what_is_typed_for_a_cart_is_refused_by_another(page, scan):
    scan(COLA)
    page.edits.price()
    editor = page.counter.cart_view.editor
    page.counter.open.start()
    scan(SMOKES)
    editor.entered.emit("2.5")
    assert page.counter.cart.totals.total == 45_0000
    assert said(page) == "This line is no longer in the cart."


# a question under the cart


@pytest.mark.parametrize(
    "ask", [lambda page: page.edits.cart_discount(), lambda page: page.customers.ask(), lambda page: page.holding.hold_named()]
)
def test_a_question_is_answered_before_the_cart_is_paid_or_put_away(page, shop, scan, press, ask):
    scan(COLA)
    scan(SMOKES)
    ask(page)
    page.counter.bar.fields[0].setText("-1")
    page.counter.line.setFocus()
    for key in (F12, F6, F7):
        press(key)
        assert (page.counter.bar.fields[0].hasFocus(), len(page.counter.cart), page.counter.is_paying) == (True, 2, False)
    press(Qt.Key.Key_1, modifier=CTRL)
    assert sales(shop) == (0, 0)


def test_a_discount_half_typed_is_not_given_to_the_next_customer(page, shop, scan, press):
    scan(COLA)
    paying = page.checkout._paying().with_tender(page.counter.methods[0])
    page.edits.cart_discount()
    page.counter.bar.fields[0].setText("-1")
    page.checkout.complete(paying)
    assert (sales(shop)[0], page.counter.bar.is_open) == (1, False)


def test_a_question_about_something_else_takes_nothing(qtbot):
    about, taken = ["a"], list[list[str]]()
    bar = AskBar(subject=lambda: about[0])
    qtbot.addWidget(bar)
    bar.ask("?", [("Name", "x")], taken.append)
    about[0] = "b"
    bar.enter()
    assert (taken, bar.is_open) == ([], False)


# the list of held sales


@pytest.fixture
def held(page, scan, press):
    """Two held sales, and their list over a cart of one cola."""
    for code in (WATER, SMOKES):
        scan(code)
        press(F6)
    scan(COLA)
    press(F7)
    assert page.counter.open_list is page.holding.popup


def test_a_scan_puts_the_list_away_and_enter_pays(page, held, scan, press):
    scan(WATER)
    assert (page.counter.open_list, page.counter.line.hasFocus()) == (None, True)
    press(ENTER)
    assert (names(page), page.counter.is_paying) == (["可乐", "水"], True)


def test_paying_puts_the_list_away(page, shop, held, press):
    press(F12, ENTER)
    assert (paid(shop), page.counter.open_list, page.holding.popup.isVisible()) == ([("cash", 2_5000)], None, False)
    with shop.read() as view:
        assert len(held_sales(view)) == 2


# money that was taken


@pytest.fixture
def taken(page, scan, press):
    """Smokes in the cart, 20.00 of them taken in cash."""
    scan(SMOKES)
    press(F12, TAB, "20", ENTER, ESC)
    assert page.counter.total_card.board.sums[0].note == "taken already 20.00"


def test_money_of_an_emptied_cart_is_said_to_go_back_and_is_not_the_next_customers(page, shop, taken, scan, press):
    press(DEL)
    assert said(page) == "Removed 香烟 · Give back what was taken: Cash 20.00"
    assert card(page) == "Give back Cash 20.00"
    scan(COLA)
    press(Qt.Key.Key_2, modifier=CTRL)
    assert paid(shop) == [("wechat", 2_5000)]


def test_bringing_the_line_back_brings_its_money_back(page, taken, press):
    press(DEL)
    press(Qt.Key.Key_Z, modifier=CTRL)
    assert page.counter.total_card.board.sums[0].note == "taken already 20.00"


def test_a_cancelled_sale_gives_its_money_back_and_undo_takes_it_again(page, shop, taken, scan, press):
    press(DEL, modifier=CTRL)
    assert said(page) == "The whole sale was cancelled · Give back what was taken: Cash 20.00"
    assert (card(page), page.counter.cart.tenders) == ("Give back Cash 20.00", ())
    press(Qt.Key.Key_Z, modifier=CTRL)
    assert [(tender.kind, tender.amount) for tender in page.counter.cart.tenders] == [(MethodKind.CASH, 20_0000)]


def test_taking_the_first_scan_back_gives_the_money_back(page, taken, press):
    press(Qt.Key.Key_Z, modifier=CTRL)
    assert (page.counter.cart.tenders, card(page)) == ((), "Give back Cash 20.00")


def test_two_ways_are_both_named(page, taken, press):
    press(F12, Qt.Key.Key_Down, TAB, "5", ENTER, ESC, DEL)
    assert said(page).endswith("Cash 20.00 + WeChat 5.00")
    assert card(page) == "Give back Cash + WeChat 25.00"


def test_an_exchange_begins_with_the_money_given_back(page, taken, press):
    press(Qt.Key.Key_T, modifier=CTRL)
    assert page.pages.currentWidget() is page.counter
    assert said(page).startswith("20.00 was taken already")


# a key held down


def test_del_held_down_takes_one_line(page, scan):
    for code in (COLA, WATER, SMOKES):
        scan(code)
    for is_repeated in (False, True, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, DEL, Qt.KeyboardModifier.NoModifier, "", is_repeated)
        QApplication.sendEvent(page.counter.line, event)
    assert names(page) == ["可乐", "水"]
