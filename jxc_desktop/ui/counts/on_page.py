"""What a part of a count and the page around it have to settle: the way to the other tabs, and whose Esc it is."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from jxc_desktop.ui.page import Page


def page_of(part: QWidget) -> Page | None:
    """The page; None while the part stands on none."""
    above = part.parentWidget()
    while above is not None and not isinstance(above, Page):
        above = above.parentWidget()
    return above


def keeps_esc(event: QEvent, is_wanted: Callable[[], bool]) -> bool:
    """Whether an event asked for Esc, and what is open in the part takes it before the page goes back."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
        return False
    if is_wanted():
        event.accept()
        return True
    return False
