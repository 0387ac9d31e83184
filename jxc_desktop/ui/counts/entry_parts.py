"""What the entry of a count shows over its table: the line one scans and types in, what is in hand, who counts, questions by key."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine
from jxc_desktop.ui.widgets.parts import BigTotal, Card, role_label
from jxc_desktop.ui.widgets.strips import OneLine, key_chip

COUNTED_SIZE = 40
Answer = tuple[str, str, Callable[[], object]]


class KeyStrip(QFrame):
    """A question that stops nobody: each answer has a key, written on it; the keys themselves are the page's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = OneLine(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.px(12), theme.px(4), theme.px(8), theme.px(4))
        self._row.setSpacing(theme.px(theme.GAP))
        self._row.addWidget(self.label, 1)
        self.chips: list[QPushButton] = []
        theme.set_role(self, "strip-amber")
        self.hide()

    def ask(self, text: str, answers: Sequence[Answer]) -> None:
        """Ask; an answer is its key, its title and what it does."""
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        self.chips = [key_chip(key, title, slot, self) for key, title, slot in answers]
        for chip in self.chips:
            self._row.addWidget(chip)
        self.label.setText(text)
        self.label.setToolTip(text)
        self.setAccessibleName(" ".join((text, *(f"{title} {key}" for key, title, _slot in answers))))
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def clear(self) -> None:
        """Nothing is asked any more."""
        self.hide()
        self.label.clear()


class EntryCard(Card):
    """The line on top; under it the goods in hand, large: name, how much is counted, and, unless that is hidden, book and difference."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.line = BarcodeLine(_("Scan, or type a code or initials"), name=_("Scan or type what is counted"))
        self.name = OneLine(self)
        theme.set_role(self.name, "title")
        self.about, self.asks = OneLine(self), OneLine(self)
        theme.set_role(self.about, "soft")
        self.counted = BigTotal(_("Counted quantity"), size=COUNTED_SIZE, parent=self)
        self.counted.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.book = role_label("", "soft", self)
        self.book.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.column.addWidget(self.line)
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.GAP_WIDE))
        names = QVBoxLayout()
        names.setSpacing(theme.px(2))
        for part in (self.name, self.about):
            names.addWidget(part)
        row.addLayout(names, 3)
        row.addWidget(self.counted, 2)
        self.column.addLayout(row)
        below = QHBoxLayout()  # a question has the width of the card: one that ends in dots can't be answered
        below.addWidget(self.asks, 1)
        below.addWidget(self.book)
        self.column.addLayout(below)

    def show_goods(self, name: str, about: str, counted: str, book: str = "", *, role: str = "text") -> None:
        """Show what is in hand; `role` is the token of the difference's colour."""
        self.name.setText(name)
        self.name.setToolTip(name)
        self.about.setText(about)
        self.counted.set_text(counted, role=role)
        self.book.setText(book)

    def ask(self, text: str, role: str = "accent") -> None:
        """What is to be typed now, or what is wrong with what was."""
        theme.set_role(self.asks, role)
        self.asks.setText(text)
        self.line.setAccessibleDescription(text)


class EntryTop(QWidget):
    """The ways to count as buttons, and who counts, where, which lines. `chosen` says that something else was picked."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(theme.GAP))
        self._row.addStretch(1)
        self.ways: dict[str, QPushButton] = {}
        self.who = self._combo(_("Who counts"))
        self.place = self._combo(_("Place"))
        self.area = self._combo(_("Area"))
        self.which = self._combo(_("Which lines"))

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        combo.currentIndexChanged.connect(lambda _index: self.chosen.emit())
        self._row.addWidget(combo)
        return combo

    def add_way(self, name: str, title: str, key: str, slot: Callable[[], object]) -> None:
        """A way to count; its key is written on the button and bound by the page."""
        button = QPushButton(f"{title}  {key}", self)
        button.setAccessibleName(title)
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked: slot())
        self._row.insertWidget(len(self.ways), button)
        self.ways[name] = button

    def fill(self, combo: QComboBox, items: Sequence[tuple[str, object]], chosen: object) -> None:
        """What there is to choose; hidden where there is no choice. Nothing is told."""
        combo.blockSignals(True)
        combo.clear()
        for title, value in items:
            combo.addItem(title, value)
        combo.setCurrentIndex(max(combo.findData(chosen), 0))
        combo.blockSignals(False)
        combo.setVisible(len(items) > 1)
