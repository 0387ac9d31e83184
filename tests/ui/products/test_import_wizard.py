"""A workbook imported through the window: read, mapped, looked over, imported, taken back; refused files lose nothing."""

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.operations.planned_prices import confirm_tags
from jxc_desktop.operations.products import add_product, change_product
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.product_list import product_count
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.ui.products.import_wizard import ImportWizard
from jxc_desktop.ui.products.import_wizard.preview_rows import changed_lines
from jxc_desktop.ui.products.page import ProductsPage
from tests.ui.checks import assert_accessible, assert_not_clipped
from tests.ui.pages import Press

ESC = Qt.Key.Key_Escape
GOODS = [
    ["编码", "条码", "品名", "售价", "进价"],
    ["1", "6901234567892", "可口可乐", "2.5", "1.8"],
    ["2", "6901234567908", "雪碧", "3元", "2"],
]


def sheet(folder: Path, rows: list[list[str]], name: str = "goods.csv") -> Path:
    """A small table as a file."""
    target = folder / name
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return target


def count(shop: Shop) -> int:
    """How many products there are."""
    with shop.read() as view:
        return product_count(view)


@pytest.fixture
def wizard(qtbot, page: ProductsPage, press: Press) -> ImportWizard:
    """The wizard, opened by its key."""
    press("Ctrl+I")
    assert page.wizard is not None
    return page.wizard


@pytest.fixture
def at(qtbot, wizard: ImportWizard):
    """Wait until a step is shown."""
    return lambda step: qtbot.waitUntil(lambda: wizard.stack.currentWidget() is step, timeout=15_000)


@pytest.fixture
def looked_over(wizard: ImportWizard, at):
    """Read a file and go on to the preview."""

    def look(path: Path) -> ImportWizard:
        wizard.read_file(path)
        at(wizard.columns)
        wizard.columns.next.click()
        at(wizard.look)
        return wizard

    return look


def test_a_real_workbook_is_imported_and_taken_back(qtbot, shared_data, shop, looked_over, at, press):
    wizard = looked_over(shared_data / "masters" / "Yingyi11__银豹商品资料.xlsx")
    preview = wizard.preview
    new = len(preview.differences.new)
    assert new > 250
    if wizard.look.ask.isVisible():
        wizard.look.ask.buttons[0].click()
    press("Ctrl+\r")
    at(wizard.result)
    assert count(shop) == new
    wizard.result.undo.click()
    qtbot.waitUntil(lambda: not wizard.result.undo.isEnabled())
    at(wizard.result)
    assert count(shop) == 0


def test_the_mapping_is_shown_with_values_and_can_be_changed(wizard, at, tmp_path):
    wizard.read_file(sheet(tmp_path, GOODS))
    at(wizard.columns)
    columns = wizard.columns
    assert [columns.combos[place].currentData() for place in range(5)] == ["code", "barcodes", "name", "retail_price", "purchase_price"]
    columns.combos[4].setCurrentIndex(columns.combos[4].findData("member_price"))
    columns.combos[4].activated.emit(0)
    assert columns.chosen().columns["member_price"] == 4
    assert "purchase_price" not in columns.chosen().columns


def test_a_field_that_takes_one_column_leaves_the_other(wizard, at, tmp_path):
    wizard.read_file(sheet(tmp_path, GOODS))
    at(wizard.columns)
    boxes = wizard.columns.combos
    boxes[4].setCurrentIndex(boxes[4].findData("retail_price"))
    boxes[4].activated.emit(0)
    assert boxes[3].currentData() == ""
    assert wizard.columns.chosen().columns["retail_price"] == 4


def test_it_goes_on_only_when_a_column_says_which_product_a_row_is_of(wizard, at, press, tmp_path):
    wizard.read_file(sheet(tmp_path, GOODS))
    at(wizard.columns)
    columns = wizard.columns
    for box in columns.combos.values():
        box.setCurrentIndex(0)
        box.activated.emit(0)
    press("Ctrl+\r")
    assert wizard.stack.currentWidget() is columns
    assert not columns.next.isEnabled()
    assert "the name, the code or the barcode" in columns.why_not.text()
    columns.combos[1].setCurrentIndex(columns.combos[1].findData("barcodes"))
    columns.combos[1].activated.emit(0)
    assert columns.next.isEnabled()
    assert columns.why_not.text() == ""


