"""The ways of paying as buttons with their digits."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from jxc_desktop.domain.payments import Method
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.still_button import StillButton

COLUMNS = 2


class Ways(QWidget):
    """A button a way of paying: “1 Cash”. A click is `chosen`; keys are the page's or the panel's."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(theme.GAP))
        self.buttons: dict[int, QPushButton] = {}
        self._methods: tuple[Method, ...] = ()

    def show_methods(self, methods: Sequence[Method]) -> None:
        """Show those of these ways that have a digit."""
        shown = tuple(method for method in methods if method.digit)
        if shown == self._methods:
            return
        self._methods = shown
        for button in self.buttons.values():
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for place, method in enumerate(shown):
            button = StillButton(f"{method.digit} {method.name}", self)
            button.setAccessibleName(method.name)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            theme.set_role(button, "way")
            button.clicked.connect(lambda _checked, method=method: self.chosen.emit(method))
            self._grid.addWidget(button, place // COLUMNS, place % COLUMNS)
            self.buttons[method.id] = button

    def say(self, texts: Mapping[int, str]) -> None:
        """What the rest comes to by ways where it is another sum, by the way's id."""
        for method in self._methods:
            text = f"{method.digit} {method.name} {texts.get(method.id, '')}".strip()
            button = self.buttons[method.id]
            if button.text() != text:
                button.setText(text)

    def mark(self, method: Method | None) -> None:
        """Show which way Enter takes."""
        for method_id, button in self.buttons.items():
            button.setCheckable(True)
            button.setChecked(method is not None and method.id == method_id)
