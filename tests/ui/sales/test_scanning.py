"""Scans from any focus, each counted once; codes that are nobody's, several products', or the customer's own."""

import logging

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.operations.reference_lists import import_list
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.queries.sales import sales_count
from jxc_desktop.ui import sounds
from jxc_desktop.ui.widgets.notice_bar import NoticeBar
from tests.builders import product
from tests.ui.checks import assert_accessible, assert_not_clipped
from tests.ui.sales.conftest import COLA, WATER

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
CTRL = Qt.KeyboardModifier.ControlModifier
UNKNOWN = "6999999999994"


@pytest.fixture
def heard(monkeypatch):
    """The sounds made, in order."""
    made: list[str] = []
    monkeypatch.setattr(sounds, "taken", lambda: made.append("taken"))
    monkeypatch.setattr(sounds, "refused", lambda: made.append("refused"))
    return made


def counts(page):
    return {line.name: line.pack_quantity // ONE for line in page.counter.cart}


def rain(scan, times):
    """So many scans at 50 a second, of two goods in turn."""
    for number in range(times):
        scan((COLA, WATER)[number % 2])


def test_fifty_scans_a_second_for_a_minute(page, scan):
    rain(scan, 3000)
    assert counts(page) == {"可乐": 1500, "水": 1500}
    assert page.counter.line.text() == ""


def focus_of(page, place):
    if place == "quantity":
        page.edits.quantity()
        return page.counter.cart_view.editor
    if place == "tendered":
        page.pay()
        page.counter.panel.tendered.line.setFocus()
        return page.counter.panel.tendered.line
    if place == "remark":
        page.remark.ask()
        return page.counter.bar.fields[0]
    page.show_old_sales()
    return page.pages.currentWidget().table.search


@pytest.mark.parametrize("place", ["quantity", "tendered", "remark", "past sales"])
def test_scans_count_wherever_the_focus_is_and_leave_no_digit(page, scan, place):
    scan(COLA)
    field = focus_of(page, place)
    assert isinstance(field, QLineEdit)
    before = field.text()
    rain(scan, 200)
    assert counts(page) == {"可乐": 101, "水": 100}
    assert field.text() == before


def test_a_quantity_typed_before_the_scan(page, scan, press):
    press("5*")
    scan(COLA)
    assert (counts(page), page.counter.line.text()) == ({"可乐": 5}, "")


def test_a_code_typed_with_its_quantity(page, press):
    press(f"3*{COLA}", ENTER)
    assert counts(page) == {"可乐": 3}


def test_a_scan_that_was_held_up_in_the_middle_is_put_together(page, scan, press):
    press(COLA[:3])
    scan(COLA[3:])
    press("ab")
    scan(WATER)
    assert (counts(page), page.counter.line.text()) == ({"可乐": 1, "水": 1}, "")


def test_an_unknown_code_stays_in_red_and_blocks_paying_while_scans_go_on(page, shop, scan, press, heard):
    for code in (COLA, UNKNOWN, WATER):
        scan(code)
    assert heard == ["taken", "refused", "taken"]
    assert [line.name for line in page.counter.cart] == ["可乐", UNKNOWN, "水"]
    assert page.counter.cart_view.cart_model.ground(1) == "red_ground"
    press(Qt.Key.Key_1, modifier=CTRL)
    with shop.read() as view:
        assert sales_count(view) == (0, 0)
    assert UNKNOWN in page.counter.strip.label.text()
    press(ESC)
    page.edits.remove()
    press(Qt.Key.Key_1, modifier=CTRL)
    with shop.read() as view:
        assert sales_count(view)[0] == 1


def test_the_product_of_an_unknown_code_is_made_in_place(page, scan, press):
    scan(UNKNOWN)
    press(Qt.Key.Key_N, modifier=CTRL)
    page.counter.bar.fields[0].setText("新品")
    press(ENTER)
    scan(COLA)
    press("3.5", ENTER)
    assert [(line.name, line.amount) for line in page.counter.cart] == [("新品", 3_5000), ("可乐", 2_5000)]
    scan(UNKNOWN)
    assert counts(page)["新品"] == 2


def test_a_code_of_a_reference_list_comes_with_its_name(page, shop, scan, press):
    row = SheetRow(2, {"name": "雪碧", "spec": "500ml", "unit": "瓶", "barcodes": (UNKNOWN,)})
    import_list(shop, "批发商", [row])
    scan(UNKNOWN)
    assert "雪碧 500ml" in page.counter.strip.label.text()
    press(Qt.Key.Key_N, modifier=CTRL)
    assert_accessible(page.counter.bar)
    assert_not_clipped(page.counter.bar)
    press("3", ENTER)
    (line,) = page.counter.cart
    assert (line.name, line.amount) == ("雪碧", 3_0000)
    with shop.read() as view:
        (found,) = find_by_code(view, UNKNOWN)
    assert (found.product.spec, found.product.unit) == ("500ml", "瓶")


def test_a_price_that_is_none_is_said_and_the_question_stays(page, scan, press):
    scan(UNKNOWN)
    press(Qt.Key.Key_N, modifier=CTRL)
    page.counter.bar.fields[0].setText("新品")
    press(ENTER, "abc", ENTER)
    assert page.counter.bar.is_open
    assert "abc" in page.counter.bar.said.text()


def test_of_several_products_with_one_code_a_digit_picks(page, shop, scan, press):
    product(shop, "甲", 1_0000, barcode="6950000000011")
    product(shop, "乙", 2_0000, barcode="6950000000011")
    scan("6950000000011")
    press("2")
    scan(COLA)
    assert counts(page) == {"乙": 1, "可乐": 1}
    assert page.counter.line.hasFocus()


def test_the_customers_payment_code_is_named_and_never_kept(page, scan, caplog):
    caplog.set_level(logging.INFO)
    code = "134567890123456789"
    scan(code)
    said = page.counter.strip.label.text()
    assert "WeChat" in said
    assert page.counter.cart.is_empty
    assert code not in caplog.text + said
    assert page.window().findChildren(NoticeBar) == []


def test_a_pack_code_adds_a_pack_and_a_key_changes_it(page, shop, scan):
    from jxc_desktop.operations.products import add_product
    from jxc_desktop.queries.product_fields import PackFields, ProductFields

    case = PackFields("箱", 12, 20_0000, ("16950000000036",))
    with shop.work() as work:
        add_product(work, ProductFields("啤酒", unit="瓶", barcodes=("6950000000035",), retail_price=2_0000, packs=(case,)))
    scan("16950000000036")
    (line,) = page.counter.cart
    assert (line.unit, line.base_quantity, line.amount) == ("箱", 12 * ONE, 20_0000)
    page.edits.pack()
    (line,) = page.counter.cart
    assert (line.unit, line.base_quantity, line.amount) == ("瓶", ONE, 2_0000)


def test_a_scale_label_brings_its_amount(page, shop, scan):
    from jxc_desktop.domain.barcodes import check_digit
    from jxc_desktop.domain.products import Kind

    product(shop, "苹果", 5_9800, code="12345", kind=Kind.WEIGHED, unit="公斤")
    body = "21" + "12345" + "01236"
    scan(body + check_digit(body))
    (line,) = page.counter.cart
    assert (line.name, line.amount) == ("苹果", 12_3600)
