"""The window: tabs by digit, scans to the page, the shop's name first in the title."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from jxc_desktop import i18n
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.ui import bus
from jxc_desktop.ui.main_window import MainWindow, Tab
from jxc_desktop.ui.page import Page


class Taking(Page):
    """Takes every scan."""

    def __init__(self, shop):
        super().__init__(shop)
        self.codes = []

    def take_scan(self, code):
        self.codes.append(code)
        return True

    def key_hints(self):
        return (("F2", "Quantity", lambda: None),)


class Stubborn(Page):
    """Takes no scans and does not want to close."""

    def leave(self):
        return False


@pytest.fixture
def window(qtbot, shop):
    bus.attach(shop)
    made = MainWindow(shop, (Tab("Sales", 2, Taking), Tab("Settings", 9, Stubborn)))
    qtbot.addWidget(made, before_close_func=lambda window: setattr(window, "_pages", []))
    made.show()
    qtbot.waitExposed(made)
    return made


def test_alt_and_a_digit_show_a_page(window):
    QTest.keyClick(window, Qt.Key.Key_9, Qt.KeyboardModifier.AltModifier)
    assert isinstance(window.page, Stubborn)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert isinstance(window.page, Taking)


def test_a_page_is_made_when_it_is_first_shown(window):
    assert window.stack.count() == 1
    window.show_digit(9)
    assert window.stack.count() == 2


def test_a_scan_goes_to_the_page(window):
    window.on_scanned("6901")
    assert window.page.codes == ["6901"]


def test_a_page_that_takes_no_scan_says_where_to_go(window, qtbot):
    window.show_digit(9)
    window.on_scanned("6901")
    assert any("sales page" in label.text() for label in window.findChildren(QLabel))


def test_the_title_begins_with_the_name_of_the_shop(window, shop, qtbot):
    with shop.work() as work:
        change_settings(work, shop_name="好邻居")
    qtbot.waitUntil(lambda: window.windowTitle().startswith("好邻居"))


def test_a_long_name_of_the_shop_ends_in_dots(window, shop, qtbot):
    name = "好邻居便利店" * 5
    with shop.work() as work:
        change_settings(work, shop_name=name)
    qtbot.waitUntil(lambda: window.name.toolTip() == name)
    before = window.name.grab()
    window.name.setText(name + "分店")
    assert window.name.grab().toImage() == before.toImage()


def test_the_keys_of_the_page_stand_at_the_bottom(window):
    assert [chip.text() for chip in window.chips.chips()] == ["F2 Quantity"]
    window.show_digit(9)
    assert window.chips.chips() == []


def test_a_page_can_keep_the_window_open(window):
    window.show_digit(9)
    assert not window.close()
    assert window.isVisible()


def test_the_page_that_keeps_the_window_open_is_shown(window):
    window.show_digit(9)
    window.show_digit(2)
    assert not window.close()
    assert isinstance(window.page, Stubborn)


def test_the_window_opens_on_selling_wherever_that_tab_stands(qtbot, shop):
    bus.attach(shop)
    made = MainWindow(shop, (Tab("Home", 1, Stubborn), Tab("Sales", 2, Taking)))
    qtbot.addWidget(made, before_close_func=lambda window: setattr(window, "_pages", []))
    assert isinstance(made.page, Taking)
    assert made.stack.count() == 1
    assert made.bar.currentIndex() == 1


def test_a_page_may_send_the_user_to_another(window):
    window.show_digit(9)
    window.page.go_to.emit(2, lambda page: page.take_scan("6901"))
    assert isinstance(window.page, Taking)
    assert window.page.codes == ["6901"]


@pytest.mark.parametrize(("spoken", "said"), [("en", "Owner · Sun 22 Nov"), ("zh_CN", "老板 · 11月22日 周日")])
def test_who_is_there_and_which_day_it_is(window, spoken, said):
    i18n.use_language(spoken)
    window.on_shop_changed()
    assert window.who.text() == said


ALL_TABS = ("Home", "Sales", "Purchasing", "Stock", "Counts", "Products", "Customers & suppliers", "Reports", "Settings")


@pytest.mark.parametrize(("width", "named"), [(1024, False), (1366, True), (1920, True)])
def test_every_tab_is_read_whole(qtbot, shop, dressed, width, named):
    bus.attach(shop)
    with shop.work() as work:
        change_settings(work, shop_name="Corner shop at the long bridge")
    made = MainWindow(shop, tuple(Tab(title, digit, Taking) for digit, title in enumerate(ALL_TABS, 1)))
    qtbot.addWidget(made, before_close_func=lambda window: setattr(window, "_pages", []))
    made.show()
    made.resize(width, 768)
    qtbot.waitUntil(lambda: made.width() == width and made.bar.width() > 0)
    for index in range(made.bar.count()):
        made.bar.setCurrentIndex(index)
        assert made.bar.tabRect(made.bar.count() - 1).right() < made.bar.width()
        assert made.bar.tabRect(0).left() >= 0
    assert made.name.isVisible() == named


def test_after_midnight_the_day_shown_is_still_the_business_day(window, clock):
    clock.now = clock.now.replace(hour=1) + timedelta(days=1)
    window.on_shop_changed()
    assert window.who.text() == "Owner · Sun 22 Nov"
