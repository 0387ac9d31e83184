"""Every key of the key card, pressed once by real key events in a shop with goods: each does something, none does harm."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.drafts import hold_sale
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.queries.check import check
from jxc_desktop.queries.product_fields import PackFields, ProductFields
from jxc_desktop.queries.receipts import receipt_of
from jxc_desktop.queries.sales import last_sale
from jxc_desktop.ui import jobs
from jxc_desktop.ui.sales.keys import FIXED, KEYS, TYPED
from jxc_desktop.ui.widgets.notice_bar import NoticeBar
from tests.builders import CASH, cart_of, stocked
from tests.ui.sales.conftest import COLA, WATER

STEPS_BACK = 4
NONE, CTRL, KEYPAD = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.KeypadModifier
ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
UNKNOWN = "6907992500133"
NOODLES = "6925303721039"
CARD = [*(key.keys for key in KEYS), *(keys for keys, _title in FIXED)]


@pytest.fixture
def goods(shop):
    """Two stocked products, a case, pears by weight and goods without a code; one cart was sold, one is held."""
    made = stocked(shop, "可乐", 2_5000, barcode=COLA), stocked(shop, "水", 2_0000, barcode=WATER)
    with shop.work() as work:
        case = PackFields("箱", 12, 30_0000)
        add_product(work, ProductFields("面", "201", (NOODLES,), unit="包", retail_price=3_0000, packs=(case,)))
        add_product(work, ProductFields("梨", "202", unit="斤", kind=Kind.WEIGHED, retail_price=6_0000))
        add_product(work, ProductFields("杂货", "203", kind=Kind.OPEN_PRICE))
    with shop.work() as work:
        complete_sale(work, cart_of(*made), [CASH], print_receipt=False)
        hold_sale(work, cart_of(made[1]), "老王")
    return made


@pytest.fixture
def boxes():
    """The modal boxes that were met; each is closed, so that a test ends."""
    met = []

    def close():
        box = QApplication.activeModalWidget()
        if box is not None:
            met.append(box.windowTitle() or type(box).__name__)
            box.close()

    timer = QTimer()
    timer.timeout.connect(close)
    timer.start(20)
    yield met
    timer.stop()


def seen(page, shop):
    """What a cashier could tell apart."""
    counter = page.counter
    assert jobs.writer.flush()
    with shop.read() as view:
        written = [
            view.connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one() for table in ("document", "print_job", "draft")
        ]
    shown = type(page.pages.currentWidget()).__name__
    asked = counter.bar.title.text() if counter.bar.is_open else "" if counter.cart_view.editor is None else "in the line"
    panel = counter.panel
    paying = (panel.given.text(), panel.board.grab().toImage(), panel.tendered.hasFocus()) if counter.is_paying else None
    row = counter.cart_view.currentIndex().row()
    told = tuple(bar.text for bar in page.window().findChildren(NoticeBar) if bar.isVisible())
    said = counter.line.selectedText(), counter.strip.label.text(), told
    return written, shown, asked, paying, said, row, counter.cart, page.quick_keys.board.is_editing


def sequences(keys):
    """The key events behind a line of the card."""
    if keys == "Ctrl+1 … 9":
        return [(Qt.Key.Key_2, CTRL)]
    if keys == "Up, Down":
        return [(Qt.Key.Key_Up, NONE)]
    combination = QKeySequence(keys)[0]  # type: ignore[index]
    return [(combination.key(), combination.keyboardModifiers())]


def ready(scan, press, keys):
    """What stands there when the key is pressed."""
    scan(COLA)
    scan(WATER)
    if keys == "Shift+F2":
        scan(NOODLES)
    if keys == "Ctrl+N":
        scan(UNKNOWN)
    if keys == "F3":
        press("shui")
    if keys == "Esc":
        press(Qt.Key.Key_F12)


def is_at_rest(page, shop, boxes):
    """Whether the counter waits for the next scan and the books are whole."""
    assert page.pages.currentWidget() is page.counter
    assert not page.counter.bar.is_open
    assert not page.counter.is_paying
    assert boxes == []
    assert jobs.writer.flush()
    with shop.read() as view:
        assert [finding.sentence() for finding in check(view).findings] == []
    return True


@pytest.mark.parametrize("keys", CARD)
def test_a_key_of_the_card_does_something_and_esc_leads_back(page, shop, scan, press, boxes, keys):
    ready(scan, press, keys)
    before = seen(page, shop)
    for key, modifier in sequences(keys):
        press(key, modifier=modifier)
    assert seen(page, shop) != before
    press(*[ESC] * STEPS_BACK)
    assert is_at_rest(page, shop, boxes)
    lines = page.counter.cart.totals.pieces
    scan(COLA)
    assert page.counter.cart.totals.pieces == lines + ONE


def test_every_key_of_the_card_one_after_the_other_with_enter(page, shop, scan, press, boxes):
    for keys in CARD:
        scan(COLA)
        for event, modifier in sequences(keys):
            press(event, modifier=modifier)
        press(ENTER, ENTER, *[ESC] * STEPS_BACK)
        assert is_at_rest(page, shop, boxes), keys


def test_f1_shows_the_card_and_puts_it_away(page, press):
    press(Qt.Key.Key_F1)
    assert page.pages.currentWidget() is not page.counter
    press(Qt.Key.Key_F1)
    assert page.pages.currentWidget() is page.counter


BY_TYPING = {
    "5*": lambda page, scan, press: (press("5*"), scan(COLA)),
    "=10": lambda page, scan, press: (press("202", ENTER, "1", ENTER), press("=10", ENTER)),
    "3.5+": lambda page, scan, press: press("3.5+", ENTER),
    "2j, 3l, 300g, 1.2k": lambda page, scan, press: (press("202", ENTER, "1", ENTER), press("300g", ENTER)),
    "20%, -5, =10": lambda page, scan, press: (scan(COLA), press(Qt.Key.Key_F5, "20%", ENTER)),
    "keypad *": lambda page, scan, press: (scan(COLA), press(Qt.Key.Key_Asterisk, modifier=KEYPAD), press("7", ENTER)),
    "0": lambda page, scan, press: (scan(COLA), press(Qt.Key.Key_F12, "0", ENTER)),
    "Tab": lambda page, scan, press: (scan(COLA), press(Qt.Key.Key_F12, Qt.Key.Key_Tab, "50", ENTER, ENTER)),
    "1 … 9": lambda page, scan, press: (scan(COLA), press(Qt.Key.Key_F12, "3")),
}
SOLD_FOR = {
    "5*": (12_5000,),
    "=10": (10_0000,),
    "3.5+": (3_5000,),
    "2j, 3l, 300g, 1.2k": (3_6000,),
    "20%, -5, =10": (2_0000,),
    "keypad *": (17_5000,),
    "0": (2_0000,),
    "Tab": (2_5000,),
    "1 … 9": (2_5000,),
}


def test_the_card_names_no_other_way_of_typing():
    assert list(BY_TYPING) == [keys for keys, _title in TYPED]


@pytest.mark.parametrize("keys", BY_TYPING)
def test_what_the_card_says_can_be_typed_sells(page, shop, scan, press, boxes, keys):
    BY_TYPING[keys](page, scan, press)
    if len(page.counter.cart):
        press(Qt.Key.Key_1, modifier=CTRL)
    assert is_at_rest(page, shop, boxes)
    with shop.read() as view:
        last = receipt_of(view, last_sale(view) or 0)
    assert last.number.endswith("-0002")
    assert last.total in SOLD_FOR[keys]
