"""Fields for money and quantities: text is parsed here and nowhere further in; what is wrong is said in words below."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from jxc_desktop.domain.errors import NotANumber, TooLarge, TooPrecise
from jxc_desktop.domain.money import MAX_PRICE, format_plain, parse_money
from jxc_desktop.domain.quantity import MAX_QUANTITY, parse_quantity, plain_quantity
from jxc_desktop.i18n import _
from jxc_desktop.ui import theme


class ProblemLabel(QLabel):
    """A sentence below a field that says what is wrong; takes no room while all is well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self, "problem")
        self.hide()

    def show_problem(self, text: str) -> None:
        """Say what is wrong, or nothing."""
        self.setText(text)
        self.setVisible(bool(text))
        self._keep_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for as many lines as the text needs at this width."""
        super().resizeEvent(event)
        self._keep_room()

    def _keep_room(self) -> None:
        self.setMinimumHeight(0)  # Qt never answers less than the minimum
        if self.text():
            self.setMinimumHeight(self.heightForWidth(self.width()))


class NumberEdit(QWidget):
    """A line for a number with its problem below. `changed` carries the new value, None while empty or wrong."""

    changed = Signal(object)
    submitted = Signal(object)

    def __init__(
        self,
        name: str,
        parse: Callable[[str], int],
        show: Callable[[int], str],
        *,
        least: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._parse, self._show, self._least = parse, show, least
        self.line = _SelectingLine(self)
        self.line.setAccessibleName(name)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers | Qt.InputMethodHint.ImhNoPredictiveText)
        self.problem_label = ProblemLabel(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addWidget(self.line)
        column.addWidget(self.problem_label)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._on_text)
        self.line.returnPressed.connect(self._on_enter)

    def value(self) -> int | None:
        """The number, or None while the line is empty or wrong."""
        return self._read()[0]

    def problem(self) -> str:
        """What is wrong, in words; empty when nothing is."""
        return self._read()[1]

    def is_valid(self) -> bool:
        """Whether the line holds a number or nothing."""
        return not self.problem()

    def set_value(self, value: int | None) -> None:
        """Show a number; nothing for None."""
        self.line.setText("" if value is None else self._show(value))

    def show_problem(self, text: str) -> None:
        """Say something that only the page knows (a price below cost); gone with the next change."""
        self._mark(text)

    def select_all(self) -> None:
        """Put the cursor here, all selected: typing replaces."""
        self.line.setFocus()
        self.line.selectAll()

    def _read(self) -> tuple[int | None, str]:
        text = self.line.text().strip()
        if not text:
            return None, ""
        try:
            value = self._parse(text)
        except (NotANumber, TooLarge, TooPrecise) as wrong:
            return None, str(wrong)
        if self._least is not None and value < self._least:
            return None, _("At least {least}.").format(least=self._show(self._least))
        return value, ""

    def _on_text(self) -> None:
        value, problem = self._read()
        self._mark(problem)
        self.changed.emit(value)

    def _mark(self, problem: str) -> None:
        self.problem_label.show_problem(problem)
        self.line.setAccessibleDescription(problem)
        theme.set_role(self.line, "wrong" if problem else "")

    def _on_enter(self) -> None:
        value, problem = self._read()
        if not problem:
            self.submitted.emit(value)


class _SelectingLine(QLineEdit):
    """Selects all when the focus comes by key, so that typing replaces the figure."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()


class MoneyEdit(NumberEdit):
    """A field for money, in 1/10000 of the unit."""

    def __init__(self, name: str, *, limit: int = MAX_PRICE, least: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(name, lambda text: parse_money(text, limit), format_plain, least=least, parent=parent)


class QuantityEdit(NumberEdit):
    """A field for a quantity, in 1/1000 of the base unit."""

    def __init__(self, name: str, *, limit: int = MAX_QUANTITY, least: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(name, lambda text: parse_quantity(text, limit), plain_quantity, least=least, parent=parent)
