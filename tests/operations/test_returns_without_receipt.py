"""Goods that come back without a receipt: the day's limit of a person, what they cost, and what can't be."""

import pytest
from sqlalchemy import func, select

from jxc_desktop.db.tables import sales
from jxc_desktop.db.tables import stock as s
from jxc_desktop.domain.cart import set_quantity
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.money import MAX_PRICE
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import MAX_QUANTITY, ONE
from jxc_desktop.domain.returns import AboveReturnLimit, MoreThanSold, NothingLeft, WrongRefund
from jxc_desktop.operations import stock, users
from jxc_desktop.operations.returns import Back, Given, return_goods
from jxc_desktop.operations.returns_without_receipt import GoodsBack, return_without_receipt
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.queries.check import check
from jxc_desktop.queries.returns import returnable
from tests.builders import CASH, cart_of, product, stocked

LIMIT = 200_0000


@pytest.fixture(autouse=True)
def books_agree(shop):
    """Whatever a test does, the books agree at its end."""
    yield
    shop.sign_in(1)
    with shop.read() as view:
        assert [finding.sentence() for finding in check(view).findings] == []


def do(shop, operation, *args, **more):
    with shop.work() as work:
        return operation(work, *args, **more)


def sell(shop, goods, pieces=1):
    return do(shop, complete_sale, set_quantity(cart_of(goods), 1, pieces * ONE), (CASH,), print_receipt=True)


def come_back(shop, goods, price, key="k", **more):
    return do(shop, return_without_receipt, [GoodsBack(goods.id, ONE, price, **more)], [Given(1, price)], key=key)


def cost_of(shop, made):
    with shop.read() as view:
        return view.connection.execute(select(sales.sale_line).where(sales.sale_line.c.document_id == made.document_id)).one()


def balance(shop):
    with shop.read() as view:
        run = view.connection.execute
        return run(select(func.sum(s.stock_level.c.quantity))).scalar_one(), run(select(func.sum(s.stock_value.c.value))).scalar_one()


@pytest.fixture
def cashier(shop):
    """Somebody who may take goods back, and no more; signed in."""
    role = do(shop, users.add_role, "收银员", {Permission.SELL, Permission.RETURN_GOODS})
    person = do(shop, users.add_user, "小王", role)
    do(shop, users.add_user, "小李", role)
    shop.sign_in(person)
    return person


# What it costs


def test_goods_come_back_at_what_the_latest_sale_of_them_cost(shop):
    """Sold at a cost of 2.00; by now the average is 5.00."""
    cola = stocked(shop, price=3_0000, quantity=10, cost=2_0000)
    with shop.read() as view:
        opening = view.connection.execute(select(s.opening_line.c.document_id)).scalar_one()
    sell(shop, cola)
    do(shop, stock.undo_opening_stock, opening)
    do(shop, stock.set_opening_stock, [stock.OpeningLine(cola.id, 9 * ONE, 5_0000)])
    assert balance(shop) == (9 * ONE, 45_0000)
    line = cost_of(shop, come_back(shop, cola, 2_5000))
    assert (line.cost, line.is_cost_provisional, line.returns_line_id) == (-2_0000, 1, None)
    assert balance(shop) == (10 * ONE, 47_0000)


def test_what_was_never_sold_comes_back_at_the_average(shop):
    cola = stocked(shop, price=3_0000, quantity=10, cost=2_0000)
    assert cost_of(shop, come_back(shop, cola, 2_5000)).cost == -2_0000
    assert balance(shop) == (11 * ONE, 22_0000)


def test_what_is_gone_comes_back_at_the_last_known_rate(shop):
    cola = stocked(shop, price=3_0000, quantity=10, cost=2_0000)
    with shop.read() as view:
        opening = view.connection.execute(select(s.opening_line.c.document_id)).scalar_one()
    do(shop, stock.undo_opening_stock, opening)
    assert cost_of(shop, come_back(shop, cola, 2_5000)).cost == -2_0000


def test_scrap_of_unknown_cost_stays_unknown(shop):
    made = come_back(shop, product(shop, price=3_0000), 2_5000, is_scrap=True)
    assert cost_of(shop, made).cost is None


def test_scrap_books_its_loss_and_leaves_the_stock_alone(shop):
    cola = stocked(shop, price=3_0000, quantity=10, cost=2_0000)
    made = come_back(shop, cola, 2_5000, is_scrap=True)
    with shop.read() as view:
        moves = view.connection.execute(select(s.stock_move).where(s.stock_move.c.document_id == made.document_id)).all()
    assert [(row.kind, row.quantity, row.value) for row in moves] == [("sale_return", ONE, 2_0000), ("scrap", -ONE, -2_0000)]
    assert balance(shop) == (10 * ONE, 20_0000)


# How much, and by whom


def test_a_person_has_a_limit_a_day(shop, cashier, clock):
    cola = product(shop, price=150_0000)
    come_back(shop, cola, 150_0000)
    with pytest.raises(AboveReturnLimit, match="50"):
        come_back(shop, cola, 50_0100, "again")
    come_back(shop, cola, 50_0000, "up to the limit")
    with pytest.raises(AboveReturnLimit):
        come_back(shop, cola, 100, "a coin more")
    clock.forward(days=1)
    come_back(shop, cola, 150_0000, "tomorrow")


def test_what_others_gave_back_takes_nothing_from_a_person_s_limit(shop, cashier):
    cola = product(shop, price=150_0000)
    for other in (1, cashier + 1):
        shop.sign_in(other)
        come_back(shop, cola, 150_0000, f"of {other}")
    shop.sign_in(cashier)
    come_back(shop, cola, LIMIT)


def test_what_came_back_with_its_receipt_takes_nothing_from_the_limit(shop, cashier):
    cola = product(shop, price=150_0000)
    sold = sell(shop, cola, 3)
    with shop.work() as work:
        line = next(iter(returnable(work, sold.document_id).left))
        return_goods(work, sold.document_id, [Back(line, 3 * ONE)], key="with receipt")
    come_back(shop, cola, LIMIT)


# What can't be


@pytest.mark.parametrize(
    ("quantity", "price"),
    [(0, 1_0000), (-ONE, 1_0000), (MAX_QUANTITY + 1, 0), (ONE, -100), (ONE, MAX_PRICE + 100)],
)
def test_a_quantity_or_a_price_that_can_not_be_is_refused(shop, quantity, price):
    cola = stocked(shop)
    total = quantity * price // ONE
    with pytest.raises(MoreThanSold, match="可乐"):
        do(shop, return_without_receipt, [GoodsBack(cola.id, quantity, price)], [Given(1, total)] if total else [], key="k")


def test_nothing_no_such_goods_and_ways_that_do_not_add_up(shop):
    cola = stocked(shop)
    for goods, given, refusal in (
        ([], [], NothingLeft),
        ([GoodsBack(99, ONE, 1_0000)], [Given(1, 1_0000)], NotFound),
        ([GoodsBack(cola.id, ONE, 1_0000)], [Given(1, 9000)], WrongRefund),
        ([GoodsBack(cola.id, ONE, 1_0000)], [Given(1, 5050), Given(2, 4950)], WrongRefund),
    ):
        with pytest.raises(refusal):
            do(shop, return_without_receipt, goods, given, key="k")


def test_the_same_key_gives_the_first_return_back(shop):
    cola = stocked(shop)
    first, again = (come_back(shop, cola, 2_5000, "once") for _time in range(2))
    assert (again.document_id, again.paid_back, again.is_new) == (first.document_id, 2_5000, False)
