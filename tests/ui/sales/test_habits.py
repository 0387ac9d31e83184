"""Weighed goods in the shop's unit: shown, typed and priced in 斤 while the file has 公斤."""

import pytest
from PySide6.QtCore import Qt

from jxc_desktop.domain.products import Kind
from jxc_desktop.operations.quick_keys import set_key
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.queries.quick_keys import quick_pages
from jxc_desktop.queries.receipts import receipt_of
from jxc_desktop.ui import bus
from jxc_desktop.ui.display.shown import of_cart
from jxc_desktop.ui.sales.cart_model import PRICE, QUANTITY
from tests.builders import product
from tests.ui.sales.conftest import COLA

ENTER, F2, F4 = Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_F4
PEARS = "6950000000097"


def speak(shop, unit):
    with shop.work() as work:
        change_settings(work, weight_unit=unit)


@pytest.fixture
def pears(shop):
    speak(shop, "jin")
    return product(shop, "梨", 9_9800, unit="公斤", kind=Kind.WEIGHED, barcode=PEARS)


@pytest.fixture
def page(pears, page):
    return page


def shown(page, row=0):
    model = page.counter.cart_view.cart_model
    return model.data(model.index(row, PRICE)), model.data(model.index(row, QUANTITY))


def line(page):
    return page.counter.cart.lines[-1]


def test_a_weight_and_its_price_are_typed_and_shown_in_the_habit(page, scan, press):
    scan(PEARS)
    editor = page.counter.cart_view.editor
    assert editor.placeholderText() == "jin"
    assert page.counter.strip.label.text().startswith("Weight in jin, or 2j jin")
    press("2.5", ENTER)
    assert (shown(page), line(page).pack_quantity, line(page).amount) == (("4.99 /jin", "2.5 jin"), 1_250, 12_4800)
    press(F2)
    assert page.counter.cart_view.editor.text() == "2.5"
    press(ENTER, F4)
    assert page.counter.cart_view.editor.text() == "4.99"
    press("4.5", ENTER)
    assert (shown(page)[0], line(page).price) == ("4.50 /jin", 9_0000)


def test_an_answer_left_as_it_stands_changes_nothing(page, shop, scan, press):
    speak(shop, "kg")
    product(shop, "枣", 7_9900, unit="斤", kind=Kind.WEIGHED, barcode="6950000000103")
    scan("6950000000103")
    press("1.235j", ENTER)
    assert line(page).pack_quantity == 1_235
    press(F2, ENTER, F4, ENTER)
    assert (line(page).pack_quantity, line(page).price) == (1_235, 7_9900)


@pytest.mark.parametrize(("typed", "kept"), [("2j", 1_000), ("3l", 150), ("300g", 300), ("1.2k", 1_200), ("2", 1_000)])
def test_letters_say_another_unit(page, scan, press, typed, kept):
    scan(PEARS)
    press(typed, ENTER)
    assert line(page).pack_quantity == kept


def test_a_letter_behind_the_weight_in_the_scan_line(page, scan, press):
    scan(PEARS)
    press("1", ENTER)
    press("3j", ENTER)
    assert line(page).pack_quantity == 1_500


def test_counted_goods_stay_as_they_are(page, scan):
    scan(COLA)
    assert shown(page) == ("2.50", "1")


def test_another_habit_is_shown_at_once(qtbot, page, shop, scan, press):
    bus.attach(shop)
    scan(PEARS)
    press("2", ENTER)
    speak(shop, "kg")
    qtbot.waitUntil(lambda: shown(page) == ("9.98 /kg", "1 kg"))


def test_search_look_up_quick_keys_display_and_receipt_speak_the_same(page, shop, pears, scan, press):
    page.finder.look("梨")
    assert page.finder.popup.rows.cells(0)[1].text == "4.99 /jin"
    page.finder.close()
    with shop.work() as work:
        set_key(work, 1, 1, product_id=pears.id)
        (key,) = quick_pages(work)[0].keys
    assert (key.price, key.unit) == (4_9900, "jin")
    scan(PEARS)
    press("2.5", ENTER)
    assert of_cart(page.counter.cart, "jin").lines[0].count == "2.5 jin × 4.99"
    page.checkout.by_digit(1)
    with shop.read() as view:
        (sold,) = receipt_of(view, page.checkout.last.document_id).lines
    assert (sold.quantity, sold.unit, sold.price, sold.amount) == (2_500, "jin", 4_9900, 12_4800)
    press(Qt.Key.Key_F11)
    board = page.look_up_board()
    board.take(PEARS)
    assert board.board.text() == "Price ¥4.99"
