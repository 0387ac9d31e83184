"""A short list over the cart: what a search found, which of several products, which held sale."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from jxc_desktop.ui import theme
from jxc_desktop.ui.sales.boards import Note
from jxc_desktop.ui.sales.painted_table import LEFT, RIGHT, Cell, PaintedTable

Index = QModelIndex | QPersistentModelIndex
MOST_ROWS = 9
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TextRows(QAbstractTableModel):
    """Rows of cells, given as a whole. The last column of a list is right-aligned like its figures."""

    def __init__(self, widths: Sequence[int], right: Sequence[int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.widths, self.right = tuple(widths), frozenset(right)
        self._rows: list[Sequence[Cell]] = []

    def set_rows(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def cells(self, row: int) -> Sequence[Cell]:
        """The texts of a row."""
        return self._rows[row]

    def ground(self, _row: int) -> str:
        """No row stands out but the cursor's."""
        return ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Rows shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns of a row."""
        return 0 if parent.isValid() else len(self.widths)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text, for screen readers and tests."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            cell = self._rows[index.row()][index.column()]
            return f"{cell.text} {cell.after}".strip()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if index.column() in self.right else LEFT
        return None


class PopupList(QFrame):
    """The list in its frame. `picked` carries the row; with `takes_keys` digits pick, Enter picks the cursor's, Esc leaves."""

    picked = Signal(int)
    left = Signal()

    def __init__(
        self, name: str, widths: Sequence[int], right: Sequence[int], parent: QWidget, *, takes_keys: bool = False, has_title: bool = False
    ) -> None:
        super().__init__(parent)
        theme.set_role(self, "notice")
        self.rows = TextRows(widths, right)
        self.table = PaintedTable(self.rows, name, self)
        self.rows.setParent(self.table)
        self.table.horizontalHeader().hide()
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title = Note(name)
        self.title.setVisible(has_title)
        column = QVBoxLayout(self)
        margin = theme.px(6)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.px(2))
        column.addWidget(self.title)
        column.addWidget(self.table)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if takes_keys else Qt.FocusPolicy.NoFocus)
        self.table.clicked.connect(lambda index: self.picked.emit(index.row()))
        self.hide()

    def show_rows(self, rows: Sequence[Sequence[Cell]], place: QRect, *, title: str = "") -> None:
        """Show these rows in at most this place, the cursor on the first."""
        self.title.show_texts(title)
        self.rows.set_rows(rows)
        is_long = len(rows) > MOST_ROWS
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if is_long else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.table.setVerticalScrollBarPolicy(policy)
        height = min(len(rows), MOST_ROWS) * self.table.row_height + 2 * theme.px(6) + theme.px(8)
        height += self.title.sizeHint().height() + theme.px(2) if not self.title.isHidden() else 0
        self.setGeometry(QRect(place.left(), place.top(), place.width(), min(height, place.height())))
        self.table.choose(0)
        self.show()
        self.raise_()

    def current(self) -> int:
        """The row of the cursor."""
        return self.table.current_number()

    def step(self, by: int) -> None:
        """Move the cursor."""
        self.table.choose(self.current() + by)
        self.table.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and Enter pick, the arrows move, Esc leaves."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -MOST_ROWS, Qt.Key.Key_PageDown: MOST_ROWS}
        key, text = Qt.Key(event.key()), event.text()
        if key in steps:
            self.step(steps[key])
        elif key in _ENTERS and not event.isAutoRepeat():
            self.picked.emit(self.current())
        elif len(text) == 1 and text in "123456789":
            if int(text) <= self.rows.rowCount():
                self.picked.emit(int(text) - 1)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            event.ignore()
