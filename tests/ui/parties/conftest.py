"""The suppliers page, shown and in front; keys go to whatever has the focus."""

import pytest

from jxc_desktop.operations.work import Shop
from jxc_desktop.ui.parties.page import PartiesPage
from tests.ui.pages import Press, presser, shown


@pytest.fixture
def page(qtbot, shop: Shop) -> PartiesPage:
    """The page at the size it has in the smallest window."""
    return shown(qtbot, shop, PartiesPage)


@pytest.fixture
def press(qtbot) -> Press:
    """Press keys one after the other where the focus is."""
    return presser(qtbot)