@pytest.mark.parametrize("heads", [[["物品", "扫描号", "卖多少"]], []])
def test_a_refused_list_is_mapped_by_hand_and_known_the_next_time(wizard, at, shop, tmp_path, heads):
    wizard.read_file(sheet(tmp_path, [*heads, ["可乐", "6901234567892", "3"], ["雪碧", "6901234567908", "4"]]))
    at(wizard.busy)
    at(wizard.choose)
    assert "holds no list of products" in wizard.choose.ask.label.text()
    wizard.choose.ask.buttons[0].click()
    assert wizard.stack.currentWidget() is wizard.columns
    for column, key in enumerate(("name", "barcodes", "retail_price")):
        box = wizard.columns.combos[column]
        box.setCurrentIndex(box.findData(key))
        box.activated.emit(0)
    wizard.columns.next.click()
    at(wizard.look)
    wizard.look.go.click()
    at(wizard.result)
    assert count(shop) == 2
    wizard.result.other.click()
    wizard.read_file(sheet(tmp_path, [*heads, ["面包", "6901234567915", "3"]], "again.csv"))
    at(wizard.busy)
    at(wizard.look if heads else wizard.choose)


def test_sheets_that_are_not_read_are_named(wizard, at, tmp_path):
    book = openpyxl.Workbook()
    drinks: list[list[Any]] = [["条码", "品名", "售价"], ["1", "可乐", 3], ["2", "雪碧", 3]]
    tobacco: list[list[Any]] = [["品名", "售价"], ["烟", 3]]
    for name, rows in (("饮料", drinks), ("烟酒", tobacco)):
        book.create_sheet(name)
        for row in rows:
            book[name].append(row)
    del book["Sheet"]
    book.save(tmp_path / "a.xlsx")
    wizard.read_file(tmp_path / "a.xlsx")
    at(wizard.columns)
    told = "Not read, their heads are others: 烟酒."
    assert told in wizard.columns.notes.text()
    wizard.columns.next.click()
    at(wizard.look)
    assert told in wizard.look.note.text()
    wizard.look.go.click()
    at(wizard.result)
    assert told in wizard.result.detail.text()
    wizard.result.other.click()
    wizard.read_file(tmp_path / "a.xlsx")
    at(wizard.columns)


def test_a_mapping_is_remembered_for_the_same_heads(looked_over, wizard, at, shop, tmp_path):
    wizard.read_file(sheet(tmp_path, [*GOODS[:1], GOODS[1]]))
    at(wizard.columns)
    wizard.columns.combos[4].setCurrentIndex(wizard.columns.combos[4].findData("wholesale_price"))
    wizard.columns.next.click()
    at(wizard.look)
    wizard.look.go.click()
    at(wizard.result)
    wizard.result.other.click()
    wizard.read_file(sheet(tmp_path, [*GOODS[:1], ["9", "", "面包", "5", "4"]], "again.csv"))
    at(wizard.look)
    assert wizard.read.mapping.columns["wholesale_price"] == 4
    assert "purchase_price" not in wizard.read.mapping.columns


def test_one_click_mends_what_is_wrong(looked_over, at, shop, tmp_path):
    wizard = looked_over(sheet(tmp_path, [*GOODS, ["3", "", "饼干", "约5.5", "4"]]))
    assert wizard.preview.wrong_rows() == 1
    assert wizard.look.tables.tabs["wrong"].isChecked()
    wizard.look.cures.buttons[0].click()
    at(wizard.busy)
    at(wizard.look)
    assert wizard.preview.wrong_rows() == 0
    wizard.look.go.click()
    at(wizard.result)
    with shop.read() as view:
        assert find_by_code(view, "3")[0].product.retail_price == 5_5000


