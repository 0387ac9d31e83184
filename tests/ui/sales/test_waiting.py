"""Lines that wait for a word before they can be paid: which product, sold at all, how much. None is lost, none is guessed."""

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import update

from jxc_desktop.db.tables.products import product as product_table
from jxc_desktop.domain.barcodes import check_digit
from jxc_desktop.domain.cart import UNSAID, Reason
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.queries.sales import sales_count
from jxc_desktop.ui import sounds
from tests.builders import product, stocked
from tests.ui.sales.conftest import COLA, WATER
from tests.ui.sales.test_kept import reopened

ENTER, ESC, F12 = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F12
CTRL = Qt.KeyboardModifier.ControlModifier
SHARED, STOPPED = "6950000000011", "6950000000028"


@pytest.fixture
def shared(shop):
    """Two products with one code."""
    return product(shop, "甲", 1_0000, barcode=SHARED), product(shop, "乙", 2_0000, barcode=SHARED)


@pytest.fixture
def stopped(shop):
    """Goods that are no longer sold."""
    made = stocked(shop, "旧货", 1_0000, barcode=STOPPED)
    with shop.work() as work:
        work.connection.execute(update(product_table).where(product_table.c.id == made.id).values(stop_selling=1))
    return made


@pytest.fixture
def apples(shop):
    """Weighed goods at 9.98 a kilogram."""
    return product(shop, "苹果", 9_9800, code="20001", kind=Kind.WEIGHED, unit="公斤")


@pytest.fixture
def heard(monkeypatch):
    """The refusals that were heard."""
    made: list[str] = []
    monkeypatch.setattr(sounds, "refused", lambda: made.append("refused"))
    return made


def lines(page):
    return [(line.name, line.pack_quantity) for line in page.counter.cart]


def waits(page):
    return [line.waits_for for line in page.counter.cart if line.waits_for]


def sales(shop):
    with shop.read() as view:
        return sales_count(view)


def said(page):
    return page.counter.strip.label.text()


# 一码多品


def test_what_may_be_one_of_several_is_not_left_out_of_the_sale(page, shop, shared, scan, press):
    scan(SHARED)
    scan(COLA)
    press(F12, "2")
    assert sales(shop) == (0, 0)
    assert lines(page) == [("乙", ONE), ("可乐", ONE)]
    press(F12, "2")
    assert sales(shop) == (1, 4_5000)
    assert (page.choices.is_open, page.counter.line.hasFocus()) == (False, True)


def test_it_outlives_a_kill_and_is_chosen_then(qtbot, page, shop, shared, scan):
    scan(SHARED)
    again = reopened(qtbot, shop)
    assert waits(again) == [Reason.WHICH_PRODUCT]
    again.checkout.open()
    assert again.choices.is_open
    again.choices.popup.picked.emit(0)
    assert lines(again) == [("甲", ONE)]


def test_esc_puts_the_list_away_and_del_the_line(page, shared, scan, press):
    scan(SHARED)
    press(ESC)
    assert (page.choices.is_open, waits(page)) == (False, [Reason.WHICH_PRODUCT])
    press(Qt.Key.Key_Delete)
    assert page.counter.cart.is_empty


def test_the_quantity_typed_before_counts_for_what_is_chosen(page, shared, scan, press):
    press("3*")
    scan(SHARED)
    press("2")
    assert lines(page) == [("乙", 3 * ONE)]


def test_of_two_that_wait_the_second_is_asked_after_the_first(page, shared, scan, press):
    scan(SHARED)
    scan(SHARED)
    press("1")
    assert page.choices.is_open
    press("2")
    assert sorted(lines(page)) == [("乙", ONE), ("甲", ONE)]


def test_a_weight_is_asked_of_what_is_chosen(page, shop, shared, scan, press):
    with shop.work() as work:
        work.connection.execute(update(product_table).where(product_table.c.id == shared[1].id).values(kind="weighed"))
    scan(SHARED)
    press("2", "1.5", ENTER)
    assert lines(page) == [("乙", 1500)]


def test_another_sale_begins_without_the_list(page, shared, scan, press):
    scan(SHARED)
    page.holding.hold()
    assert (page.choices.is_open, page.counter.cart.is_empty) == (False, True)


# 停售


def test_goods_no_longer_sold_wait_in_the_cart_while_scans_go_on(page, shop, stopped, scan, press):
    scan(STOPPED)
    assert said(page) == "旧货 is no longer sold. Del removes it."
    scan(COLA)
    press(ENTER)
    assert (waits(page), page.counter.is_paying, sales(shop)) == ([Reason.NO_LONGER_SOLD], False, (0, 0))
    press(ENTER)
    assert (waits(page), page.counter.is_paying) == ([], False)
    press(ENTER, "1")
    assert sales(shop) == (1, 3_5000)


def test_one_yes_is_enough_for_a_cart(page, stopped, scan, press):
    scan(STOPPED)
    scan(STOPPED)
    press(ENTER)
    scan(STOPPED)
    assert (lines(page), waits(page)) == ([("旧货", 3 * ONE)], [])


def test_del_takes_them_away(page, stopped, scan, press):
    scan(STOPPED)
    press(ESC, Qt.Key.Key_Delete)
    assert page.counter.cart.is_empty


