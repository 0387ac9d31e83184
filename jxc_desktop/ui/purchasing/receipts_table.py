"""The list of receipts and returns, the half-typed ones above it, and at its right the one under the cursor."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.purchasing import REFUSAL_TITLES, Refusal
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.goods_receipts import RECEIPT_COLUMNS, CardLine, Only, ReceiptCard, ReceiptRow, receipts_list, receipts_sums
from jxc_desktop.queries.receipt_drafts import DRAFT_COLUMNS, half_typed
from jxc_desktop.ui import theme
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.rows import QUICK, Filters, Order, RowsModel, Totals
from jxc_desktop.ui.widgets.parts import Card, role_label, soft_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_page import TablePage

MOST_DRAFTS = 3
CARD_WIDTH = 306
ONLY_TITLES = {
    Only.ALL: N_("Receipts and returns"),
    Only.RECEIPTS: N_("Receipts"),
    Only.RETURNS: N_("Returns"),
    Only.OPEN: N_("Still open"),
}


class Drafts(RowsView):
    """The half-typed receipts and returns, a few in sight; hidden while there is none. `dropped` is Del on one."""

    dropped = Signal(object)

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(RowsModel(DRAFT_COLUMNS, second_key="key"), "receipt-drafts", _("Half-typed receipts and returns"), parent)
        self.rows_model.setParent(self)
        self.shop = shop
        self.columns.hide_at_first(("key", "owner"))

    def refresh(self) -> None:
        """Read them anew."""
        with self.shop.read() as view:
            rows = half_typed(view)
        self.rows_model.set_rows(rows)
        self.setVisible(bool(rows))
        self.columns.measure()
        high = self.horizontalHeader().sizeHint().height() + min(len(rows), MOST_DRAFTS) * theme.row_height() + theme.px(6)
        self.setFixedHeight(high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del puts one away."""
        row = self.current_row()
        if event.key() == Qt.Key.Key_Delete and row is not None:
            self.dropped.emit(row)
        else:
            super().keyPressEvent(event)


class ReceiptsTable(TablePage):
    """The list; `drafts` above it."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        self.shop = shop
        self.only = Choice(_("Which"), {key: _(title) for key, title in ONLY_TITLES.items()})
        model = RowsModel(RECEIPT_COLUMNS, self._fetch, second_key="number", tint=_tint)
        hint = _("Number, supplier, slip number or product")
        super().__init__(model, "receipts", _("Receipts and returns"), totals=self._totals_of, search_hint=hint, parent=parent)
        self.above.addWidget(self.only)
        self.only.chosen.connect(self._on_only)
        self.view.columns.hide_at_first(("kind", "slip_number", "remark"))
        self.drafts = Drafts(shop, self.card)
        inner = self.card.layout()
        assert isinstance(inner, QVBoxLayout)  # as TablePage makes it
        inner.insertWidget(1, self.drafts)

    def _on_only(self) -> None:
        self.model.refresh()

    def refresh(self) -> None:
        """Ask again, for the half-typed ones too."""
        self.drafts.refresh()
        super().refresh()

    def is_narrowed(self) -> bool:
        """Whether something is asked that could be asked less."""
        return super().is_narrowed() or bool(self.only.value())

    def show_all(self) -> None:
        """Ask for nothing, by the box neither."""
        self.only.set_value("")
        super().show_all()

    def go_to(self, number: str) -> None:
        """Put the cursor on a document, if it is among the loaded rows."""
        place = self.model.number_of(number)
        if place >= 0:
            self.view.selectRow(place)
            self.view.setFocus()

    def _fetch(self, offset: int, limit: int, order: Order, filters: Filters, /) -> Sequence[ReceiptRow]:
        with self.shop.read() as view:
            return receipts_list(
                view, offset, limit, order=order.key, is_descending=order.is_descending, only=self.only.value(), **_asked(filters)
            )

    def _totals_of(self, filters: Filters) -> Totals:
        with self.shop.read() as view:
            count, total, left = receipts_sums(view, only=self.only.value(), **_asked(filters))
        return Totals(count, {"total": total, "left": left})


def _asked(filters: Filters) -> dict[str, Any]:
    return {"text": filters.get(QUICK, ""), "columns": {key: text for key, text in filters.items() if key != QUICK}}


def _tint(row: ReceiptRow, _key: str) -> str:
    return "soft" if row.is_reversed else ""


class CardView(Card):
    """The document under the cursor: head and lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setFixedWidth(theme.px(CARD_WIDTH))
        self.number = role_label("", "money")
        self.facts, self.sums = soft_label(""), role_label("", "")
        self.facts.setWordWrap(True)
        self.sums.setWordWrap(True)
        self.lines = role_label("", "")
        self.lines.setWordWrap(True)
        inner = QWidget()
        theme.set_role(inner, "ground")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.lines)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(inner)
        self.area.setAccessibleName(_("Document"))
        for part in (self.number, self.facts):
            self.column.addWidget(part)
        self.column.addWidget(self.area, 1)
        self.column.addWidget(self.sums)

    def show_card(self, card: ReceiptCard | None) -> None:
        """Show this one, or nothing."""
        if card is None:
            for label in (self.number, self.facts, self.lines, self.sums):
                label.setText("")
            return
        row = card.row
        self.number.setText(row.number)
        slip = _("slip {number}").format(number=row.slip_number) if row.slip_number else ""
        facts = [row.supplier, row.kind, f"{card.posted_at:%Y-%m-%d %H:%M}", card.operator, slip, row.state, row.remark]
        self.facts.setText(" · ".join(fact for fact in facts if fact))
        self.lines.setText("\n".join(_line_text(line) for line in card.lines[:500]))
        sums = [(_("Lines {amount}"), card.lines_total if card.freight else 0), (_("freight {amount}"), card.freight)]
        sums += [(_("fees to others {amount}"), card.fees), (_("Total {amount}"), row.total), (_("still open {amount}"), row.left)]
        sums.append((_("price difference {amount}"), card.difference))
        self.sums.setText("  ·  ".join(text.format(amount=format_money(amount)) for text, amount in sums if amount))


def _line_text(line: CardLine) -> str:
    amount = _("free") if line.is_free else format_money(line.amount)
    text = f"{line.name}  {format_quantity(line.quantity, line.unit)}  {amount}"
    if line.refused:
        why = _(REFUSAL_TITLES[Refusal(line.refused_why)])
        text += "  " + _("refused {quantity}, {why}").format(quantity=format_quantity(line.refused, line.unit), why=why)
    return text
