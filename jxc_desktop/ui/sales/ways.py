"""The ways of paying as buttons with their digits."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from jxc_desktop.domain.payments import Method
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.still_button import StillButton

COLUMNS = 2
LOW_COLUMNS = 4


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
        self._columns = COLUMNS
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # pressed together they would be cut

    def show_methods(self, methods: Sequence[Method]) -> bool:
        """Show those of these ways that have a digit; whether they are others than before."""
        shown = tuple(method for method in methods if method.digit)
        if shown == self._methods:
            return False
        self._methods = shown
        for button in self.buttons.values():
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for method in shown:
            button = StillButton(f"{method.digit} {method.name}", self)
            button.setAccessibleName(method.name)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            theme.set_role(button, "way")
            button.clicked.connect(lambda _checked, method=method: self.chosen.emit(method))
            self.buttons[method.id] = button
        self._place(COLUMNS)
        return True

    def arrange(self, width: int, *, is_low: bool) -> None:
        """Two columns; in a low window more, where that width has room for every word and there are fewer rows then."""
        fitting = [columns for columns in range(COLUMNS + 1, LOW_COLUMNS + 1) if is_low and self._fits(columns, width)]
        columns = min([COLUMNS, *fitting], key=lambda columns: -(-len(self.buttons) // columns))
        if columns != self._columns:
            self._place(columns)

    def _fits(self, columns: int, width: int) -> bool:
        widest = max((button.minimumSizeHint().width() for button in self.buttons.values()), default=0)
        return columns * widest + (columns - 1) * self._grid.spacing() <= width

    def _place(self, columns: int) -> None:
        self._columns = columns
        for place, button in enumerate(self.buttons.values()):
            self._grid.addWidget(button, place // columns, place % columns)
        for column in range(LOW_COLUMNS):
            self._grid.setColumnStretch(column, int(column < columns))

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
