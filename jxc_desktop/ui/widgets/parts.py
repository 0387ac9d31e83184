"""Small parts of pages: cards, form rows, the total, thin lines."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.number_edits import ProblemLabel


class Card(QFrame):
    """A surface with round corners; `column` is its layout."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "card")
        self.column = QVBoxLayout(self)
        margin = theme.px(theme.GAP_WIDE)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(theme.px(theme.GAP))
        if title:
            self.column.addWidget(soft_label(title))


LEFT_PART, RIGHT_PART = 62, 38


def put_side_by_side(page: QWidget, left: QWidget, right: QWidget) -> None:
    """The counter and what stands in its place share the width in the same way, whatever is in them."""
    wide = theme.px(theme.GAP_WIDE)
    row = QHBoxLayout(page)
    row.setContentsMargins(wide, wide, wide, wide)
    row.setSpacing(wide)
    for side, part in ((left, LEFT_PART), (right, RIGHT_PART)):
        side.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(side, part)


def soft_label(text: str, parent: QWidget | None = None) -> QLabel:
    """A small label that steps back."""
    return role_label(text, "soft", parent)


def role_label(text: str, role: str, parent: QWidget | None = None) -> QLabel:
    """A label with a role of the style sheet; its text is never taken for markup."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    theme.set_role(label, role)
    return label


def settle(parts: Iterable[QWidget]) -> None:
    """Let parts know at once what they need now, from the inner to the outer; layouts wait for an event otherwise."""
    for part in parts:
        layout = part.layout()
        if layout is not None:
            layout.invalidate()
            layout.activate()


def thin_line(parent: QWidget | None = None) -> QFrame:
    """A thin line across."""
    line = QFrame(parent)
    theme.set_role(line, "line")
    return line


def grow_to_text(dialog: QWidget) -> None:
    """Soon make a dialog as high as its wrapped texts need at its width: only then do they know their fonts."""

    def grow() -> None:
        layout = dialog.layout()
        if layout is not None:
            layout.activate()
            dialog.resize(dialog.width(), max(dialog.height(), layout.totalHeightForWidth(dialog.width())))

    QTimer.singleShot(0, dialog, grow)


class BigTotal(QWidget):
    """The largest thing on the screen. It never leaves out a figure: where the room is short the type gets smaller.

    `opened` is a click, Enter or a blank on it, once it `may_open`.
    """

    opened = Signal()

    def __init__(self, name: str, *, size: int = theme.BIG, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may_open = False
        self._name, self._size, self._text, self._role = name, size, "", "text"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_text("")

    def text(self) -> str:
        """The figure shown."""
        return self._text

    def set_text(self, text: str, *, role: str = "text") -> None:
        """Show a figure; `role` is the token of its colour."""
        self._text, self._role = text, role
        self.setAccessibleName(f"{self._name} {text}".strip())
        self.update()

    def may_open(self) -> None:
        """From now on there is something behind it."""
        self._may_open = True
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens it."""
        if self._may_open and event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or a blank opens it."""
        if self._may_open and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def fitting_size(self) -> float:
        """The largest size, for 100 %, at which the figure fits."""
        wanted = QFontMetrics(theme.font(self._size, bold=True)).horizontalAdvance(self._text)
        return self._size if wanted <= self.width() else max(8.0, self._size * self.width() / wanted - 0.5)

    def sizeHint(self) -> QSize:
        """One line of the largest type."""
        return QSize(theme.px(160), QFontMetrics(theme.font(self._size, bold=True)).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The figure, at the right."""
        painter = QPainter(self)
        painter.setFont(theme.font(self.fitting_size(), bold=True))
        painter.setPen(theme.colour(self._role))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._text)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), theme.px(2)))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), theme.px(6), theme.px(6))
        painter.end()


class FormRows(QFormLayout):
    """Rows of a form: label, field, and a hint or problem below the field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHorizontalSpacing(theme.px(theme.GAP_WIDE))
        self.setVerticalSpacing(theme.px(theme.GAP))
        self.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._problems: dict[QWidget, ProblemLabel] = {}
        self._hints: dict[QWidget, QLabel] = {}

    def add(self, title: str, field: QWidget, hint: str = "", *, beside: QWidget | None = None) -> QWidget:
        """Add a field; the label is its buddy and its accessible name unless it has one."""
        if not field.accessibleName():
            field.setAccessibleName(title)
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        line = QHBoxLayout()
        line.setSpacing(theme.px(theme.GAP))
        line.addWidget(field, 1)
        if beside is not None:
            line.addWidget(beside)
        column.addLayout(line)
        problem = ProblemLabel(place)
        column.addWidget(problem)
        if hint:
            note = self._hints[field] = soft_label(hint)
            note.setWordWrap(True)
            column.addWidget(note)
            field.setAccessibleDescription(hint)
        label = QLabel(title)
        label.setBuddy(field)
        self.addRow(label, place)
        self._problems[field] = problem
        return field

    def set_hint(self, field: QWidget, text: str) -> None:
        """Another hint below a field that has one."""
        self._hints[field].setText(text)
        field.setAccessibleDescription(text)

    def show_problem(self, field: QWidget, text: str) -> None:
        """Say below a field what is wrong with it, or nothing."""
        self._problems[field].show_problem(text)
        field.setAccessibleDescription(text)
