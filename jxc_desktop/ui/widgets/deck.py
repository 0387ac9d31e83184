"""Parts that lie one over the other, one of them shown."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class Deck(QWidget):
    """All parts have the deck's size, the hidden ones too: turning one up lays nothing out again, here or around it."""

    def __init__(self, *parts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        for part in parts:
            part.setParent(self)
            part.hide()
        self.current = parts[0]
        self.current.show()

    def turn_to(self, part: QWidget) -> None:
        """Show another part."""
        if part is not self.current:
            self.current.hide()
            self.current = part
            part.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All parts get the room."""
        super().resizeEvent(event)
        for part in self._parts:
            part.setGeometry(self.rect())

    def minimumSizeHint(self) -> QSize:
        """Room for the largest part."""
        least = QSize()
        for part in self._parts:
            least = least.expandedTo(part.minimumSizeHint())
        return least

    def sizeHint(self) -> QSize:
        """Room for the largest part."""
        wanted = QSize()
        for part in self._parts:
            wanted = wanted.expandedTo(part.sizeHint())
        return wanted
