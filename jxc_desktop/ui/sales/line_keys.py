"""Keys that a text field would keep for itself: in the scan line and the cart they are about the cart."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from jxc_desktop.ui.sales.counter import Counter
from jxc_desktop.ui.sales.key_choices import slot_of
from jxc_desktop.ui.sales.line_edits import LineEdits

_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CTRL, _KEYPAD = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.KeypadModifier


class Commands(Protocol):
    """What the keys do."""

    counter: Counter
    edits: LineEdits

    def do(self, slot: str, /) -> None:
        """What a key stands for."""


class LineKeys(QObject):
    """An event filter for the scan line and the cart."""

    def __init__(self, page: Commands) -> None:
        super().__init__(page if isinstance(page, QObject) else None)
        self._page = page

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that are about the cart."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        line = self._page.counter.line
        if watched is not line and self._is_for_the_line(event):
            line.setFocus()
            QApplication.sendEvent(line, event)
            return True
        return self._take(event, is_empty=watched is not line or not line.text())

    def _is_for_the_line(self, event: QKeyEvent) -> bool:
        is_plain = not event.modifiers() & (_CTRL | Qt.KeyboardModifier.AltModifier)
        return (is_plain and event.text().isprintable() and bool(event.text())) or event.key() in _ENTERS

    def _take(self, event: QKeyEvent, *, is_empty: bool) -> bool:
        """A key held down does what it says once."""
        key, does = Qt.Key(event.key()), self._command(event, is_empty=is_empty)
        if does is None:
            return key in _ENTERS and event.isAutoRepeat()
        if not event.isAutoRepeat():
            does()
        return True

    def _command(self, event: QKeyEvent, *, is_empty: bool) -> Callable[[], object] | None:
        key, page = Qt.Key(event.key()), self._page
        if key == Qt.Key.Key_Escape:
            return self._step_back
        if not is_empty:
            return None
        slot = slot_of(event)
        if slot:
            return partial(page.do, slot)
        is_keypad = bool(event.modifiers() & _KEYPAD)
        return page.edits.quantity if key == Qt.Key.Key_Asterisk and is_keypad else None

    def _step_back(self) -> None:
        """Esc: one step back."""
        page = self._page
        if page.counter.line.text():
            page.counter.line.clear()
        elif not page.counter.strip.isHidden():
            page.counter.strip.clear()
