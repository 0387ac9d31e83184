"""扫码建档 at the screen: scan, what is missing, how many, Enter, the next; the last one is taken back."""

import pytest
from PySide6.QtCore import Qt

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.operations import users
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.reference_lists import import_list
from jxc_desktop.queries.product_fields import PackFields, ProductFields
from jxc_desktop.queries.products import find_by_code, products_of
from jxc_desktop.ui.products.shelf_walk import ShelfWalk, may_walk
from tests.builders import product, stocked
from tests.ui.checks import assert_accessible, assert_not_clipped

COLA, WATER, TEA, BOX = "6901234567892", "6902083881405", "6999999999994", "16901234567899"
ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def walk(page, press):
    press("Ctrl+B")
    shown = page.stack.currentWidget()
    assert isinstance(shown, ShelfWalk)
    return shown


def found(shop, code):
    with shop.read() as view:
        return [each.product for each in find_by_code(view, code)]


def test_a_known_product_gets_its_first_stock(page, press, shop, walk):
    product(shop, "可乐", barcode=COLA)
    assert page.take_scan(COLA)
    press("12", ENTER)
    assert found(shop, COLA)[0].on_hand == 12 * ONE
    assert [row[:5] for row in walk.model.rows()] == [(COLA, "可乐", "", 3_0000, 12 * ONE)]
    assert walk.line.hasFocus()


def test_a_counted_product_says_so(page, shop, walk):
    stocked(shop, "可乐", barcode=COLA)
    page.take_scan(COLA)
    assert walk.form.isHidden()
    assert "10" in walk.said.text()


def test_an_unknown_code_comes_from_the_reference_list(page, press, shop, walk):
    import_list(shop, "批发商", [SheetRow(2, {"name": "茶", "spec": "50g", "unit": "盒", "category": "茶叶", "barcodes": (TEA,)})])
    page.take_scan(TEA)
    assert "批发商" in walk.said.text()
    press("8.5", ENTER, "6", ENTER)
    (made,) = found(shop, TEA)
    assert (made.name, made.spec, made.unit, made.retail_price, made.on_hand) == ("茶", "50g", "盒", 8_5000, 6 * ONE)


def test_an_unknown_code_is_made_from_what_is_typed(press, page, shop, walk):
    press(TEA, ENTER, "Tea", ENTER, ENTER, "box", ENTER, ENTER, "8", ENTER, ENTER)
    (made,) = found(shop, TEA)
    assert (made.name, made.unit, made.retail_price, made.is_unopened) == ("Tea", "box", 8_0000, True)


def test_the_next_scan_finishes_the_one_in_hand(page, press, shop, walk):
    product(shop, "可乐", barcode=COLA)
    product(shop, "水", barcode=WATER)
    page.take_scan(COLA)
    page.take_scan(WATER)  # nothing was said about the cola: it is left
    page.take_scan(WATER)
    page.take_scan(WATER)
    page.take_scan(COLA)
    assert found(shop, WATER)[0].on_hand == 3 * ONE
    assert found(shop, COLA)[0].is_unopened
    assert walk.form.product.name == "可乐"


def boxed(shop, *codes):
    """Cola by the bottle and the box of 24, each with its code."""
    with shop.work() as work:
        packs = tuple(PackFields(name, 24, None, (code,)) for name, code in zip(("箱", "盒"), codes[1:], strict=False))
        add_product(work, ProductFields("可乐", unit="瓶", barcodes=(codes[0],), retail_price=3_0000, packs=packs))


def test_a_box_counts_what_is_in_it(page, press, shop, walk):
    boxed(shop, COLA, BOX)
    page.take_scan(BOX)
    assert "24 瓶" in walk.said.text()
    page.take_scan(BOX)
    press(ENTER)
    assert found(shop, COLA)[0].on_hand == 48 * ONE


