"""F8: whose sale it is."""

from PySide6.QtCore import Qt

from jxc_desktop.domain.cart import set_customer, set_remark, set_sold_by
from jxc_desktop.domain.customers import Customer
from jxc_desktop.queries.receipts import receipt_of
from jxc_desktop.queries.sales import last_sale
from tests.ui.sales.conftest import COLA, WATER

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER, F8 = Qt.Key.Key_Return, Qt.Key.Key_F8


def customer_of(page):
    return page.counter.cart.customer


def test_named_kept_and_found_again_by_the_telephone(page, shop, scan, press):
    scan(COLA)
    press(F8)
    page.counter.bar.fields[0].setText("王姐")
    press(ENTER, "13812345678", ENTER)
    assert page.counter.total_card.customer.text() == "王姐 13812345678 F8"
    press(Qt.Key.Key_1, modifier=CTRL)
    with shop.read() as view:
        sold = last_sale(view)
        assert sold is not None
        assert receipt_of(view, sold).customer == "王姐"
    scan(WATER)
    assert customer_of(page) is None
    press(F8)
    page.counter.bar.fields[1].setText("5678")
    assert "1 王姐" in page.counter.bar.said.text()
    page.counter.bar.fields[1].setText("1")
    press(ENTER, ENTER)
    assert customer_of(page).name == "王姐"
    press(F8)
    for field in page.counter.bar.fields:
        field.clear()
    press(ENTER, ENTER)
    assert customer_of(page) is None


def test_the_customer_stays_while_goods_are_scanned_and_the_cart_is_held(page, shop, scan, press):
    press(F8)
    page.counter.bar.fields[0].setText("王姐")
    press(ENTER, ENTER)
    scan(COLA)
    scan(WATER)
    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_F7)
    assert customer_of(page).name == "王姐"
    press(Qt.Key.Key_1, modifier=CTRL)
    with shop.read() as view:
        assert receipt_of(view, last_sale(view) or 0).customer == "王姐"


def test_the_customer_of_an_empty_cart_is_seen_and_the_button_asks(page, press):
    button = page.counter.total_card.customer
    assert button.text() == "Customer F8"
    button.click()
    assert page.counter.bar.is_open
    page.counter.bar.fields[0].setText("王姐")
    press(ENTER, ENTER)
    assert (page.counter.cart.is_empty, button.text()) == (True, "王姐 F8")


def test_beside_what_was_paid_there_is_no_button(page, scan, press):
    button = page.counter.total_card.customer
    scan(COLA)
    press(Qt.Key.Key_1, modifier=CTRL)
    assert not button.isVisible()
    scan(WATER)
    assert button.isVisible()


def test_remark_and_salesperson_stand_under_the_total(page, shop, scan, press):
    scan(COLA)
    told = page.counter.total_card.told
    assert not told.isVisible()
    page.counter.change(set_sold_by(set_remark(page.counter.cart, "送到三楼"), shop.actor.user_id))
    assert (told.isVisible(), told.left, told.right) == (True, "Remark: 送到三楼", "Salesperson: Owner")
    press(Qt.Key.Key_1, modifier=CTRL)
    assert not told.isVisible()


def test_a_name_of_any_length_leaves_the_total_in_sight(page, scan):
    scan(COLA)
    page.counter.change(set_customer(page.counter.cart, Customer(1, "欧阳" * 30, "13812345678")))
    card = page.counter.total_card
    assert card.customer.width() < card.board.width() * 3 // 4
    assert card.customer.toolTip().endswith("13812345678")


def test_asked_while_paying_a_telephone_number_pays_nothing(page, shop, scan, press):
    scan(COLA)
    press(Qt.Key.Key_F12, F8, ENTER, "13812345678", ENTER)
    assert customer_of(page).phone == "13812345678"
    with shop.read() as view:
        assert last_sale(view) is None
