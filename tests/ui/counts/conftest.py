"""The counts page, shown and in front; keys go to whatever has the focus."""

from collections.abc import Callable
from functools import partial

import pytest

from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import bus, jobs
from jxc_desktop.ui.counts.entry import EntryPart
from jxc_desktop.ui.counts.page import CountsPage
from tests.ui import pages


@pytest.fixture
def shown(qtbot) -> Callable[[Shop], CountsPage]:
    """Show the page at the size it has in the smallest window."""
    return partial(pages.shown, qtbot, kind=CountsPage)


@pytest.fixture
def entry(qtbot) -> Callable[[Shop, int], EntryPart]:
    """Show the entry of a count at the size that it has in the smallest window."""

    def show(shop: Shop, count_id: int) -> EntryPart:
        bus.attach(shop)
        made = EntryPart(shop)
        qtbot.addWidget(made, before_close_func=lambda _part: (jobs.writer.flush(), jobs.stop_all()))
        made.resize(1024, 560)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        made.show_count(count_id)
        made.arrive()
        return made

    return show


@pytest.fixture
def press(qtbot) -> pages.Press:
    """Press keys where the focus is."""
    return pages.presser(qtbot)
