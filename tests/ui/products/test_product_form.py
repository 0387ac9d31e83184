"""A product made and changed by keyboard: entry checks ask, nothing typed is lost."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.products import add_product, change_product
from jxc_desktop.queries.pictures import product_picture
from jxc_desktop.queries.product_card import price_history, product_card
from jxc_desktop.queries.product_fields import PackFields, ProductFields
from jxc_desktop.queries.products import find_by_code, search
from tests.ui.checks import assert_accessible, assert_not_clipped

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
COLA = ProductFields(name="可口可乐", spec="330ml", unit="罐", barcodes=("6901234567892",), retail_price=2_5000, code="1001")


@pytest.fixture
def cola(shop) -> int:
    """A known product."""
    with shop.work() as work:
        return add_product(work, COLA)


def found(shop, text: str):
    """The products that a text means."""
    with shop.read() as view:
        return search(view, text)


def test_a_product_is_made_by_keyboard_alone(page, shop, press):
    press("Ctrl+N", "6901234567892", ENTER)
    press("可口可乐", ENTER, "330ml", ENTER, "罐", ENTER, "2.5", ENTER)
    press("Ctrl+S")
    assert page.stack.currentWidget() is page.table
    (made,) = found(shop, "可口")
    assert (made.code, made.spec, made.unit, made.retail_price) == ("1001", "330ml", "罐", 2_5000)
    assert made.barcode == "6901234567892"
    assert page.strip.label.text() == "Saved: 可口可乐"
    assert page.table.view.current_row()[-1] == made.id


def test_the_next_free_code_and_the_initials_are_proposed(page, cola, press):
    press("Ctrl+N")
    assert page.form.parts.texts["code"].placeholderText() == "1002"
    page.form.parts.texts["name"].setText("雪碧")
    page.form.check()
    assert page.form.parts.texts["initials"].placeholderText() == "xb"


def test_a_wrong_check_digit_is_asked_about_and_may_be_kept(page, shop, press):
    press("Ctrl+N")
    page.form.parts.set_fields(replace(COLA, barcodes=("6901234567891",)))
    press("Ctrl+S")
    assert "6901234567891" in page.form.ask.label.text()
    assert found(shop, "可口") == ()
    press(Qt.Key.Key_Space)
    assert found(shop, "可口")[0].barcode == "6901234567891"


def test_a_question_is_answered_by_the_same_key(page, shop, press):
    press("Ctrl+N")
    page.form.parts.set_fields(replace(COLA, retail_price=None))
    press("Ctrl+S")
    assert page.form.ask.isVisible()
    press("Ctrl+S")
    assert found(shop, "可口")


def test_a_change_after_the_question_is_asked_about_again(page, shop, press):
    press("Ctrl+N")
    page.form.parts.set_fields(replace(COLA, retail_price=None))
    press("Ctrl+S")
    page.form.parts.texts["unit"].setText("")
    press("Ctrl+S")
    assert "No unit is given." in page.form.ask.label.text()
    assert found(shop, "可口") == ()


def test_a_name_that_lacks_stops(page, press):
    press("Ctrl+N", "Ctrl+S")
    assert page.form.ask.label.text() == "A product needs a name."
    assert QApplication.focusWidget() is page.form.parts.texts["name"]


def test_a_figure_that_is_none_stops(page, press):
    press("Ctrl+N")
    page.form.parts.set_fields(COLA)
    page.form.parts.prices["retail_price"].line.setText("abc")
    press("Ctrl+S")
    assert "abc" in page.form.ask.label.text()
    assert QApplication.focusWidget() is page.form.parts.prices["retail_price"].line


def test_a_barcode_of_another_product_is_asked_about_by_its_name(page, shop, cola, press):
    press("Ctrl+N")
    page.form.parts.set_fields(replace(COLA, name="百事", code=""))
    press("Ctrl+S")
    assert "1001 可口可乐" in page.form.ask.label.text()
    page.form.ask.buttons[0].click()
    with shop.read() as view:
        assert len(find_by_code(view, "6901234567892")) == 2


def test_what_was_so_before_is_not_asked_about_again(page, shop, cola, press):
    with shop.work() as work:
        twin = add_product(work, replace(COLA, code="", retail_price=None), share_codes=True)
    page.open_product(twin)
    page.form.parts.texts["remark"].setText("促销装")
    press("Ctrl+S")
    with shop.read() as view:
        assert product_card(view, twin).fields.remark == "促销装"


@pytest.mark.parametrize("price", ["member_price", "wholesale_price"])
def test_another_price_below_cost_is_asked_about_each_time(page, shop, press, price):
    before: dict[str, Any] = {price: 2_0000, "purchase_price": 2_2000}
    with shop.work() as work:
        made = add_product(work, replace(COLA, **before))
    for text, is_asked in (("2", False), ("2.1", True), ("2.1", False), ("2.15", True)):
        page.open_product(made)
        page.form.parts.prices[price].line.setText(text)
        press("Ctrl+S")
        assert (page.form is not None) == is_asked
        if is_asked:
            press("Ctrl+S")
    with shop.read() as view:
        assert getattr(product_card(view, made).fields, price) == 2_1500


def test_one_code_for_unit_and_pack_is_asked_about(page, shop, press):
    press("Ctrl+N")
    page.form.parts.set_fields(replace(COLA, packs=(PackFields("箱", 24, None, COLA.barcodes),)))
    press("Ctrl+S")
    assert "more than one unit or pack" in page.form.ask.label.text()
    assert found(shop, "可口") == ()


def test_a_barcode_of_another_product_is_no_own_code(page, shop, cola, press):
    press("Ctrl+N")
    page.form.parts.set_fields(replace(COLA, name="百事", barcodes=(), code=COLA.barcodes[0]))
    press("Ctrl+S")
    assert "belongs to 1001 可口可乐." in page.form.ask.label.text()
    assert page.form.ask.buttons == []


def test_a_remark_that_is_too_long_stops(page, shop, press):
    press("Ctrl+N")
    page.form.parts.set_fields(replace(COLA, remark="长" * 1_001))
    press("Ctrl+S")
    assert "1000" in page.form.ask.label.text()
    assert QApplication.focusWidget() is page.form.parts.texts["remark"]
    assert found(shop, "可口") == ()


def test_an_own_code_of_another_product_stops(page, shop, cola, press):
    press("Ctrl+N")
    page.form.parts.set_fields(replace(COLA, name="百事", barcodes=()))
    press("Ctrl+S")
    assert "1001 belongs to 1001 可口可乐." in page.form.ask.label.text()
    assert found(shop, "百事") == ()


def test_a_price_is_changed_and_its_history_shown(page, shop, cola, press):
    page.open_product(cola)
    page.form.parts.prices["retail_price"].select_all()
    press("3", "Ctrl+S")
    with shop.read() as view:
        (change,) = price_history(view, cola)
    assert (change.price, change.old, change.new) == ("retail_price", 2_5000, 3_0000)
    page.open_product(cola)
    press("Ctrl+H")
    assert page.form.history.model.rowCount() == 1
    assert page.form.history.model.value(0, 1) == "Retail price"


def test_packs_are_kept_with_price_and_barcode(page, shop, press):
    press("Ctrl+N")
    page.form.parts.set_fields(COLA)
    row = page.form.parts.packs.add_row()
    row.name.setFocus()
    press(ENTER, "24", ENTER, "55", ENTER, "6901234567908", "Ctrl+S")
    with shop.read() as view:
        fields = product_card(view, found(shop, "可口")[0].id).fields
    assert [(p.name, p.ratio, p.price, p.barcodes) for p in fields.packs] == [("箱", 24, 55_0000, ("6901234567908",))]


def test_a_pack_of_one_stops(page, press):
    press("Ctrl+N")
    page.form.parts.set_fields(replace(COLA, packs=(PackFields("箱", 1),)))
    press("Ctrl+S")
    assert "箱" in page.form.ask.label.text()


def test_what_is_half_typed_comes_back_after_a_mistaken_escape(page, press):
    press("Ctrl+N", ENTER, "雪碧", ESC)
    assert page.stack.currentWidget() is page.table
    assert page.strip.label.text() == "Not saved: 雪碧"
    press("Ctrl+Z")
    assert page.form.parts.texts["name"].text() == "雪碧"


def test_the_window_asks_before_it_closes_on_what_is_half_typed(page, press):
    press("Ctrl+N", ENTER, "雪碧")
    assert not page.leave()
    assert "雪碧" in page.ask.label.text()
    page.ask.buttons[0].click()
    press(ESC)
    assert not page.leave()


def test_an_untouched_form_is_left_without_a_word(page, press):
    press("Ctrl+N", ESC)
    assert not page.strip.isVisible()
    assert page.leave()


def test_a_change_meanwhile_is_told_and_the_form_kept(page, shop, cola, press):
    page.open_product(cola)
    page.form.parts.texts["unit"].setText("听")
    with shop.work() as work:
        change_product(work, cola, replace(COLA, retail_price=9_0000), 1)
    press("Ctrl+S")
    assert "Retail price is now “9.00”." in page.form.ask.label.text()
    assert page.form.parts.texts["unit"].text() == "听"
    page.form.ask.buttons[0].click()
    assert page.form.parts.prices["retail_price"].value() == 9_0000


def test_mine_may_be_saved_over_it(page, shop, cola, press):
    page.open_product(cola)
    page.form.parts.texts["unit"].setText("听")
    with shop.work() as work:
        change_product(work, cola, replace(COLA, spec="500ml"), 1)
    press("Ctrl+S")
    page.form.ask.buttons[1].click()
    with shop.read() as view:
        assert product_card(view, cola).fields.unit == "听"


def test_a_scan_is_a_barcode_of_the_product(page, press):
    press("Ctrl+N")
    page.form.parts.texts["name"].setFocus()
    assert page.take_scan("6901234567892")
    assert page.take_scan("6901234567908")
    assert page.form.parts.barcodes.codes() == ("6901234567892", "6901234567908")
    assert page.form.parts.texts["name"].text() == ""


def test_a_scan_in_a_pack_is_the_packs(page, press):
    press("Ctrl+N")
    row = page.form.parts.packs.add_row()
    row.ratio.setFocus()
    page.take_scan("6901234567908")
    assert row.barcodes.codes() == ("6901234567908",)


def test_an_own_barcode_is_made_by_a_key(page, press):
    press("Ctrl+N", "Ctrl+B")
    (code,) = page.form.parts.barcodes.codes()
    assert code.startswith("29")


def test_the_opening_stock_is_set_here_once(page, shop, press):
    press("Ctrl+N")
    page.form.parts.set_fields(replace(COLA, packs=(PackFields("箱", 24),)))
    page.form.parts.opening_stock.line.setText("51")
    press("Ctrl+S")
    product_id = found(shop, "可口")[0].id
    page.open_product(product_id)
    assert page.form.stock.text() == "Stock: 2 箱 3 罐"
    assert not page.form.parts.opening_stock.isVisible()


def test_a_product_without_stock_says_so(page, cola):
    page.open_product(cola)
    assert page.form.stock.text() == "Stock not set up yet"


def test_who_sees_no_cost_changes_none(page, shop, press):
    with shop.work() as work:
        product_id = add_product(work, replace(COLA, purchase_price=1_0000))
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SEE_COST})
    page.open_product(product_id)
    assert not page.form.parts.prices["purchase_price"].isVisible()
    page.form.parts.texts["spec"].setText("500ml")
    press("Ctrl+S")
    with shop.read() as view:
        fields = product_card(view, product_id).fields
    assert (fields.spec, fields.purchase_price) == ("500ml", 1_0000)


def test_who_sees_no_cost_is_not_told_of_it(page, shop, press):
    with shop.work() as work:
        product_id = add_product(work, replace(COLA, purchase_price=2_0000))
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SEE_COST})
    page.open_product(product_id)
    page.form.parts.prices["retail_price"].line.setText("1")
    press("Ctrl+S")
    assert found(shop, "可口")[0].retail_price == 1_0000


def test_a_price_below_cost_is_asked_about(page, shop, press):
    with shop.work() as work:
        product_id = add_product(work, replace(COLA, purchase_price=2_0000))
    page.open_product(product_id)
    press(ENTER, ENTER, ENTER, "1", "Ctrl+S")
    assert page.form.ask.label.text() == "The retail price 1.00 is below the purchase price 2.00."
    assert page.form.ask.isVisible()
    press(ENTER)
    assert found(shop, "可口")[0].retail_price == 1_0000


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_can_be_read_and_heard(page, cola, press, language):
    i18n.use_language(language)
    page.open_product(cola)
    page.form.parts.packs.add_row()
    page.form.parts.set_fields(replace(COLA, packs=(PackFields("箱", 24, 55_0000, ("16901234567899",)),)))
    QApplication.processEvents()
    assert_accessible(page.form)
    assert_not_clipped(page.form)
    page.new_product()
    assert_accessible(page.form)
    assert_not_clipped(page.form)


def test_a_picture_is_chosen_kept_small_and_taken_away(qtbot, page, shop, cola, tmp_path):
    Image.new("RGB", (3000, 2000), "red").save(tmp_path / "cola.png")
    page.open_product(cola)
    field = page.form.parts.picture
    field.read(tmp_path / "cola.png")
    qtbot.waitUntil(field.remove.isEnabled)
    assert page.form.is_dirty()
    page.form.save()
    with shop.read() as view, Image.open(BytesIO(product_picture(view, cola))) as kept:
        assert (kept.format, kept.size) == ("JPEG", (480, 320))
    page.open_product(cola)
    assert not page.form.is_dirty()
    page.form.parts.picture.remove.click()
    page.form.save()
    with shop.read() as view:
        assert product_picture(view, cola) == b""


def test_only_weighed_goods_have_a_tare(page, shop, cola):
    page.open_product(cola)
    parts = page.form.parts
    assert not parts.tare.isVisible()
    parts.kind.set_value("weighed")
    assert parts.tare.isVisible()
    parts.tare.line.setText("0.015")
    parts.texts["selling_points"].setText("冰镇更好喝")
    page.form.save()
    with shop.read() as view:
        fields = product_card(view, cola).fields
    assert (fields.tare, fields.selling_points) == (15, "冰镇更好喝")


def test_a_level_that_fills_up_to_less_than_it_orders_at_is_said_beside_it_and_asked_about(page, cola, press):
    press("Ctrl+N")
    page.form.parts.set_fields(replace(COLA, name="雪碧", barcodes=(), code="", order_at=10_000, fill_to=6_000))
    page.form.check()
    press("Ctrl+S")
    assert "Filled up to 6 it stays low: it is ordered when at 10." in page.form.ask.label.text()
    page.form.parts.fill_to.set_value(24_000)
    press("Ctrl+S")
    assert page.stack.currentWidget() is page.table
