"""The settings tab: choices are kept, refusals keep the form, and everything can be reached and read."""

import pytest
from PySide6.QtWidgets import QLineEdit

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Actor
from jxc_desktop.domain.printers import TargetKind, parse_target
from jxc_desktop.operations.settings import BadSetting
from jxc_desktop.queries.payments import payment_methods
from jxc_desktop.ui import remembered
from jxc_desktop.ui.settings.computer import PRINTER_KEY, ComputerForm
from jxc_desktop.ui.settings.diagnostics import Diagnostics
from jxc_desktop.ui.settings.methods import MethodsForm
from jxc_desktop.ui.settings.page import SECTIONS, SELLING, SHOP, SettingsPage
from jxc_desktop.ui.settings.shop_form import ShopForm
from tests.ui.checks import assert_accessible, assert_not_clipped


def form(qtbot, shop, names):
    made = ShopForm(shop, names)
    qtbot.addWidget(made)
    return made


def test_the_name_of_the_shop_is_kept(qtbot, shop):
    made = form(qtbot, shop, SHOP)
    line = made.fields["shop_name"].widget
    assert isinstance(line, QLineEdit)
    line.setText("好邻居")
    made.save.click()
    assert shop.settings.shop_name == "好邻居"


def test_a_choice_that_is_not_possible_changes_nothing(qtbot, shop):
    made = form(qtbot, shop, SELLING)
    line = made.fields["own_barcode_prefix"].widget
    assert isinstance(line, QLineEdit)
    line.setText("99")
    with pytest.raises(BadSetting):
        made.on_save()
    assert shop.settings.own_barcode_prefix == "29"


def test_nobody_without_the_right_can_save(qtbot, shop):
    shop.actor = Actor(1, "a", frozenset())
    assert not form(qtbot, shop, SHOP).save.isEnabled()


def test_the_order_of_the_ways_of_paying_gives_their_digits(qtbot, shop):
    made = MethodsForm(shop)
    qtbot.addWidget(made)
    made.list.setCurrentRow(1)
    made.on_move(-1)
    made.add("美团")
    with shop.read() as view:
        assert [(method.name, method.digit) for method in payment_methods(view)][:2] == [("WeChat", 1), ("Cash", 2)]
        assert payment_methods(view)[-1].name == "美团"


def test_a_way_of_paying_is_switched_off_and_renamed(qtbot, shop):
    made = MethodsForm(shop)
    qtbot.addWidget(made)
    made.list.setCurrentRow(3)
    made.rename("刷卡")
    made.on_switch()
    assert (made.chosen.name, made.chosen.is_active) == ("刷卡", False)


def test_the_printer_is_kept_on_this_computer(qtbot, shop):
    made = ComputerForm(shop)
    qtbot.addWidget(made)
    made.kind.setCurrentIndex(made.kind.findData(TargetKind.NETWORK.value))
    made.place.setText("192.168.1.50:9100")
    made.paper.setCurrentIndex(1)
    made.asks.setChecked(False)
    made.on_save_printer()
    kept = parse_target(remembered.text(PRINTER_KEY))
    assert (kept.place, kept.number, kept.width_mm, kept.asks_first) == ("192.168.1.50", 9100, 58, False)


def test_diagnostics_name_versions_and_file_and_check_the_books(qtbot, shop):
    made = Diagnostics(shop)
    qtbot.addWidget(made)
    assert "SQLite 3.5" in made.values["Libraries"].text()
    assert made.values["Shop file"].text() == str(shop.path)
    made.check.click()
    qtbot.waitUntil(lambda: "All is in order." in made.values["Last check"].text(), timeout=10_000)
    assert made.check.isEnabled()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("index", range(len(SECTIONS)))
def test_each_section_can_be_reached_and_read(qtbot, shop, language, index):
    i18n.use_language(language)
    page = SettingsPage(shop)
    qtbot.addWidget(page)
    page.resize(1000, 660)
    page.show()
    page.section(index)
    qtbot.waitExposed(page)
    assert_accessible(page)
    assert_not_clipped(page)
