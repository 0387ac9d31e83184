"""A sale by keys alone: scanned, paid, its receipt waiting."""

from PySide6.QtCore import Qt

from jxc_desktop.queries.sales import last_sale, receipt_of
from tests.ui.sales.conftest import COLA, WATER


def receipt(shop):
    with shop.read() as view:
        return receipt_of(view, last_sale(view) or 0)


def names(page):
    return [line.name for line in page.counter.cart]


def test_scans_become_lines_and_the_same_again_a_quantity(page, scan):
    for code in (COLA, WATER, COLA):
        scan(code)
    assert [(line.name, line.pack_quantity) for line in page.counter.cart] == [("可乐", 2000), ("水", 1000)]
    assert page.counter.total_card.board.text() == "Due ¥7.00"


def test_a_cash_sale_by_enter_and_a_digit(page, shop, scan, press):
    scan(COLA)
    press(Qt.Key.Key_Return)
    assert page.counter.is_paying
    press("1")
    assert receipt(shop).total == 2_5000
    assert page.counter.cart.is_empty
    assert page.counter.total_card.board.text() == "Cash 2.50"
