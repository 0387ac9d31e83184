"""A return of three lines against its receipt, over the same rows by hand."""

import time
import uuid

import pytest

from jxc_desktop.operations.returns import Back, return_goods
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.shop_file import OpenShop, open_shop
from jxc_desktop.queries.returns import returnable
from tests.benchmarks.goods import baskets_of
from tests.benchmarks.harness import in_turns, record
from tests.benchmarks.return_floor import ReturnFloor
from tests.builders import CASH, cart_of

pytestmark = pytest.mark.benchmark
LINES = 3


def _sell(shop: OpenShop, baskets) -> int:
    cart = cart_of(*next(baskets)[:LINES])
    with shop.work() as work:
        return complete_sale(work, cart, [CASH], print_receipt=False).document_id


def _give_back(shop: OpenShop, sale_id: int) -> float:
    with shop.read() as view:
        lines = [Back(line_id, left) for line_id, left in returnable(view, sale_id).left.items()]
    key = uuid.uuid4().hex
    start = time.perf_counter()
    with shop.work() as work:
        made = return_goods(work, sale_id, lines, key=key)
    took = time.perf_counter() - start
    assert made.is_new
    return took


def measured(shop: OpenShop, rounds: int):
    """Both sides in turns, each on sales of its own."""
    baskets = baskets_of(shop)
    _give_back(shop, _sell(shop, baskets))
    floor = ReturnFloor(shop)
    first, second = _sell(shop, baskets), _sell(shop, baskets)
    start = floor.rows_written()
    _give_back(shop, first)
    after_ours = floor.rows_written()
    floor.give_back(second)
    assert floor.rows_written() - after_ours == after_ours - start, "the floor writes other rows than the return"
    return in_turns(
        lambda: _give_back(shop, _sell(shop, baskets)), lambda: floor.give_back(_sell(shop, baskets)), rounds=rounds, warm_up=20
    )


def test_return_over_floor(large_copy):
    shop = open_shop(large_copy, program="benchmarks")
    try:
        paired = measured(shop, 300)
    finally:
        shop.close()
    record("return_over_floor", paired.ratio, 3.5, ours=paired.ours, floor=paired.floor)
