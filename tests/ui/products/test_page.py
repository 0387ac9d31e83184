"""The products page driven by keys: find, narrow, empty, export; what a right that lacks takes away."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.ui.products.page import ProductsPage
from jxc_desktop.ui.products.product_table import ProductTable
from tests.builders import product, stocked
from tests.ui.checks import assert_accessible, assert_not_clipped


def names(page: ProductsPage) -> list[str]:
    """The names in the list."""
    place = page.table.model.column_of("name")
    return [row[place] for row in page.table.model.rows()]


def test_an_empty_list_offers_the_import(page, press):
    assert "Ctrl+I" in page.table.view.empty_state.label.text()
    page.table.view.empty_state.button.click()
    assert page.stack.currentWidget() is page.wizard


def test_typing_finds_by_initials_and_enter_opens(qtbot, page, shop, press):
    product(shop, "可口可乐", code="1001")
    product(shop, "百事可乐", code="1002")
    page.table.refresh()
    page.table.focus_search()
    press("可口")
    qtbot.waitUntil(lambda: names(page) == ["可口可乐"])
    press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert page.form is not None
    assert page.form.parts.texts["name"].text() == "可口可乐"


def test_the_list_is_narrowed_to_what_has_no_stock_yet(page, shop):
    product(shop, "未建")
    stocked(shop, "已建")
    page.table.state.setCurrentIndex(page.table.state.findData("unopened"))
    page.table.apply_filters()
    assert names(page) == ["未建"]


@pytest.mark.parametrize(
    ("key", "text", "left"), [("retail_price", ">4", ["贵"]), ("retail_price", "3", ["便宜"]), ("name", "宜", ["便宜"])]
)
def test_the_filter_row_asks_each_column(page, shop, key, text, left):
    product(shop, "便宜", 3_0000)
    product(shop, "贵", 5_0000)
    page.table.model.set_filters({key: text})
    assert names(page) == left


def test_codes_are_sorted_as_numbers(page, shop):
    for code in ("999", "1000", "101"):
        product(shop, code, code=code)
    page.table.refresh()
    assert names(page) == ["101", "999", "1000"]
    page.table.model.sort_by("code", is_descending=True)
    assert names(page) == ["1000", "999", "101"]


def test_only_a_page_is_read(qtbot, page, shop):
    for number in range(230):
        product(shop, f"商品{number}", code=str(number + 1))
    page.table.refresh()
    assert page.table.model.rowCount() == 200
    qtbot.waitUntil(lambda: page.table.foot.count_label.text() == "230 rows")
    page.table.model.fetchMore(page.table.model.index(-1, -1))
    assert page.table.foot.count_label.text() == "230 rows"


def test_a_change_by_others_is_shown(qtbot, page, shop):
    product(shop, "新来的")
    qtbot.waitUntil(lambda: names(page) == ["新来的"])


def test_a_lacking_right_greys_its_button_and_hides_costs(qtbot, shop):
    kept = shop.actor.permissions - {Permission.EDIT_PRODUCTS, Permission.IMPORT_PRODUCTS, Permission.SEE_COST, Permission.EXPORT}
    shop.actor = replace(shop.actor, permissions=kept)
    poor = ProductsPage(shop)
    qtbot.addWidget(poor)
    assert [key for key, button in poor.buttons.items() if key != "change" and button.isEnabled()] == []
    assert poor.table.model.column_of("purchase_price") == -1
    assert poor.table.view.empty_state.button is None


def test_the_export_is_written_as_filtered(qtbot, page, shop, tmp_path):
    product(shop, "可乐")
    product(shop, "面包")
    page.table.model.set_filters({"name": "可乐"})
    target = tmp_path / "out.csv"
    page.export(target)
    qtbot.waitUntil(target.exists)
    text = target.read_text(encoding="utf-8-sig")
    assert "可乐" in text
    assert "面包" not in text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_all_parts_are_named_and_nothing_is_cut(qtbot, shop, language):
    i18n.use_language(language)
    stocked(shop, "可口可乐 经典 330ml 罐装", code="1001", barcode="6901234567892")
    page = ProductsPage(shop)
    qtbot.addWidget(page)
    page.resize(1024, 660)
    page.show()
    assert_accessible(page)
    assert_not_clipped(page)
    page.new_product()
    QApplication.processEvents()
    assert_accessible(page)
    assert_not_clipped(page)
    page.open_wizard()
    QApplication.processEvents()
    assert_accessible(page)
    assert_not_clipped(page)


def test_first_columns_fit_the_smallest_window(page, shop):
    product(shop, "可口可乐 经典罐装", code="100001", barcode="6901234567892", spec="330ml")
    page.table.refresh()
    assert isinstance(page.table, ProductTable)
    assert page.table.view.horizontalHeader().length() <= page.table.view.viewport().width()
