"""The one door: levels, values, shortages and true-ups, as the ledger has them."""

from jxc_desktop.domain.money import UNIT
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations import stock
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from tests.stock_tools import add_goods, move, state


def test_an_issue_takes_the_average(shop):
    product = add_goods(shop)
    with shop.work() as work:
        set_opening_stock(work, [OpeningLine(product, 10 * ONE, 5 * UNIT)])
    result = move(shop, [stock.Demand(product, -3 * ONE, "sale", 1)]).results[0]
    assert (result.value, result.on_hand_after, result.is_provisional) == (-15 * UNIT, 7 * ONE, False)
    assert state(shop, product) == (7 * ONE, 35 * UNIT)


def test_below_zero_is_provisional_at_the_price_on_file(shop):
    product = add_goods(shop, purchase_price=4 * UNIT)
    result = move(shop, [stock.Demand(product, -2 * ONE, "sale", 1)]).results[0]
    assert (result.value, result.is_provisional, result.is_cost_known, result.was_unopened) == (-8 * UNIT, True, True, True)
    assert state(shop, product) == (-2 * ONE, -8 * UNIT)
