"""The list of counts."""

from typing import Any

from PySide6.QtWidgets import QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.count_list import COUNT_COLUMNS, count_list
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.widgets.table_page import TablePage


class CountsTable(TablePage):
    """The open counts first; Enter opens one."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        self.shop = shop
        self.rows = KeptRows(COUNT_COLUMNS)
        model = RowsModel(COUNT_COLUMNS, self.rows, second_key="number", tint=_tint, strong=lambda row: row.is_open)
        hint = _("Number, name or what is counted")
        super().__init__(model, "counts", _("Counts"), totals=self._totals_of, search_hint=hint, parent=parent)
        self.view.columns.hide_at_first(("started_by",))

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.model.order, filters)

    def refresh(self) -> None:
        """Read the counts anew."""
        with self.shop.read() as view:
            self.rows.set(count_list(view))
        super().refresh()

    def current_id(self) -> int:
        """The count under the cursor; 0 for none."""
        row = self.view.current_row()
        return 0 if row is None else int(row.id)

    def go_to(self, number: int) -> None:
        """Put the cursor on a count."""
        place = self.model.number_of(number)
        if place >= 0:
            self.view.selectRow(place)


def _tint(row: Any, key: str) -> str:
    return "accent" if key == "state" and row.is_open else ""
