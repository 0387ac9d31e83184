"""Parts that lie one over the other, one of them shown."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from jxc_desktop.ui import theme


class Deck(QWidget):
    """All parts have the deck's size, the hidden ones too: turning one up lays nothing out again, here or around it.

    It paints the ground beneath them itself: else every widget that it stands in would be painted again with each turn.
    """

    def __init__(self, *parts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """The window's ground."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("ground"))
        painter.end()

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
