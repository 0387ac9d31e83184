"""The counts page, shown and in front; keys go to whatever has the focus."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import bus, jobs
from jxc_desktop.ui.counts.entry import EntryPart
from jxc_desktop.ui.counts.page import CountsPage

Press = Callable[..., None]


@pytest.fixture
def shown(qtbot) -> Callable[[Shop], CountsPage]:
    """Show the page at the size it has in the smallest window."""

    def show(shop: Shop) -> CountsPage:
        bus.attach(shop)
        made = CountsPage(shop)
        qtbot.addWidget(made, before_close_func=lambda _page: jobs.stop_all())
        made.resize(1024, 660)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        made.arrive()
        return made

    return show


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
def press(qtbot) -> Press:
    """Press keys one after the other where the focus is: texts are typed, `Ctrl+O` is one key."""

    def press(*keys: str | Qt.Key) -> None:
        for key in keys:
            target = QApplication.focusWidget()
            assert target is not None
            if isinstance(key, Qt.Key):
                qtbot.keyClick(target, key)
            elif key.startswith("Ctrl+Shift+"):
                qtbot.keyClick(target, key[-1].lower(), Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
            elif key.startswith("Ctrl+"):
                qtbot.keyClick(target, key[-1].lower(), Qt.KeyboardModifier.ControlModifier)
            else:
                qtbot.keyClicks(target, key)

    return press
