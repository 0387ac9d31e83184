"""The stock page, shown and in front; keys go to whatever has the focus."""

from collections.abc import Callable
from functools import partial

import pytest

from jxc_desktop.operations.work import Shop
from jxc_desktop.ui.stock.page import StockPage
from tests.ui import pages


@pytest.fixture
def shown(qtbot) -> Callable[[Shop], StockPage]:
    """Show the page at the size it has in the smallest window."""
    return partial(pages.shown, qtbot, kind=StockPage)


@pytest.fixture
def press(qtbot) -> pages.Press:
    """Press keys where the focus is."""
    return pages.presser(qtbot)
