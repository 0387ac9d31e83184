"""What stands at the foot of a table: how many rows, what the selection adds up to, the choice of columns, the way to Excel."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.i18n import _, ngettext
from jxc_desktop.ui.widgets.parts import soft_label
from jxc_desktop.ui.widgets.rows_view import EXPORT_KEY, RowsView
from jxc_desktop.ui.widgets.strips import key_chip


class TableFoot(QWidget):
    """One line under a `RowsView`; `chips` stand before its own. The count is the page's where it knows more than the loaded rows."""

    def __init__(self, view: RowsView, chips: Sequence[QPushButton] = (), *, export_key: str = EXPORT_KEY) -> None:
        super().__init__(view.parentWidget())
        self._view = view
        self.count_label, self.selection_label = soft_label(""), soft_label("")
        self.columns_chip = key_chip("", _("Columns"), self._show_columns, self)
        self.export_chip = key_chip(export_key, _("To Excel"), view.export, self)
        self.export_chip.setToolTip(_("The table as it is shown: its filters, its order, its columns"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.selection_label.setWordWrap(True)  # half a sum is a wrong one
        self.selection_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.count_label)
        row.addWidget(self.selection_label, 1)
        for part in (*chips, self.columns_chip, self.export_chip):
            row.addWidget(part)
        view.selection_told.connect(self.selection_label.setText)
        view.rows_model.loaded.connect(lambda: self.show_count(view.rows_model.rowCount(), is_all=view.rows_model.is_complete()))

    def show_count(self, count: int, *, is_all: bool) -> None:
        """Say how many rows there are, or that these are the first ones."""
        text = ngettext("{count} row", "{count} rows", count).format(count=count)
        self.count_label.setText(text if is_all else _("the first {rows}").format(rows=text))

    def _show_columns(self) -> None:
        self._view.columns.menu().popup(self.columns_chip.mapToGlobal(self.columns_chip.rect().topLeft()))

    def showEvent(self, event: QShowEvent) -> None:
        """Who may not export sees so."""
        super().showEvent(event)
        taker = self._view.export_taker()
        self.export_chip.setEnabled(taker is not None and taker.may_export())


def with_foot(view: RowsView) -> QWidget:
    """A table that stands by itself, and its foot."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(view, 1)
    column.addWidget(TableFoot(view))
    both.setFocusProxy(view)
    return both
