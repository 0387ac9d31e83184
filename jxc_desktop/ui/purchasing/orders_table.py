"""The list of purchase orders, those that are not sent yet above the others, and at its right the one under the cursor."""

from collections.abc import Sequence

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.orders import OrderLine
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.domain.receipt_draft import unit_of
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.orders import COLUMNS, FILTERS, OrderDetail, OrderDraft, OrderFilter, OrderRow, orders_list, orders_sums
from jxc_desktop.ui import theme
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.rows import QUICK, Filters, Order, RowsModel, Totals
from jxc_desktop.ui.widgets.parts import Card, role_label, soft_label
from jxc_desktop.ui.widgets.table_page import TablePage

_MOST_LINES = 200


class OrdersTable(TablePage):
    """The list, narrowed by a state and the quick search."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        self.shop = shop
        model = RowsModel(COLUMNS, self._fetch, second_key="key", tint=_tint)
        hint = _("Number, supplier, remark or product")
        super().__init__(model, "orders", _("Purchase orders"), totals=self._totals_of, search_hint=hint, parent=parent)
        self.only = Choice(_("Which orders"), {"": _("All orders"), **{key: _(title) for key, title in FILTERS.items()}}, self)
        self.above.addWidget(self.only)
        self.only.chosen.connect(self._on_only)
        self.view.columns.hide_at_first(("day", "lines", "operator", "remark", "left", "key"))

    def _on_only(self) -> None:
        self.model.refresh()

    def show_state(self, state: str) -> None:
        """Only what is in a state."""
        self.show_all()
        self.only.set_value(state)
        self.refresh()

    def is_narrowed(self) -> bool:
        """Whether something is asked that could be asked less."""
        return super().is_narrowed() or bool(self.only.value())

    def show_all(self) -> None:
        """Ask for nothing, by the box neither."""
        self.only.set_value("")
        super().show_all()

    def go_to(self, key: str) -> None:
        """Put the cursor on an order, if it is among the loaded rows."""
        place = self.model.number_of(key)
        if place >= 0:
            self.view.selectRow(place)
            self.view.setFocus()

    def _wanted(self, filters: Filters) -> OrderFilter:
        return OrderFilter(self.only.value(), text=filters.get(QUICK, ""))

    def _fetch(self, offset: int, limit: int, order: Order, filters: Filters, /) -> Sequence[OrderRow]:
        with self.shop.read() as view:
            wanted = self._wanted(filters)
            return orders_list(
                view, wanted, order=order.key, is_descending=order.is_descending or not order.key, limit=limit, offset=offset
            )

    def _totals_of(self, filters: Filters) -> Totals:
        with self.shop.read() as view:
            count, total = orders_sums(view, self._wanted(filters))
        return Totals(count, {"total": total})


def _tint(row: OrderRow, key: str) -> str:
    if key != "shown_state":
        return ""
    if row.is_late or row.state == "returned":
        return "red"
    return {"pending": "amber", "draft": "accent", "open": "", "partly": ""}.get(row.state, "soft")


class OrderCard(Card):
    """The order under the cursor: head, what holds it, its lines with what came of each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.number = role_label("", "money")
        self.facts, self.holds = soft_label(""), role_label("", "amber")
        self.lines, self.sums = role_label("", ""), role_label("", "")
        for label in (self.facts, self.holds, self.lines, self.sums):
            label.setWordWrap(True)
        inner = QWidget()
        theme.set_role(inner, "ground")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.holds)
        column.addWidget(self.lines)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(inner)
        self.area.setAccessibleName(_("Order"))
        self.column.addWidget(self.number)
        self.column.addWidget(self.facts)
        self.column.addWidget(self.area, 1)
        self.column.addWidget(self.sums)

    def show_nothing(self) -> None:
        """No order."""
        for label in (self.number, self.facts, self.holds, self.lines, self.sums):
            label.setText("")

    def show_order(self, detail: OrderDetail) -> None:
        """One that was sent."""
        lines = [
            _line_text(each.line, _came(each.received, each.left, each.line) if each.received or each.left else "") for each in detail.lines
        ]
        receipts = _("received by {numbers}").format(numbers=_(", ").join(number for _id, number in detail.receipts))
        self._show(detail.row, lines, receipts if detail.receipts else "")

    def show_draft(self, row: OrderRow, draft: OrderDraft) -> None:
        """One that is not sent yet."""
        self._show(row, [_line_text(line) for line in draft.body.order.lines], "")

    def _show(self, row: OrderRow, lines: Sequence[str], more: str) -> None:
        self.number.setText(row.number or row.shown_state)
        expected = _("expected {day}").format(day=row.expected_on) if row.expected_on else ""
        facts = (row.supplier, row.shown_state if row.number else "", str(row.day), expected, row.operator, row.remark, more)
        self.facts.setText(" · ".join(fact for fact in facts if fact))
        holds = [hold.sentence() for hold in row.holds]
        if row.reason:
            holds.append(_("Sent back: {reason}").format(reason=row.reason))
        self.holds.setText("\n".join(holds))
        self.holds.setVisible(bool(holds))
        self.lines.setText("\n".join(lines[:_MOST_LINES]))
        sums = [_("Total {amount}").format(amount=format_money(row.total))]
        if row.left and row.left != row.total:
            sums.append(_("still to come {amount}").format(amount=format_money(row.left)))
        self.sums.setText("  ·  ".join(sums))


def _line_text(line: OrderLine, more: str = "") -> str:
    price = format_money(line.amount) if line.price else _("no price agreed yet")
    parts = (line.goods.name, format_quantity(line.quantity, unit_of(line.goods)), price, more)
    return "  ".join(part for part in parts if part)


def _came(received: int, left: int, line: OrderLine) -> str:
    if not received:
        return ""
    unit = line.goods.unit
    if not left:
        return _("came {quantity}").format(quantity=format_quantity(received, unit))
    return _("came {quantity}, {left} to come").format(quantity=format_quantity(received, unit), left=format_quantity(left, unit))
