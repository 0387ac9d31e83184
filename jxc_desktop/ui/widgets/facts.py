"""Figures in a line, each of which may open to what is behind it; what does not fit goes on in the next line."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QLayout, QLayoutItem, QPushButton, QSizePolicy, QWidget

from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.parts import soft_label


def open_button(text: str, name: str = "", *, role: str = "fact") -> QPushButton:
    """A figure that opens to what is behind it; `name` says to a screen reader which it is."""
    button = QPushButton(text)
    theme.set_role(button, role)
    button.setAccessibleName(f"{name} {text}".strip())
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


class FactsLine(QWidget):
    """Texts one after the other; those with a key are buttons, and `opened` carries it."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = _Flow(self)
        self.parts: list[QPushButton | QLabel] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these: text and key, nothing for what opens nothing."""
        for old in self.parts:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.parts = [self._part(text, key) for text, key in facts]

    def text(self) -> str:
        """All of it."""
        return " · ".join(part.text() for part in self.parts)

    def _part(self, text: str, key: str) -> QPushButton | QLabel:
        part: QPushButton | QLabel = open_button(text) if key else soft_label(text)
        if isinstance(part, QPushButton):
            part.clicked.connect(lambda _checked: self.opened.emit(key))
        self._flow.addWidget(part)
        part.show()
        return part


class _Flow(QLayout):
    """Parts side by side, in as many lines as they need."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(QMargins())
        self.setSpacing(theme.px(8))

    def addItem(self, item: QLayoutItem) -> None:
        """One more."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The part at a place."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take a part out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high all lines are."""
        return self._place(QRect(0, 0, width, 0), moves=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the parts."""
        super().setGeometry(rect)
        self._place(rect, moves=True)

    def sizeHint(self) -> QSize:
        """The widest part by one line."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest part."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, moves: bool) -> int:
        left, top, height = rect.x(), rect.y(), 0
        for item in self._items:
            size = item.sizeHint()
            if left > rect.x() and left + size.width() > rect.right() + 1:
                left, top, height = rect.x(), top + height + theme.px(2), 0
            height = max(height, size.height())
            if moves:
                item.setGeometry(QRect(QPoint(left, top), size))
            left += size.width() + self.spacing()
        return top + height - rect.y()
