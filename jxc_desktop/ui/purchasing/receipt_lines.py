"""A receipt or a return that stands, all its lines in a table."""

from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.purchasing import REFUSAL_TITLES, Refusal
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.goods_receipts import CardLine, ReceiptCard
from jxc_desktop.ui.parties.part import Part
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.parts import Card, soft_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot
from jxc_desktop.ui.widgets.table_parts import TotalRow

COLUMNS = (
    Column("number", N_("Line no."), "integer"),
    Column("code", N_("Product code"), "code"),
    Column("barcode", N_("Barcode"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("quantity", N_("Quantity"), "quantity"),
    Column("unit", N_("Unit"), "text"),
    Column("price", N_("Price"), "money"),
    Column("amount", N_("Amount"), "amount", total=True),
    Column("share", N_("Freight and fees"), "money", total=True),
    Column("refused", N_("Refused"), "quantity"),
    Column("why", N_("Why refused"), "text"),
    Column("left", N_("Can go back"), "quantity"),
)


class ReceiptLines(Part):
    """The table with its sums; what can be done stands beside the list."""

    def __init__(self, shop: Shop, card: ReceiptCard, parent: QWidget | None = None) -> None:
        row = card.row
        super().__init__(shop, f"{row.kind} {row.number}", parent)
        facts = [row.supplier, f"{row.day:%Y-%m-%d}", row.slip_number, row.state, format_money(row.total)]
        self.facts.setText(" · ".join(fact for fact in facts if fact))
        self.model = RowsModel(COLUMNS, second_key="number", parent=self)
        self.view = RowsView(self.model, "receipt-card", f"{row.kind} {row.number}", self)
        self.view.columns.hide_at_first(("barcode", "spec", "why"))
        self.sums = TotalRow(self.view)
        inner = Card()
        inner.column.addWidget(with_foot(self.view), 1)
        inner.column.addWidget(self.sums)
        if row.remark:
            inner.column.addWidget(soft_label(row.remark))
        self.column.addWidget(inner, 1)
        self.model.set_rows([_row(line) for line in card.lines])
        self.sums.show_totals(self.model.sums())

    def arrive(self) -> None:
        """The first line."""
        self.view.setFocus()
        self.view.selectRow(0)


def _row(line: CardLine) -> tuple[object, ...]:
    why = _(REFUSAL_TITLES[Refusal(line.refused_why)]) if line.refused_why else ""
    price = None if line.is_free else line.price
    facts = (line.line_no, line.code, line.barcode, line.name, line.spec, line.quantity, line.unit, price, line.amount)
    return (*facts, line.share or None, line.refused or None, why, line.left or None)
