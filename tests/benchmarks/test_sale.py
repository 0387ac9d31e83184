"""A sale of five lines in cash: over the same rows by hand, and on a large shop over a small one."""

import time
from collections.abc import Sequence

import pytest

from jxc_desktop.domain.products import Product
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.shop_file import OpenShop, open_shop
from tests.benchmarks.goods import baskets_of
from tests.benchmarks.harness import in_turns, record
from tests.benchmarks.sale_floor import SaleFloor
from tests.builders import CASH, cart_of

pytestmark = pytest.mark.benchmark


@pytest.fixture
def opened():
    """Open shops; they are closed at the end."""
    shops: list[OpenShop] = []

    def open_one(path) -> OpenShop:
        shops.append(open_shop(path, program="benchmarks"))
        return shops[-1]

    yield open_one
    for shop in shops:
        shop.close()


def _complete(shop: OpenShop, products: Sequence[Product]) -> float:
    cart = cart_of(*products)
    start = time.perf_counter()
    with shop.work() as work:
        sold = complete_sale(work, cart, [CASH], print_receipt=True)
    took = time.perf_counter() - start
    assert sold.is_new
    assert sold.print_job_id is not None
    return took


def test_sale_over_floor(opened, large_copy):
    shop = opened(large_copy)
    baskets = baskets_of(shop)
    _complete(shop, next(baskets))
    floor = SaleFloor(shop)
    start = floor.rows_written()
    _complete(shop, next(baskets))
    after_ours = floor.rows_written()
    floor.sell(next(baskets))
    assert floor.rows_written() - after_ours == after_ours - start, "the floor writes other rows than the sale"
    paired = in_turns(lambda: _complete(shop, next(baskets)), lambda: floor.sell(next(baskets)), rounds=400, warm_up=30)
    record("sale_over_floor", paired.ratio, 3, sale=paired.ours, floor=paired.floor)


def test_sale_growth(opened, large_copy, small_copy):
    large, small = opened(large_copy), opened(small_copy)
    of_large, of_small = baskets_of(large), baskets_of(small)
    paired = in_turns(lambda: _complete(large, next(of_large)), lambda: _complete(small, next(of_small)), rounds=400, warm_up=30)
    record("sale_growth", paired.ratio, 1.2, large=paired.ours, small=paired.floor)
