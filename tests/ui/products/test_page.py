"""The products page driven by keys: find, make, change, put aside."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import bus
from jxc_desktop.ui.products.page import ProductsPage


@pytest.fixture
def page(qtbot, shop: Shop) -> ProductsPage:
    """The page, shown and in front, listening to the shop."""
    bus.attach(shop)
    made = ProductsPage(shop)
    qtbot.addWidget(made)
    made.resize(1024, 680)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.arrive()
    return made


def type_text(qtbot, text: str) -> None:
    """Type into whatever has the focus."""
    from PySide6.QtWidgets import QApplication

    qtbot.keyClicks(QApplication.focusWidget(), text)


def test_the_page_opens(page):
    assert isinstance(page.table.search, QLineEdit)
    assert Qt.Key.Key_Return
