"""The mass change driven by keys: selected rows, all that is shown, a pasted block; one preview, applied and taken back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.products import change_product
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.queries.planned_prices import ITS_TAG, planned_prices
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.ui import theme
from jxc_desktop.ui.cells import NUMBERS
from jxc_desktop.ui.products import mass_change
from jxc_desktop.ui.products.page import ProductsPage
from tests.builders import product
from tests.ui.checks import assert_accessible, assert_not_clipped


@pytest.fixture
def goods(page, shop):
    """Two products in the list."""
    made = [product(shop, "茶", 10_0000, code="1001", purchase_price=8_0000), product(shop, "可乐", 3_0000, code="1002")]
    page.table.refresh()
    return made


def price_of(shop, made):
    with shop.read() as view:
        return product_card(view, made.id).fields.retail_price


def shown(form):
    """Product, field, old and new as they are read; whatever says nothing is not shown."""
    places = [place for place in form.view.shown_places() if form.model.columns[place].key not in ("percent", "margin", "reason")]
    return [tuple(form.model.index(row, place).data() for place in places) for row in range(form.model.rowCount())]


def cell(form, row, key):
    return form.model.value(row, form.model.column_of(key))


def test_selected_rows_are_changed_and_taken_back(qtbot, page, press, shop, goods):
    page.table.view.selectRow(0)
    page.table.view.setFocus()
    press("Ctrl+M")
    form = page.mass_change
    form.when.set_value(mass_change.NOW)
    press("+5% .9")
    qtbot.waitUntil(lambda: shown(form) == [("1001 茶", "10.00", "10.90")])
    press("Ctrl+S")
    qtbot.waitUntil(lambda: page.mass_change is None)
    assert (price_of(shop, goods[0]), price_of(shop, goods[1])) == (10_9000, 3_0000)
    assert page.strip.isVisible()
    press("Ctrl+Z")
    qtbot.waitUntil(lambda: price_of(shop, goods[0]) == 10_0000)


def test_a_rise_waits_for_its_tag_unless_the_shop_has_none(qtbot, page, press, shop, goods):
    page.table.view.selectRow(0)
    page.open_mass_change()
    form = page.mass_change
    form.rule.setText("12")
    qtbot.waitUntil(form.apply_button.isEnabled)
    assert "1 rises once its tag is up" in form.note.text()
    form.apply()
    qtbot.waitUntil(lambda: page.mass_change is None)
    assert page.strip.label.text() == "1 higher price waits for its tag.  Ctrl+L"
    with shop.read() as view:
        assert [(each.new, each.waits) for each in planned_prices(view)] == [(12_0000, ITS_TAG)]
    assert price_of(shop, goods[0]) == 10_0000
    page.undo()
    qtbot.waitUntil(lambda: "taken back" in page.strip.label.text())
    page.open_mass_change()
    page.mass_change.when.set_value(mass_change.NOW)
    page.mass_change.rule.setText("12")
    qtbot.waitUntil(page.mass_change.apply_button.isEnabled)
    page.mass_change.apply()
    qtbot.waitUntil(lambda: price_of(shop, goods[0]) == 12_0000)


def test_a_shop_says_once_that_it_has_no_tags(qtbot, page, shop, goods):
    for expected in (mass_change.WITH_TAGS, mass_change.NOW):
        page.table.view.selectRow(0)
        page.open_mass_change()
        form = page.mass_change
        assert form.when.value() == expected
        form.when.set_value(mass_change.NOW)
        form.rule.setText("+1")
        qtbot.waitUntil(form.apply_button.isEnabled)
        form.apply()
        qtbot.waitUntil(lambda: page.mass_change is None)


def test_all_that_the_filter_shows(qtbot, page, shop, goods):
    page.table.view.clearSelection()
    page.table.model.set_filters({"name": "可乐"})
    page.open_mass_change()
    page.mass_change.flags["stop_selling"].set_value("1")
    qtbot.waitUntil(lambda: shown(page.mass_change) == [("1002 可乐", "Stop selling", "No", "Yes")])


def test_a_pasted_block(qtbot, page, shop, goods):
    page.open_mass_change()
    form = page.mass_change
    form.scope.set_value(mass_change.PASTED)
    form.pasted.setPlainText("code\tprice\n1002\t3.5\n999\t1\n")
    qtbot.waitUntil(lambda: len(shown(form)) == 2)
    assert "no product has this code" in cell(form, 0, "reason")
    assert shown(form)[1] == ("1002 可乐", "3.00", "3.50")
    assert cell(form, 1, "percent") == 16_70
    form.when.set_value(mass_change.NOW)
    qtbot.waitUntil(form.apply_button.isEnabled)
    form.apply()
    qtbot.waitUntil(lambda: price_of(shop, goods[1]) == 3_5000)


def test_what_is_no_rule_is_said_below_and_nothing_is_applied(qtbot, page, press, shop, goods):
    page.table.view.selectRow(0)
    page.open_mass_change()
    form = page.mass_change
    form.rule.setText("abc")
    qtbot.waitUntil(form.is_settled)
    assert "abc" in form.rule.accessibleDescription()
    assert not form.apply_button.isEnabled()
    press(Qt.Key.Key_Escape)
    assert page.mass_change is None
    assert page.stack.currentWidget() is page.table


def test_a_price_below_cost_is_marked(qtbot, page, goods):
    page.table.view.selectRow(0)
    page.open_mass_change()
    page.mass_change.rule.setText("7")
    qtbot.waitUntil(lambda: len(shown(page.mass_change)) == 1)
    form = page.mass_change
    assert (cell(form, 0, "margin"), cell(form, 0, "reason"), form.model.rows()[0][-1]) == (-1429, "below the purchase price", "amber")


def test_old_and_new_prices_stand_right_and_other_values_beside_them(qtbot, page, goods):
    page.table.view.selectRow(0)
    page.open_mass_change()
    form = page.mass_change
    form.rule.setText("+5%")
    form.texts["unit"].setText("盒")
    qtbot.waitUntil(lambda: len(shown(form)) == 2)
    assert shown(form) == [("1001 茶", "Unit", "", "", "", "盒"), ("1001 茶", "Retail price", "10.00", "10.50", "", "")]
    right = {form.model.columns[place].key for place in form.view.shown_places() if form.model.columns[place].kind in NUMBERS}
    assert right == {"old_price", "new_price", "percent", "margin"}


def test_who_may_not_see_cost_sees_no_margin(qtbot, shop, goods):
    with shop.work() as work:
        person = add_user(work, "小王", add_role(work, "店员", {Permission.EDIT_PRODUCTS}))
    shop.sign_in(person)
    form = mass_change.MassChangeForm(shop, [goods[0].id], {})
    qtbot.addWidget(form)
    assert "margin" not in [column.key for column in form.model.columns]
    assert form.prices.findData("purchase_price") < 0


def test_who_may_not_edit_has_no_door(qtbot, shop):
    with shop.work() as work:
        person = add_user(work, "小王", add_role(work, "店员", {Permission.SELL}))
    shop.sign_in(person)
    page = ProductsPage(shop)
    qtbot.addWidget(page)
    assert not page.buttons["mass"].isEnabled()


@pytest.mark.parametrize(("zoom", "width"), [(100, 1024), (125, 1366)])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("scope", [mass_change.FILTERED, mass_change.PASTED])
def test_it_can_be_read_and_heard(qtbot, dressed, page, goods, language, scope, zoom, width):
    page.resize(width, 660)
    theme.apply_theme(dressed, "light", zoom)
    i18n.use_language(language)
    page.open_mass_change()
    form = page.mass_change
    form.scope.set_value(scope)
    form.rule.setText("+5%")
    qtbot.waitUntil(form.is_settled)
    assert_accessible(form)
    assert_not_clipped(form)


def test_a_product_that_was_changed_meanwhile_is_shown_anew(qtbot, page, shop, goods):
    page.table.view.selectRow(0)
    page.open_mass_change()
    form = page.mass_change
    form.when.set_value(mass_change.NOW)
    form.rule.setText("+5%")
    qtbot.waitUntil(form.apply_button.isEnabled)
    with shop.work() as work:
        card = product_card(work, goods[0].id)
        change_product(work, goods[0].id, replace(card.fields, retail_price=20_0000), card.version)
    form.apply()
    qtbot.waitUntil(lambda: shown(form)[0][1:] == ("20.00", "21.00"))
    assert "changed meanwhile" in form.ask.label.text()
    assert price_of(shop, goods[0]) == 20_0000
    qtbot.waitUntil(form.apply_button.isEnabled)
    form.apply()
    qtbot.waitUntil(lambda: price_of(shop, goods[0]) == 21_0000)


def test_what_is_not_worked_out_yet_is_not_applied(qtbot, page, shop, goods):
    page.table.view.selectRow(0)
    page.open_mass_change()
    page.mass_change.rule.setText("20")
    qtbot.waitUntil(page.mass_change.apply_button.isEnabled)
    page.mass_change.rule.setText("30")
    page.mass_change.apply()
    assert price_of(shop, goods[0]) == 10_0000
