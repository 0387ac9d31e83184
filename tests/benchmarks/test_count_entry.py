"""Counting while the shop sells: what a scan feels of it, and what an open count takes of the memory."""

import pytest

from tests.benchmarks import beside, shops
from tests.benchmarks.count_stage import begun, on_count_stage
from tests.benchmarks.harness import in_turns, record

pytestmark = pytest.mark.benchmark
BLOCKS = 9
LINES = 10_000
SMALL, LARGE = 100, 50_000


@pytest.fixture(scope="module")
def counted():
    """50,000 products and few sales; only to be read."""
    return shops.made(shops.COUNTED)


def test_count_scan_busy_over_quiet(counted, tmp_path):
    path = shops.copy_of(counted, tmp_path)
    count = begun(path, LINES)
    with on_count_stage(path) as stage:
        stage.open(count)
        paired = in_turns(stage.busy_block, stage.count_block, rounds=BLOCKS, warm_up=1)
    record("count_scan_busy_over_quiet", paired.ratio, 1.5, busy=paired.ours, quiet=paired.floor)


def test_count_memory(counted, tmp_path):
    path = shops.copy_of(counted, tmp_path)
    small, large = begun(path, SMALL), begun(path, LARGE)
    with beside.Beside("count_stage", path, small, large) as program:
        record("count_memory_mb", program.ask("extra_mb"), 60)
