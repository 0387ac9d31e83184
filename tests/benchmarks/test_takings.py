"""Takings of a month by product, asked for and painted, over the same SQL with all rows fetched and one bare paint."""

import time
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from sqlalchemy import func, select

from jxc_desktop.db.tables.documents import document
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.reports.takings import By
from jxc_desktop.ui.reports.page import ReportsPage
from tests.benchmarks import beside
from tests.benchmarks.harness import in_turns, record

pytestmark = pytest.mark.benchmark
ROUNDS = 12
LONGEST_MS = 30_000


def _month(shop) -> Span:
    """The last whole month with sales."""
    with shop.read() as view:
        last: date = view.connection.execute(select(func.max(document.c.business_date))).scalar_one()
    end = last.replace(day=1) - timedelta(days=1)
    return Span(end.replace(day=1), end)


def _answered(stage, page, begin) -> None:
    """Begin, and go on until the figures are there and painted."""
    loop, late = QEventLoop(), QTimer(singleShot=True, interval=LONGEST_MS)
    page.takings.read.connect(loop.quit)
    late.timeout.connect(lambda: loop.exit(1))
    late.start()
    begin()
    assert loop.exec() == 0, "no figures came"
    page.takings.read.disconnect(loop.quit)
    stage.application.processEvents()


def test_takings_over_sql(stage, large):
    span = _month(stage.shop)
    page = stage.window.show_digit(8)
    assert isinstance(page, ReportsPage)
    view = page.takings
    assert view is not None
    view.span_bar.choose_span(span)
    _answered(stage, page, lambda: view.show_by(By.PRODUCT))

    def ours() -> float:
        view.table.rows.set([])
        view.table.refresh()
        stage.settle()
        start = time.perf_counter()
        _answered(stage, page, view.refresh)
        took = time.perf_counter() - start
        assert view.table.model.rowCount() > 0
        return took

    table = view.table.view
    with beside.bare(large, table.width(), table.height()) as bare:
        paired = in_turns(ours, lambda: bare.ask("takings", str(span.first), str(span.last)), rounds=ROUNDS, warm_up=2)
    record("takings_over_sql", paired.ratio, 1.5, ours=paired.ours, sql=paired.floor)
