"""What an empty list says: why it is empty, and the one thing to do about it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.ui import theme


class EmptyState(QWidget):
    """A sentence in the middle and at most one button."""

    def __init__(
        self, text: str, action: str = "", on_action: Callable[[], object] | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.addStretch(2)
        self.label = QLabel(text, self)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setWordWrap(True)
        theme.set_role(self.label, "empty")
        column.addWidget(self.label)
        self.button: QPushButton | None = None
        if action:
            self.button = QPushButton(action, self)
            self.button.setAccessibleName(action)
            if on_action is not None:
                self.button.clicked.connect(lambda _checked: on_action())
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.setAccessibleName(text)

    def say(self, text: str) -> None:
        """Say something else."""
        self.label.setText(text)
        self.setAccessibleName(text)
