"""F11: prices and stock are told, and the cart is left alone until Enter."""

from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from sqlalchemy import update

from jxc_desktop.db.tables import products
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.scale_codes import ScaleLabel
from jxc_desktop.operations.pictures import change_product_picture
from jxc_desktop.queries.products import Found
from tests.builders import product
from tests.counts import counted, posted, started
from tests.ui.sales.conftest import COLA, WATER

ENTER, ESC, F11 = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F11


@pytest.fixture
def board(page, now, press):
    page.look_up_board().line._clock = lambda: now[0]
    press(F11)
    return page.pages.currentWidget()


def type_in(board, text):
    board.line.setText(text)
    board.look(text)


def facts(board):
    return {row[0].text: row[1].text for row in (board.facts.cells(number) for number in range(board.facts.rowCount()))}


def test_a_scan_tells_and_does_not_sell(page, shop, goods, board, scan):
    with shop.work() as work:
        work.connection.execute(update(products.product).where(products.product.c.id == goods[0].id).values(member_price=2_2000))
    scan(COLA)
    assert board.board.text() == "Price ¥2.50"
    assert facts(board)["Member price"] == "2.20"
    assert facts(board)["Shop floor"] == "10"
    assert page.counter.cart.is_empty


def test_it_says_when_it_was_counted_last(shop, goods, board, scan):
    scan(COLA)
    assert "Last counted" not in facts(board)
    count = started(shop)
    counted(shop, count, goods[0], 10)
    posted(shop, count)
    scan(COLA)
    assert facts(board)["Last counted"].startswith("2026-11-22")


def test_enter_adds_it(page, board, scan, press):
    scan(WATER)
    press(ENTER)
    assert page.pages.currentWidget() is page.counter
    assert [line.name for line in page.counter.cart.lines] == ["水"]


def test_esc_and_the_key_itself_go_back(page, board, scan, press):
    scan(WATER)
    for key in (ESC, F11):
        press(key)
        assert page.pages.currentWidget() is page.counter
        press(F11)
    assert page.counter.cart.is_empty


def test_typed_names_are_found_and_walked(page, shop, board, press):
    product(shop, "可乐大瓶", 6_0000)
    type_in(board, "可乐")
    assert board.rows.rowCount() == 2
    press(Qt.Key.Key_Down)
    chosen = board.name.text()
    press(ENTER)
    assert page.counter.cart.lines[0].name == chosen


def test_the_line_of_the_cart_is_shown_at_once(page, scan, press):
    scan(COLA)
    press(F11)
    assert page.pages.currentWidget().name.text() == "可乐"
    assert len(page.counter.cart) == 1


def test_what_keeps_no_stock_or_was_never_counted(page, shop, board, press):
    product(shop, "开锁", 30_0000, kind=Kind.SERVICE)
    product(shop, "新货", 1_0000)
    type_in(board, "新货")
    assert facts(board)["Stock"] == "not counted yet"
    type_in(board, "开锁")
    assert "Stock" not in facts(board)


def test_an_unknown_code_is_said(page, board, scan):
    scan("6999999999994")
    assert "6999999999994" in board.said.text()
    assert not board.add_button.isEnabled()


def test_a_search_without_hits_says_so(page, board):
    type_in(board, "没有的")
    assert board.said.text() == "Nothing is found for “没有的”."
    assert not board.add_button.isEnabled()
    type_in(board, "可乐")
    assert board.said.text() == ""


def test_picture_and_selling_points_are_shown_where_there_are_any(page, shop, goods, board, scan):
    with shop.work() as work:
        change_product_picture(work, goods[0].id, a_jpeg())
        work.connection.execute(update(products.product).where(products.product.c.id == goods[0].id).values(selling_points="冰镇更好喝"))
    scan(COLA)
    assert (board.points.text(), board.picture.isVisible()) == ("冰镇更好喝", True)
    assert not board.picture.pixmap().isNull()
    scan(WATER)
    assert (board.points.isVisible(), board.picture.isVisible()) == (False, False)


def test_a_scales_label_tells_its_weight_and_amount(page, shop, board):
    pears = product(shop, "梨", 6_0000, unit="斤", kind=Kind.WEIGHED)
    board._show_found((Found(pears, None, ScaleLabel("1", weight_mg=617_000, amount=7_4000)),))
    assert board.board.text() == "Price ¥6.00  Amount ¥7.40"
    assert facts(board)["On the scale's label"] == "1.234 斤"


def a_jpeg():
    stream = BytesIO()
    Image.new("RGB", (60, 40), "red").save(stream, "JPEG")
    return stream.getvalue()
