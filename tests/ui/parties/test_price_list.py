"""A price list imported through the window: read, looked over, its questions answered, imported, taken back."""

import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.mappings import remembered
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.ui.parties.page import PartiesPage
from jxc_desktop.ui.parties.price_list import PriceListWizard
from jxc_desktop.ui.parties.price_list.tasks import kind_of
from tests.purchases import line, receipt
from tests.ui.checks import assert_accessible, assert_not_clipped
from tests.ui.pages import Press

YUAN = 10_000
HEADS = ["货号", "条码", "品名", "规格", "单位", "供货价", "起订量"]
COLA = ["DF-1", "6901234567892", "可口可乐", "330ml", "瓶", "2.10", "24"]
SPRITE = ["DF-2", "6901234567908", "雪碧", "330ml", "瓶", "2.20", "24"]
TEA = ["DF-3", "", "乌龙茶", "500ml", "瓶", "3.00", ""]


@pytest.fixture
def supplier(shop: Shop) -> int:
    """大发批发, and a shop with 可乐 at 2.00 for 3.00 and a tea of the list's name."""
    with shop.work() as work:
        for name, code, barcodes, spec in (("可乐", "C1", ("6901234567892",), ""), ("乌龙茶", "C2", (), "500ml")):
            fields = ProductFields(name, code=code, spec=spec, unit="瓶", barcodes=barcodes, retail_price=3 * YUAN, purchase_price=2 * YUAN)
            add_product(work, fields)
        return add_supplier(work, SupplierFields("大发批发"))


@pytest.fixture
def wizard(qtbot, supplier: int, page: PartiesPage, press: Press) -> PriceListWizard:
    """The wizard, opened by its key on the supplier under the cursor."""
    assert page.table is not None
    page.table.refresh()
    page.table.view.selectRow(0)
    press("Ctrl+I")
    shown = page.stack.currentWidget()
    assert isinstance(shown, PriceListWizard)
    return shown


@pytest.fixture
def at(qtbot, wizard: PriceListWizard) -> Any:
    """Wait until a step is shown."""
    return lambda step: qtbot.waitUntil(lambda: wizard.stack.currentWidget() is step, timeout=15_000)


@pytest.fixture
def look(tmp_path: Path, wizard: PriceListWizard, at: Any) -> Any:
    """Read a price list and go on to the preview."""

    def look(*rows: list[str]) -> PriceListWizard:
        path = tmp_path / "prices.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADS, *rows])
        wizard.read_file(path)
        at(wizard.columns)
        wizard.columns.next.click()
        at(wizard.look)
        return wizard

    return look


def answer(wizard: PriceListWizard, text: str) -> None:
    """Press an answer of what is asked."""
    next(button for button in wizard.look.ask.findChildren(QPushButton) if button.text() == text).click()


def price(shop: Shop, code: str) -> int | None:
    with shop.read() as view:
        return find_by_code(view, code)[0].product.purchase_price


def tab(wizard: PriceListWizard, key: str) -> list[tuple[Any, ...]]:
    return list(wizard.look.tables.models[key].rows())


def test_old_and_new_prices_are_shown_imported_and_taken_back(shop, supplier, look, at):
    wizard = look(COLA)
    assert tab(wizard, "priced") == [("", 2, "C1 可乐", "瓶", "DF-1", 2 * YUAN, 2_1000, 500, 3 * YUAN, 3_000)]
    QApplication.processEvents()  # the step gets its room
    assert_not_clipped(wizard)
    assert_accessible(wizard)
    wizard.look.go.click()
    at(wizard.result)
    assert price(shop, "C1") == 2_1000
    with shop.read() as view:
        assert remembered(view, kind_of(supplier), wizard.read.mapping.fingerprint) is not None
    wizard.result.undo.click()
    at(wizard.busy)
    at(wizard.result)
    assert price(shop, "C1") == 2 * YUAN


def test_names_unmatched_goods_and_jumps_are_asked_about_one_after_the_other(shop, look, at):
    wizard = look(COLA, SPRITE, TEA)
    assert not wizard.look.go.isEnabled()
    answer(wizard, "They are these products")
    at(wizard.look)
    answer(wizard, "Make them products")
    at(wizard.look)
    answer(wizard, "Leave them out")
    assert wizard.look.go.text() == "Import: 1 new, 1 changed"
    wizard.look.go.click()
    at(wizard.result)
    assert (price(shop, "C1"), price(shop, "C2"), price(shop, "6901234567908")) == (2_1000, 2 * YUAN, 2_2000)


def test_a_row_can_be_linked_to_a_product(qtbot, shop, look, at, press):
    wizard = look(["DF-9", "", "肥宅快乐水", "", "", "2.10", ""])
    answer(wizard, "Look at them, link some")
    assert wizard.look.link.isVisible()
    QApplication.processEvents()  # the line gets its room
    assert_not_clipped(wizard)
    wizard.look.link.search.setText("C1")
    wizard.look.link.look()
    qtbot.keyClick(wizard.look.link.search, Qt.Key.Key_Return)
    at(wizard.busy)
    at(wizard.look)
    assert [row[2] for row in tab(wizard, "priced")] == ["C1 可乐"]
    assert wizard.look.go.isEnabled()


def test_two_prices_are_cured_by_one_click(look, at):
    wizard = look(COLA, [*COLA[:5], "2.15", "24"])
    assert tab(wizard, "wrong")
    button = next(button for button in wizard.look.cures.buttons if button.text() == "Take the higher of the two prices")
    button.click()
    at(wizard.busy)
    at(wizard.look)
    assert [row[6] for row in tab(wizard, "priced")] == [2_1500]


def test_what_moved_on_is_named_when_it_is_to_be_taken_back(shop, supplier, look, at):
    wizard = look(COLA)
    wizard.look.go.click()
    at(wizard.result)
    with shop.work() as work:
        receive_goods(work, receipt(supplier, line(find_by_code(work, "C1")[0].product, 10, 2_4000)))
    wizard.result.undo.click()
    at(wizard.busy)
    at(wizard.result)
    assert "可乐" in wizard.result.ask.label.text()


def test_a_form_is_refused_by_its_name(qtbot, shared_data, wizard):
    wizard.read_file(shared_data / "supplier_sheets" / "cfytx__收入.xls")
    qtbot.waitUntil(lambda: "notes of income and expenses" in wizard.choose.ask.label.text(), timeout=15_000)


def test_esc_goes_back_to_the_suppliers(page, wizard, press):
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.table
