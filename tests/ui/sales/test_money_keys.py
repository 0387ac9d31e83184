"""Keys about money: the last sale reversed, a way of paying put right, cash for an e-payment, a line given free."""

from PySide6.QtCore import Qt

from jxc_desktop.queries.reports.today import today
from jxc_desktop.queries.sales import sales_list
from tests.ui.sales.conftest import COLA, WATER

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return


def figures(shop):
    with shop.read() as view:
        made = today(view)
    return made.takings, dict(made.by_method)


def test_the_last_sale_is_reversed_with_a_reason_and_the_cart_is_kept(page, shop, scan, press):
    scan(COLA)
    press(Qt.Key.Key_1, modifier=CTRL)
    scan(WATER)
    press(Qt.Key.Key_D, modifier=CTRL)
    assert "XS20261122-0001" in page.counter.bar.title.text()
    page.counter.bar.fields[0].setText("按错")
    press(ENTER)
    assert "HC20261122-0001" in page.counter.strip.label.text()
    assert (figures(shop)[0], len(page.counter.cart)) == (0, 1)


def test_with_an_empty_cart_the_sum_that_goes_back_takes_the_place_of_what_was_paid(page, scan, press):
    scan(COLA)
    press(Qt.Key.Key_2, modifier=CTRL)
    press(Qt.Key.Key_D, modifier=CTRL)
    press(ENTER)
    assert page.counter.total_card.board.text() == "Give back WeChat 2.50"


def test_without_a_sale_there_is_nothing_to_reverse(page, press):
    press(Qt.Key.Key_D, modifier=CTRL)
    assert not page.counter.bar.is_open


def test_a_sale_that_was_reversed_is_not_offered_again(page, shop, scan, press):
    scan(COLA)
    press(Qt.Key.Key_1, modifier=CTRL)
    for _time in range(2):
        press(Qt.Key.Key_D, modifier=CTRL)
        press(ENTER)
    assert not page.counter.bar.is_open
    assert page.counter.strip.label.text().startswith("The last sale, XS20261122-0001, was reversed")


def test_cash_for_an_epayment(page, shop, press):
    press(Qt.Key.Key_K, modifier=CTRL)
    page.counter.bar.fields[0].setText("100")
    press(ENTER, ENTER)
    assert figures(shop) == (0, {})
    with shop.read() as view:
        assert dict(today(view).swapped) == {"Cash": -100_0000, "WeChat": 100_0000}


def test_a_line_given_free_and_sold_again(page, scan, press):
    scan(COLA)
    scan(WATER)
    press(Qt.Key.Key_G, modifier=CTRL)
    assert page.counter.cart.totals.total == 2_5000
    assert page.counter.cart_view.cart_model.cells(1)[2].text == "free"
    press(Qt.Key.Key_G, modifier=CTRL)
    assert page.counter.cart.totals.total == 4_5000


def test_a_price_of_its_own_outlives_being_given_free(page, shop, scan, press):
    scan(COLA)
    press(Qt.Key.Key_F4, "2", ENTER)
    for total in (0, 2_0000):
        press(Qt.Key.Key_G, modifier=CTRL)
        assert page.counter.cart.totals.total == total


def test_how_it_was_paid_is_put_right(page, shop, scan, press):
    scan(COLA)
    press(Qt.Key.Key_1, modifier=CTRL)
    page.show_old_sales()
    press(Qt.Key.Key_M, modifier=CTRL)
    old = page.pages.currentWidget()
    assert old.sale_actions.bar.fields[0].text() == "1"
    old.sale_actions.bar.fields[1].setText("2")
    press(ENTER, ENTER)
    assert figures(shop)[1] == {"Cash": 0, "WeChat": 2_5000}
    with shop.read() as view:
        assert sales_list(view)[0].paid_by == "WeChat"
    assert "KZ20261122-0001" in old.card.facts.text()
