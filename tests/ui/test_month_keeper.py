"""The months that are over are written while the window is open, and not by whoever opens a page."""

from datetime import datetime

import pytest
from PySide6.QtWidgets import QWidget

from jxc_desktop.queries.stock_months import unfinished
from jxc_desktop.ui import jobs
from jxc_desktop.ui.month_keeper import MonthKeeper
from tests.builders import BEIJING, stocked


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    yield made
    jobs.stop_all()


def is_written(shop):
    with shop.read() as view:
        return not unfinished(view)


def test_months_are_written_when_the_window_has_opened(qtbot, shop, clock, window):
    stocked(shop)
    clock.now = datetime(2026, 12, 2, 10, tzinfo=BEIJING)
    assert not is_written(shop)
    MonthKeeper(shop, window)
    qtbot.waitUntil(lambda: is_written(shop))


def test_a_month_that_ends_while_the_window_is_open_is_written(qtbot, shop, clock, window):
    stocked(shop)
    keeper = MonthKeeper(shop, window)
    qtbot.waitUntil(lambda: not jobs.running())
    clock.now = datetime(2026, 12, 1, 3, 59, tzinfo=BEIJING)  # the business day before
    keeper.watch.look()
    qtbot.waitUntil(lambda: not jobs.running())
    assert is_written(shop)
    clock.now = datetime(2026, 12, 1, 4, 0, tzinfo=BEIJING)
    assert not is_written(shop)
    keeper.watch.look()
    qtbot.waitUntil(lambda: is_written(shop))
