"""F8: whose sale it is."""

from PySide6.QtCore import Qt

from jxc_desktop.queries.receipts import receipt_of
from jxc_desktop.queries.sales import last_sale
from tests.ui.sales.conftest import COLA, WATER

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER, F8 = Qt.Key.Key_Return, Qt.Key.Key_F8


def test_named_kept_and_found_again_by_the_telephone(page, shop, scan, press):
    scan(COLA)
    press(F8)
    page.counter.bar.fields[0].setText("王姐")
    press(ENTER, "13812345678", ENTER)
    assert "王姐 13812345678" in page.counter.note.left
    press(Qt.Key.Key_1, modifier=CTRL)
    with shop.read() as view:
        assert receipt_of(view, last_sale(view)).customer == "王姐"
    scan(WATER)
    assert page.counter.cart.customer is None
    press(F8)
    page.counter.bar.fields[1].setText("5678")
    assert "1 王姐" in page.counter.bar.said.text()
    page.counter.bar.fields[1].setText("1")
    press(ENTER, ENTER)
    assert page.counter.cart.customer.name == "王姐"
    press(F8)
    for field in page.counter.bar.fields:
        field.clear()
    press(ENTER, ENTER)
    assert page.counter.cart.customer is None
