"""Quick keys: a click sells as a scan does, and the shopkeeper changes them at the counter."""

from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QPushButton
from sqlalchemy import insert, update

from jxc_desktop import i18n
from jxc_desktop.db.tables import products as tables
from jxc_desktop.domain.cart import add_product, set_remark
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Actor, Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.quick_keys import PLACES, Colour
from jxc_desktop.operations.payment_methods import add_method
from jxc_desktop.operations.pictures import change_product_picture
from jxc_desktop.operations.quick_keys import name_page, set_key
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.ui import bus, theme
from jxc_desktop.ui.main_window import MainWindow, Tab
from jxc_desktop.ui.sales.page import SalesPage
from jxc_desktop.ui.sales.quick_button import price_text
from tests.builders import WECHAT, cart_of, product
from tests.ui.checks import assert_accessible, assert_not_clipped
from tests.ui.sales.conftest import COLA


def put(page, *products, page_number=1, **more):
    with page.shop.work() as work:
        for position, each in enumerate(products, 1):
            set_key(work, page_number, position, product_id=each.id, **more)
    page.quick_keys.read()
    QApplication.processEvents()


def click(page, position):
    QTest.mouseClick(page.quick_keys.board.buttons[position - 1], Qt.MouseButton.LeftButton)


def lines(page):
    return [(line.name, line.pack_quantity) for line in page.counter.cart]


def test_without_keys_there_is_no_board(page):
    assert page.quick_keys.board.isHidden()


def test_a_click_sells_and_a_quantity_before_it_counts(page, goods, press):
    put(page, *goods)
    click(page, 1)
    press("3*")
    click(page, 2)
    assert lines(page) == [("可乐", ONE), ("水", 3 * ONE)]
    assert page.counter.line.hasFocus()


def test_goods_without_a_price_ask_for_one(page, shop):
    put(page, product(shop, "无码", None, kind=Kind.OPEN_PRICE))
    click(page, 1)
    assert not page.counter.line.hasFocus()
    assert lines(page) == [("无码", ONE)]


def test_a_new_price_is_on_the_key_at_once(page, goods, shop):
    put(page, *goods)
    with shop.work() as work:
        work.connection.execute(update(tables.product).where(tables.product.c.id == goods[0].id).values(retail_price=9_9000))
    page.quick_keys.read()
    assert page.quick_keys.board.buttons[0].accessibleName() == "可乐 9.90"


def test_a_category_asks_which_of_its_goods(page, goods, shop, qtbot):
    with shop.work() as work:
        made = work.connection.execute(insert(tables.category).values(name="饮料").returning(tables.category.c.id)).scalar_one()
        work.connection.execute(update(tables.product).values(category_id=made))
    page.quick_keys.edit()
    page.quick_keys.put_category(made)
    page.quick_keys.edit()
    click(page, 1)
    assert page.choices.is_open
    QTest.keyClick(page.choices.popup, Qt.Key.Key_2)
    assert lines(page) == [("水", ONE)]


def test_the_line_s_product_is_put_on_an_empty_place_moved_coloured_and_removed(page, scan):
    board = page.quick_keys.board
    page.quick_keys.edit()
    click(page, 1)
    assert "first" in page.counter.strip.label.text()
    assert board.shown == {}
    scan(COLA)
    click(page, 1)
    for word in ("right", "colour"):
        board.wanted.emit(word)
    assert [(key.position, key.colour) for key in board.shown.values()] == [(2, Colour.ACCENT)]
    board.wanted.emit("remove")
    assert board.shown == {}
    page.quick_keys.edit()
    assert board.isHidden()
    assert lines(page) == [("可乐", ONE)]


def test_a_page_gets_a_name_and_the_next_one_is_offered(page, goods, monkeypatch):
    put(page, goods[0])
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args, **_more: ("水果", True))
    page.quick_keys.edit()
    page.quick_keys.ask_name()
    board = page.quick_keys.board
    assert [board.tabs.tabText(at) for at in range(board.tabs.count())] == ["水果", "+"]
    board.tabs.setCurrentIndex(1)
    assert (board.page, board.shown) == (2, {})


def test_nobody_without_the_right_changes_them(page, goods, shop):
    put(page, goods[0])
    shop.actor = Actor(1, "a", frozenset({Permission.SELL}))
    page.quick_keys.read()
    assert page.quick_keys.board.edit.isHidden()
    with pytest.raises(NotAllowed):
        page.quick_keys.edit()


