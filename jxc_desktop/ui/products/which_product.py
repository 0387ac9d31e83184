"""Which of several products a code means (一码多品), asked in place: a digit or Enter picks."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.products import Found
from jxc_desktop.ui import theme
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.rows_view import RowsView

COLUMNS = (
    Column("number", N_("Key"), "integer"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("unit", N_("Unit"), "text"),
    Column("price", N_("Retail price"), "money"),
    Column("code", N_("Product code"), "code"),
)

MOST_ROWS = 6


class WhichProduct(RowsView):
    """The products in question. Emits `picked` with what was chosen."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._found: Sequence[Found] = ()
        super().__init__(RowsModel(COLUMNS), "which-product", _("Which product?"), parent)
        self.rows_model.setParent(self)
        self.opened.connect(lambda row: self.picked.emit(self._found[row[0] - 1]))

    def ask(self, found: Sequence[Found]) -> None:
        """Show these and take the focus."""
        self._found = found
        self.rows_model.set_rows([_row(number, each) for number, each in enumerate(found, 1)])
        self.columns.measure()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + min(len(found), MOST_ROWS) * theme.row_height() + theme.px(4))
        self.selectRow(0)
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 9 pick."""
        text = event.text()
        if len(text) == 1 and text in "123456789"[: len(self._found)]:
            self.picked.emit(self._found[int(text) - 1])
        else:
            super().keyPressEvent(event)


def _row(number: int, found: Found) -> tuple[object, ...]:
    product = found.product
    pack = product.pack(found.pack_id)
    unit, price = (product.unit, product.retail_price) if pack is None else (pack.name, pack.price)
    return (number, product.name, product.spec, unit, price, product.code)
