"""修改 at the counter: the sale in the cart, changed, paid by the difference; nothing moves before that."""

import pytest
from PySide6.QtCore import Qt

from jxc_desktop import i18n
from jxc_desktop.queries.check import check
from jxc_desktop.queries.drafts import open_draft
from jxc_desktop.queries.reports.today import today
from jxc_desktop.ui import jobs
from tests.ui.checks import assert_accessible, assert_not_clipped
from tests.ui.sales.conftest import COLA, WATER

CTRL, ENTER = Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Return


@pytest.fixture
def changing(page, scan, press, now):
    """A cola by WeChat, opened to be changed from past sales."""
    page.returns_board().panel.clock = lambda: now[0]
    scan(COLA)
    press(Qt.Key.Key_2, modifier=CTRL)
    page.show_old_sales()
    press(Qt.Key.Key_U, modifier=CTRL)
    assert page.pages.currentWidget() is page.counter
    return page


def figures(shop):
    with shop.read() as view:
        day = today(view)
        assert check(view).findings == ()
    return day.sales, day.reversals, day.takings, dict(day.by_method)


def test_the_sale_stands_in_the_cart_and_nothing_moved(changing, shop):
    assert [line.name for line in changing.counter.cart.lines] == ["可乐"]
    assert changing.counter.note.left.startswith("Change of XS20261122-0001")
    assert figures(shop) == (1, 0, 2_5000, {"WeChat": 2_5000})


def test_more_is_paid_by_the_way_of_the_key(changing, shop, scan, press):
    scan(WATER)
    press(Qt.Key.Key_1, modifier=CTRL)
    board = changing.pages.currentWidget()
    assert board.board.text() == "Comes back 2.50  In the cart 4.50  Customer pays ¥2.00"
    press(ENTER)
    assert figures(shop) == (2, 1, 4_5000, {"WeChat": 2_5000, "Cash": 2_0000})
    assert "Changed: now XS20261122-0002. The customer paid 2.00." in changing.counter.strip.label.text()
    assert changing.counter.cart.is_empty


def test_the_difference_is_paid_as_a_sale_is(changing, shop, scan, press):
    scan(WATER)
    press(Qt.Key.Key_F12)
    assert "Pay " in changing.pages.currentWidget().finish_button.text()
    press(ENTER)
    press(Qt.Key.Key_Tab, "5", ENTER)
    assert figures(shop)[3] == {"WeChat": 2_5000, "Cash": 2_0000}
    assert changing.counter.total_card.board.text() == "Cash 5.00  Change 3.00"


def test_what_is_less_goes_back_as_it_came(changing, shop, press):
    press(Qt.Key.Key_F4)
    press("2", ENTER)
    press(Qt.Key.Key_1, modifier=CTRL)
    board = changing.pages.currentWidget()
    assert (board.ways_said.text(), "Change the sale" in board.finish_button.text()) == ("The difference goes back as it was paid", True)
    press(ENTER)
    assert figures(shop)[3] == {"WeChat": 2_0000}
    assert changing.counter.total_card.board.text() == "Give back WeChat 0.50"


def test_what_was_taken_is_given_back_when_the_cart_goes_on(changing, scan, press):
    scan(WATER)
    press(Qt.Key.Key_1, modifier=CTRL)
    press(Qt.Key.Key_Tab, "1", ENTER)
    scan(WATER)
    assert (changing.pages.currentWidget(), len(changing.counter.cart)) == (changing.counter, 2)
    assert changing.counter.strip.label.text() == "Give back what was taken: Cash 1.00"


def test_a_scan_on_the_board_goes_on_in_the_cart(changing, scan, press):
    press(Qt.Key.Key_F12)
    scan(WATER)
    assert changing.pages.currentWidget() is changing.counter
    assert len(changing.counter.cart) == 2


def test_the_board_takes_no_quantities(changing, press):
    press(Qt.Key.Key_F12)
    board = changing.pages.currentWidget()
    press("1", ENTER)
    assert board.said.text() == "The whole sale comes back. What is wrong is changed in the cart: Esc."
    press(Qt.Key.Key_Escape)
    assert changing.pages.currentWidget() is changing.counter


def test_it_survives_a_kill(changing, shop):
    assert jobs.writer.flush()
    with shop.read() as view:
        kept = open_draft(view)
    assert kept is not None
    assert kept.amends is not None


def test_cancelled_the_sale_stands_as_it_was(changing, shop, press):
    press(Qt.Key.Key_Delete, modifier=CTRL)
    assert changing.counter.cart.is_empty
    assert jobs.writer.flush()
    assert figures(shop)[:2] == (1, 0)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_look(changing, press, language):
    i18n.use_language(language)
    press(Qt.Key.Key_F12)
    board = changing.pages.currentWidget()
    assert_accessible(board)
    assert_not_clipped(board)
