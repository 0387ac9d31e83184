"""A price list of 10,000 rows read, matched against 100,000 products, old and new prices on screen: over openpyxl reading it."""

import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.price_lists import compare_prices
from jxc_desktop.spreadsheets.price_list_sheet import propose_price_mapping
from jxc_desktop.spreadsheets.product_sheet import parse_rows
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.ui.imports.read_file import ReadFile
from jxc_desktop.ui.parties.price_list.preview import PricesPreview
from jxc_desktop.ui.parties.price_list.preview_rows import all_lines
from jxc_desktop.ui.parties.price_list.tasks import Choices, Preview
from tests.benchmarks import shops
from tests.benchmarks.harness import in_turns, record
from tests.benchmarks.workbooks import PRICE_HEADS, PRICED, price_list_workbook

pytestmark = pytest.mark.benchmark


def _shown(shop: Shop, supplier: int, path: Path, step: PricesPreview) -> float:
    """What the wizard does from the file to its third step, painted."""
    start = time.perf_counter()
    workbook = read_workbook(path)
    mapping = propose_price_mapping(workbook)
    parsed = parse_rows(workbook, mapping)
    with shop.read() as view:
        found = compare_prices(view, supplier, parsed.rows)
    preview = Preview(parsed, found, (mapping.sheet,))
    step.show_preview(ReadFile(workbook, mapping), preview, all_lines(preview), Choices())
    step.grab()
    took = time.perf_counter() - start
    assert (len(found.priced), preview.wrong_rows()) == (PRICED, 0)
    return took


def _read(path: Path) -> float:
    """openpyxl, read only, every cell."""
    start = time.perf_counter()
    book = load_workbook(path, read_only=True)
    sheet: Any = book.active
    cells = sum(len(row) for row in sheet.iter_rows(values_only=True))
    took = time.perf_counter() - start
    book.close()
    assert cells == (PRICED + 1) * len(PRICE_HEADS)
    return took


def test_price_list_over_reading(qtbot, large_copy):
    path = price_list_workbook(shops.LARGE)
    shop = open_shop(large_copy, program="benchmarks")
    with shop.work() as work:
        supplier = add_supplier(work, SupplierFields("大发批发"))
    step = PricesPreview(shop)
    qtbot.addWidget(step)
    step.resize(1000, 560)
    step.show()
    paired = in_turns(lambda: _shown(shop, supplier, path, step), lambda: _read(path), rounds=5, warm_up=1)
    record("price_list_over_reading", paired.ratio, 1, all=paired.ours, reading=paired.floor)
    shop.close()
