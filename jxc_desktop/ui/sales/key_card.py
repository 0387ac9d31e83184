"""F1: all keys of the counter on one card."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.ui import theme
from jxc_desktop.ui.sales.keys import KEYS, TYPED
from jxc_desktop.ui.widgets.parts import Card, role_label


class KeyCard(QWidget):
    """The card; Esc, F1 or the button go back."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Keys of the counter"))
        card = Card()
        card.column.addWidget(role_label(_("Keys of the counter"), "title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(24))
        grid.setVerticalSpacing(theme.px(3))
        rows = [(each.keys, each.title) for each in KEYS] + list(TYPED)
        half = -(-len(rows) // 2)
        for place, (keys, title) in enumerate(rows):
            column = 2 * (place // half)
            grid.addWidget(role_label(_(keys), "strong"), place % half, column)
            said = role_label(_(title), "")
            said.setWordWrap(True)
            grid.addWidget(said, place % half, column + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        card.column.addLayout(grid)
        card.column.addStretch(1)
        back = QPushButton(f"{_('Back')}  Esc")
        back.setAccessibleName(_("Back"))
        back.clicked.connect(lambda _checked: self.left.emit())
        card.column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(card)
        whole = QVBoxLayout(self)
        margin = theme.px(theme.GAP_WIDE)
        whole.setContentsMargins(margin, margin, margin, margin)
        whole.addWidget(area)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, and so does F1 pressed again."""
        if event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_F1 and not event.isAutoRepeat()):
            self.left.emit()
        else:
            super().keyPressEvent(event)
