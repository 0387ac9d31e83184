"""Imports of 50,000 products: how long one takes, and what a scan feels of it."""

import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from jxc_desktop.db.tables.products import product
from jxc_desktop.operations.imports import apply_import, stage_import
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.compare import compare
from jxc_desktop.spreadsheets.mapping import propose_mapping
from jxc_desktop.spreadsheets.product_sheet import parse_rows
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.ui import jobs
from tests.benchmarks import shops
from tests.benchmarks.harness import in_turns, percentile, record
from tests.benchmarks.stage import Stage, on_stage
from tests.benchmarks.workbooks import HEADS, PRODUCTS, products_workbook

pytestmark = pytest.mark.benchmark
BLOCKS = 9


def _import(shop: Shop, path: Path) -> None:
    """The five calls of the wizard and the terminal."""
    workbook = read_workbook(path)
    parsed = parse_rows(workbook, propose_mapping(workbook))
    with shop.read() as view:
        differences = compare(view, parsed.rows, match_by_name=True)
    assert not parsed.errors
    assert differences.counts() == {**differences.counts(), "new": PRODUCTS, "wrong": 0}
    apply_import(shop, stage_import(shop, differences, path.name, workbook.sha256))


def _beside(shop: Shop, path: Path, _control: jobs.JobControl) -> None:
    _import(shop, path)


def _products(shop: Shop) -> int:
    with shop.read() as view:
        return view.connection.execute(select(func.count()).select_from(product)).scalar_one()


def _imported(large: Path, folder: Path, path: Path) -> float:
    """An import into a fresh copy of the large shop."""
    shop = open_shop(shops.copy_of(large, folder), program="benchmarks")
    before = _products(shop)
    start = time.perf_counter()
    _import(shop, path)
    took = time.perf_counter() - start
    assert _products(shop) == before + PRODUCTS, "not everything was imported"
    shop.close()
    return took


def _read(path: Path) -> float:
    """openpyxl, read only, every cell."""
    start = time.perf_counter()
    book = load_workbook(path, read_only=True)
    sheet: Any = book.active
    cells = sum(len(row) for row in sheet.iter_rows(values_only=True))
    took = time.perf_counter() - start
    book.close()
    assert cells == (PRODUCTS + 1) * len(HEADS)
    return took


def test_import_over_reading(large, tmp_path):
    path = products_workbook()
    paired = in_turns(lambda: _imported(large, tmp_path, path), lambda: _read(path), rounds=3, warm_up=0)
    record("import_over_reading", paired.ratio, 1, all=paired.ours, reading=paired.floor)


def _watched(stage: Stage, path: Path) -> tuple[list[float], list[float]]:
    """Blocks of scans in a quiet window, then beside an import."""
    quiet = [stage.block() for _each in range(BLOCKS // 3)]
    before = _products(stage.shop)
    job = jobs.run(partial(_beside, stage.shop, path), title="import", owner=stage.window)
    during = []
    for _each in range(BLOCKS // 3):
        during.append(stage.block())
        assert job.is_running, "the import ended before the scans"
    while job.is_running:
        stage.application.processEvents()
    assert _products(stage.shop) == before + PRODUCTS, "not everything was imported"
    return quiet, during


def test_scan_during_import(large, tmp_path):
    path = products_workbook()
    quiet: list[float] = []
    during: list[float] = []
    for _each in range(3):
        with on_stage(shops.copy_of(large, tmp_path)) as stage:
            some_quiet, some_during = _watched(stage, path)
        quiet += some_quiet
        during += some_during
    ratio = percentile(during, 50) / percentile(quiet, 50)
    record("scan_during_import_over_quiet", ratio, 2, during=during, quiet=quiet)
