"""What a supplier asked for a product so far; and who sells it, compared."""

from PySide6.QtWidgets import QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.supplier_goods import OFFER_COLUMNS, PRICE_COLUMNS, SupplierGoods, compare_suppliers, supplier_prices
from jxc_desktop.ui import bus
from jxc_desktop.ui.parties.part import Part
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.parts import role_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot


class PriceSteps(Part):
    """The history, newest first."""

    def __init__(self, shop: Shop, supplier_id: int, name: str, row: SupplierGoods, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Prices of {name}").format(name=name), parent)
        self.facts.setText("   ".join(filter(None, (row.product_code, row.product, row.spec))))
        self.model = RowsModel(PRICE_COLUMNS, parent=self)
        self.view = RowsView(self.model, "supplier-prices", self.heading.text(), self)
        self.view.set_empty(_("No price is known yet."))
        self.column.addWidget(with_foot(self.view), 1)
        with shop.read() as view:
            self.model.set_rows(supplier_prices(view, supplier_id, row.product_id))

    def arrive(self) -> None:
        """The table."""
        self.view.setFocus()


class CompareView(Part):
    """The suppliers of a product, the best one first and bold; why it is the best stands above."""

    def __init__(self, shop: Shop, product_id: int, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Compare suppliers"), parent)
        self.product_id = product_id
        self.model = RowsModel(OFFER_COLUMNS, strong=lambda row: row.is_best, parent=self)
        self.view = RowsView(self.model, "supplier-offers", _("Compare suppliers"), self)
        self.view.columns.hide_at_first(("changed_on",))
        self.view.set_empty(_("No supplier of this product is known yet."))
        self.reason = role_label("", "strong")
        self.reason.setWordWrap(True)
        note = role_label(_("Short, faulty: deliveries of this product. In time: deliveries of the supplier that were ordered."), "soft")
        note.setWordWrap(True)
        for part in (self.reason, note):
            self.column.addWidget(part)
        self.column.addWidget(with_foot(self.view), 1)
        bus.watch(self, {"supplier_product", "supplier", "goods_receipt"}, self.read_again)
        self.read_again()

    def read_again(self) -> None:
        """Read the offers."""
        with self.shop.read() as view:
            found = compare_suppliers(view, self.product_id)
        self.facts.setText(found.product)
        self.reason.setText(found.reason)
        self.reason.setVisible(bool(found.reason))
        self.model.set_rows(found.rows)

    def arrive(self) -> None:
        """The table."""
        self.view.setFocus()