def test_the_next_sale_asks_again(page, stopped, scan, press):
    scan(STOPPED)
    press(ENTER)
    press(Qt.Key.Key_1, modifier=CTRL)
    scan(STOPPED)
    assert waits(page) == [Reason.NO_LONGER_SOLD]


# a weight that was not said


def test_a_weight_that_was_not_said_is_no_kilogram_after_a_kill(qtbot, page, shop, apples, press):
    press("20001", ENTER)
    again = reopened(qtbot, shop)
    assert (waits(again), again.counter.cart.totals.total) == ([Reason.NO_QUANTITY], 0)
    again.checkout.by_digit(1)
    assert sales(shop) == (0, 0)
    editor = again.counter.cart_view.editor
    assert editor is not None
    editor.setText("0.5")
    editor.entered.emit("0.5")
    again.checkout.by_digit(1)
    assert sales(shop) == (1, 4_9000)


def test_a_weight_left_and_brought_back_is_still_to_be_said(page, apples, press):
    press("20001", ENTER, ESC)
    press(Qt.Key.Key_Z, modifier=CTRL)
    assert waits(page) == [Reason.NO_QUANTITY]


def test_it_costs_nothing_while_it_is_asked_for(page, apples, scan, press):
    scan(COLA)
    press("20001", ENTER)
    assert page.counter.total_card.board.text() == "Due ¥2.50"
    assert page.counter.cart_view.cart_model.cells(1)[3].text == "?"


def test_a_question_that_something_else_pushes_aside_keeps_its_line(page, shop, apples, shared, scan, press):
    press("20001", ENTER)
    scan(SHARED)
    assert (waits(page), page.choices.is_open) == ([Reason.NO_QUANTITY, Reason.WHICH_PRODUCT], True)
    press("1")
    press(ENTER)
    assert page.counter.cart_view.editor is not None


def test_a_price_and_then_a_weight_are_asked(page, shop, press):
    product(shop, "散糖", None, code="20002", kind=Kind.WEIGHED, unit="公斤")
    press("20002", ENTER, "8", ENTER, "0.5", ENTER)
    assert [(line.pack_quantity, line.amount) for line in page.counter.cart] == [(500, 4_0000)]


def test_a_question_opened_over_a_field_has_the_focus(page, scan, press):
    scan(COLA)
    press(Qt.Key.Key_F2, Qt.Key.Key_F8, "Wang", ENTER, ENTER)
    assert page.counter.cart.customer is not None
    assert page.counter.cart.customer.name == "Wang"


# figures before a scan that are no quantity


@pytest.mark.parametrize("text", ["0*", "-1*", "99999999*", "1.2.3*", "5"])
def test_figures_that_are_no_quantity_ask_how_many(page, shop, scan, press, heard, text):
    press(text)
    scan(COLA)
    assert (lines(page), waits(page), heard) == ([("可乐", UNSAID)], [Reason.NO_QUANTITY], ["refused"])
    assert said(page) == f"“{text}” is no quantity: say how many."
    press(ESC)
    press(Qt.Key.Key_1, modifier=CTRL)
    assert sales(shop) == (0, 0)
    press("4", ENTER)
    press(Qt.Key.Key_1, modifier=CTRL)
    assert sales(shop) == (1, 10_0000)


@pytest.mark.parametrize("text", ["５＊", "5乘", "5 × "])
def test_a_quantity_however_it_is_typed(page, scan, press, text):
    page.counter.line.setText(text)
    scan(COLA)
    assert lines(page) == [("可乐", 5 * ONE)]


def test_a_search_that_a_scan_ends_is_said(page, scan, press):
    press("shui")
    scan(COLA)
    assert (lines(page), said(page)) == ([("可乐", ONE)], "“shui” was not looked for: the scan came first.")


def test_a_quick_key_takes_no_figures_for_a_quantity_either(page, shop, goods):
    from jxc_desktop.operations.quick_keys import set_key

    with shop.work() as work:
        set_key(work, 1, 1, product_id=goods[0].id)
    page.quick_keys.read()
    page.counter.line.setText("0*")
    page.quick_keys.on_pressed(1)
    assert lines(page) == [("可乐", UNSAID)]


# what a scale printed


def test_a_label_of_goods_nobody_knows_is_named_and_no_product_is_made_of_it(page, shop, scan, press):
    body = "211234501236"
    scan(body + check_digit(body))
    assert "A scale label of product code 12345" in said(page)
    press(F12)
    assert (page.counter.bar.is_open, waits(page)) == (False, [Reason.UNKNOWN_CODE])
    assert "A scale label of product code 12345" in said(page)


def test_a_label_that_was_misread_is_named(page, scan):
    scan("211234501236" + str((int(check_digit("211234501236")) + 1) % 10))
    assert "misread" in said(page)


def test_what_waits_is_told_in_words_on_its_line(page, shared, stopped, apples, scan, press):
    for code in (SHARED, STOPPED):
        scan(code)
    press(ESC, "20001", ENTER)
    names = [page.counter.cart_view.cart_model.cells(row)[1].after for row in range(3)]
    assert names == ["choose the product", "no longer sold", "how much?"]
    assert page.counter.cart_view.cart_model.ground(0) == page.counter.cart_view.cart_model.ground(1) == "red_ground"


def test_a_water_beside_them_is_an_ordinary_line(page, shared, scan):
    scan(SHARED)
    scan(WATER)
    assert [line.waits_for for line in page.counter.cart] == [Reason.WHICH_PRODUCT, None]
