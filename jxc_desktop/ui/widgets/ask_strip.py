"""A question asked in place: what it is about, and the answers as buttons. No box, nothing is lost."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from jxc_desktop.ui import theme

Answer = tuple[str, Callable[[], object]]


class AskStrip(QFrame):
    """Hidden until it asks; an answer hides it again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.px(theme.GAP))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(theme.px(12), theme.px(8), theme.px(8), theme.px(8))
        whole.setSpacing(theme.px(theme.GAP_WIDE))
        whole.addWidget(self.label, 1)
        whole.addLayout(self._row)
        self.buttons: list[QPushButton] = []
        self.hide()

    def ask(self, text: str, answers: Sequence[Answer] = (), *, kind: str = "amber") -> None:
        """Ask; the first answer has the focus. `kind` is amber, or red for what can't be done."""
        self.clear()
        theme.set_role(self, f"strip-{kind}")
        self.label.setText(text)
        self.setAccessibleName(text)
        for title, slot in answers:
            self._add(title, slot)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        if self.buttons:
            self.buttons[0].setFocus()

    def _add(self, title: str, slot: Callable[[], object]) -> None:
        button = QPushButton(title, self)
        button.setAccessibleName(title)
        button.setAutoDefault(True)

        def answer() -> None:
            self.clear()
            slot()

        button.clicked.connect(lambda _checked: answer())
        self._row.addWidget(button)
        self.buttons.append(button)

    def clear(self) -> None:
        """Nothing is asked any more."""
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = []
        self.hide()
