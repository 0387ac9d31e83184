"""A list at the left that one chooses from, as wide as its longest title."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QListWidget, QSizePolicy, QWidget

from jxc_desktop.ui import theme

LEAST_WIDTH = 168
AIR = 48  # beside a title, at 100 %


class Menu(QListWidget):
    """`titles` are all that its lines will ever say: its width does not change with what they say now."""

    def __init__(self, name: str, titles: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme.set_role(self, "menu")

    def sizeHint(self) -> QSize:
        """Room for the longest title when it is chosen: then it is bold."""
        metrics = QFontMetrics(theme.font(bold=True))
        longest = max(map(metrics.horizontalAdvance, self._titles), default=0)
        return QSize(max(theme.px(LEAST_WIDTH), longest + theme.px(AIR)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Never narrower."""
        return QSize(self.sizeHint().width(), super().minimumSizeHint().height())
