"""Work under way: what is done, how far it is, and a way to stop it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.parts import role_label


class BusyStep(QWidget):
    """A sentence, a bar, and Cancel while cancelling is possible."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = role_label("", "title", self)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setMaximumWidth(theme.px(480))
        self.bar.setAccessibleName(_("Progress"))
        self.note = role_label("", "soft", self)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note.setWordWrap(True)
        self.cancel_button = QPushButton(_("Cancel") + "   Esc", self)
        self.cancel_button.setAccessibleName(_("Cancel"))
        self.cancel_button.setAutoDefault(True)
        self.cancel_button.clicked.connect(lambda _checked: self.cancelled.emit())
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.addStretch(2)
        column.addWidget(self.label)
        row = QVBoxLayout()
        row.addWidget(self.bar, 0)
        column.addLayout(row)
        column.setAlignment(row, Qt.AlignmentFlag.AlignHCenter)
        self.bar.setMinimumWidth(theme.px(320))
        column.addWidget(self.note)
        column.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.setFocusProxy(self.cancel_button)

    def begin(self, text: str, note: str = "", *, stoppable: bool = True) -> None:
        """Show work that begins."""
        self.label.setText(text)
        self.note.setText(note)
        self.bar.setValue(0)
        self.cancel_button.setEnabled(stoppable)
        self.cancel_button.setVisible(stoppable)

    def show_progress(self, fraction: float) -> None:
        """How far it is, 0 to 1."""
        self.bar.setValue(round(fraction * 1000))

    def no_way_back(self, note: str) -> None:
        """From here on it comes to its end."""
        self.note.setText(note)
        self.cancel_button.hide()
