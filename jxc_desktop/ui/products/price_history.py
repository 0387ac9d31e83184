"""What a product cost when: each change of a price, newest first."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.product_card import price_history
from jxc_desktop.queries.product_columns import TITLES
from jxc_desktop.ui import bus, theme
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot

COLUMNS = (
    Column("at", N_("Time"), "time"),
    Column("price", N_("Which price"), "text"),
    Column("old", N_("Old value"), "money"),
    Column("new", N_("New value"), "money"),
    Column("who", N_("Done by"), "text"),
)


@dataclass(frozen=True)
class _Line:
    at: datetime
    price: str
    old: int | None
    new: int | None
    who: str


class PriceHistory(QWidget):
    """The list of price changes of one product."""

    def __init__(self, shop: Shop, product_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop, self.product_id = shop, product_id
        self.model = RowsModel(COLUMNS, parent=self)
        self.view = RowsView(self.model, "price-history", _("Price history"), self)
        self.view.set_empty(_("No price of this product was changed yet."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(theme.GAP), 0, 0)
        column.addWidget(with_foot(self.view))
        self.setFocusProxy(self.view)
        bus.watch(self, {"price_change"}, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the changes again."""
        with self.shop.read() as view:
            changes = price_history(view, self.product_id)
        lines = [_Line(each.at, _(TITLES[each.price]), each.old, each.new, _(each.actor)) for each in changes]
        self.model.set_rows(lines)
