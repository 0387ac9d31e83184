"""The stock book: a page of the list over its bare SQL and a bare paint; a past day over one sum of all moves up to it."""

import time
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from jxc_desktop.db.engine import SHARED, _connect
from jxc_desktop.db.tables.documents import document
from jxc_desktop.db.tables.products import category, product
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.operations.stock_months import keep_months
from jxc_desktop.queries.stock_months import worth_at
from jxc_desktop.ui.stock.page import StockPage
from tests.benchmarks import beside
from tests.benchmarks.harness import in_turns, record, timed

pytestmark = pytest.mark.benchmark
ROUNDS = 20
LARGEST = (
    select(category.c.name)
    .join(product, product.c.category_id == category.c.id)
    .group_by(category.c.id)
    .order_by(func.count().desc(), category.c.id)
    .limit(1)
)
SUM = "SELECT product_id, SUM(quantity), SUM(value) FROM stock_move WHERE business_date <= ? GROUP BY product_id"


def _settle(stage, table) -> None:
    """The totals below the page are added up too."""
    while not table.is_added_up():
        stage.application.processEvents()
    stage.settle()


def test_stock_page_over_sql(stage, large):
    with stage.shop.read() as view:
        name = view.connection.execute(LARGEST).scalar_one()
    page = stage.window.show_digit(4)
    assert isinstance(page, StockPage)
    table = page.table
    assert table is not None
    table.category.setCurrentIndex(table.category.findData(name))
    table.apply_filters()

    def ours() -> float:
        table.model.sort_by("code")
        _settle(stage, table)
        start = time.perf_counter()
        table.model.sort_by("value", is_descending=True)
        stage.application.processEvents()
        took = time.perf_counter() - start
        place = table.model.column_of("value")
        values = [row[place] for row in table.model.rows()]
        assert len(values) > 1
        assert values == sorted(values, reverse=True)
        return took

    with beside.bare(large, table.view.width(), table.view.height()) as bare:
        paired = in_turns(ours, lambda: bare.ask("stock_page", name), rounds=ROUNDS)
    _settle(stage, table)
    record("stock_page_over_sql", paired.ratio, 2, ours=paired.ours, sql=paired.floor)


def _a_year_back(path: Path) -> date:
    """The middle of the month a year before the last document."""
    with closing(open_shop(path, program="benchmarks", writable=False)) as shop, shop.read() as view:
        last: date = view.connection.execute(select(func.max(document.c.business_date))).scalar_one()
    return last.replace(year=last.year - 1, day=15)


def test_value_at_date_over_sum(two_years_copy):
    day = _a_year_back(two_years_copy)
    with closing(open_shop(two_years_copy, program="benchmarks")) as shop, closing(_connect(two_years_copy, SHARED)) as bare:
        assert keep_months(shop) > 12

        def ours() -> object:
            with shop.read() as view:
                return worth_at(view, day)

        def floor() -> list[tuple[int, int, int]]:
            rows: list[tuple[int, int, int]] = bare.execute(SUM, (day.isoformat(),)).fetchall()
            return rows

        assert ours() == [row for row in floor() if row[1] or row[2]]
        paired = in_turns(timed(ours), timed(floor), rounds=ROUNDS)
    record("value_at_date_over_sum", paired.ratio, 0.3, ours=paired.ours, sum=paired.floor)
