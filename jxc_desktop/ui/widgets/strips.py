"""What just happened and its undo; keys and what they do."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from jxc_desktop.ui import theme


class OneLine(QLabel):
    """A text in one line; where the room is short it ends in dots, and the tip says the whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As much of the text as there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, self.alignment() | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


class UndoStrip(QFrame):
    """“Removed Cola · Undo Ctrl+Z”. Hidden until it has something to say; the key itself is the page's.

    `undone` is a click on a button that was given nothing else to do.
    """

    undone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "strip-neutral")
        self.label = OneLine(self)
        self.button = QPushButton(self)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a click must not take the focus from the scan line
        theme.set_role(self.button, "link")
        self._act: Callable[[], object] = self.undone.emit
        self.button.clicked.connect(lambda _checked: self._act())
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(2), theme.px(6), theme.px(2))
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.hide()

    def show_text(
        self, text: str, action: str = "", key: str = "", *, kind: str = "neutral", act: Callable[[], object] | None = None
    ) -> None:
        """Say what happened; `action` and `key` are written on the button, which does `act`."""
        self._act = act or self.undone.emit
        theme.set_role(self, f"strip-{kind}")
        self.label.setText(text)
        self.label.setToolTip(text)
        self.button.setText(f"{action}  {key}".strip())
        self.button.setAccessibleName(action)
        self.button.setVisible(bool(action))
        self.setAccessibleName(f"{text} {action} {key}".strip())
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def clear(self) -> None:
        """Nothing to say any more."""
        self.hide()
        self.label.clear()


class KeyHints(QWidget):
    """A row of chips, “F2 Quantity”: each shows its key and works by click. Where the room is short the last ones are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(6))
        self._row.addStretch(1)
        self._chips: list[QPushButton] = []

    def set_hints(self, hints: Iterable[tuple[str, str, Callable[[], object]]]) -> None:
        """Show these chips: key, text, and what a click does. The keys themselves are bound by the page."""
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [key_chip(key, text, slot, self) for key, text, slot in hints]
        for place, chip in enumerate(self._chips):
            chip.ensurePolished()
            self._row.insertWidget(place, chip)
        self._fold()

    def full_width(self) -> int:
        """What all chips need."""
        return sum(chip.sizeHint().width() + self._row.spacing() for chip in self._chips)

    def _fold(self) -> None:
        used = 0
        for chip in self._chips:
            used += chip.sizeHint().width()
            chip.setVisible(used <= self.width())
            used += self._row.spacing()

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Half a word helps nobody."""
        super().resizeEvent(event)
        self._fold()

    def chips(self) -> list[QPushButton]:
        """The chips, those that were left out too."""
        return list(self._chips)


def key_chip(key: str, text: str, slot: Callable[[], object], parent: QWidget | None = None) -> QPushButton:
    """One chip; it never takes the focus, so that the next scan goes where the last one went."""
    chip = QPushButton(f"{key} {text}".strip(), parent)
    chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    chip.setAccessibleName(text)
    chip.setAccessibleDescription(key)
    theme.set_role(chip, "chip")
    chip.clicked.connect(lambda _checked: slot())
    return chip
