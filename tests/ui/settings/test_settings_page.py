"""The settings tab: choices are kept, refusals keep the form, and everything can be reached and read."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QLineEdit

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Actor
from jxc_desktop.domain.printers import TargetKind, parse_target
from jxc_desktop.domain.settings import titles
from jxc_desktop.operations.settings import BadSetting, change_settings
from jxc_desktop.queries.payments import payment_methods
from jxc_desktop.ui import bus, remembered, theme
from jxc_desktop.ui.main_window import MainWindow, Tab
from jxc_desktop.ui.page import Page
from jxc_desktop.ui.print_queue import PRINTER
from jxc_desktop.ui.settings.computer import ComputerForm
from jxc_desktop.ui.settings.diagnostics import Diagnostics
from jxc_desktop.ui.settings.methods import MethodsForm
from jxc_desktop.ui.settings.page import COUNTING, RECEIPT, SECTIONS, SELLING, SHOP, SettingsPage
from jxc_desktop.ui.settings.shop_form import ShopForm
from tests.ui.checks import assert_accessible, assert_not_clipped


class Screen:
    """A small one."""

    def availableSize(self):
        return QSize(1366, 768)


def form(qtbot, shop, names):
    made = ShopForm(shop, names)
    qtbot.addWidget(made)
    return made


def test_the_name_of_the_shop_is_kept(qtbot, shop):
    made = form(qtbot, shop, SHOP)
    line = made.fields.by_name["shop_name"].widget
    assert isinstance(line, QLineEdit)
    line.setText("好邻居")
    made.save.click()
    assert shop.settings.shop_name == "好邻居"


def test_a_choice_that_is_not_possible_changes_nothing(qtbot, shop):
    made = form(qtbot, shop, SELLING)
    line = made.fields.by_name["own_barcode_prefix"].widget
    assert isinstance(line, QLineEdit)
    line.setText("99")
    with pytest.raises(BadSetting):
        made.on_save()
    assert shop.settings.own_barcode_prefix == "29"


def settings_window(qtbot, shop):
    bus.attach(shop)
    window = MainWindow(shop, (Tab("Sales", 2, Page), Tab("Settings", 9, SettingsPage)))
    qtbot.addWidget(window, before_close_func=lambda window: setattr(window, "_pages", []))
    with qtbot.waitActive(window):
        window.show()
    return window, window.show_digit(9)


def test_what_is_typed_stays_when_another_section_is_saved(qtbot, shop):
    _window, page = settings_window(qtbot, shop)
    receipt, shop_form = page.section(RECEIPT), page.section(0)
    shop_form.fields.by_name["shop_phone"].widget.setText("0571")
    page.section(RECEIPT)
    receipt.head.setPlainText("会员日")
    receipt.boxes["receipt_has_time"].click()
    assert page.list.item(0).text() == "The shop (not saved)"
    assert_not_clipped(page)
    with shop.work() as work:
        change_settings(work, shop_name="好邻居", receipt_foot="谢谢")
    qtbot.waitUntil(lambda: receipt.foot.toPlainText() == "谢谢")
    assert (receipt.head.toPlainText(), receipt.boxes["receipt_has_time"].isChecked()) == ("会员日", False)
    page.section(0)
    assert page.list.item(RECEIPT).text() == "Receipt (not saved)"
    assert [field.read() for field in shop_form.fields.by_name.values()][:3] == ["好邻居", "", "0571"]
    shop_form.save.click()
    assert shop.settings.shop_phone == "0571"
    qtbot.waitUntil(lambda: page.unsaved() == [RECEIPT])


def test_closing_asks_about_what_is_not_saved(qtbot, shop):
    window, page = settings_window(qtbot, shop)
    receipt = page.section(RECEIPT)
    receipt.foot.setPlainText("谢谢")
    window.show_digit(2)
    assert any("“Receipt” is not saved yet." in label.text() for label in window.findChildren(QLabel))
    assert not window.close()
    assert window.page is page
    assert page.ask.label.text() == "“Receipt” is not saved yet."
    page.ask.buttons[0].click()
    assert receipt.head.hasFocus()
    assert not window.close()
    page.ask.buttons[1].click()
    assert not window.isVisible()


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


def test_a_way_of_paying_is_taken_from_the_counter_and_brought_back(qtbot, shop):
    made = MethodsForm(shop)
    qtbot.addWidget(made)
    made.list.setCurrentRow(1)
    made.place_button.click()
    assert [made.list.item(row).text() for row in range(4)] == [
        "1   Cash",
        "2   Alipay",
        "3   Bank card",
        "–   WeChat  (not at the counter)",
    ]
    made.list.setCurrentRow(3)
    made.on_move(-1)
    assert made.place_button.text() == "Bring to the counter"
    made.place_button.click()
    assert made.list.item(3).text() == "4   WeChat"


def test_the_printer_is_kept_on_this_computer(qtbot, shop):
    made = ComputerForm(shop)
    qtbot.addWidget(made)
    made.kind.setCurrentIndex(made.kind.findData(TargetKind.NETWORK.value))
    made.place.setText("192.168.1.50:9100")
    made.paper.setCurrentIndex(1)
    made.asks.setChecked(False)
    made.on_save_printer()
    kept = parse_target(remembered.text(PRINTER))
    assert (kept.place, kept.number, kept.width_mm, kept.asks_first) == ("192.168.1.50", 9100, 58, False)


def test_a_size_that_the_screen_has_no_room_for_is_not_offered(qtbot, shop, monkeypatch):
    remembered.remember("window/zoom", 160)
    monkeypatch.setattr(ComputerForm, "screen", lambda _self: Screen())
    made = ComputerForm(shop)
    qtbot.addWidget(made)
    assert [made.zoom.itemData(row) for row in range(made.zoom.count())][-1] == made.zoom.currentData() == "125"
    assert "125 % at most" in made.zoom.accessibleDescription()
    made.zoom.setCurrentIndex(0)
    made.on_look()
    assert (remembered.number("window/zoom", 0), theme.zoom_percent()) == (80, 80)


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


def test_how_the_shop_counts_is_typed_in_pieces_money_percent_and_days(qtbot, shop):
    made = form(qtbot, shop, COUNTING)
    fields = made.fields.by_name
    assert set(fields) == {name for name in titles() if name.startswith(("count_", "cycle_"))}
    for name, text in (("count_tolerance", "2.5"), ("count_money_tolerance", "20"), ("count_weighed_tolerance", "1.5")):
        fields[name].widget.line.setText(text)
    fields["count_day"].widget.setValue(31)
    fields["cycle_days_a"].widget.setValue(0)
    made.save.click()
    chosen = shop.settings
    assert (chosen.count_tolerance, chosen.count_money_tolerance, chosen.count_weighed_tolerance) == (2_500, 20_0000, 150)
    assert (chosen.count_day, chosen.cycle_days_a) == (31, 1)
