"""Past sales: found by number, sum, goods or day; looked at, printed again, reversed, exported."""

import re
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.sales import SALE_COLUMNS, SaleRow, SalesFilter, sale_detail, sales_count, sales_list
from jxc_desktop.queries.view import View
from jxc_desktop.ui import bus, theme
from jxc_desktop.ui.rows import QUICK, Filters, Order, RowsModel, Totals
from jxc_desktop.ui.sales.sale_actions import SaleActions
from jxc_desktop.ui.sales.sale_card import SaleCard
from jxc_desktop.ui.widgets.table_page import TablePage

_DAY = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})", re.ASCII)
CARD_WIDTH = 340
_HIDDEN_AT_FIRST = ("kind", "cashier", "lines", "discount", "round_off", "remark")  # a small screen has no room for them


class _SalesTable(TablePage):
    """The list. A scan is not looked for here: it belongs to the next customer, and the page takes it."""

    def take_scan(self, _code: str) -> bool:
        """Leave it to the counter."""
        return False


class OldSales(QWidget):
    """The list at the left, the sale under the cursor at the right. `left` is Esc; what is asked for comes from `sale_actions`."""

    left = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.model = RowsModel(SALE_COLUMNS, self._fetch, second_key="number", tint=_tint)
        self.table = _SalesTable(
            self.model, "past-sales", _("Past sales"), totals=self._totals, search_hint=_("Number, sum, product, or a day such as 11-22")
        )
        self.card = SaleCard()
        self.sale_actions = SaleActions(shop, self.table)
        self._lay_out()
        self.table.chosen.connect(self._on_chosen)
        self.sale_actions.changed.connect(self._on_changed)
        bus.watch(self, {"document"}, self.refresh)

    def _lay_out(self) -> None:
        table = self.table
        table.put_beside(self.card, theme.px(CARD_WIDTH))
        self.back_button = table.add_action(f"{_('Back')}   Esc", self.left.emit)
        table.pair_actions(theme.px(CARD_WIDTH))
        table.view.columns.hide_at_first(_HIDDEN_AT_FIRST)
        table.say_nothing(_("No sale yet: the first one stands here as soon as it is paid."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(table)

    # what the page calls

    def open(self) -> None:
        """Show the latest sales."""
        self.refresh()
        if self.model.rowCount():
            self.table.view.selectRow(0)
        self.table.focus_search()

    def refresh(self) -> None:
        """Ask again."""
        self.table.refresh()

    def current(self) -> SaleRow | None:
        """The sale under the cursor."""
        row: SaleRow | None = self.table.view.current_row()
        return row

    # the list

    def _fetch(self, offset: int, limit: int, order: Order, filters: Filters, /) -> Sequence[SaleRow]:
        with self.shop.read() as view:
            wanted = wanted_by(filters, view)
            is_descending = order.is_descending if order.key else True
            return sales_list(view, wanted, order=order.key, is_descending=is_descending, limit=limit, offset=offset)

    def _totals(self, filters: Filters) -> Totals:
        with self.shop.read() as view:
            count, total = sales_count(view, wanted_by(filters, view))
        return Totals(count, {"total": total})

    def _on_chosen(self, row: SaleRow | None) -> None:
        self.sale_actions.show_for(0 if row is None else row.document_id, "" if row is None else row.number)
        if row is None:
            self.card.clear()
            return
        with self.shop.read() as view:
            self.card.show_sale(sale_detail(view, row.document_id))

    def _on_changed(self) -> None:
        self.refresh()
        self._on_chosen(self.current())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the counter."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def wanted_by(filters: Filters, view: View) -> SalesFilter:
    """The filters as the query wants them; a quick search that reads as a day is one."""
    text = filters.get(QUICK, "").strip()
    day = _day(text, view.business_date)
    columns = {key: value for key, value in filters.items() if key != QUICK}
    return SalesFilter(first_day=day, last_day=day, text="" if day else text, columns=columns)


def _day(text: str, today: date) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1] or today.year), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _tint(row: SaleRow, _key: str) -> str:
    return "soft" if row.linked else ""
