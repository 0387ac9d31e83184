"""Questions that stand under the cart instead of in a box: a few fields, Enter takes them, Esc leaves."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QWidget

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import _
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.parts import role_label, soft_label

ACROSS = 2  # more fields go into further rows: three would be too narrow to read
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AskBar(QFrame):
    """`ask` shows fields and gives their texts to `accept`; a refusal that it raises is said here and the bar stays.

    `subject` tells what is asked about (the key of the cart): once it is another, nothing that was typed is taken.
    """

    ended = Signal()

    def __init__(self, parent: QWidget | None = None, *, subject: Callable[[], str] = str) -> None:
        super().__init__(parent)
        theme.set_role(self, "strip-neutral")
        self._subject = subject
        self._asked_about = ""
        self._accept: Callable[[list[str]], object] = lambda _texts: None
        self._look: Callable[[list[str]], str] = lambda _texts: ""
        self.fields: list[QLineEdit] = []
        self.title = role_label("", "strong")
        self.title.setWordWrap(True)
        self.said = soft_label("")
        self.said.setWordWrap(True)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        self._grid.setHorizontalSpacing(theme.px(theme.GAP))
        self._grid.setVerticalSpacing(theme.px(4))
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether something is being asked."""
        return not self.isHidden()

    def ask(
        self,
        title: str,
        fields: list[tuple[str, str]],
        accept: Callable[[list[str]], object],
        *,
        look: Callable[[list[str]], str] | None = None,
        hint: str = "",
        done: str = "",
        first: int = 0,
    ) -> None:
        """Ask for the fields (name, first text), beginning in the `first`. `look` words what the texts would do, while one types."""
        self._empty()
        self._asked_about = self._subject()
        self._accept, self._look = accept, look or (lambda _texts: hint)
        self.title.setText(title)
        self.setAccessibleName(title)
        across, rows = min(len(fields), ACROSS) * 2, -(-len(fields) // ACROSS)
        self._grid.addWidget(self.title, 0, 0, 1, across + 1)
        for place, (name, text) in enumerate(fields):
            self._add_field(place, name, text)
        button = QPushButton(f"{done or _('OK')}  Enter", self)
        button.setAccessibleName(done or _("OK"))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda _checked: self.enter())
        self._grid.addWidget(button, rows, across)
        self._grid.addWidget(self.said, rows + 1, 0, 1, across + 1)
        self._on_text()
        self.show()
        self.fields[first].setFocus()
        self.fields[first].selectAll()

    def take_focus(self) -> None:
        """To the field that one was in, else the first."""
        field = next((each for each in self.fields if each is self.focusWidget()), self.fields[0])
        field.setFocus()

    def _add_field(self, place: int, name: str, text: str) -> None:
        label = QLabel(name, self)
        field = QLineEdit(text, self)
        field.setAccessibleName(name)
        field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        label.setBuddy(field)
        field.setCursorPosition(0)
        field.textChanged.connect(self._on_text)
        row, column = divmod(place, ACROSS)
        self._grid.addWidget(label, 1 + row, column * 2)
        self._grid.addWidget(field, 1 + row, column * 2 + 1)
        self._grid.setColumnStretch(column * 2 + 1, 1)
        self.fields.append(field)

    def texts(self) -> list[str]:
        """What is typed."""
        return [field.text().strip() for field in self.fields]

    def _on_text(self) -> None:
        try:
            self._say(self._look(self.texts()), "soft")
        except ShopError as wrong:
            self._say(str(wrong) if any(self.texts()) else "", "problem")

    def _say(self, text: str, role: str) -> None:
        theme.set_role(self.said, role)
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def enter(self) -> None:
        """Take what is typed, or go on to the next empty field."""
        focused = next((place for place, field in enumerate(self.fields) if field.hasFocus()), len(self.fields) - 1)
        if focused + 1 < len(self.fields):
            self.fields[focused + 1].setFocus()
            self.fields[focused + 1].selectAll()
            return
        if self._subject() != self._asked_about:
            self.close_bar()
            return
        try:
            self._accept(self.texts())
        except ShopError as refused:
            self._say(str(refused), "problem")
            return
        self.close_bar()

    def close_bar(self) -> None:
        """Nothing is asked any more."""
        if self.is_open:
            self.hide()
            self.ended.emit()

    def _empty(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in (self.title, self.said):
                widget.hide()
                widget.deleteLater()
        for place in range(self._grid.columnCount()):
            self._grid.setColumnStretch(place, 0)
        self.fields = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes it, Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in _ENTERS:
            if not event.isAutoRepeat():
                self.enter()
        else:
            super().keyPressEvent(event)
