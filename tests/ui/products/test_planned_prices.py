"""Dated prices at the screen: planned in the mass change, listed, confirmed, cancelled, written by the clock."""

import pytest
from PySide6.QtCore import Qt

from jxc_desktop import i18n
from jxc_desktop.domain.price_rules import parse_rule
from jxc_desktop.operations.planned_prices import plan_prices
from jxc_desktop.queries.planned_prices import planned_prices
from jxc_desktop.queries.price_changes import MassChange, proposed
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.ui import jobs
from jxc_desktop.ui.price_clock import PriceClock
from jxc_desktop.ui.products import mass_change
from jxc_desktop.ui.products.planned_prices import PlannedPrices
from tests.builders import product
from tests.ui.checks import assert_accessible, assert_not_clipped


@pytest.fixture
def tea(page, shop):
    made = product(shop, "茶", 10_0000, code="1001")
    page.table.refresh()
    page.table.view.selectRow(0)
    return made


def plan(qtbot, page, rule, when=mass_change.LATER):
    page.open_mass_change()
    form = page.mass_change
    form.when.set_value(when)
    form.rule.setText(rule)
    qtbot.waitUntil(form.apply_button.isEnabled)
    form.apply()
    qtbot.waitUntil(lambda: page.mass_change is None)


def price_of(shop, made):
    with shop.read() as view:
        return product_card(view, made.id).fields.retail_price


def test_a_dated_change_is_listed_and_cancelled(qtbot, page, press, shop, tea):
    plan(qtbot, page, "9")
    with shop.read() as view:
        (planned,) = planned_prices(view)
        assert planned.at.astimezone().strftime("%d %H:%M") == f"{mass_change.tomorrow_morning(shop.clock()):%d} 06:00"
    page.open_planned()
    shown = page.stack.currentWidget()
    assert isinstance(shown, PlannedPrices)
    assert shown.model.rows()[0][3:5] == (10_0000, 9_0000)
    press(Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: shown.model.rowCount() == 0)
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.table


def test_one_plan_is_cancelled_at_a_time_and_comes_back(qtbot, page, press, shop, tea):
    product(shop, "可乐", 3_0000, code="1002")
    page.table.refresh()
    page.table.view.selectAll()
    plan(qtbot, page, "-10%")
    page.open_planned()
    shown = page.stack.currentWidget()
    for left in (1, 0):
        press(Qt.Key.Key_Delete)
        qtbot.waitUntil(lambda left=left: shown.model.rowCount() == left)
    for back in (1, 2):
        press("Ctrl+Z")
        qtbot.waitUntil(lambda back=back: shown.model.rowCount() == back)
    qtbot.waitUntil(lambda: not shown.strip.button.isVisible())


def test_ctrl_z_takes_back_what_the_strip_says_and_nothing_before_it(qtbot, page, press, shop, tea):
    page.open_mass_change()
    page.mass_change.rule.setText("9")
    qtbot.waitUntil(page.mass_change.apply_button.isEnabled)
    page.mass_change.apply()
    qtbot.waitUntil(lambda: price_of(shop, tea) == 9_0000)
    qtbot.waitUntil(lambda: page.mass_change is None)
    page.table.view.selectRow(0)
    plan(qtbot, page, "8")
    press("Ctrl+Z")
    qtbot.waitUntil(lambda: "taken back" in page.strip.label.text())
    press("Ctrl+Z")
    assert jobs.running() == []
    with shop.read() as view:
        assert planned_prices(view) == ()
    assert price_of(shop, tea) == 9_0000


def test_a_product_that_was_saved_since_is_not_changed_by_ctrl_z(qtbot, page, press, shop, tea):
    page.open_mass_change()
    page.mass_change.rule.setText("9")
    qtbot.waitUntil(page.mass_change.apply_button.isEnabled)
    page.mass_change.apply()
    qtbot.waitUntil(lambda: page.mass_change is None)
    page.new_product()
    page.form.parts.texts["name"].setText("可乐")
    page.form.save()
    page.form.save()
    assert page.form is None
    press("Ctrl+Z")
    assert (price_of(shop, tea), jobs.running()) == (9_0000, [])


def test_a_rise_applies_when_its_tags_are_up(qtbot, page, press, shop, tea):
    plan(qtbot, page, "+10%", mass_change.WITH_TAGS)
    assert price_of(shop, tea) == 10_0000
    page.open_planned()
    press("Ctrl+T")
    qtbot.waitUntil(lambda: price_of(shop, tea) == 11_0000)


def test_the_clock_writes_what_is_due(qtbot, page, shop, tea):
    with shop.work() as work:
        plan_prices(work, proposed(work, [tea.id], MassChange(rule=parse_rule("9"))), work.now)
    made = PriceClock(shop)
    qtbot.waitUntil(lambda: price_of(shop, tea) == 9_0000)
    made.deleteLater()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_they_can_be_read_and_heard(qtbot, page, shop, tea, language):
    i18n.use_language(language)
    plan(qtbot, page, "9")
    page.open_planned()
    assert_accessible(page.stack.currentWidget())
    assert_not_clipped(page.stack.currentWidget())
    page.open_mass_change()
    page.mass_change.when.set_value(mass_change.LATER)
    qtbot.waitUntil(page.mass_change.is_settled)
    assert_accessible(page.mass_change)
    assert_not_clipped(page.mass_change)
