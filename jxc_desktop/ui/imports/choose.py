"""The first step: choose a file, or drop one here; below, where there are such, the imports that can be taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.queries.columns import Column
from jxc_desktop.ui import bus, theme
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.ask_strip import Answer, AskStrip
from jxc_desktop.ui.widgets.parts import Card, role_label, soft_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot


@dataclass(frozen=True)
class PastImports:
    """The imports that were made: `read` gives their rows, the id last; `question` asks before one is taken back, "" where it can't."""

    name: str
    columns: Sequence[Column]
    read: Callable[[], Sequence[tuple[Any, ...]]]
    question: Callable[[tuple[Any, ...]], str]


class ChooseStep(QWidget):
    """Emits `asked` for the file dialog and `taken_back` with the import to undo."""

    asked = Signal()
    taken_back = Signal(int)

    def __init__(self, note: str, past: PastImports | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._past = past or PastImports("", (), tuple, lambda _row: "")
        self._has_past = past is not None
        self.button = QPushButton(theme.icon("file-spreadsheet", "on_accent"), _("Choose a file…"), self)
        self.button.setAccessibleName(_("Choose a file…"))
        theme.set_role(self.button, "primary")
        self.button.setAutoDefault(True)
        self.ask = AskStrip(self)
        self.model = RowsModel(self._past.columns, parent=self)
        self.past = RowsView(self.model, self._past.name, _("Past imports"), self)
        self.past.set_empty(_("No import was made yet."))
        self.undo = QPushButton(_("Take this import back"), self)
        self.undo.setAccessibleName(_("Take this import back"))
        self._lay_out(note)
        self.button.clicked.connect(lambda _checked: self.asked.emit())
        self.undo.clicked.connect(lambda _checked: self.ask_back())
        self.past.chosen.connect(lambda _row: self._show_undo())
        self.past.opened.connect(lambda _row: self.ask_back())
        bus.watch(self, {"import_batch"}, self.refresh)
        self.setFocusProxy(self.button)
        self.refresh()

    def _lay_out(self, note: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.addWidget(self.ask)
        drop = QFrame(self)
        theme.set_role(drop, "card")
        inner = QVBoxLayout(drop)
        inner.setContentsMargins(*(theme.px(24),) * 4)
        inner.setSpacing(theme.px(theme.GAP))
        text = role_label(_("Drop a workbook here, or choose one: .xlsx, .xls, .ods or .csv"), "empty")
        below = soft_label(note)
        for label in (text, below):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        inner.addWidget(text)
        inner.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        inner.addWidget(below)
        column.addWidget(drop)
        card = Card()
        head = QHBoxLayout()
        head.addWidget(role_label(_("Past imports"), "strong"), 1)
        head.addWidget(self.undo)
        card.column.addLayout(head)
        card.column.addWidget(with_foot(self.past), 1)
        column.addWidget(card, 1)
        if not self._has_past:
            card.hide()
            column.addStretch(1)

    def refresh(self) -> None:
        """Read the past imports again."""
        self.model.set_rows(self._past.read())
        self._show_undo()

    def _show_undo(self) -> None:
        row = self.past.current_row()
        self.undo.setEnabled(row is not None and bool(self._past.question(row)))

    def ask_back(self) -> None:
        """Ask whether to take the import at the cursor back."""
        row = self.past.current_row()
        if row is not None and self.undo.isEnabled():
            back = (_("Take it back"), lambda: self.taken_back.emit(row[-1]))
            self.ask.ask(self._past.question(row), [back, (_("Leave it"), self.past.setFocus)])

    def refuse(self, text: str, ways_on: Sequence[Answer] = ()) -> None:
        """Say why a file was not read, and what else may be done with it; another can be chosen at once."""
        self.ask.ask(text, ways_on, kind="red")
        self.button.setFocus()
