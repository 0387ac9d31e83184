"""F25 and F28: who reads limits itself; nobody waits longer than twenty seconds; a million rows cost neither time nor memory."""

import threading
import time

import openpyxl
import pytest

from jxc_desktop.spreadsheets import refusals
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.spreadsheets.reading_process import ReadingProcess, Stopped
from tests.scenarios.stage import ON_LINUX

TELLS_ITS_LIMITS = """
import resource, sys
from jxc_desktop.spreadsheets import child, readers
kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)
readers.READERS["calamine"] = lambda _path, limit: [("limits", False, [*map(resource.getrlimit, kinds), (limit,)])]
child.main(sys.argv[1:])
"""


@ON_LINUX
def test_whoever_reads_has_limited_itself_before(tmp_path, monkeypatch):
    monkeypatch.setattr("jxc_desktop.spreadsheets.reading_process._START", TELLS_ITS_LIMITS)
    process = ReadingProcess("calamine", 10)
    (sheet,) = process.read(tmp_path / "a.xlsx", time.monotonic() + 10, lambda: False).sheets()
    process.end()
    assert sheet[2] == [(1 << 30, 1 << 30), (20, 21), (0, 0), (10,)]


class Hasty:
    """A clock by which a second has passed whenever somebody looks."""

    now = 0.0

    def monotonic(self):
        self.now += 1
        assert self.now < 60, "it still waits after a minute"
        return self.now


def test_nobody_waits_longer_than_twenty_seconds(tmp_path, monkeypatch):
    clock = Hasty()
    monkeypatch.setattr("jxc_desktop.spreadsheets.reading_process._START", "import sys; sys.stdin.readline(); sys.stdin.read()")
    for module in ("reading", "reading_process"):
        monkeypatch.setattr(f"jxc_desktop.spreadsheets.{module}.time", clock)
    file = tmp_path / "slow.xlsx"
    openpyxl.Workbook().save(file)
    with pytest.raises(refusals.ReadingTookTooLong, match="20 seconds"):
        read_workbook(file)
    assert clock.now <= 25


class Slow(ReadingProcess):
    """Its ear needs a moment more than the child."""

    has_heard_all = False

    def _listen(self):
        super()._listen()
        threading.Event().wait(0.2)
        self.has_heard_all = True


def test_a_child_that_is_ended_is_listened_to_no_more(tmp_path, monkeypatch):
    """Its pipe goes only then: reading on from a closed one is an error in a thread that nobody waits for."""
    monkeypatch.setattr("jxc_desktop.spreadsheets.reading_process._START", "while True: print('M' * 100_000)")
    process = Slow("calamine", 10)
    with pytest.raises(Stopped):
        process.read(tmp_path / "a.xlsx", time.monotonic() + 10, lambda: len(process._answer) > 0)
    process.end()
    assert process.has_heard_all


@ON_LINUX
def test_a_million_rows_are_refused_soon_and_with_little_memory(tmp_path, monkeypatch):
    little = "import sys; from jxc_desktop.spreadsheets import child; child.MEMORY = 400 << 20; child.main(sys.argv[1:])"
    monkeypatch.setattr("jxc_desktop.spreadsheets.reading_process._START", little)
    file = tmp_path / "long.csv"
    file.write_text("名称\n" + "商品,1,1.50,瓶\n" * 1_000_000, encoding="utf-8")
    begun = time.monotonic()
    with pytest.raises(refusals.TooManyRows, match="more than 100,050 filled rows"):
        read_workbook(file)
    assert time.monotonic() - begun < 10


def test_one_row_more_than_a_full_shop_is_refused(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("名称\n" * 100_051, encoding="utf-8")
    with pytest.raises(refusals.TooManyRows, match="100,050"):
        read_workbook(file)
