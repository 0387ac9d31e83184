"""Posting a count of 5,000 differences over the same rows by hand; a sale while a count of 10,000 lines is open."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from jxc_desktop.domain.counts import Scope
from jxc_desktop.domain.products import Product
from jxc_desktop.operations.count_posting import post_count
from jxc_desktop.operations.counts import start_count
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.shop_file import OpenShop, open_shop
from jxc_desktop.queries.product_list import product_ids
from tests.benchmarks.count_floor import LINES, CountFloor, goods_of
from tests.benchmarks.goods import baskets_of
from tests.benchmarks.harness import in_turns, record
from tests.builders import CASH, cart_of

pytestmark = pytest.mark.benchmark
OPEN_LINES = 10_000


def _post(shop: OpenShop, count: int) -> float:
    start = time.perf_counter()
    with shop.work() as work:
        made = post_count(work, count, is_without_recount=True)
    took = time.perf_counter() - start
    assert (made.is_new, made.lines) == (True, LINES)
    return took


def measured(path: Path, rounds: int) -> None:
    shop = open_shop(path, program="benchmarks")
    try:
        floor, goods = CountFloor(shop), goods_of(shop)
        _post(shop, floor.counted(next(goods)))
        ours, theirs = floor.counted(next(goods)), floor.counted(next(goods))
        start = floor.rows_written()
        _post(shop, ours)
        after_ours = floor.rows_written()
        floor.post(theirs)
        assert floor.rows_written() - after_ours == after_ours - start, "the floor writes other rows than the count"
        paired = in_turns(
            lambda: _post(shop, floor.counted(next(goods))), lambda: floor.post(floor.counted(next(goods))), rounds=rounds, warm_up=1
        )
        record("count_post_over_floor", paired.ratio, 3, post=paired.ours, floor=paired.floor)
    finally:
        shop.close()


def test_count_post_over_floor(large_copy):
    measured(large_copy, rounds=7)


def _sell(shop: OpenShop, products: Sequence[Product]) -> float:
    cart = cart_of(*products)
    start = time.perf_counter()
    with shop.work() as work:
        complete_sale(work, cart, [CASH], print_receipt=True)
    return time.perf_counter() - start


def test_sale_while_counting(large_copy, tmp_path):
    """Two copies of one shop, one of them in the middle of a count."""
    path = tmp_path / "counting.jxc"
    path.write_bytes(large_copy.read_bytes())
    quiet, counting = (open_shop(each, program="benchmarks") for each in (large_copy, path))
    try:
        with counting.work() as work:
            assert start_count(work, Scope(product_ids=tuple(product_ids(work)[:OPEN_LINES]))).lines == OPEN_LINES
        of_quiet, of_counting = baskets_of(quiet), baskets_of(counting)
        paired = in_turns(lambda: _sell(counting, next(of_counting)), lambda: _sell(quiet, next(of_quiet)), rounds=400, warm_up=30)
        record("sale_while_counting", paired.ratio, 1.05, counting=paired.ours, quiet=paired.floor)
    finally:
        quiet.close()
        counting.close()
