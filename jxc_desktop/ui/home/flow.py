"""The way of the goods as a picture: what this program does, in the order a shop does it; to click or to press."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from jxc_desktop.ui import theme

Step = tuple[str, str, Callable[[], object]]


class FlowPicture(QWidget):
    """A row of large buttons with arrows between them; each has its digit, which works anywhere on the page."""

    def __init__(self, steps: Sequence[Step], page: QWidget) -> None:
        super().__init__(page)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.GAP))
        self.buttons: list[QPushButton] = []
        for digit, (icon, text, slot) in enumerate(steps, 1):
            if self.buttons:
                arrow = QLabel("→")
                arrow.setAlignment(Qt.AlignmentFlag.AlignCenter)
                theme.set_role(arrow, "soft")
                row.addWidget(arrow)
            row.addWidget(self._step(digit, icon, text, slot, page), 1)

    def _step(self, digit: int, icon: str, text: str, slot: Callable[[], object], page: QWidget) -> QPushButton:
        button = QPushButton(f"{digit}  {text}", self)
        button.setIcon(theme.icon(icon))
        button.setAccessibleName(text)
        button.setMinimumHeight(theme.px(64))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _checked: slot())
        shortcut = QShortcut(QKeySequence(str(digit)), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)
        self.buttons.append(button)
        return button
