"""The purchasing page, shown and in front; keys go to whatever has the focus."""

import pytest

from jxc_desktop.domain.purchasing import Terms
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.work import Shop
from jxc_desktop.ui.purchasing.page import PurchasingPage
from tests.ui.pages import Press, presser, shown


def shown_page(qtbot, shop: Shop) -> PurchasingPage:
    """The page at the size it has in the smallest window."""
    return shown(qtbot, shop, PurchasingPage)


@pytest.fixture
def supplier(shop) -> int:
    """A supplier who is paid a month later."""
    with shop.work() as work:
        return add_supplier(work, SupplierFields("老王批发", terms=Terms.DAYS, term_days=30))


@pytest.fixture
def page(qtbot, shop: Shop, supplier: int) -> PurchasingPage:
    """The page of a shop with one supplier."""
    return shown_page(qtbot, shop)


@pytest.fixture
def press(qtbot) -> Press:
    """Press keys one after the other where the focus is."""
    return presser(qtbot)
