"""The last step: what was done, and how to take it back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.ask_strip import AskStrip
from jxc_desktop.ui.widgets.parts import Card, role_label


class ResultStep(QWidget):
    """Emits `finished`, `undo_wanted`, `save_wanted` (the wrong rows) and `again` (another file). `done` names the way out."""

    finished = Signal()
    undo_wanted = Signal()
    save_wanted = Signal()
    again = Signal()

    def __init__(self, done: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading, self.detail = role_label("", "title", self), role_label("", "soft", self)
        self.ask = AskStrip(self)
        self.done = self._button(done, self.finished)
        theme.set_role(self.done, "primary")
        self.save_wrong = self._button(_("Save the wrong rows…"), self.save_wanted)
        self.undo = self._button(_("Take this import back"), self.undo_wanted)
        self.other = self._button(_("Import another file"), self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        card = Card()
        card.column.addStretch(2)
        for label in (self.heading, self.detail):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            card.column.addWidget(label)
        card.column.addSpacing(theme.px(theme.GAP_WIDE))
        for button in (self.done, self.save_wrong, self.undo, self.other):
            card.column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        card.column.addWidget(self.ask)
        card.column.addStretch(3)
        column.addWidget(card)
        self.setFocusProxy(self.done)

    def _button(self, text: str, signal: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        button.setMinimumWidth(theme.px(240))
        button.setAutoDefault(True)  # Enter presses it, outside of dialogs too
        button.clicked.connect(signal)
        return button

    def show_import(self, heading: str, detail: str, *, has_wrong: bool, can_undo: bool = True) -> None:
        """Say what was imported."""
        self.ask.clear()
        self.heading.setText(heading)
        self.detail.setText(detail)
        self.save_wrong.setVisible(has_wrong)
        self.undo.setVisible(can_undo)
        self.undo.setEnabled(True)

    def show_taken_back(self) -> None:
        """Say that it is as before."""
        self.ask.clear()
        self.heading.setText(_("The import was taken back"))
        self.detail.setText(_("Everything is as it was before."))
        self.save_wrong.hide()
        self.undo.setEnabled(False)
