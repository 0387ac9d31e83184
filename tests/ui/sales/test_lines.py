"""Lines changed by key in their own cells; the undo strip; marks instead of boxes; long carts."""

import time
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from jxc_desktop.domain.cart import Cart, CartLine, add_product
from jxc_desktop.domain.products import BelowZero, Kind
from jxc_desktop.domain.quantity import MAX_QUANTITY, ONE
from jxc_desktop.queries.sales import sales_count
from jxc_desktop.ui.sales.cart_model import NAME, CartModel
from jxc_desktop.ui.sales.page import SalesPage
from jxc_desktop.ui.widgets.notice_bar import NoticeBar
from tests.builders import product, stocked
from tests.ui.sales.conftest import COLA, WATER

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
CTRL = Qt.KeyboardModifier.ControlModifier


def line(page, number=0):
    return page.counter.cart.lines[number]


def name_shown(page):
    model = page.counter.cart_view.cart_model
    return model.data(model.index(0, NAME))


def test_f2_types_a_quantity_into_the_line(page, scan, press):
    scan(COLA)
    press(Qt.Key.Key_F2, "12", ENTER)
    assert (line(page).pack_quantity, page.counter.line.hasFocus()) == (12 * ONE, True)


def test_the_keypads_star_on_an_empty_line_edits_the_quantity_and_shift_8_is_a_letter(page, scan):
    scan(COLA)
    field = page.counter.line
    star = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Asterisk, Qt.KeyboardModifier.ShiftModifier, "*")
    QApplication.sendEvent(field, star)
    assert (page.counter.cart_view.editor, field.text()) == (None, "*")
    field.clear()
    QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Asterisk, Qt.KeyboardModifier.KeypadModifier, "*"))
    assert page.counter.cart_view.editor is not None


def test_a_part_of_counted_goods_is_refused_in_words_and_the_field_stays(page, scan, press):
    scan(COLA)
    press(Qt.Key.Key_F2, "0.5", ENTER)
    assert page.counter.strip.label.text().startswith("可乐 is sold by the whole piece.")
    assert (line(page).pack_quantity, page.counter.cart_view.editor is not None) == (ONE, True)


def test_f4_changes_the_price(page, scan, press):
    scan(COLA)
    press(Qt.Key.Key_F4, "2", ENTER)
    assert line(page).amount == 2_0000


def test_f5_takes_a_discount_and_shows_it_before_enter(page, scan, press):
    scan(COLA)
    press(Qt.Key.Key_F5, "20%")
    assert page.counter.strip.label.text() == "可乐  2.00   20% off, saves 0.50"
    press(ENTER)
    assert line(page).amount == 2_0000


def test_too_large_a_discount_is_refused_in_words_and_the_field_stays(page, scan, press):
    scan(COLA)
    press(Qt.Key.Key_F5, "-9", ENTER)
    assert page.counter.strip.label.text() == "At most 2.50 can be taken off here, and a discount never raises a sum."
    assert (line(page).amount, page.counter.cart_view.editor is not None) == (2_5000, True)


def test_shift_f5_agrees_on_a_total(page, scan, press):
    scan(COLA)
    scan(WATER)
    press(Qt.Key.Key_F5, modifier=Qt.KeyboardModifier.ShiftModifier)
    press("=4")
    assert "4.00" in page.counter.bar.said.text()
    press(ENTER)
    assert page.counter.cart.totals.total == 4_0000
    assert page.counter.note.right == "Saving −0.50"


def test_del_removes_and_ctrl_z_brings_back(page, scan, press):
    scan(COLA)
    scan(WATER)
    press(Qt.Key.Key_Up, Qt.Key.Key_Delete)
    assert [each.name for each in page.counter.cart] == ["水"]
    assert page.counter.strip.label.text() == "Removed 可乐"
    press(Qt.Key.Key_Z, modifier=CTRL)
    assert [each.name for each in page.counter.cart] == ["可乐", "水"]


def test_what_is_typed_in_the_scan_line_keeps_its_own_keys(page, scan, press):
    scan(COLA)
    press("abc", Qt.Key.Key_Delete)
    press(Qt.Key.Key_Delete, modifier=CTRL)
    assert [each.name for each in page.counter.cart] == ["可乐"]


def test_a_cancelled_sale_can_be_brought_back_as_a_sale_of_its_own(page, shop, scan, press):
    scan(COLA)
    key = page.counter.cart.key
    press(Qt.Key.Key_Delete, modifier=CTRL)
    assert page.counter.cart.is_empty
    press(Qt.Key.Key_Z, modifier=CTRL)
    assert ([each.name for each in page.counter.cart], page.counter.cart.key != key) == (["可乐"], True)
    press(Qt.Key.Key_1, modifier=CTRL)
    with shop.read() as view:
        assert sales_count(view)[0] == 1


def test_after_payment_there_is_no_undo(page, scan, press):
    scan(COLA)
    scan(WATER)
    press(Qt.Key.Key_1, modifier=CTRL)
    press(Qt.Key.Key_Z, modifier=CTRL)
    assert page.counter.cart.is_empty


def test_weighed_goods_ask_their_weight_in_the_line(page, shop, press):
    product(shop, "苹果", 10_0000, code="77001", kind=Kind.WEIGHED, unit="公斤")
    press("77001", ENTER, "1.236", ENTER)
    assert (line(page).pack_quantity, line(page).amount) == (1236, 12_3600)
    press("77001", ENTER)
    page.counter.cart_view.editor.setText("500克")
    press(ENTER)
    assert line(page, 1).pack_quantity == 500


