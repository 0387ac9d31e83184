"""Sums and weights typed in the scan line."""

import pytest
from PySide6.QtCore import Qt

from jxc_desktop.domain.products import Kind
from tests.builders import product, stocked
from tests.ui.sales.conftest import COLA

ENTER = Qt.Key.Key_Return


@pytest.fixture
def apples(page, shop):
    return stocked(shop, "苹果", 5_0000, unit="斤", kind=Kind.WEIGHED, barcode="6950000000103")


def last(page):
    return page.counter.cart.lines[-1]


def test_the_sum_where_the_weight_is_asked(page, apples, scan, press):
    scan("6950000000103")
    press("=10", ENTER)
    assert (last(page).amount, last(page).pack_quantity) == (10_0000, 2_000)


def test_sum_and_weight_in_the_scan_line(page, apples, scan, press):
    scan("6950000000103")
    press("1", ENTER)
    press("=10", ENTER)
    assert last(page).amount == 10_0000
    press("500g", ENTER)
    assert (last(page).amount, last(page).pack_quantity) == (5_0000, 1_000)
    assert page.counter.line.text() == ""


def test_a_sum_for_counted_goods_is_refused_in_words(page, scan, press):
    scan(COLA)
    press("=10", ENTER)
    assert "not weighed" in page.counter.strip.label.text()
    assert page.counter.cart.totals.total == 2_5000


def test_goods_without_a_code(page, shop, press):
    product(shop, "杂货", None, kind=Kind.OPEN_PRICE)
    press("3.5+", ENTER)
    press("2*3.5+", ENTER)
    assert [(line.name, line.pack_quantity, line.amount) for line in page.counter.cart.lines] == [("杂货", 3_000, 10_5000)]
    press(ENTER, "1")
    assert page.counter.cart.is_empty


@pytest.mark.parametrize("typed", ["0+", "0.00+", "2*0+"])
def test_goods_without_a_code_are_not_sold_for_nothing(page, shop, press, typed):
    product(shop, "杂货", None, kind=Kind.OPEN_PRICE)
    press(typed, ENTER)
    assert (page.counter.cart.is_empty, page.counter.strip.label.text()) == (True, "This can't be a price. The cart is as it was.")


def test_a_price_without_a_code_outlives_being_given_free(page, shop, press):
    product(shop, "杂货", None, kind=Kind.OPEN_PRICE)
    press("3.5+", ENTER)
    for total in (0, 3_5000):
        press(Qt.Key.Key_G, modifier=Qt.KeyboardModifier.ControlModifier)
        assert page.counter.cart.totals.total == total


def test_a_price_that_waits_for_its_goods_waits_in_the_cart(page, shop, scan, press):
    for name in ("蔬菜", "熟食"):
        product(shop, name, None, kind=Kind.OPEN_PRICE)
    press("3.5+", ENTER)
    scan(COLA)
    assert (page.choices.is_open, page.counter.cart.totals.total) == (False, 6_0000)
    press(ENTER, "1")
    assert [(line.name, line.amount) for line in page.counter.cart] == [("蔬菜", 3_5000), ("可乐", 2_5000)]


def test_several_ask_which(page, shop, press):
    for name in ("蔬菜", "熟食"):
        product(shop, name, None, kind=Kind.OPEN_PRICE)
    press("3.5+", ENTER)
    assert page.choices.is_open
    press("2")
    assert (last(page).name, last(page).amount) == ("熟食", 3_5000)


def test_without_any_it_is_said(page, press):
    press("3.5+", ENTER)
    assert "Open-price product" in page.counter.strip.label.text()
    assert page.counter.cart.is_empty
