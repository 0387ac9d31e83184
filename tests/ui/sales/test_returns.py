"""Goods come back at the counter, by keys and scans alone."""

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import insert

from jxc_desktop.db.tables import products
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.queries.check import check
from jxc_desktop.queries.print_jobs import waiting_jobs
from jxc_desktop.queries.reports.today import today
from jxc_desktop.queries.sales import sales_list
from tests.builders import stocked
from tests.ui.sales.conftest import COLA, WATER

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
T = Qt.Key.Key_T


@pytest.fixture
def sold(page, scan, press, now):
    """Three colas and a water, paid by WeChat."""
    page.returns_board().line._clock = lambda: now[0]
    for code in (COLA, COLA, COLA, WATER):
        scan(code)
    press(Qt.Key.Key_2, modifier=CTRL)


@pytest.fixture
def board(page, sold, press):
    """The board of returns, open."""
    press(T, modifier=CTRL)
    return page.pages.currentWidget()


def latest(shop):
    with shop.read() as view:
        assert check(view).ok
        return sales_list(view)[0]


def test_goods_scanned_are_found_and_enter_pays_them_back(page, shop, board, scan, press):
    scan(COLA)
    scan(COLA)
    assert board.board.text() == "Goes back ¥5.00"
    assert board.ways_said.text() == "Back as it was paid: WeChat 5.00"
    press(ENTER)
    row = latest(shop)
    assert (row.number, row.total, row.paid_by) == ("TH20261122-0001", -5_0000, "WeChat")
    assert page.pages.currentWidget() is page.counter


def test_the_end_of_a_number_and_a_quantity(page, shop, board, press):
    press("0001", ENTER, "2", ENTER, ENTER)
    assert latest(shop).total == -5_0000


def test_a_whole_line_to_scrap_by_another_way(page, shop, board, press):
    press("0001", ENTER, "*", ENTER)
    press(Qt.Key.Key_B, Qt.Key.Key_1, modifier=CTRL)
    assert board.ways_said.text() == "Back by Cash"
    press(ENTER)
    assert (latest(shop).total, latest(shop).paid_by) == (-7_5000, "Cash")
    page.show_old_sales()
    assert "another way" in page.pages.currentWidget().card.facts.text()


def test_more_than_is_left_is_said(page, shop, board, press):
    press("0001", ENTER, "4", ENTER)
    assert "only 3" in board.said.text()
    assert not board.finish_button.isEnabled()


def test_unknown_codes_and_empty_returns_are_said(page, board, press):
    press(ENTER)
    assert board.said.text() == "Nothing comes back yet."
    press("nothing", ENTER)
    assert "nothing" in board.said.text()


def test_goods_of_no_sale_come_back_without_a_receipt(page, shop, board, scan, press):
    press("11-20", ENTER)
    scan(WATER)
    assert "without a receipt" in board.said.text()
    press(ENTER, "=1.50", ENTER, "2", ENTER)
    assert board.board.text() == "Goes back ¥3.00"
    press(ENTER)
    assert (latest(shop).total, latest(shop).linked) == (-3_0000, "")


def test_exchange_two_scans_and_enter(page, shop, sold, scan, press):
    scan(COLA)
    press(T, modifier=CTRL)
    scan(COLA)
    board = page.pages.currentWidget()
    assert board.board.text() == "Comes back 2.50  In the cart 2.50  Customer pays ¥0.00"
    press(ENTER)
    with shop.read() as view:
        assert [row.number[:2] for row in sales_list(view)] == ["XS", "TH", "XS"]
        assert today(view).by_method == (("WeChat", 9_5000),)
    assert page.counter.cart.is_empty


def test_exchange_for_a_cheaper_one_pays_back(page, shop, sold, scan, press):
    scan(WATER)
    press(T, modifier=CTRL)
    scan(COLA)
    board = page.pages.currentWidget()
    assert board.ways_said.text() == "The difference goes back as it was paid"
    press(Qt.Key.Key_1, modifier=CTRL)
    assert board.ways_said.text() == "Back by Cash"
    press(ENTER)
    with shop.read() as view:
        assert check(view).ok
        assert dict(today(view).by_method) == {"WeChat": 9_5000, "Cash": -5000}


def test_from_past_sales(page, shop, sold, press):
    page.show_old_sales()
    press(T, modifier=CTRL)
    board = page.pages.currentWidget()
    assert board.returning.sold.number.endswith("0001")
    press("1", ENTER, ENTER)
    page.show_old_sales()
    old = page.pages.currentWidget()
    assert "came back from" in old.card.facts.text()
    assert not old.return_button.isEnabled()
    old.table.view.selectRow(1)
    assert "TH20261122-0001" in old.card.facts.text()


def test_esc_goes_back_and_the_cart_is_kept(page, sold, scan, press):
    scan(WATER)
    press(T, modifier=CTRL)
    press(ESC)
    assert page.pages.currentWidget() is page.counter
    assert len(page.counter.cart) == 1


def test_the_slip_prints(page, shop, board, scan, press):
    scan(COLA)
    press(ENTER)
    with shop.read() as view:
        assert "return" in [job.kind for job in waiting_jobs(view)]


def test_a_cashier_without_the_right_is_told(page, shop, board, scan, press):
    with shop.work() as work:
        clerk = add_user(work, "小王", add_role(work, "收银", {Permission.SELL}))
    shop.sign_in(clerk)
    scan(COLA)
    press(ENTER)
    assert "Take goods back" in board.said.text()
    shop.sign_in(1)
    assert latest(shop).number.startswith("XS")


def test_a_case_that_is_scanned_comes_back_as_a_case(page, shop, scan, press, now):
    beer = stocked(shop, "啤酒", 3_0000, quantity=100)
    with shop.work() as work:
        row = {"product_id": beer.id, "name": "箱", "ratio": 24, "price": 60_0000}
        pack = work.connection.execute(insert(products.pack).values(row).returning(products.pack.c.id)).scalar_one()
        work.connection.execute(insert(products.barcode).values(code="6950000000202", product_id=beer.id, pack_id=pack))
    page.returns_board().line._clock = lambda: now[0]
    scan("6950000000202")
    press(Qt.Key.Key_1, modifier=CTRL)
    press(T, modifier=CTRL)
    scan("6950000000202")
    press(ENTER)
    assert latest(shop).total == -60_0000
