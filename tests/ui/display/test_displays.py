"""The displays follow the counter: switched on and off by this computer, at most once a frame, and never in its way (F34)."""

import threading
import time
from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.cart import Cart, add_product, add_unknown, set_round_off
from jxc_desktop.domain.line_displays import DisplayKind, DisplayText, DisplayTrouble, Light, LineDisplay, Row
from jxc_desktop.operations.pictures import change_payment_code
from jxc_desktop.operations.sales import Sold
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.printing.pictures import payment_code_png
from jxc_desktop.ui import bus, jobs, trouble
from jxc_desktop.ui.display import choices
from jxc_desktop.ui.display.displays import Displays
from jxc_desktop.ui.display.shown import Shown, of_cart, of_sale, on_a_line
from tests.builders import cart_of, product
from tests.domain.cart_cases import APPLES, BREAD, COLA

VFD = LineDisplay(DisplayKind.VFD, "COM3", 9600, is_chinese=True)
SOLD = Sold(1, "XS1", 12_5000, 0, 20_0000, 7_5000)


class Till(QObject):
    """A counter with a cart and the two signals."""

    cart_shown = Signal()
    sold = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.cart = Cart("1")

    def show(self, cart: Cart) -> None:
        self.cart = cart
        self.cart_shown.emit()


@pytest.fixture
def till():
    return Till()


@pytest.fixture
def displays(qtbot, shop, till):
    """The displays of a till in a window of its own, all switched off."""
    bus.attach(shop)
    page = QWidget()
    qtbot.addWidget(page)
    made = Displays(shop, page, lambda: till.cart, till.cart_shown, till.sold)
    yield made
    made.rest()
    choices.keep_window(is_on=False)
    choices.notice().trouble = ""
    made.deleteLater()
    QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)


@pytest.fixture
def cable(monkeypatch):
    """What the display on the cable was sent, and the trouble it makes."""
    sent: list[DisplayText] = []
    trouble: list[DisplayTrouble] = []

    def show(_display, text):
        if trouble:
            raise trouble[0]
        sent.append(text)

    monkeypatch.setattr(jobs, "show_on_display", show)
    return sent, trouble


def test_nothing_happens_while_all_are_off(displays, till, shop):
    till.show(cart_of(product(shop)))
    assert (displays.window, displays.feed, displays._frame.isActive()) == (None, None, False)


def test_the_window_shows_the_cart_and_then_the_change(qtbot, displays, till, shop):
    choices.keep_window(is_on=True)
    till.show(cart_of(product(shop)))
    qtbot.waitUntil(lambda: displays.window.shown.total == 3_0000)
    assert displays.window.isVisible()
    assert "可乐" in displays.window.accessibleDescription()
    till.show(Cart("2"))
    till.sold.emit(SOLD)
    qtbot.waitUntil(lambda: displays.window.shown == Shown(total=12_5000, paid=20_0000, change=7_5000))
    till.show(cart_of(product(shop, "水")))
    qtbot.waitUntil(lambda: displays.window.shown.paid is None)


def test_the_change_goes_after_a_while(qtbot, displays, till):
    choices.keep_window(is_on=True)
    till.sold.emit(SOLD)
    qtbot.waitUntil(lambda: displays.window.shown.change == 7_5000)
    displays.on_stood()
    qtbot.waitUntil(lambda: displays.window.shown.is_idle)


def test_many_scans_are_one_frame(qtbot, displays, till, shop, monkeypatch):
    choices.keep_window(is_on=True)
    qtbot.waitUntil(lambda: not displays._frame.isActive())
    shown: list[Shown] = []
    monkeypatch.setattr(displays.window, "show_it", shown.append)
    cart = cart_of(product(shop))
    for _scan in range(50):
        till.show(cart)
    assert shown == []
    qtbot.waitUntil(lambda: not displays._frame.isActive())
    assert len(shown) == 1


def test_the_window_never_takes_a_key_and_does_not_keep_the_program_open(displays):
    choices.keep_window(is_on=True)
    assert displays.window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert displays.window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert not displays.window.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)


def test_switched_off_the_window_goes_and_nothing_is_connected(displays, till, shop):
    choices.keep_window(is_on=True)
    choices.keep_window(is_on=False)
    till.show(cart_of(product(shop)))
    assert (displays.window, displays._is_connected) == (None, False)


def test_closed_by_hand_it_stays_away(qtbot, displays, till, shop):
    choices.keep_window(is_on=True)
    displays.window.close()
    till.show(cart_of(product(shop)))
    qtbot.waitUntil(lambda: displays.window.shown.total == 3_0000)
    assert not displays.window.isVisible()


