"""A goods receipt of fifty lines, over the same rows by hand."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.shop_file import OpenShop, open_shop
from jxc_desktop.operations.suppliers import add_supplier
from tests.benchmarks.harness import in_turns, record
from tests.benchmarks.receipt_floor import PIECES, Priced, ReceiptFloor, deliveries_of
from tests.purchases import line, receipt

pytestmark = pytest.mark.benchmark


def _receive(shop: OpenShop, supplier: int, goods: Sequence[Priced]) -> float:
    slip = receipt(supplier, *[line(each, PIECES, price) for each, price in goods])
    start = time.perf_counter()
    with shop.work() as work:
        came = receive_goods(work, slip)
    took = time.perf_counter() - start
    assert came.is_new
    return took


def measured(path: Path, rounds: int) -> None:
    shop = open_shop(path, program="benchmarks")
    try:
        with shop.work() as work:
            supplier = add_supplier(work, SupplierFields("Supplier"))
        goods = deliveries_of(shop)
        _receive(shop, supplier, next(goods))
        floor = ReceiptFloor(shop, supplier)
        start = floor.rows_written()
        _receive(shop, supplier, next(goods))
        after_ours = floor.rows_written()
        floor.receive(next(goods))
        assert floor.rows_written() - after_ours == after_ours - start, "the floor writes other rows than the receipt"
        paired = in_turns(lambda: _receive(shop, supplier, next(goods)), lambda: floor.receive(next(goods)), rounds=rounds, warm_up=5)
        record("receipt_over_floor", paired.ratio, 3, receipt=paired.ours, floor=paired.floor)
    finally:
        shop.close()


def test_receipt_over_floor(large_copy):
    measured(large_copy, rounds=200)
