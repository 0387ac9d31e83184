"""Which of several products a code means (一码多品), asked in place: a digit or Enter picks."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.products import Found
from jxc_desktop.ui.widgets.pick_rows import PickRows

COLUMNS = (
    Column("number", N_("Key"), "integer"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("unit", N_("Unit"), "text"),
    Column("price", N_("Retail price"), "money"),
    Column("code", N_("Product code"), "code"),
)


class WhichProduct(PickRows):
    """The products in question. Emits `picked` with what was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, "which-product", _("Which product?"), parent)

    def ask(self, found: Sequence[Found]) -> None:
        """Show these and take the focus."""
        self.offer(found, [_row(number, each) for number, each in enumerate(found, 1)])


def _row(number: int, found: Found) -> tuple[object, ...]:
    product = found.product
    pack = product.pack(found.pack_id)
    unit, price = (product.unit, product.retail_price) if pack is None else (pack.name, pack.price)
    return (number, product.name, product.spec, unit, price, product.code)
