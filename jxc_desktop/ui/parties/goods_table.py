"""What a supplier sells: their code, pack, price and what it was before, the least they deliver."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Product
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.queries.supplier_goods import GOODS_COLUMNS, SupplierGoods, supplier_goods
from jxc_desktop.ui import bus
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.widgets.parts import role_label
from jxc_desktop.ui.widgets.table_page import TablePage


class GoodsTable(TablePage):
    """One supplier. The signals say what is wanted: a form (with a row, a product, or nothing), a history, a comparison."""

    closed = Signal()
    form_asked = Signal(object)
    history_asked = Signal(object)
    compare_asked = Signal(int)

    def __init__(self, shop: Shop, supplier_id: int, name: str, parent: QWidget | None = None) -> None:
        self.shop, self.supplier_id, self.supplier = shop, supplier_id, name
        self.rows = KeptRows(GOODS_COLUMNS)
        model = RowsModel(GOODS_COLUMNS, self.rows, tint=_tint)
        super().__init__(model, "supplier-goods", _("Goods of {name}").format(name=name), totals=self._totals_of, parent=parent)
        self.view.columns.hide_at_first(("spec", "name", "changed_at"))
        self.above.addWidget(role_label(name, "strong"))
        may_edit = Permission.EDIT_SUPPLIERS in shop.actor.permissions
        self.add_button = self.add_action(_("Add a product"), lambda: self.form_asked.emit(None), key="Ctrl+N", primary=True)
        self.change_button = self.add_action(_("Price and minimum"), self.change_current, key="Ctrl+M")
        self.history_button = self.add_action(_("Price history"), self.show_history, key="Ctrl+H")
        self.compare_button = self.add_action(_("Compare suppliers"), self.compare, key="Ctrl+K")
        self.add_action(_("Back"), self.closed.emit, key="Esc")
        self.add_button.setEnabled(may_edit)
        self._may_edit = may_edit
        self.opened.connect(lambda _row: self.change_current())
        self.chosen.connect(lambda _row: self._show_buttons())
        self.refreshed.connect(self._show_buttons)
        text = _("Nothing is known of what this supplier sells: receipts and price lists fill this, or add a product.")
        self.say_nothing(text, _("Add a product") if may_edit else "", lambda: self.form_asked.emit(None))
        bus.watch(self, {"supplier_product", "product"}, self.read_again)
        self.read_again()

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.model.order, filters)

    def read_again(self) -> None:
        """Read what is sold now."""
        with self.shop.read() as view:
            self.rows.set(supplier_goods(view, self.supplier_id))
        self.refresh()

    def _show_buttons(self) -> None:
        has_row = self.view.current_row() is not None
        self.change_button.setEnabled(has_row and self._may_edit)
        for button in (self.history_button, self.compare_button):
            button.setEnabled(has_row)

    def current(self) -> SupplierGoods | None:
        """What the cursor is on."""
        row = self.view.current_row()
        return row if isinstance(row, SupplierGoods) else None

    def change_current(self) -> None:
        """The form of the row under the cursor."""
        if self.change_button.isEnabled():
            self.form_asked.emit(self.current())

    def show_history(self) -> None:
        """What was asked for it so far."""
        if (row := self.current()) is not None:
            self.history_asked.emit(row)

    def compare(self) -> None:
        """Who else sells it."""
        if (row := self.current()) is not None:
            self.compare_asked.emit(row.product_id)

    def take_scan(self, code: str) -> bool:
        """A scan goes to the product's row; one that is not among them is offered to be added."""
        with self.shop.read() as view:
            found = find_by_code(view, code)
        if len(found) != 1:
            return super().take_scan(code)
        self.show_all()
        self._go_to(found[0].product)
        return True

    def _go_to(self, product: Product) -> None:
        number = next((number for number, row in enumerate(self.model.rows()) if row.product_id == product.id), -1)
        if number >= 0:
            self.view.selectRow(number)
            self.view.setFocus()
        elif self._may_edit:
            self.form_asked.emit(product)


def _tint(row: Any, key: str) -> str:
    return "amber" if key == "change" and row.change else ""
