"""A past sale as its receipt says it: lines, sums, payments."""

from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.money import MINUS, format_money
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import _
from jxc_desktop.queries.receipts import Receipt
from jxc_desktop.queries.sales import SaleDetail
from jxc_desktop.ui import theme
from jxc_desktop.ui.sales.painted_table import Cell, PaintedTable
from jxc_desktop.ui.sales.popup_list import TextRows
from jxc_desktop.ui.widgets.parts import Card, role_label, soft_label


class SaleCard(Card):
    """The receipt of the sale under the cursor."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.number = role_label("", "money")
        self.facts = soft_label("")
        self.facts.setWordWrap(True)
        self.rows = TextRows((0, 114, 72), (1, 2))
        self.table = PaintedTable(self.rows, _("Lines of the sale"))
        self.rows.setParent(self.table)
        self.table.horizontalHeader().hide()
        for part in (self.number, self.facts):
            self.column.addWidget(part)
        self.column.addWidget(self.table, 1)

    def clear(self) -> None:
        """No sale."""
        self.number.setText("")
        self.facts.setText("")
        self.rows.set_rows([])

    def show_sale(self, detail: SaleDetail) -> None:
        """Show this sale."""
        receipt = detail.receipt
        self.number.setText(receipt.number)
        theme.set_role(self.number, "money")
        facts = [
            f"{receipt.posted_at:%Y-%m-%d %H:%M}",
            receipt.cashier,
            f"{receipt.customer} {receipt.customer_phone}".strip(),
            receipt.remark,
        ]
        if detail.reversed_by:
            facts.append(_("reversed by {number}").format(number=detail.reversed_by))
        if receipt.reverses:
            facts.append(_("reverses {number}").format(number=receipt.reverses))
        if receipt.is_return:
            facts.append(_("came back from {number}").format(number=receipt.returns) if receipt.returns else _("without a receipt"))
        if receipt.is_other_way:
            facts.append(_("paid back another way than it came"))
        if detail.returns:
            facts.append(_("returns: {numbers}").format(numbers=", ".join(detail.returns)))
        if detail.corrections:
            facts.append(_("way of paying corrected: {numbers}").format(numbers=", ".join(detail.corrections)))
        self.facts.setText(" · ".join(fact for fact in facts if fact))
        self.rows.set_rows([*_lines(receipt), *_sums(receipt)])


def _lines(receipt: Receipt) -> list[tuple[Cell, ...]]:
    return [
        (
            Cell(f"{line.name} {line.spec}".strip(), after=_("free") if line.is_free else "", after_role="accent", keeps=line.spec),
            Cell(f"{format_quantity(line.quantity, line.unit)} × {format_money(line.price)}", "soft"),
            Cell(format_money(line.amount), "red" if line.amount < 0 else "text"),
        )
        for line in receipt.lines
    ]


def _sums(receipt: Receipt) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    if receipt.discount:
        rows.append((Cell(_("Discount"), "soft"), Cell(""), Cell(f"{MINUS}{format_money(receipt.discount)}", "accent")))
    if receipt.round_off:
        rows.append((Cell(_("Rounding off"), "soft"), Cell(""), Cell(f"{MINUS}{format_money(receipt.round_off)}", "accent")))
    rows.append((Cell(_("Total"), is_bold=True), Cell(""), Cell(format_money(receipt.total), is_bold=True)))
    rows += [(Cell(payment.name, "soft"), Cell(""), Cell(format_money(payment.tendered or payment.amount))) for payment in receipt.payments]
    if receipt.change:
        rows.append((Cell(_("Change"), "soft"), Cell(""), Cell(format_money(receipt.change))))
    return rows
