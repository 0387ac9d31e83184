"""The purchasing page, shown and in front; keys go to whatever has the focus."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from jxc_desktop.domain.purchasing import Terms
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import bus, jobs
from jxc_desktop.ui.purchasing.page import PurchasingPage

Press = Callable[..., None]


def shown_page(qtbot, shop: Shop) -> PurchasingPage:
    """The page at the size it has in the smallest window."""
    bus.attach(shop)
    made = PurchasingPage(shop)
    qtbot.addWidget(made, before_close_func=lambda _page: jobs.stop_all())
    made.resize(1024, 660)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.arrive()
    return made


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
    """Press keys one after the other where the focus is: texts are typed, names of keys pressed (`Ctrl+S`)."""

    def press(*keys: str | Qt.Key) -> None:
        for key in keys:
            target = QApplication.focusWidget()
            assert target is not None
            if isinstance(key, Qt.Key):
                qtbot.keyClick(target, key)
            elif key.startswith("Ctrl+"):
                qtbot.keyClick(target, key[-1].lower(), Qt.KeyboardModifier.ControlModifier)
            elif key.isascii():
                qtbot.keyClicks(target, key)
            else:  # QTest knows Latin keys only
                QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, key))

    return press
