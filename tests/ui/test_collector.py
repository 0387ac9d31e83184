"""Cycles are found on the UI thread only: a widget freed on another thread takes the program with it."""

import gc
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from jxc_desktop.ui import collector
from jxc_desktop.ui.collector import Collector


class Knot:
    """Something in a cycle; it notes on which thread it is freed."""

    def __init__(self, freed_on: list[threading.Thread]) -> None:
        self.itself = self
        self._freed_on = freed_on

    def __del__(self) -> None:
        self._freed_on.append(threading.current_thread())


@pytest.fixture
def search() -> Iterator[Collector]:
    gc.enable()
    made = Collector()
    yield made
    made.deleteLater()


def many_objects() -> None:
    assert len([[number] for number in range(20_000)]) == 20_000


def test_another_thread_that_makes_many_objects_frees_none_of_the_windows(dressed, search):
    freed_on: list[threading.Thread] = []
    Knot(freed_on)
    thread = threading.Thread(target=many_objects)
    thread.start()
    thread.join()
    assert freed_on == []


def test_a_look_frees_what_is_in_a_cycle_here(dressed, search):
    freed_on: list[threading.Thread] = []
    Knot(freed_on)
    kept = [[number] for number in range(2_000)]
    search.look()
    assert (freed_on, len(kept)) == ([threading.main_thread()], 2_000)


def test_the_timer_looks(qtbot, search):
    freed_on: list[threading.Thread] = []
    Knot(freed_on)
    kept = [[number] for number in range(2_000)]
    qtbot.waitUntil(lambda: freed_on == [threading.main_thread()], timeout=4 * collector.LOOK_EVERY_MS)
    assert kept


def test_few_new_objects_are_no_reason_to_look(dressed, search):
    gc.collect()
    freed_on: list[threading.Thread] = []
    Knot(freed_on)
    search.look()
    assert freed_on == []
    gc.collect()


def test_old_cycles_are_found_too(dressed, search, monkeypatch):
    freed_on: list[threading.Thread] = []
    knot = Knot(freed_on)
    gc.collect()  # as old as can be
    del knot
    monkeypatch.setattr(collector, "FULL_EVERY_SECONDS", 0)
    kept: list[object] = []
    while not freed_on and len(kept) < 200_000:
        kept += [[number] for number in range(800)]
        search.look()
    assert freed_on == [threading.main_thread()]


def test_the_program_starts_with_one():
    asked = "import gc; from jxc_desktop.app import make_application; app = make_application('en'); print(gc.isenabled())"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False"]
