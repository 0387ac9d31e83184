"""Backups of the large shop: what checking costs over SQLite's own copy, and what a scan feels of one."""

import os
import time
from functools import partial
from pathlib import Path

import pytest

from jxc_desktop.db.engine import driver
from jxc_desktop.domain.backups import Reason
from jxc_desktop.operations.backups import back_up_file
from jxc_desktop.operations.work import Shop, local_clock
from jxc_desktop.ui import jobs
from tests.benchmarks import shops
from tests.benchmarks.harness import in_turns, percentile, record
from tests.benchmarks.stage import Stage, on_stage

pytestmark = pytest.mark.benchmark
BLOCKS = 9


def _checked(path: Path, folder: Path) -> float:
    """A backup as the program makes it: read back, quick check, state, rules of the books, hash."""
    start = time.perf_counter()
    made = back_up_file(path, folder, Reason.BY_HAND, now=local_clock())
    took = time.perf_counter() - start
    assert made.is_good
    for file in folder.iterdir():
        file.unlink()
    return took


def _bare(path: Path, target: Path) -> float:
    """SQLite's copy to a fresh file, made durable, its pages checked."""
    start = time.perf_counter()
    source, copy = driver().connect(str(path), isolation_level=None), driver().connect(str(target), isolation_level=None)
    source.backup(copy)
    copy.close()
    source.close()
    handle = os.open(target, os.O_RDWR)
    os.fsync(handle)
    os.close(handle)
    copy = driver().connect(str(target), isolation_level=None)
    assert copy.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    copy.close()
    took = time.perf_counter() - start
    target.unlink()
    return took


def test_backup_over_engine(large, tmp_path):
    folder = tmp_path / "backups"
    paired = in_turns(lambda: _checked(large, folder), lambda: _bare(large, tmp_path / "bare.jxc"), rounds=5, warm_up=1)
    record("backup_over_engine", paired.ratio, 2.5, backup=paired.ours, engine=paired.floor)


def _beside(shop: Shop, folder: Path, control: jobs.JobControl) -> None:
    """Backups one after the other until it is enough."""
    while not control.cancelled():
        back_up_file(shop.path, folder, Reason.WORK, now=shop.clock())
        for file in folder.iterdir():
            file.unlink()


def _watched(stage: Stage, folder: Path) -> tuple[list[float], list[float]]:
    """Blocks of scans in a quiet window, then beside backups."""
    quiet = [stage.block() for _each in range(BLOCKS // 3)]
    job = jobs.run(partial(_beside, stage.shop, folder), title="backup", owner=stage.window)
    during = [stage.block() for _each in range(BLOCKS // 3)]
    assert job.is_running, "no backup was under way"
    job.cancel()
    while jobs.running():
        stage.application.processEvents()
    return quiet, during


def test_scan_during_backup(large, tmp_path):
    quiet: list[float] = []
    during: list[float] = []
    for _each in range(3):
        with on_stage(shops.copy_of(large, tmp_path)) as stage:
            some_quiet, some_during = _watched(stage, tmp_path / "backups")
        quiet += some_quiet
        during += some_during
    ratio = percentile(during, 50) / percentile(quiet, 50)
    record("scan_during_backup_over_quiet", ratio, 2, during=during, quiet=quiet)