def test_the_shops_name_and_payment_code_are_shown(qtbot, displays, shop):
    choices.keep_window(is_on=True)
    stream = BytesIO()
    Image.new("RGB", (300, 300), "black").save(stream, "PNG")
    with shop.work() as work:
        change_settings(work, shop_name="好邻居")
        change_payment_code(work, payment_code_png(stream.getvalue()))
    qtbot.waitUntil(lambda: displays.window.board().picture is not None)
    assert displays.window.board().texts[0].text == "好邻居"
    displays.window.grab()


def test_the_display_on_the_cable_shows_goods_total_and_change(qtbot, displays, till, shop, cable):
    sent, _trouble = cable
    choices.keep_line_display(VFD)
    qtbot.waitUntil(lambda: bool(sent))
    till.show(cart_of(product(shop)))
    qtbot.waitUntil(lambda: sent[-1] == DisplayText(Row("可乐", "3.00"), Row("Total", "3.00"), "3.00", Light.TOTAL))
    till.show(Cart("2"))
    till.sold.emit(SOLD)
    qtbot.waitUntil(lambda: sent[-1].lower == Row("Change", "7.50"))
    displays.rest()
    assert sent[-1] == DisplayText()


def test_of_what_waits_for_a_slow_display_only_the_latest_is_sent(qtbot, displays, shop, monkeypatch):
    sent: list[DisplayText] = []
    gate = threading.Event()

    def show(_display, text):
        gate.wait(5)
        sent.append(text)

    monkeypatch.setattr(jobs, "show_on_display", show)
    choices.keep_line_display(VFD)
    qtbot.waitUntil(lambda: not displays._frame.isActive())
    start = time.monotonic()
    for pieces in range(1, 30):
        displays.feed.show_it(of_cart(cart_of(*[product(shop, str(pieces))])))
    assert time.monotonic() - start < 4
    gate.set()
    assert displays.feed.worker.flush(5)
    assert [text.upper.left for text in sent][-1] == "29"
    assert len(sent) <= 2


def test_a_display_in_trouble_is_told_in_the_settings_only_and_left_alone_a_while(qtbot, displays, till, shop, cable):
    sent, trouble = cable
    trouble.append(DisplayTrouble("gone"))
    choices.keep_line_display(VFD)
    qtbot.waitUntil(lambda: "gone" in choices.notice().trouble)
    trouble.clear()
    now = displays.feed.clock()
    displays.feed.clock = lambda: now
    displays.feed.show_it(of_cart(cart_of(product(shop))))
    assert displays.feed.worker.flush(5)
    assert sent == []
    displays.feed.clock = lambda: now + 6
    displays.feed.show_it(of_cart(cart_of(product(shop, "水"))))
    qtbot.waitUntil(lambda: not choices.notice().trouble)
    assert sent[-1].upper.left == "水"


def test_on_a_second_screen_it_is_full_and_without_one_a_window_again(displays):
    choices.keep_window(is_on=True)
    window = displays.window
    assert not window.isFullScreen()
    window.place(object())  # the till stands on another screen than the only one there is
    assert window.isFullScreen()
    displays.place()
    assert (window.isFullScreen(), window.isVisible()) == (False, True)


def test_where_the_window_was_moved_to_is_remembered(displays):
    choices.keep_window(is_on=True)
    displays.window.resize(640, 400)
    choices.keep_window(is_on=False)
    choices.keep_window(is_on=True)
    assert (displays.window.width(), displays.window.height()) == (640, 400)


def test_what_is_said_to_the_shop_is_not_said_on_the_customers_window(displays):
    choices.keep_window(is_on=True)
    assert trouble.current_window() is not displays.window


def test_closing_the_till_leaves_nothing_on_the_display_and_the_next_goods_show_again(qtbot, displays, till, shop):
    choices.keep_window(is_on=True)
    displays.rest()
    assert not displays.window.isVisible()
    till.show(cart_of(product(shop)))
    qtbot.waitUntil(displays.window.isVisible)


def test_an_unknown_code_is_nothing_for_a_customer():
    assert of_cart(Cart("1")).is_idle


def test_goods_with_a_price_are_shown_however_many_codes_are_unknown():
    cart = cart_of(COLA)
    for number in range(9):
        cart = add_unknown(cart, str(number))
    assert [line.name for line in of_cart(cart).lines] == ["可口可乐"]


def test_goods_whose_weight_is_not_known_yet_cost_nothing_on_a_display():
    shown = of_cart(add_product(cart_of(COLA), APPLES))
    assert ([line.name for line in shown.lines], shown.total) == (["可口可乐"], 3_0000)


def test_what_is_due_is_shown_without_what_was_rounded_off_by_hand():
    assert of_cart(set_round_off(cart_of(BREAD), 5000)).total == 5_0000


def test_an_led_lights_what_was_paid_where_there_is_no_change():
    text = on_a_line(of_sale(Sold(1, "XS1", 12_5000, 0, 12_5000, 0)), is_chinese=False)
    assert (text.amount, text.light) == ("12.50", Light.PAID)
