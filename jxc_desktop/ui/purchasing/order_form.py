"""The line of an order under the cursor, typed."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.orders import OrderLine
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import _
from jxc_desktop.ui.purchasing.line_fields import LineFields
from jxc_desktop.ui.purchasing.open_order import OpenOrder


class OrderForm(LineFields[OpenOrder]):
    """Pack, quantity, price, the supplier's code."""

    def __init__(self, opened: OpenOrder, parent: QWidget | None = None) -> None:
        super().__init__(opened, parent)
        named = (
            (_("Unit"), self.pack),
            (_("Quantity") + "  F2", self.quantity),
            (_("Purchase price") + "  F4", self.price),
            (_("Supplier's code"), self.code),
        )
        self.lay_out(named, len(named))
        self.quantity.changed.connect(lambda value: self.put("quantity", quantity=value or 0))
        self.price.changed.connect(lambda value: self.put("price", price=value or 0))

    def show_rest(self, line: OrderLine) -> None:
        """The price."""
        self.fill(self.price, line.price or None)

    def tell(self, line: OrderLine) -> Iterator[str]:
        """The last price, the pieces, what is on order already."""
        yield from self.last_facts(line)
        if line.goods.pack_id and line.quantity:
            yield _("in all {quantity}").format(quantity=format_quantity(line.base_quantity, line.goods.unit))
        coming = self.opened.coming.get(line.goods.product_id)
        if coming:
            yield _("on order already {quantity}").format(quantity=format_quantity(coming, line.goods.unit))
