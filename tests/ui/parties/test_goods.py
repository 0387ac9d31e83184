"""What a supplier sells, at the screen: added, changed, its prices so far, compared with the others."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Actor, Permission
from jxc_desktop.domain.supplier_products import SupplierProduct
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.supplier_products import set_supplier_product
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.supplier_goods import supplier_goods
from jxc_desktop.ui.parties.goods_form import GoodsForm
from jxc_desktop.ui.parties.goods_table import GoodsTable
from jxc_desktop.ui.parties.goods_views import CompareView, PriceSteps
from jxc_desktop.ui.products.page import ProductsPage
from tests.builders import product
from tests.ui.checks import assert_accessible, assert_not_clipped


@pytest.fixture
def tea(shop):
    return product(shop, "茶", code="1001", barcode="6901234567892", unit="罐")


@pytest.fixture
def supplier(page, shop, tea):
    """老王, who sells tea at 10; 老李 does at 9."""
    with shop.work() as work:
        made = add_supplier(work, SupplierFields("老王批发"))
        other = add_supplier(work, SupplierFields("老李"))
        set_supplier_product(work, made, tea.id, 0, SupplierProduct("A-1", "", 10_0000, 2_000))
        set_supplier_product(work, other, tea.id, 0, SupplierProduct("", "", 9_0000))
    page.table.refresh()
    page.table.go_to(made)
    return made


@pytest.fixture
def shown(page, supplier):
    page.show_goods()
    found = page.stack.currentWidget()
    assert isinstance(found, GoodsTable)
    found.view.selectRow(0)
    return found


def test_a_product_is_added_by_keyboard(qtbot, page, press, shop, shown, supplier):
    product(shop, "Milk", code="2002")
    press("Ctrl+N", "Milk", Qt.Key.Key_Return)
    form = page.stack.currentWidget()
    assert isinstance(form, GoodsForm)
    assert form.price.line.hasFocus()
    press("3.50", "Ctrl+S")
    assert page.stack.currentWidget() is shown
    with shop.read() as view:
        assert [(row.product, row.price) for row in supplier_goods(view, supplier)] == [("茶", 10_0000), ("Milk", 3_5000)]
    qtbot.waitUntil(lambda: shown.model.rowCount() == 2)


def test_price_and_minimum_are_changed_and_the_rest_stays(page, press, shop, shown, supplier):
    press("Ctrl+M", "11", Qt.Key.Key_Return, "6", "Ctrl+S")
    with shop.read() as view:
        (row,) = supplier_goods(view, supplier)
    assert (row.code, row.price, row.minimum, row.before) == ("A-1", 11_0000, 6_000, 10_0000)


def test_what_can_not_be_read_is_said_and_stays(page, shop, shown, supplier):
    shown.change_current()
    form = page.stack.currentWidget()
    form.price.line.setText("ten")
    form.save()
    assert page.stack.currentWidget() is form
    assert form.ask.isVisible()


def test_typed_text_is_asked_about(page, press, shown):
    shown.change_current()
    form = page.stack.currentWidget()
    form.code.setText("B")
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is form
    form.ask.buttons[1].click()
    assert page.stack.currentWidget() is shown


def test_a_scan_goes_to_the_row_or_offers_the_product(page, shop, shown, tea):
    page.take_scan(tea.barcode)
    assert shown.current().product_id == tea.id
    milk = product(shop, "奶", barcode="6900000000007")
    page.take_scan(milk.barcode)
    form = page.stack.currentWidget()
    assert isinstance(form, GoodsForm)
    assert form.product is not None
    assert form.product.id == milk.id


def test_a_scan_in_the_empty_form_is_the_product(page, shown, tea):
    shown.form_asked.emit(None)
    page.take_scan(tea.barcode)
    form = page.stack.currentWidget()
    assert (form.product.id, form.price.value()) == (tea.id, 10_0000)


def test_the_prices_so_far(page, press, shown):
    press("Ctrl+H")
    steps = page.stack.currentWidget()
    assert isinstance(steps, PriceSteps)
    assert [(step.old, step.new) for step in steps.model.rows()] == [(None, 10_0000)]


def test_the_best_supplier_is_bold_and_the_reason_said(page, press, shown):
    press("Ctrl+K")
    found = page.stack.currentWidget()
    assert isinstance(found, CompareView)
    bold = [found.model.data(found.model.index(number, 0), Qt.ItemDataRole.FontRole) for number in range(2)]
    assert [row.supplier for row in found.model.rows()] == ["老李", "老王批发"]
    assert (bold[0].bold(), bold[1]) == (True, None)
    assert found.reason.text() == "老李: The lowest price, 10 % below the next."
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is shown


def test_who_may_not_edit_looks_only(page, shop, supplier):
    shop.actor = Actor(1, "小王", frozenset({Permission.SEE_PURCHASES}))
    page.show_goods()
    shown = page.stack.currentWidget()
    shown.view.selectRow(0)
    assert not shown.add_button.isEnabled()
    assert not shown.change_button.isEnabled()
    assert shown.compare_button.isEnabled()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_they_can_be_read_and_heard(page, shown, tea, language):
    i18n.use_language(language)
    page.show_goods()
    again = page.stack.currentWidget()
    again.view.selectRow(0)
    for show in (lambda: None, again.change_current, lambda: again.form_asked.emit(None), again.show_history, again.compare):
        show()
        QApplication.processEvents()
        assert_accessible(page.stack.currentWidget())
        assert_not_clipped(page.stack.currentWidget())


def test_the_products_page_leads_to_the_comparison(qtbot, page, shop, supplier, tea):
    products = ProductsPage(shop)
    qtbot.addWidget(products)
    products.table.view.selectRow(0)
    with qtbot.waitSignal(products.go_to) as gone:
        products.buttons["compare"].click()
    assert gone.args[0] == 7
    gone.args[1](page)
    found = page.stack.currentWidget()
    assert isinstance(found, CompareView)
    assert found.product_id == tea.id
