"""The first step: choose a file, or drop one here; below, the imports that were made and can be taken back."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.imports import ImportBatch, import_batches
from jxc_desktop.ui import bus, theme
from jxc_desktop.ui.products.ask_strip import Answer, AskStrip
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.parts import Card, role_label, soft_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot

COLUMNS = (
    Column("at", N_("Time"), "time"),
    Column("file_name", N_("File"), "text"),
    Column("actor", N_("Done by"), "text"),
    Column("new", N_("New products"), "integer"),
    Column("changed", N_("Changed products"), "integer"),
    Column("state", N_("State"), "text"),
)
STATES = {
    "staged": N_("prepared"),
    "applying": N_("under way"),
    "done": N_("done"),
    "undoing": N_("being taken back"),
    "undone": N_("taken back"),
}
SUFFIXES = ("*.xlsx", "*.xlsm", "*.xls", "*.ods", "*.csv", "*.txt", "*.tsv")


class ChooseStep(QWidget):
    """Emits `asked` for the file dialog and `taken_back` with the import to undo."""

    asked = Signal()
    taken_back = Signal(int)

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.button = QPushButton(theme.icon("file-spreadsheet", "on_accent"), _("Choose a file…"), self)
        self.button.setAccessibleName(_("Choose a file…"))
        theme.set_role(self.button, "primary")
        self.button.setAutoDefault(True)
        self.ask = AskStrip(self)
        self.model = RowsModel(COLUMNS, parent=self)
        self.past = RowsView(self.model, "imports", _("Past imports"), self)
        self.past.set_empty(_("No import was made yet."))
        self.undo = QPushButton(_("Take this import back"), self)
        self.undo.setAccessibleName(_("Take this import back"))
        self._lay_out()
        self.button.clicked.connect(lambda _checked: self.asked.emit())
        self.undo.clicked.connect(lambda _checked: self.ask_back())
        self.past.chosen.connect(lambda _row: self._show_undo())
        self.past.opened.connect(lambda _row: self.ask_back())
        bus.watch(self, {"import_batch"}, self.refresh)
        self.setFocusProxy(self.button)
        self.refresh()

    def _lay_out(self) -> None:
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
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setWordWrap(True)
        note = soft_label(
            _("Any list of products will do: the columns are found by their heads. Nothing is changed before you have seen it.")
        )
        note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        note.setWordWrap(True)
        inner.addWidget(text)
        inner.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        inner.addWidget(note)
        column.addWidget(drop)
        card = Card()
        head = QHBoxLayout()
        head.addWidget(role_label(_("Past imports"), "strong"), 1)
        head.addWidget(self.undo)
        card.column.addLayout(head)
        card.column.addWidget(with_foot(self.past), 1)
        column.addWidget(card, 1)

    def refresh(self) -> None:
        """Read the past imports again."""
        with self.shop.read() as view:
            batches = import_batches(view)
        self.batches = {batch.id: batch for batch in batches}
        self.model.set_rows([(b.at, b.file_name, _(b.actor), b.new, b.changed, _(STATES[b.state]), b.id) for b in batches])
        self._show_undo()

    def current(self) -> ImportBatch | None:
        """The import the cursor is on."""
        row = self.past.current_row()
        return self.batches.get(row[-1]) if row is not None else None

    def _show_undo(self) -> None:
        batch = self.current()
        self.undo.setEnabled(batch is not None and batch.can_be_undone)

    def ask_back(self) -> None:
        """Ask whether to take the import at the cursor back."""
        batch = self.current()
        if batch is None or not batch.can_be_undone:
            return
        text = _("Take “{file}” back? Its {new} new products go, and {changed} changed ones get their old values.").format(
            file=batch.file_name, new=batch.new, changed=batch.changed
        )
        back = (_("Take it back"), lambda: self.taken_back.emit(batch.id))
        self.ask.ask(text, [back, (_("Leave it"), self.past.setFocus)])

    def refuse(self, text: str, ways_on: Sequence[Answer] = ()) -> None:
        """Say why a file was not read, and what else may be done with it; another can be chosen at once."""
        self.ask.ask(text, ways_on, kind="red")
        self.button.setFocus()


def file_filter() -> str:
    """What the file dialog shows."""
    return _("Workbooks and tables") + f" ({' '.join(SUFFIXES)})"


def is_table(path: Path) -> bool:
    """Whether a dropped file may be a table, by its name."""
    return f"*{path.suffix.lower()}" in SUFFIXES