def test_a_weight_that_is_not_given_takes_its_line_along(page, shop, press):
    product(shop, "苹果", 10_0000, code="77001", kind=Kind.WEIGHED, unit="公斤")
    press("77001", ENTER, ESC)
    assert page.counter.cart.is_empty


def test_a_product_without_a_price_asks_in_the_line_and_blocks_paying(page, shop, scan, press):
    product(shop, "无价", None, barcode="6950000000042")
    scan("6950000000042")
    press(ESC)
    press(Qt.Key.Key_1, modifier=CTRL)
    assert (page.counter.cart.is_empty, page.counter.cart_view.editor is not None) == (False, True)
    press("3", ENTER)
    press(Qt.Key.Key_1, modifier=CTRL)
    assert page.counter.cart.is_empty


def test_a_price_asked_for_waits_while_scans_go_on(page, shop, scan, press):
    product(shop, "无价", None, barcode="6950000000042")
    scan("6950000000042")
    scan(COLA)
    press("3", ENTER)
    assert [(each.name, each.amount) for each in page.counter.cart] == [("无价", 3_0000), ("可乐", 2_5000)]


def test_below_zero_is_a_mark_on_the_line_and_no_box(page, shop, scan, press):
    stocked(shop, "少", 1_0000, quantity=1, barcode="6950000000059")
    scan("6950000000059")
    assert name_shown(page) == "少"
    scan("6950000000059")
    assert name_shown(page) == "少 on file 1"
    assert (QApplication.activeModalWidget(), page.window().findChildren(NoticeBar)) == (None, [])
    press(Qt.Key.Key_1, modifier=CTRL)
    assert page.counter.cart.is_empty


def test_what_may_not_go_below_zero_is_refused_at_payment_in_words(page, shop, scan, press):
    stocked(shop, "禁", 1_0000, quantity=1, barcode="6950000000066", below_zero=BelowZero.REFUSE)
    scan("6950000000066")
    scan("6950000000066")
    press(ENTER, "1")
    assert "Not enough stock of 禁: 1 on hand, 2 wanted" in page.counter.strip.label.text()
    assert len(page.counter.cart) == 1


def test_goods_never_counted_say_so_quietly(page, shop, scan):
    product(shop, "未", 1_0000, barcode="6950000000073")
    scan("6950000000073")
    assert name_shown(page) == "未 not counted yet"


# long carts


@pytest.fixture
def long_cart(page, shop):
    """2,000 lines in the cart."""
    made = product(shop, "长", 1_0000)
    lines = tuple(CartLine(number, replace(made, id=made.id), price=1_0000, base_price=1_0000, is_edited=True) for number in range(1, 2001))
    cart = Cart(page.counter.cart.key, lines, next_line=2001, touched=2000)
    page.counter.open.start(cart)
    page.counter.show_cart()
    return cart


def timed(action):
    start = time.perf_counter()
    action()
    QApplication.processEvents()
    return time.perf_counter() - start


def test_no_action_on_2000_lines_takes_long(page, long_cart, press):
    view = page.counter.cart_view
    page.counter.change(page.counter.cart)
    quickest = {
        "scroll": min(timed(partial(view.verticalScrollBar().setValue, place)) for place in (0, 40_000, 80_000)),
        "step": min(timed(lambda: view.step(-1)) for _time in range(3)),
        "remove": min(timed(page.edits.remove) for _time in range(3)),
        "undo": min(timed(page.undo) for _time in range(3)),
    }
    assert {name: seconds for name, seconds in quickest.items() if seconds > 0.1} == {}


def test_the_2001st_line_is_refused_in_words_and_the_cart_kept(qtbot, page, long_cart, scan):
    with qtbot.captureExceptions() as raised:
        scan(COLA)
    assert [str(error) for _kind, error, _trace in raised] == ["A sale has at most 2000 lines. The cart is as it was."]
    assert len(page.counter.cart) == 2000


def test_a_quantity_beyond_the_limit_is_refused_in_words(page, scan, press):
    scan(COLA)
    press(Qt.Key.Key_F2, "999999", ENTER)
    assert line(page).pack_quantity == MAX_QUANTITY // ONE * ONE
    press(Qt.Key.Key_F2, "1000000", ENTER)
    assert (page.counter.strip.isHidden(), page.window().findChildren(NoticeBar)) == (False, [])
    assert line(page).pack_quantity == MAX_QUANTITY // ONE * ONE


def test_a_scan_touches_one_row_of_the_model(shop):
    first, second = product(shop, "甲"), product(shop, "乙")
    model = CartModel()
    told: list[str] = []
    model.modelReset.connect(lambda: told.append("reset"))
    model.rowsInserted.connect(lambda _parent, start, end: told.append(f"in {start} {end}"))
    model.rowsRemoved.connect(lambda _parent, start, end: told.append(f"out {start} {end}"))
    model.dataChanged.connect(lambda start, end: told.append(f"changed {start.row()} {end.row()}"))
    one = add_product(add_product(Cart("k"), first), second)
    assert model.show(one) == [0, 1]
    two = add_product(one, first)
    assert model.show(two) == [0]
    assert model.show(one) == [0]
    assert told == ["in 0 1", "changed 0 0", "changed 0 0"]


def test_a_shop_without_products_says_what_comes_first(qtbot, shop):
    made = SalesPage(shop)
    qtbot.addWidget(made)
    made.arrive()
    assert made.counter.cart_view.empty_text.startswith("There are no products yet.")
    product(shop, "甲")
    made.arrive()
    assert made.counter.cart_view.empty_text == "Scan the first product, or type to find it."
