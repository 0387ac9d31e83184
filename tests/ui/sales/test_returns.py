"""Goods come back at the counter, by keys and scans alone."""

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import insert

from jxc_desktop.db.tables import products
from jxc_desktop.domain.barcodes import check_digit
from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.queries.check import check
from jxc_desktop.queries.print_jobs import waiting_jobs
from jxc_desktop.queries.reports.today import today
from jxc_desktop.queries.sales import sales_list
from tests.builders import stocked
from tests.ui.sales.conftest import COLA, WATER

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER, ESC, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab
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
    assert not old.sale_actions.return_button.isEnabled()
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


# weights, long counts, labels, names


@pytest.fixture
def apples(shop):
    """Weighed goods at 9.98 a kilogram, code 12345."""
    return stocked(shop, "苹果", 9_9800, quantity=50, code="12345", kind=Kind.WEIGHED, unit="公斤")


@pytest.fixture
def screws(shop):
    """Goods sold by the thousand."""
    return stocked(shop, "螺丝", 100, quantity=9000, barcode="6950000000080")


def label(grams):
    """A scale's label of apples that says the weight."""
    body = f"2212345{grams:05d}"
    return body + check_digit(body)


def priced_label(coins):
    """A scale's label of apples that says the sum."""
    body = f"2112345{coins:05d}"
    return body + check_digit(body)


@pytest.fixture
def till(page, press, scan, now):
    """Rings codes up, pays them in cash and opens the board of returns."""

    def ring(*codes):
        page.returns_board().line._clock = lambda: now[0]
        for code in codes:
            scan(code)
        press(Qt.Key.Key_2, modifier=CTRL)
        press(T, modifier=CTRL)
        return page.pages.currentWidget()

    return ring


@pytest.mark.parametrize(
    ("typed", "back"),
    [("1.234", 12_3200), ("0.034", 3400), (".5", 4_9900), ("500克", 4_9900), ("2斤", 9_9800), ("１．２", 11_9800), ("*", 12_3200)],
)
def test_a_weight_comes_back_as_it_is_typed(shop, apples, till, press, typed, back):
    board = till(label(1234))
    press("0001", ENTER)
    board.line.setText(typed)
    press(ENTER)
    assert board.board.text() == f"Goes back ¥{format_money(back)}"
    press(ENTER)
    assert latest(shop).total == -back


def test_more_of_a_weight_than_was_sold_is_refused_and_the_refusal_goes(apples, till, press):
    board = till(label(1234))
    press("0001", ENTER, "1.235", ENTER)
    assert "only 1.234" in board.said.text()
    press("1.2345", ENTER)
    assert "too many decimals" in board.said.text()
    press("1", ENTER)
    assert (board.said.text(), board.board.text()) == ("", "Goes back ¥9.98")


def test_a_long_count_is_one_where_so_much_is_left_else_the_end_of_a_number(page, shop, screws, till, scan, press):
    press("1500*")
    board = till("6950000000080")
    press("0001", ENTER, "1200", ENTER)
    assert board.board.text() == "Goes back ¥12.00"
    press("1600", ENTER)
    assert "Neither a receipt nor goods: 1600" in board.said.text()
    press("0001", ENTER)
    assert board.returning.is_empty


@pytest.mark.parametrize("code", [label(500), priced_label(499)])
def test_a_label_comes_back_as_much_as_it_says(shop, apples, till, scan, press, code):
    board = till(label(1234), code)
    scan(code)
    assert board.board.text() == "Goes back ¥4.99"
    press(ENTER)
    assert latest(shop).total == -4_9900


def test_a_label_is_of_the_sale_that_had_just_its_weight(page, shop, apples, till, scan, press):
    till(label(500))
    press(ESC)
    board = till(label(1234))
    scan(label(500))
    assert board.returning.sold.number.endswith("0001")


def test_a_label_of_another_weight_takes_no_more_than_was_sold(apples, till, scan):
    board = till(label(500))
    scan(label(1234))
    assert board.board.text() == "Goes back ¥4.99"


def test_weighed_goods_without_a_label_ask_how_much(shop, apples, till, press):
    board = till(label(1234))
    press("12345", ENTER)
    assert ("How much of 苹果" in board.said.text(), board.finish_button.isEnabled()) == (True, False)
    press("0.5", ENTER, ENTER)
    assert latest(shop).total == -4_9900


