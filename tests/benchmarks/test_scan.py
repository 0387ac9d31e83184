"""A scan: from its last key to the painted row, draft saved; on a large shop and on a small one."""

import pytest

from tests.benchmarks import beside
from tests.benchmarks.harness import in_turns, record

pytestmark = pytest.mark.benchmark
LINES = 10


def test_scan_over_floor(stage, large):
    view = stage.counter.cart_view

    def scan() -> float:
        if len(stage.counter.cart) == LINES:
            stage.sell()
            bare.ask("clear")
        took: float = stage.painted_scan(is_saved=True)
        return took

    with beside.bare(large, view.width(), view.height()) as bare:
        paired = in_turns(scan, lambda: bare.ask("scan", next(stage.codes)), rounds=300, warm_up=20)
    record("scan_over_floor", paired.ratio, 1.5, scan=paired.ours, floor=paired.floor)


def test_scan_growth(large_copy, small_copy):
    with beside.counter(large_copy) as large, beside.counter(small_copy) as small:
        paired = in_turns(lambda: large.ask("scan"), lambda: small.ask("scan"), rounds=300, warm_up=20)
    record("scan_growth", paired.ratio, 1.2, large=paired.ours, small=paired.floor)
