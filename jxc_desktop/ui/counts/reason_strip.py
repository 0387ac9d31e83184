"""Why goods are missing or over, at one key: the shop's reasons with their digits, for the lines that are marked."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.queries.places import Named
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.facts import FactsLine
from jxc_desktop.ui.widgets.parts import role_label

NO_REASON = 0


class ReasonStrip(QFrame):
    """Hidden until it asks. A digit or Enter chooses, 0 takes the reason back, Esc leaves; `ended` either way."""

    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "strip-neutral")
        self.title, self.choices = role_label("", "strong", self), FactsLine(self)
        self.title.setWordWrap(True)
        self._reasons: dict[str, int] = {}
        self._take: Callable[[int], object] = lambda _reason: None
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        column.addWidget(self.title)
        column.addWidget(self.choices)
        self.choices.opened.connect(self._choose)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether it asks."""
        return not self.isHidden()

    def ask(self, title: str, reasons: Sequence[Named], take: Callable[[int], object]) -> None:
        """Ask; `take` gets the id of the reason, 0 for none."""
        self._take = take
        self._reasons = {str(place): each.id for place, each in enumerate(reasons, 1)} | {"0": NO_REASON}
        self.title.setText(title)
        self.setAccessibleName(title)
        named = [(f"{place}  {each.title}", str(place)) for place, each in enumerate(reasons, 1)]
        self.choices.show_facts([*named, (f"0  {_('No reason')}", "0")])
        self.show()
        first = self.choices.parts[0]
        if isinstance(first, QPushButton):
            first.setFocus()

    def _choose(self, key: str) -> None:
        if key in self._reasons:
            self.close_strip()
            self._take(self._reasons[key])

    def close_strip(self) -> None:
        """Nothing is asked any more."""
        if self.is_open:
            self.hide()
            self.ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit chooses, Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_strip()
        elif event.text() in self._reasons:
            self._choose(event.text())
        else:
            super().keyPressEvent(event)