def test_wrong_rows_are_left_out_saved_mended_and_imported(qtbot, wizard, at, shop, tmp_path):
    odd = [["物品", "扫描号", "卖多少"], ["可乐", "6901234567892", "3"], ["饼干", "6901234567908", "很贵"]]
    wizard.read_file(sheet(tmp_path, odd))
    at(wizard.busy)
    at(wizard.choose)
    wizard.choose.ask.buttons[0].click()
    for column, key in enumerate(("name", "barcodes", "retail_price")):
        wizard.columns.combos[column].setCurrentIndex(wizard.columns.combos[column].findData(key))
        wizard.columns.combos[column].activated.emit(0)
    wizard.columns.next.click()
    at(wizard.look)
    assert "leave 1 wrong row out" in wizard.look.go.text()
    wizard.look.go.click()
    at(wizard.result)
    target = tmp_path / "wrong.xlsx"
    wizard.save_wrong(target)
    qtbot.waitUntil(target.exists)
    rows = read_workbook(target).sheets[0].rows
    assert rows[0] == ("物品", "扫描号", "卖多少", "Reason")
    assert rows[1][:3] == ("饼干", "6901234567908", "很贵")
    book = openpyxl.load_workbook(target)
    book.worksheets[0]["C2"] = 4
    book.save(tmp_path / "right.xlsx")
    wizard.result.other.click()
    wizard.read_file(tmp_path / "right.xlsx")
    at(wizard.busy)
    at(wizard.look)
    wizard.look.go.click()
    at(wizard.result)
    with shop.read() as view:
        assert {code: find_by_code(view, code)[0].product.retail_price for code in ("6901234567892", "6901234567908")} == {
            "6901234567892": 3_0000,
            "6901234567908": 4_0000,
        }


def test_names_from_above_are_for_new_products_only(looked_over, at, shop, tmp_path):
    with shop.work() as work:
        add_product(work, ProductFields("雪碧", code="2", retail_price=3_0000))
    wizard = looked_over(sheet(tmp_path, [["编码", "品名", "售价"], ["1", "可乐", "3"], ["2", "", "4"], ["3", "", "5"]]))
    assert wizard.preview.wrong_rows() == 1
    wizard.look.cures.buttons[0].click()
    at(wizard.busy)
    at(wizard.look)
    if wizard.look.ask.isVisible():
        wizard.look.ask.buttons[0].click()
    wizard.look.go.click()
    at(wizard.result)
    with shop.read() as view:
        assert [find_by_code(view, code)[0].product.name for code in "123"] == ["可乐", "雪碧", "可乐"]


def test_doubtful_prices_are_asked_about_first(looked_over, at, shop, tmp_path):
    wizard = looked_over(sheet(tmp_path, [*GOODS, ["3", "", "饼干", "4", "5.5"]]))
    assert not wizard.look.go.isEnabled()
    assert "饼干" in wizard.look.ask.label.text()
    wizard.look.ask.buttons[1].click()
    assert wizard.look.go.text() == "Import: 2 new, 0 changed"
    wizard.look.go.click()
    at(wizard.result)
    assert count(shop) == 2


def test_products_changed_meanwhile_are_shown_anew(qtbot, looked_over, wizard, at, shop, tmp_path):
    with shop.work() as work:
        add_product(work, ProductFields("面包", code="9", retail_price=5_0000))
    wizard = looked_over(sheet(tmp_path, [*GOODS, ["9", "", "面包", "6", ""]]))
    with shop.work() as work:
        add_product(work, ProductFields("别的"))
        card = product_card(work, 1)
        change_product(work, 1, replace(card.fields, retail_price=5_5000), card.version)
    wizard.look.go.click()
    at(wizard.busy)
    at(wizard.look)
    assert count(shop) == 2
    assert [tuple(change) for change in wizard.preview.differences.changed[0].changes] == [("retail_price", 5_5000, 6_0000)]
    wizard.look.go.click()
    at(wizard.result)
    assert count(shop) == 4


