"""Starting, and the memory it takes: processes of their own, with compiled modules as any second start has them."""

import os
import subprocess
import sys
import time

import pytest

from tests.benchmarks import beside
from tests.benchmarks.counter_process import resident_mb
from tests.benchmarks.harness import in_turns, record
from tests.benchmarks.shops import PACKAGE

pytestmark = pytest.mark.benchmark


def _start(*words: str, memory: list[float] | None = None) -> float:
    """From the start of a process to the line that says it is ready; then it is ended."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "tests.benchmarks.start_program", *words]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=PACKAGE.parent, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        said = process.stdout.readline().split()
        took = time.perf_counter() - start
        assert said[:1] == ["ready"], "it did not start"
        if memory is not None:
            assert said[1:] == ["BarcodeLine"], "one cannot scan yet"
            memory.append(resident_mb(str(process.pid)))
    finally:
        process.kill()
        process.wait(timeout=30)
        process.stdout.close()
    return took


def test_start_over_bare(large_copy):
    memory: list[float] = []
    paired = in_turns(lambda: _start("--shop", str(large_copy), memory=memory), lambda: _start("bare"), rounds=15, warm_up=2)
    record("start_over_bare", paired.ratio, 1.6, start=paired.ours, bare=paired.floor)
    record("memory_mb", max(memory), 180)


def test_memory_growth(large_copy):
    with beside.counter(large_copy) as counter:
        after_200 = counter.ask("ring_up", 200, 5)
        after_2000 = counter.ask("ring_up", 1_800, 5)
    record("memory_growth_mb", after_2000 - after_200, 10)