class Paints(QObject):
    def __init__(self):
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched, event):
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_a_scan_paints_no_key(page, goods, scan):
    put(page, *goods)
    QApplication.processEvents()
    paints = Paints()
    for button in page.quick_keys.board.buttons:
        button.installEventFilter(paints)
    scan(COLA)
    scan(COLA)
    QApplication.processEvents()
    assert lines(page) == [("可乐", 2 * ONE)]
    assert paints.count == 0


@pytest.mark.parametrize("state", ["selling", "editing"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_all_twelve_fit_the_smallest_screen(qtbot, shop, goods, language, state):
    i18n.use_language(language)
    many = [product(shop, f"西岭手工牛轧糖礼盒{number}", 1_234_5600, unit="盒") for number in range(PLACES)]
    with shop.work() as work:
        for position, each in enumerate(many, 1):
            set_key(work, 1, position, product_id=each.id)
        set_key(work, 2, 1, product_id=goods[0].id)
        name_page(work, 1, "水果")
        complete_sale(work, cart_of(goods[0]), (WECHAT,), print_receipt=False)
    window = MainWindow(shop, (Tab("Sales", 2, SalesPage),))
    qtbot.addWidget(window)
    window.resize(1024, 768)
    with qtbot.waitActive(window):
        window.show()
    page = window.page
    assert isinstance(page, SalesPage)
    board = page.quick_keys.board
    if state == "editing":
        page.quick_keys.edit()
    QApplication.processEvents()
    assert_not_clipped(window)
    assert_accessible(window)
    assert all(button.width() >= 80 and button.height() >= 56 for button in board.buttons)
    room = board.grid.viewport().rect()
    assert state == "editing" or all(
        room.contains(button.rect().translated(button.mapTo(board.grid.viewport(), button.rect().topLeft()))) for button in board.buttons
    )
    assert page.counter.right.rect().contains(board.geometry())
    assert page.counter.total_card.last.isVisible() is False
    past = [button for button in board.findChildren(QPushButton) if button.isVisible() and "Ctrl+F" in button.text()]
    assert len(past) == (state == "selling")


def test_the_last_sale_keeps_its_place_where_there_is_room(page, goods):
    put(page, *goods)
    page.resize(1024, 1000)
    QApplication.processEvents()
    assert page.counter.total_card.last.isVisible()


def test_a_key_may_have_words_of_its_own(page, goods, monkeypatch):
    put(page, *goods)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args, **_more: ("听可", True))
    page.quick_keys.edit()
    click(page, 1)
    page.quick_keys.on_wanted("colour")
    page.quick_keys.on_wanted("title")
    key = page.quick_keys.board.shown[1]
    assert (key.title, key.colour, page.quick_keys.board.shown[2].title) == ("听可", Colour.ACCENT, "水")


@pytest.mark.parametrize("zoom", [80, 125, 160])
def test_total_and_pay_button_stay_in_sight_with_keys_when_the_text_grows(qtbot, dressed, shop, goods, zoom):
    theme.apply_theme(dressed, "dark", zoom)
    with shop.work() as work:
        for position in range(1, PLACES + 1):
            set_key(work, 1, position, product_id=goods[0].id)
    made = SalesPage(shop)
    qtbot.addWidget(made)
    made.resize(1024, 660)
    with qtbot.waitExposed(made):
        made.show()
    for part in (made.counter.total_card.board, made.counter.total_card.pay):
        assert made.rect().contains(part.rect().translated(part.mapTo(made, part.rect().topLeft())))


@pytest.mark.parametrize("zoom", [80, 100, 125, 160])
def test_in_the_smallest_window_no_way_to_pay_and_no_key_is_cut(qtbot, dressed, shop, goods, zoom):
    theme.apply_theme(dressed, "light", zoom)
    with shop.work() as work:
        for position in range(1, PLACES + 1):
            set_key(work, 1, position, product_id=goods[0].id)
    window = MainWindow(shop, (Tab("Sales", 2, SalesPage),))
    qtbot.addWidget(window)
    window.resize(window.minimumSize())
    with qtbot.waitExposed(window):
        window.show()
    QApplication.processEvents()
    page = window.page
    assert isinstance(page, SalesPage)
    card, board = page.counter.total_card, page.quick_keys.board
    assert card.ways.height() >= card.ways.minimumSizeHint().height()
    assert card.pay.height() >= card.pay.minimumSizeHint().height()
    places = [button.geometry().right() for button in board.buttons]
    assert max(places) < board.grid.viewport().width()
    page.quick_keys.edit()
    QApplication.processEvents()
    assert board.grid.height() >= board.buttons[0].height()
    assert board.tools.height() >= board.tools.minimumSizeHint().height()
    page.quick_keys.edit()
    assert card.pay.isVisible()


@pytest.mark.parametrize(("size", "zoom"), [((1024, 736), 100), ((1366, 736), 125)])
@pytest.mark.parametrize("names", [(), ("美团", "会员储值", "数字人民币", "饭票")], ids=["four", "eight"])
def test_on_a_small_screen_the_ways_to_pay_stand_closer_for_the_keys(qtbot, dressed, shop, goods, size, zoom, names):
    i18n.use_language("zh_CN")
    theme.apply_theme(dressed, "light", zoom)
    with shop.work() as work:
        for name in names:
            add_method(work, name)
        for position in range(1, PLACES + 1):
            set_key(work, 1, position, product_id=goods[0].id)
    window = MainWindow(shop, (Tab("Sales", 2, SalesPage),))
    qtbot.addWidget(window)
    window.resize(*size)
    with qtbot.waitExposed(window):
        window.show()
    page = window.page
    assert isinstance(page, SalesPage)
    page.counter.change(set_remark(add_product(page.counter.cart, goods[0]), "送到三楼"))
    QApplication.processEvents()
    card, board = page.counter.total_card, page.quick_keys.board
    tops = {button.y() for button in card.ways.buttons.values()}
    assert len(tops) < -(-len(card.ways.buttons) // 2)
    assert board.grid.height() >= board.buttons[0].height()
    assert_not_clipped(window)
    page.checkout.open()
    QApplication.processEvents()
    assert_not_clipped(window)


def drag(page, position, to):
    one, other = (page.quick_keys.board.buttons[place - 1] for place in (position, to))
    QTest.mousePress(one, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(one, Qt.MouseButton.LeftButton, pos=one.mapFromGlobal(other.mapToGlobal(other.rect().center())))


def test_a_key_is_dragged_only_while_keys_are_changed(page, goods):
    put(page, *goods)
    drag(page, 1, 2)
    assert [key.title for _place, key in sorted(page.quick_keys.board.shown.items())] == ["可乐", "水"]
    page.quick_keys.edit()
    QApplication.processEvents()
    drag(page, 1, 2)
    drag(page, 1, 4)
    assert [(place, key.title) for place, key in sorted(page.quick_keys.board.shown.items())] == [(2, "可乐"), (4, "水")]
    assert lines(page) == []


def test_a_key_shows_the_picture_of_its_goods(qtbot, page, shop, goods):
    bus.attach(shop)
    put(page, *goods)
    buttons = page.quick_keys.board.buttons
    stream = BytesIO()
    Image.new("RGB", (60, 40), "red").save(stream, "JPEG")
    with shop.work() as work:
        change_product_picture(work, goods[0].id, stream.getvalue())
    qtbot.waitUntil(lambda: not buttons[0]._goods.isNull())
    assert buttons[1]._goods.isNull()
    colours = {buttons[0].grab().toImage().pixelColor(x, 40).name() for x in range(buttons[0].width())}
    assert "#fe0000" in colours or "#ff0000" in colours
    with shop.work() as work:
        change_product_picture(work, goods[0].id, b"")

    def is_gone():
        return buttons[0]._goods.isNull()

    qtbot.waitUntil(is_gone)


def test_beside_a_picture_the_unit_goes_and_no_figure(page, goods, shop):
    with shop.work() as work:
        work.connection.execute(update(tables.product).where(tables.product.c.id == goods[0].id).values(retail_price=2_8000, unit="包"))
    put(page, goods[0])
    button = page.quick_keys.board.buttons[0]
    key = button.key
    assert key is not None
    assert (price_text(key), price_text(key, has_unit=False)) == ("2.80/包", "2.80")
    picture = QPixmap(26, 26)
    picture.fill("red")
    button.show_goods(picture)
    assert written(button) == ["可乐", "2.80"]
    button.show_goods(QPixmap())
    assert written(button) == ["可乐", "2.80/包"]


def written(button):
    """The texts that are painted on a key."""
    found = []

    class Listening(QPainter):
        def drawText(self, *args):
            found.append(args[-1])

    ground = QPixmap(button.size())
    painter = Listening(ground)
    button._write(painter)
    painter.end()
    return found