def test_rows_of_several_sheets_are_told_apart(wizard, at, shop, tmp_path):
    book = openpyxl.Workbook()
    heads = ["编码", "条码", "品名", "售价", "进价"]
    goods: dict[str, list[Any]] = {"饮料": ["1", "690001", "可乐", 3, 4], "糖果": ["2", "690002", "奶糖", 1, 2]}
    for name, row in goods.items():
        book.create_sheet(name)
        for cells in (heads, row):
            book[name].append(cells)
    del book["Sheet"]
    book.save(tmp_path / "a.xlsx")
    wizard.read_file(tmp_path / "a.xlsx")
    at(wizard.columns)
    wizard.columns.next.click()
    at(wizard.look)
    look = wizard.look
    assert look.ask.label.text().startswith("2 rows are doubtful, such as sheet 饮料, row 2, 可乐")
    assert [look.tables.models["new"].value(row, column) for row in range(2) for column in range(4)] == [
        *("饮料", 2, "1", "690001"),
        *("糖果", 2, "2", "690002"),
    ]
    assert not look.tables.views["new"].isColumnHidden(0)
    look.ask.buttons[1].click()
    assert (look.go.text(), look.go.isEnabled()) == ("Nothing to import", False)


def test_what_was_made_meanwhile_and_is_no_matter_stops_nothing(looked_over, at, shop, tmp_path):
    wizard = looked_over(sheet(tmp_path, [["品名", "售价"], ["可口可乐", "2.5"]]))
    with shop.work() as work:
        add_product(work, ProductFields("别的"))
    wizard.look.go.click()
    at(wizard.result)
    assert count(shop) == 2


@pytest.mark.parametrize(("answer", "price", "shown"), [(0, 3_0000, "4.00, with its tag"), (1, 4_0000, "4.00")])
def test_higher_prices_of_a_shop_with_tags_are_asked_about(looked_over, at, shop, tmp_path, answer, price, shown):
    with shop.work() as work:
        confirm_tags(work, [add_product(work, ProductFields("雪碧", code="2", retail_price=3_0000))])
    wizard = looked_over(sheet(tmp_path, [["编码", "品名", "售价"], ["2", "雪碧", "4"]]))
    assert not wizard.look.go.isEnabled()
    assert wizard.look.ask.label.text() == "1 price rises, and the shop has price tags."
    wizard.look.ask.buttons[answer].click()
    at(wizard.look)
    if wizard.look.ask.isVisible():
        wizard.look.ask.buttons[0].click()
    assert changed_lines(wizard.preview)[0][-1] == shown
    wizard.look.go.click()
    at(wizard.result)
    with shop.read() as view:
        assert find_by_code(view, "2")[0].product.retail_price == price


def test_rows_that_only_share_a_name_are_asked_about(looked_over, at, shop, tmp_path):
    with shop.work() as work:
        add_product(work, ProductFields("可口可乐", code="7", retail_price=2_0000))
    wizard = looked_over(sheet(tmp_path, [["品名", "售价"], ["可口可乐", "2.5"]]))
    assert not wizard.look.go.isEnabled()
    wizard.look.ask.buttons[0].click()
    at(wizard.busy)
    at(wizard.look)
    assert [len(wizard.preview.differences.new), len(wizard.preview.differences.changed)] == [0, 1]


def test_the_same_file_again_shows_differences_only(looked_over, wizard, at, shop, tmp_path):
    file = sheet(tmp_path, GOODS)
    looked_over(file)
    wizard.look.go.click()
    at(wizard.result)
    wizard.result.other.click()
    wizard.read_file(file)
    at(wizard.look)
    at_time = f"{shop.clock().astimezone():%Y-%m-%d %H:%M}"
    assert wizard.look.note.text() == f"This file was imported at {at_time}; only what differs from the shop is shown."
    assert not wizard.look.go.isEnabled()
    assert wizard.look.go.text() == "Nothing to import"


def test_our_own_export_comes_back_without_mapping(qtbot, page, looked_over, wizard, at, shop, tmp_path):
    looked_over(sheet(tmp_path, GOODS))
    wizard.look.go.click()
    at(wizard.result)
    wizard.result.done.click()
    target = tmp_path / "export.xlsx"
    page.export(target)
    qtbot.waitUntil(target.exists)
    page.open_wizard()
    wizard.read_file(target)
    at(wizard.look)
    assert wizard.preview.differences.counts() == {"new": 0, "changed": 0, "skipped": 2, "wrong": 0}


