"""The list of suppliers: found by initials, with what is owed and when it is due."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QWidget

from jxc_desktop.domain.suppliers import LicenceState
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.suppliers import SUPPLIER_COLUMNS, SupplierRow, suppliers
from jxc_desktop.ui.rows import QUICK, Filters, KeptRows, Order, RowsModel, Totals
from jxc_desktop.ui.widgets.table_page import TablePage

_HIDDEN_AT_FIRST = ("initials", "contact", "phone", "lead_days", "minimum_order", "address", "remark")
_TINTS = {LicenceState.EXPIRED: "red", LicenceState.SOON: "amber"}


class SupplierTable(TablePage):
    """The list page of suppliers."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        self.shop = shop
        self._kept: tuple[Filters, KeptRows] = ({}, KeptRows(SUPPLIER_COLUMNS))
        self.with_inactive = QCheckBox(_("Also those that are switched off"))
        model = RowsModel(SUPPLIER_COLUMNS, self._fetch, second_key="name", tint=_tint)
        super().__init__(
            model,
            "suppliers",
            _("Suppliers"),
            totals=self._totals_of,
            search_hint=_("Name, initials, contact or telephone"),
            parent=parent,
        )
        self.view.columns.hide_at_first(_HIDDEN_AT_FIRST)
        self.with_inactive.toggled.connect(lambda _is_on: self.refresh())
        self.above.addWidget(self.with_inactive)
        self.setTabOrder(self.search, self.with_inactive)
        self.setTabOrder(self.with_inactive, self.view)

    def _rows(self, filters: Filters) -> tuple[KeptRows, Filters]:
        """The rows that the quick search means, read anew, and what else is asked of them."""
        with self.shop.read() as view:
            found = suppliers(view, filters.get(QUICK, ""), with_inactive=self.with_inactive.isChecked())
        rows = KeptRows(SUPPLIER_COLUMNS, found)
        self._kept = (dict(filters), rows)
        return rows, _rest(filters)

    def _fetch(self, offset: int, limit: int, order: Order, filters: Filters, /) -> Sequence[SupplierRow]:
        rows, rest = self._rows(filters)
        return rows(offset, limit, order, rest)

    def _totals_of(self, filters: Filters) -> Totals:
        """Of the rows that were just read."""
        kept, rows = self._kept
        return (rows if kept == filters else self._rows(filters)[0]).totals(self.model.order, _rest(filters))

    def take_scan(self, _code: str) -> bool:
        """Suppliers have no codes."""
        return False

    def current(self) -> SupplierRow | None:
        """The supplier under the cursor."""
        row = self.view.current_row()
        return row if isinstance(row, SupplierRow) else None

    def go_to(self, supplier_id: int) -> None:
        """Put the cursor on a supplier."""
        for number, row in enumerate(self.model.rows()):
            if row.id == supplier_id:
                self.view.selectRow(number)
                self.view.setFocus()
                return
        self.focus_search()


def _rest(filters: Filters) -> Filters:
    return {key: text for key, text in filters.items() if key != QUICK}


def _tint(row: SupplierRow, key: str) -> str:
    if key == "papers":
        return _TINTS.get(row.papers_state, "")
    if key == "overdue" and row.overdue:
        return "red"
    return "" if row.is_active else "soft"