def test_weighed_goods_without_a_receipt_ask_how_much(shop, apples, till, press):
    board = till(COLA)
    press("12345", ENTER, ENTER)
    assert "How much of 苹果" in board.said.text()
    press(ENTER)
    assert (latest(shop).number[:2], board.rows.cells(0)[3].text) == ("XS", "?")
    board.line.setText("500克")
    press(ENTER, ENTER)
    assert latest(shop).total == -4_9900


def test_a_label_without_a_receipt_comes_back_as_it_says(shop, apples, till, scan, press):
    till(COLA)
    scan(label(500))
    press(ENTER, ENTER)
    assert latest(shop).total == -4_9900


def test_goods_are_found_by_their_name(board, press):
    press("shui", ENTER)
    assert (board.board.text(), board.finder.is_open, board.line.text()) == ("Goes back ¥2.00", False, "")
    board.line.setText("kl")
    board.look("kl")
    assert board.finder.is_open
    press(ESC)
    assert (board.finder.is_open, board.isVisible()) == (False, True)


def test_what_was_asked_about_goods_without_a_sale_is_forgotten_with_the_next(board, scan, press):
    press("11-20", ENTER)
    scan(WATER)
    assert "without a receipt" in board.said.text()
    press("11-22", ENTER)
    assert (board.board.text(), "Found in" in board.said.text()) == ("Goes back ¥2.00", True)


# what is shown then


def card(page):
    return page.counter.total_card.board.text()


def test_money_that_went_back_is_the_largest_figure(page, board, scan, press):
    scan(COLA)
    press(ENTER)
    assert card(page) == "Give back WeChat 2.50"
    scan(WATER)
    assert card(page) == "Due ¥2.00"


# the difference of an exchange


@pytest.fixture
def dearer(page, shop, sold, scan, press, now):
    """A cola comes back for goods at 12.32."""
    stocked(shop, "散", 12_3200, barcode="6950000000099")
    scan("6950000000099")
    press(T, modifier=CTRL)
    scan(COLA)
    board = page.pages.currentWidget()
    assert board.board.text() == "Comes back 2.50  In the cart 12.32  Customer pays ¥9.82"
    board.panel.clock = lambda: now[0]
    return board


def by_method(shop):
    with shop.read() as view:
        assert check(view).ok
        return dict(today(view).by_method)


def test_the_difference_is_paid_like_a_sale(page, shop, dearer, press):
    press(ENTER)
    assert (dearer.panel.board.text(), dearer.panel.ways.buttons[1].text()) == ("Due 9.82", "1 Cash 9.80")
    press(TAB, "20")
    assert dearer.panel.board.text() == "Cash due 9.80  Change 10.20"
    press(ENTER)
    assert by_method(shop) == {"WeChat": 9_5000, "Cash": 9_8000}
    assert (card(page), page.counter.cart.is_empty) == ("Cash 20.00  Change 10.20", True)


def test_the_difference_by_an_epayment_is_not_rounded(page, shop, dearer, press):
    press(ENTER, "2")
    assert (by_method(shop), card(page)) == ({"WeChat": 19_3200}, "Paid WeChat 9.82")


def test_the_difference_in_two_ways_and_rounded_off_by_hand(shop, dearer, press):
    press(ENTER, "0", TAB, "5", ENTER)
    assert dearer.panel.board.text() == "Still due 4.80"
    press("2")
    assert by_method(shop) == {"Cash": 5_0000, "WeChat": 14_3000}


def test_the_way_that_was_chosen_is_what_enter_takes(shop, dearer, press):
    press(Qt.Key.Key_3, modifier=CTRL)
    press(ENTER, ENTER)
    assert by_method(shop)["Alipay"] == 9_8200


def test_a_scan_while_the_difference_is_paid_is_of_goods_and_what_was_taken_stays(page, shop, dearer, scan, press):
    press(ENTER, TAB, "5", ENTER)
    scan(COLA)
    assert (dearer.right.current is dearer.panel, dearer.board.text()) == (
        False,
        "Comes back 5.00  In the cart 12.32  Customer pays ¥7.32",
    )
    press(ENTER)
    assert dearer.panel.board.text() == "Still due 2.32"
    press(ESC, ESC)
    assert (page.pages.currentWidget(), page.counter.strip.label.text()) == (page.counter, "Give back what was taken: Cash 5.00")


def test_an_exchange_that_pays_back_shows_what_and_how(page, shop, sold, scan, press):
    scan(WATER)
    press(T, modifier=CTRL)
    scan(COLA)
    press(ENTER)
    assert card(page) == "Give back WeChat 0.50"
