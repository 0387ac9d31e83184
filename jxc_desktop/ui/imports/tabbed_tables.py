"""The tables of a preview, one shown at a time; each tab says how many rows it has."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.queries.columns import Column
from jxc_desktop.ui import theme
from jxc_desktop.ui.rows import KeptRows, RowsModel
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot

LEAST_ROWS = 3


class TabbedTables(QWidget):
    """`titles` and `columns` by key; the tabs go into `heads`, which the step places. `shown` carries the key of the table shown."""

    shown = Signal(str)

    def __init__(self, name: str, titles: Mapping[str, str], columns: Mapping[str, Sequence[Column]]) -> None:
        super().__init__()
        self._titles = titles
        self._columns = columns
        self.heads = QHBoxLayout()
        self.heads.setSpacing(theme.px(6))
        self.stack = QStackedWidget(self)
        self.stack.setMinimumHeight(theme.row_height() * LEAST_ROWS)
        self.tabs: dict[str, QPushButton] = {}
        self.models: dict[str, RowsModel] = {}
        self.views: dict[str, RowsView] = {}
        self._rows: dict[str, KeptRows] = {}
        self._groups = QButtonGroup(self)
        for key in titles:
            self.heads.addWidget(self._tab(name, key))
        self.heads.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)

    def _tab(self, name: str, key: str) -> QPushButton:
        tab = QPushButton(self._titles[key], self)
        tab.setCheckable(True)
        self._groups.addButton(tab)
        self._rows[key] = KeptRows(self._columns[key])
        model = RowsModel(self._columns[key], self._rows[key], parent=self)
        view = self.views[key] = RowsView(model, f"{name}-{key}", self._titles[key])
        view.set_empty(_("None."))
        self.stack.addWidget(with_foot(view))
        tab.clicked.connect(lambda _checked: self.show_kind(key))
        self.tabs[key], self.models[key] = tab, model
        return tab

    def show_rows(self, rows: Mapping[str, Sequence[Any]], counts: Mapping[str, int]) -> None:
        """Show these rows; a count that is not given is how many rows there are."""
        for key, tab in self.tabs.items():
            self._rows[key].set(rows.get(key, ()))
            self.models[key].refresh()
            count = counts.get(key, len(rows.get(key, ())))
            tab.setText(f"{self._titles[key]}  {count}")
            tab.setAccessibleName(f"{self._titles[key]} {count}")

    def show_column(self, column: str, *, is_shown: bool) -> None:
        """Show or hide a column wherever it stands."""
        for key, model in self.models.items():
            if (place := model.column_of(column)) >= 0:
                self.views[key].setColumnHidden(place, not is_shown)
                self.views[key].columns.arrange()

    def show_kind(self, key: str) -> None:
        """Show one of the tables."""
        self.tabs[key].setChecked(True)
        self.stack.setCurrentIndex(list(self.tabs).index(key))
        self.shown.emit(key)

    def focus_table(self) -> None:
        """Put the focus into the table shown."""
        self.stack.currentWidget().setFocus(Qt.FocusReason.TabFocusReason)