def test_bottles_beside_a_box_are_added(page, press, shop, walk):
    boxed(shop, COLA, BOX)
    for code in (COLA, COLA, BOX):
        page.take_scan(code)
    press(ENTER)
    assert found(shop, COLA)[0].on_hand == 26 * ONE


@pytest.mark.parametrize("key", ["2", Qt.Key.Key_Down])
def test_which_of_several_products_is_asked(page, press, shop, walk, key):
    tea, cola = product(shop, "茶", barcode=COLA), product(shop, "可乐", barcode=COLA)
    page.take_scan(COLA)
    assert walk.form.isHidden()
    press(key)
    if key != "2":
        press(ENTER)
    press("5", ENTER)
    with shop.read() as view:
        assert [each.on_hand for each in products_of(view, [tea.id, cola.id])] == [0, 5 * ONE]
    assert walk.which.isHidden()


def test_a_code_of_several_products_may_be_left(page, press, shop, walk):
    stocked(shop, "茶", barcode=COLA)
    product(shop, "可乐", barcode=COLA)
    page.take_scan(COLA)
    press("1")
    assert "counted already" in walk.said.text()
    page.take_scan(COLA)
    press(ESC)
    assert (walk.which.isHidden(), walk.line.hasFocus()) == (True, True)
    page.take_scan(COLA)
    page.take_scan(TEA)  # another code takes the place of the question
    assert (walk.which.isHidden(), walk.form.code) == (True, TEA)


def test_a_wrong_check_digit_is_said_before_anything_is_typed(page, walk):
    page.take_scan(COLA[:-1] + "3")
    assert "check digit" in walk.said.text()
    assert not walk.form.isHidden()
    walk.step_back()
    page.take_scan(COLA)
    assert "check digit" not in walk.said.text()


def test_a_scan_does_not_lose_a_half_made_product(page, press, walk):
    page.take_scan(TEA)
    page.take_scan(COLA)
    assert walk.form.code == TEA
    assert walk.said.text() == "What is it called?"


def test_a_figure_that_is_none_is_said(page, press, shop, walk):
    product(shop, "可乐", barcode=COLA)
    page.take_scan(COLA)
    press("x", ENTER)
    assert not walk.form.isHidden()
    assert found(shop, COLA)[0].is_unopened


def test_the_last_step_is_taken_back(page, press, shop, walk):
    page.take_scan(TEA)
    press("Tea", ENTER, ENTER, ENTER, ENTER, "8", ENTER, "6", ENTER)
    assert len(found(shop, TEA)) == 1
    press("Ctrl+Z")
    assert (found(shop, TEA), walk.model.rowCount()) == ([], 0)
    assert not walk.undo_button.isEnabled()
    press(ESC)
    assert page.stack.currentWidget() is page.table


def test_a_walk_goes_on_after_a_look_at_the_list(page, press, shop, walk):
    product(shop, "可乐", barcode=COLA)
    page.take_scan(COLA)
    page.show_list()
    assert page.stack.currentWidget() is page.table
    page.open_walk()
    assert page.stack.currentWidget() is walk
    assert walk.form.product.name == "可乐"


def test_who_may_not_count_may_not_walk(page, shop):
    with shop.work() as work:
        user = users.add_user(work, "小王", users.add_role(work, "理货", set(Permission) - {Permission.SET_OPENING_STOCK}))
    assert may_walk(shop)
    shop.sign_in(user)
    assert not may_walk(shop)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_can_be_read_and_heard(page, shop, language):
    i18n.use_language(language)
    product(shop, "可乐", barcode=COLA)
    page.open_walk()
    shown = page.stack.currentWidget()
    for code in (COLA, TEA):
        shown.open_code(code)
        assert_accessible(shown)
        assert_not_clipped(shown)
        shown.step_back()
    for name in ("茶", "水"):
        product(shop, name, barcode=WATER)
    shown.open_code(WATER)
    assert_accessible(shown)
    assert_not_clipped(shown)