@pytest.mark.parametrize(("content", "words"), [(b"", "0 bytes"), (b"%PDF-1.4", "PDF"), (b"a,b\n1,2\n", "goods")])
def test_a_file_without_products_is_refused_in_words(wizard, at, shop, tmp_path, content, words):
    file = tmp_path / "goods.csv"
    file.write_bytes(content)
    wizard.read_file(file)
    at(wizard.busy)
    at(wizard.choose)
    assert words in wizard.choose.ask.label.text()
    assert QApplication.focusWidget() is wizard.choose.button


def test_reading_can_be_stopped(wizard, at, shop, tmp_path):
    rows = [["编码", "品名", "售价"], *([str(number), f"商品{number}", "1"] for number in range(60_000))]
    wizard.read_file(sheet(tmp_path, rows))
    at(wizard.busy)
    wizard.busy.cancel_button.click()
    at(wizard.choose)
    assert "cancelled" in wizard.choose.ask.label.text()
    assert count(shop) == 0


def test_a_file_may_be_dropped(wizard, at, tmp_path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(sheet(tmp_path, GOODS)))])
    copy = Qt.DropAction.CopyAction
    wizard.dropEvent(QDropEvent(QPointF(5, 5), copy, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))
    at(wizard.columns)


def test_a_past_import_is_taken_back_from_the_list(qtbot, looked_over, wizard, at, shop, tmp_path):
    looked_over(sheet(tmp_path, GOODS))
    wizard.look.go.click()
    at(wizard.result)
    wizard.result.other.click()
    wizard.choose.refresh()
    wizard.choose.past.selectRow(0)
    wizard.choose.undo.click()
    assert "goods.csv" in wizard.choose.ask.label.text()
    wizard.choose.ask.buttons[0].click()
    qtbot.waitUntil(lambda: count(shop) == 0)
    at(wizard.choose)
    qtbot.waitUntil(lambda: wizard.choose.model.value(0, 5) == "taken back")


def test_an_import_whose_products_changed_is_not_taken_back(looked_over, at, shop, tmp_path, page):
    wizard = looked_over(sheet(tmp_path, GOODS))
    wizard.look.go.click()
    at(wizard.result)
    with shop.read() as view:
        product_id = find_by_code(view, "2")[0].product.id
    page.open_product(product_id)
    page.form.parts.texts["unit"].setText("瓶")
    page.form.save()
    page.open_wizard()
    wizard.result.undo.click()
    at(wizard.busy)
    at(wizard.result)
    assert "2 雪碧" in wizard.result.ask.label.text()
    assert count(shop) == 2


def test_escape_goes_back_step_by_step(looked_over, page, press, tmp_path):
    wizard = looked_over(sheet(tmp_path, GOODS))
    press(ESC)
    assert wizard.stack.currentWidget() is wizard.columns
    press(ESC)
    assert wizard.stack.currentWidget() is wizard.choose
    press(ESC)
    assert page.stack.currentWidget() is page.table


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_each_step_is_named_and_whole(qtbot, shop, tmp_path, language):
    i18n.use_language(language)
    wizard = ImportWizard(shop)
    qtbot.addWidget(wizard)
    wizard.resize(1024, 640)
    wizard.show()
    wizard.read_file(
        sheet(tmp_path, [*GOODS, ["3", "6901234567908", "饼干", "约4", "5"], ["4", "", "面包", "很贵", ""], ["5", "", "糖", "1", "2"]])
    )
    for step, go in ((wizard.columns, wizard.columns.next), (wizard.look, wizard.look.go)):
        qtbot.waitUntil(lambda step=step: wizard.stack.currentWidget() is step, timeout=15_000)
        QApplication.processEvents()
        assert_accessible(wizard)
        assert_not_clipped(wizard)
        go.click()
    wizard.look.ask.buttons[0].click()
    wizard.look.go.click()
    qtbot.waitUntil(lambda: wizard.stack.currentWidget() is wizard.result, timeout=15_000)
    QApplication.processEvents()
    assert_accessible(wizard)
    assert_not_clipped(wizard)
