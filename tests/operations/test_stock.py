"""The one door: levels, values, shortages and true-ups, as the ledger has them."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import stock as t
from jxc_desktop.domain.cart import add_product
from jxc_desktop.domain.errors import NotAllowed, NotFound
from jxc_desktop.domain.money import MAX_PRICE
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import MAX_QUANTITY, ONE
from jxc_desktop.domain.stock import (
    AlreadyOpened,
    KeepsNoStock,
    NamedTwice,
    NothingToOpen,
    NotOpened,
    OpeningBelowZero,
    OpeningTooLarge,
)
from jxc_desktop.operations.returns import Back, return_goods
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.stock import Demand, OpeningLine, plan, set_opening_stock, undo_opening_stock
from jxc_desktop.queries.check import check
from jxc_desktop.queries.line_costs import line_costs
from jxc_desktop.queries.returns import returnable
from tests.builders import CASH, cart_of, product, stocked


def sell(shop, goods, pieces):
    with shop.work() as work:
        cart = add_product(cart_of(), goods, quantity=pieces * ONE)
        return complete_sale(work, cart, (CASH,), print_receipt=False).document_id


def reverse(shop, document_id):
    with shop.work() as work:
        reverse_sale(work, document_id, "")


def opening(shop, *lines):
    with shop.work() as work:
        return set_opening_stock(work, [OpeningLine(goods.id, counted * ONE, cost) for goods, counted, cost in lines])


def planned(shop, *demands):
    with shop.read() as view:
        return plan(view, demands).results


def state(shop, goods):
    """Quantity in pieces, value in money; and the whole check must be content."""
    with shop.read() as view:
        row = view.connection.execute(select(t.stock_value).where(t.stock_value.c.product_id == goods.id)).one()
        assert check(view).findings == ()
    return row.quantity / ONE, row.value


def moves(shop, **where):
    with shop.read() as view:
        rows = view.connection.execute(select(t.stock_move).order_by(t.stock_move.c.id)).all()
    return [row for row in rows if all(getattr(row, name) == value for name, value in where.items())]


# Selling


def test_an_issue_takes_the_average(shop):
    cola = stocked(shop, quantity=10, cost=5_0000)
    (result,) = planned(shop, Demand(cola.id, -3 * ONE, "sale", 1))
    assert (result.value, result.on_hand_after, result.is_provisional, result.was_unopened) == (-15_0000, 7 * ONE, False, False)


def test_below_zero_is_provisional_at_the_price_on_file(shop):
    cola = product(shop, purchase_price=4_0000)
    (result,) = planned(shop, Demand(cola.id, -2 * ONE, "sale", 1))
    assert (result.value, result.is_provisional, result.is_cost_known, result.was_unopened) == (-8_0000, True, True, True)


def test_lines_of_one_product_follow_on(shop):
    cola = stocked(shop, quantity=3, cost=1_0000)
    results = planned(shop, Demand(cola.id, -2 * ONE, "sale", 1), Demand(cola.id, -2 * ONE, "sale", 2))
    assert [(result.on_hand_after, result.is_provisional) for result in results] == [(ONE, False), (-ONE, True)]


def test_an_issue_across_zero_is_two_moves_of_one_line(shop):
    cola = stocked(shop, quantity=1, cost=3_0000)
    sell(shop, cola, 3)
    assert [(m.quantity, m.value, m.is_provisional) for m in moves(shop, kind="sale")] == [(-ONE, -3_0000, 0), (-2 * ONE, -6_0000, 1)]
    assert state(shop, cola) == (-2, -6_0000)


def test_a_service_costs_nothing_and_open_price_goods_are_unknown(shop):
    watch, greens = product(shop, "修表", kind=Kind.SERVICE), product(shop, "蔬菜", kind=Kind.OPEN_PRICE)
    bag = product(shop, "袋子", kind=Kind.OPEN_PRICE, purchase_price=1000)
    results = planned(shop, *[Demand(goods.id, -2 * ONE, "sale", line) for line, goods in enumerate((watch, greens, bag), 1)])
    assert [(result.value, result.is_cost_known) for result in results] == [(0, True), (0, False), (-2000, True)]


def test_what_keeps_no_stock_has_no_moves(shop):
    sell(shop, product(shop, "修表", kind=Kind.SERVICE), 1)
    assert moves(shop) == []


# Opening stock


def test_opening_sets_the_number_whatever_was_sold_before(shop):
    bread = product(shop, "面包", purchase_price=3_0000)
    sell(shop, bread, 2)
    opening(shop, (bread, 10, 2_5000))
    assert state(shop, bread) == (10, 25_0000)
    assert [m.value for m in moves(shop, kind="true_up")] == [1_0000]


def test_a_true_up_names_the_issue_it_settles(shop):
    bread = product(shop, "面包", purchase_price=3_0000)
    sell(shop, bread, 1)
    sell(shop, bread, 1)
    opening(shop, (bread, 0, 2_0000))
    issued = [m.id for m in moves(shop, kind="sale")]
    assert [(m.settles, m.value) for m in moves(shop, kind="true_up")] == [(issued[0], 1_0000), (issued[1], 1_0000)]
    assert state(shop, bread) == (0, 0)


def test_unknown_cost_is_filled_by_what_comes(shop):
    bread = product(shop, "面包")
    sell(shop, bread, 2)
    assert [m.is_cost_known for m in moves(shop)] == [0]
    opening(shop, (bread, 5, 2_0000))
    assert state(shop, bread) == (5, 10_0000)
    assert [m.value for m in moves(shop, kind="true_up")] == [-4_0000]


def test_goods_of_unknown_cost_take_the_price_that_is_typed_later(shop):
    bread = stocked(shop, "面包", quantity=10, cost=None)
    sell(shop, bread, 4)
    with shop.work() as work:
        work.connection.execute(update(p.product).values(purchase_price=2_0000))
    sell(shop, bread, 1)
    assert state(shop, bread) == (5, 10_0000)
    assert sorted(m.value for m in moves(shop, kind="true_up")) == [-8_0000, 20_0000]


def test_opening_without_a_cost_takes_the_price_on_file(shop):
    bread = product(shop, "面包", purchase_price=3_0000)
    opening(shop, (bread, 2, None))
    assert state(shop, bread) == (2, 6_0000)


def test_zero_counted_opens_without_a_move(shop):
    bread = product(shop, "面包")
    opening(shop, (bread, 0, None))
    assert moves(shop) == []
    with pytest.raises(AlreadyOpened, match="面包"):
        opening(shop, (bread, 5, None))


@pytest.mark.parametrize(
    ("refusal", "lines"),
    [
        (AlreadyOpened, lambda cola, _watch, _bread: [(cola, 5, None)]),
        (KeepsNoStock, lambda _cola, watch, _bread: [(watch, 5, None)]),
        (NamedTwice, lambda _cola, _watch, bread: [(bread, 1, None), (bread, 1, None)]),
        (OpeningBelowZero, lambda _cola, _watch, bread: [(bread, -1, None)]),
        (OpeningBelowZero, lambda _cola, _watch, bread: [(bread, 1, -1)]),
        (NotFound, lambda cola, _watch, _bread: [(replace(cola, id=999), 1, 1)]),
    ],
)
def test_what_can_not_be_opened_is_refused_whole(shop, refusal, lines):
    cola, watch, bread = stocked(shop), product(shop, "修表", kind=Kind.SERVICE), product(shop, "面包")
    before = len(moves(shop))
    with pytest.raises(refusal):
        opening(shop, *lines(cola, watch, bread))
    assert len(moves(shop)) == before


@pytest.mark.parametrize(
    ("counted", "cost"),
    [(MAX_QUANTITY + 1, 1), (ONE, MAX_PRICE + 1), (MAX_QUANTITY, MAX_PRICE)],
)
def test_more_than_the_books_can_hold_is_refused_by_name(shop, counted, cost):
    gold, tea = product(shop, "金条"), product(shop, "茶")
    with pytest.raises(OpeningTooLarge, match="金条"), shop.work() as work:
        set_opening_stock(work, [OpeningLine(tea.id, ONE, 1), OpeningLine(gold.id, counted, cost)])
    with shop.read() as view:
        assert view.connection.execute(select(t.stock_move)).all() == []


def test_more_than_one_document_can_hold_is_refused(shop):
    goods = [product(shop, f"金条{number}") for number in range(11)]
    with pytest.raises(OpeningTooLarge), shop.work() as work:
        set_opening_stock(work, [OpeningLine(each.id, 10_000 * ONE, 9_999_0000) for each in goods])


def test_opening_needs_its_right(shop):
    cola = product(shop)
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SET_OPENING_STOCK})
    with pytest.raises(NotAllowed):
        opening(shop, (cola, 1, None))


def test_a_second_opening_with_the_same_key_is_the_first(shop):
    cola = product(shop)
    with shop.work() as work:
        lines = [OpeningLine(cola.id, ONE, 1_0000)]
        first, second = (set_opening_stock(work, lines, "k") for _ in range(2))
    assert (first.number, second.number, second.is_new) == (first.number, first.number, False)


def test_an_opening_taken_back_leaves_what_was_sold(shop):
    bread = product(shop, "面包")
    posted = opening(shop, (bread, 10, 2_0000))
    sell(shop, bread, 3)
    with shop.work() as work:
        undo_opening_stock(work, posted.id)
    assert state(shop, bread) == (-3, -6_0000)
    opening(shop, (bread, 4, 3_0000))
    assert state(shop, bread) == (4, 12_0000)


def test_an_opening_is_taken_back_once(shop):
    posted = opening(shop, (product(shop), 10, 2_0000))
    with shop.work() as work:
        undo_opening_stock(work, posted.id)
    with pytest.raises(NotOpened), shop.work() as work:
        undo_opening_stock(work, posted.id)


def test_only_an_opening_can_be_taken_back_here(shop):
    document_id = sell(shop, stocked(shop), 1)
    with pytest.raises(NotFound), shop.work() as work:
        undo_opening_stock(work, document_id)


# What comes back


def test_a_reversal_after_the_true_up_leaves_no_trace(shop):
    bread = product(shop, "面包", purchase_price=3_0000)
    sold = sell(shop, bread, 2)
    opening(shop, (bread, 10, 2_5000))
    reverse(shop, sold)
    assert state(shop, bread) == (12, 30_0000)


def test_a_return_of_which_a_part_is_unknown_comes_in_at_the_known_rate(shop):
    bread = product(shop, "面包", price=5_0000)
    first = sell(shop, bread, 3)
    with shop.work() as work:
        work.connection.execute(update(p.product).values(purchase_price=4_0000))
    second = sell(shop, bread, 2)
    reverse(shop, second)
    reverse(shop, first)
    assert state(shop, bread) == (0, 0)
    back = moves(shop, kind="sale_return")
    assert [m.value for m in back] == [8_0000, 12_0000]


def test_what_came_back_before_the_cost_was_known_leaves_nothing_out(shop):
    tea = product(shop, "茶", 5_0000)
    sold = sell(shop, tea, 5)
    with shop.work() as work:
        line = returnable(work, sold).lines[0]
        back = return_goods(work, sold, [Back(line.line_id, 2 * ONE)], key="back").document_id
    opening(shop, (tea, 10, 2_0000))
    with shop.read() as view:
        assert (line_costs(view, sold), line_costs(view, back)) == ({1: 10_0000}, {1: -4_0000})
    assert state(shop, tea) == (10, 20_0000)


def test_inward_lines_of_one_product_are_one_move_for_the_cost(shop):
    cola = product(shop, purchase_price=1_0000)
    sell(shop, cola, 1)
    demands = [Demand(cola.id, ONE, "sale_return", 1, value=2_0000), Demand(cola.id, ONE, "sale_return", 2, value=4_0000)]
    with shop.read() as view:
        made = plan(view, demands)
    assert [(row["quantity"], row["value"]) for row in made.moves] == [(ONE, 2_0000), (ONE, 4_0000)]
    assert [row["value"] for row in made.true_ups] == [-2_0000]
    assert made.results[-1].on_hand_after == ONE


# How many statements


def test_a_plan_is_one_read(shop):
    many = [stocked(shop, f"货{i}") for i in range(5)]
    with shop.read() as view:
        trace: list[str] = []
        view.connection.connection.dbapi_connection.set_trace_callback(trace.append)
        plan(view, [Demand(goods.id, -ONE, "sale", line) for line, goods in enumerate(many, 1)])
        view.connection.connection.dbapi_connection.set_trace_callback(None)
    assert len([statement for statement in trace if statement.startswith("SELECT")]) == 1


def test_an_opening_stock_of_nothing_uses_up_no_number(shop):
    with pytest.raises(NothingToOpen):
        opening(shop)
    assert opening(shop, (product(shop), 1, 1_0000)).number == "QC20261122-0001"
