"""Nothing nameless, nothing cut off: at 1024x768 in both languages, light and dark, in every state of the page."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.ui import theme
from jxc_desktop.ui.main_window import MainWindow, Tab
from jxc_desktop.ui.sales.page import SalesPage
from jxc_desktop.ui.widgets.backup_light import BackupLight, light
from tests.builders import WECHAT, product, stocked
from tests.ui.checks import assert_accessible, assert_not_clipped
from tests.ui.sales.conftest import COLA, WATER

STATES = (
    "cart",
    "unknown",
    "paying",
    "tendered",
    "held",
    "remark",
    "whole discount",
    "sold",
    "past sales",
    "keys",
    "found",
    "return",
    "look up",
)


@pytest.fixture(params=["zh_CN", "en"])
def window(request, qtbot, shop, goods):
    """The whole window at 1024x768."""
    i18n.use_language(request.param)
    with shop.work() as work:
        change_settings(work, shop_name="好邻居便利店")
    stocked(shop, "西岭手工牛轧糖礼盒装奶香花生味大份量", 1_234_5600, spec="1000g*12袋", unit="盒", barcode="6950000000097", quantity=1)
    made = MainWindow(shop, (Tab("Sales", 2, SalesPage),))
    qtbot.addWidget(made)
    made.resize(1024, 768)
    with qtbot.waitActive(made):
        made.show()
    return made


def bring_into(page, state):
    for code in (COLA, WATER, "6950000000097", "6950000000097"):
        page.take_scan(code)
    page.counter.cart_view.choose(0)
    if state == "return":
        with page.shop.work() as work:
            sold = complete_sale(work, page.counter.cart, (WECHAT,), print_receipt=False)
        page.open_returns(sold.document_id)
        page.returns_board().on_entered("*")
        page.returns_board().toggle_scrap()
    elif state == "look up":
        page.show_look_up()
    elif state == "unknown":
        page.take_scan("6999999999994")
        page.quick.ask_current()
    elif state in ("paying", "tendered"):
        page.pay()
        if state == "tendered":
            page.counter.panel.tendered.line.setText("9000")
    elif state == "held":
        page.holding.hold()
        page.take_scan(COLA)
        page.holding.hold()
        page.holding.resume()
    elif state == "remark":
        page.remark.ask()
    elif state == "whole discount":
        page.edits.cart_discount()
    elif state == "sold":
        page.checkout.by_digit(1)
    elif state == "past sales":
        page.checkout.by_digit(1)
        page.show_old_sales()
    elif state == "keys":
        page.show_keys()
    elif state == "found":
        page.finder.look("可")


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_off_and_all_have_names(window, state):
    page = window.page
    bring_into(page, state)
    QApplication.processEvents()
    assert_not_clipped(window)
    assert_accessible(window)


@pytest.mark.parametrize("state", ["cart", "paying", "sold"])
@pytest.mark.parametrize(("size", "zoom"), [((1366, 728), 125), ((1920, 1040), 125), ((2560, 1400), 160)])
def test_on_larger_screens_nothing_is_cut_and_total_and_paying_are_in_sight(window, dressed, state, size, zoom):
    """A notebook, and 4K at 200 % and at 150 %: what Qt gives the window of them; with larger text."""
    theme.apply_theme(dressed, "light", zoom)
    window.resize(*size)
    page = window.page
    bring_into(page, state)
    QApplication.processEvents()
    assert (window.width(), window.height()) == size
    assert_not_clipped(window)
    counter = page.counter
    parts = (counter.panel.board, counter.panel.done) if counter.is_paying else (counter.total_card.board, counter.total_card.pay)
    for part in parts:
        assert window.rect().contains(part.rect().translated(part.mapTo(window, part.rect().topLeft())))


def test_the_keys_at_the_bottom_come_back_whole_beside_the_backup_light(window):
    now = datetime.now(UTC)
    lamp = BackupLight()
    lamp.show_light(light(now - timedelta(minutes=12), now))
    window.add_light(lamp)
    window.page.show_keys()
    QApplication.processEvents()
    window.page.show_counter()
    QApplication.processEvents()
    assert_not_clipped(window)
    shown = [chip.text() for chip in window.chips.chips() if chip.isVisible()]
    assert [text.split(" ")[0] for text in shown][:8] == ["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F9"]
    assert lamp.isVisible()


@pytest.mark.parametrize("zoom", [80, 125, 160])
def test_total_and_pay_button_stay_in_sight_when_the_text_grows(qtbot, dressed, shop, goods, zoom):
    theme.apply_theme(dressed, "dark", zoom)
    page = SalesPage(shop)
    qtbot.addWidget(page)
    page.resize(1024, 660)
    with qtbot.waitExposed(page):
        page.show()
    page.take_scan(COLA)
    for part in (page.counter.total_card.board, page.counter.total_card.pay, page.counter.line):
        assert page.rect().contains(part.rect().translated(part.mapTo(page, part.rect().topLeft())))


def test_the_total_is_the_largest_and_never_cut(qtbot, page, shop, scan):
    product(shop, "贵", 9_999_999_9900, barcode="6950000000103")
    scan("6950000000103")
    board = page.counter.total_card.board
    assert board.text().endswith("9,999,999.99")
    picture = board.grab().toImage()
    edge = picture.pixelColor(0, picture.height() // 2)
    assert edge == picture.pixelColor(0, 0)


def test_the_parts_are_62_to_38(page):
    left = page.counter.line.parentWidget().width()
    right = page.counter.total_card.parentWidget().width()
    assert 0.6 < left / (left + right) < 0.64


def test_the_focus_is_on_the_scan_line_when_the_page_is_shown(window):
    window.page.arrive()
    assert window.page.counter.line.hasFocus()
    assert window.page.counter.line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) is False


def on_screen(page):
    """What really stands on the screen where the cart is."""
    window, viewport = page.window(), page.counter.cart_view.viewport()
    QApplication.processEvents()
    shown = window.screen().grabWindow(window.winId()).toImage()
    place = viewport.mapTo(window, viewport.rect().topLeft())
    return shown.copy(place.x(), place.y(), viewport.width(), viewport.height())


def test_what_is_repainted_row_by_row_looks_as_if_painted_whole(page, shop, scan, press):
    codes = [f"69600000000{number:02d}" for number in range(30)]
    for number, code in enumerate(codes):
        stocked(shop, f"货{number}", 1_0000, barcode=code)
    viewport = page.counter.cart_view.viewport()

    def is_whole():
        page.counter.cart_view._on_dark()
        seen = on_screen(page)
        viewport.repaint()
        return seen == on_screen(page)

    for number, code in enumerate(codes):
        scan(code)
        assert is_whole(), number
    for code in (codes[0], codes[29], codes[15]):
        scan(code)
        assert is_whole(), code
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Delete, Qt.Key.Key_Delete, Qt.Key.Key_Down):
        press(key)
        assert is_whole(), key
    page.undo()
    assert is_whole()
