"""A short table from which one row is picked in place: a digit, Enter or a double click picks."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from jxc_desktop.queries.columns import Column
from jxc_desktop.ui import theme
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.rows_view import RowsView

MOST_ROWS = 6


class PickRows(RowsView):
    """What there is to pick; the first column is the digit. Emits `picked` with what was picked."""

    picked = Signal(object)

    def __init__(self, columns: Sequence[Column], name: str, title: str, parent: QWidget | None = None) -> None:
        self._found: Sequence[Any] = ()
        super().__init__(RowsModel(columns), name, title, parent)
        self.rows_model.setParent(self)
        self.opened.connect(lambda row: self.picked.emit(self._found[row[0] - 1]))

    def offer(self, found: Sequence[Any], rows: Sequence[tuple[Any, ...]]) -> None:
        """Show these, a row each, and take the focus."""
        self._found = found
        self.rows_model.set_rows(rows)
        self.columns.measure()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + min(len(found), MOST_ROWS) * theme.row_height() + theme.px(4))
        self.selectRow(0)
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 9 pick."""
        text = event.text()
        if len(text) == 1 and text in "123456789"[: len(self._found)]:
            self.picked.emit(self._found[int(text) - 1])
        else:
            super().keyPressEvent(event)
