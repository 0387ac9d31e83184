"""F8: whose sale it is."""

from PySide6.QtCore import Qt

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
    assert "王姐 13812345678" in page.counter.note.left
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
