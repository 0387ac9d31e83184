"""A page, shown and in front at the size it has in the smallest window; and keys that go to whatever has the focus."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import bus, jobs
from jxc_desktop.ui.page import Page

Press = Callable[..., None]
P = TypeVar("P", bound=Page)


def shown(qtbot, shop: Shop, kind: type[P]) -> P:
    """A page of a kind, arrived at."""
    bus.attach(shop)
    made = kind(shop)
    qtbot.addWidget(made, before_close_func=lambda _page: jobs.stop_all())
    made.resize(1024, 660)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.arrive()
    return made


def presser(qtbot) -> Press:
    """Presses keys one after the other where the focus is: texts are typed, names of keys pressed (`Ctrl+S`)."""

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
            elif key.isascii():
                qtbot.keyClicks(target, key)
            else:  # QTest knows Latin keys only
                QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, key))

    return press
