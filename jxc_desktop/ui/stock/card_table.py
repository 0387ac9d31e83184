"""The card of a product: every move with its document, the last posted first, and what was there after it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.money import format_money, to_coin
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.domain.units import packs_text
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.stock_moves import CARD_COLUMNS, CardRow, StockCard, card_count, card_rows, stock_card
from jxc_desktop.ui import bus
from jxc_desktop.ui.cells import counted_text
from jxc_desktop.ui.rows import Filters, Order, RowsModel, Totals
from jxc_desktop.ui.widgets.parts import role_label, soft_label
from jxc_desktop.ui.widgets.table_page import TablePage

_HIDDEN_AT_FIRST = ("day", "place", "operator")


class CardTable(TablePage):
    """The moves of one product. `closed` is the way back, `document_asked` carries a document's number, `why_asked` the product."""

    closed = Signal()
    document_asked = Signal(str)
    why_asked = Signal(int)

    def __init__(self, shop: Shop, product_id: int, parent: QWidget | None = None) -> None:
        self.shop, self.product_id = shop, product_id
        with shop.read() as view:
            columns = tuple(column for column in CARD_COLUMNS if column.permission is None or view.may(column.permission))
            card = stock_card(view, product_id)
        model = RowsModel(columns, self._fetch)
        super().__init__(
            model,
            "stock-card",
            _("Moves of {name}").format(name=card.name),
            totals=self._totals_of,
            search_hint=_("Number or kind of move"),
            parent=parent,
        )
        self.name, self.facts = role_label("", "title"), soft_label("")
        self.name.setSizePolicy(self.name.sizePolicy().Policy.Ignored, self.name.sizePolicy().Policy.Preferred)
        self.put_on_top(self.name, self.facts)
        self.view.columns.hide_at_first(_HIDDEN_AT_FIRST)
        self.open_button = self.add_action(_("Document"), self.open_current, key="Ctrl+O", primary=True)
        self.why_button = self.add_action(_("Why this cost?"), lambda: self.why_asked.emit(product_id), key="Ctrl+Y")
        self.why_button.setEnabled(any(column.key == "value" for column in columns))
        self.add_action(_("Back"), self.closed.emit, key="Esc")
        self.opened.connect(lambda row: self.document_asked.emit(row.number))
        self.chosen.connect(lambda row: self.open_button.setEnabled(row is not None))
        self.say_nothing(_("Nothing moved yet: the first receipt, count or sale makes the first line."))
        self._show_card(card)
        bus.watch(self, {"stock_move"}, self.refresh)
        self.refresh()
        if model.rowCount():
            self.view.selectRow(0)

    def _show_card(self, card: StockCard) -> None:
        self.name.setText(" ".join(part for part in (card.code, card.name, card.spec) if part))
        self.facts.setText(card_text(card))

    def _fetch(self, offset: int, limit: int, order: Order, filters: Filters, /) -> Sequence[CardRow]:
        is_descending = order.is_descending if order.key else True
        with self.shop.read() as view:
            return card_rows(
                view, self.product_id, order=order.key, is_descending=is_descending, limit=limit, offset=offset, filters=filters
            )

    def _totals_of(self, filters: Filters) -> Totals:
        with self.shop.read() as view:
            return Totals(card_count(view, self.product_id, filters))

    def refresh(self) -> None:
        """The moves, and what they come to by now."""
        with self.shop.read() as view:
            self._show_card(stock_card(view, self.product_id))
        super().refresh()

    def open_current(self) -> None:
        """The document of the move under the cursor."""
        row = self.view.current_row()
        if row is not None:
            self.document_asked.emit(row.number)

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        self.view.setFocus() if self.model.rowCount() else self.focus_search()


def card_text(card: StockCard) -> str:
    """What is there, its average cost and its value, as far as they are known and may be seen."""
    if card.on_hand is None:
        return _("Stock not set up yet")
    facts = [_("on hand {quantity}").format(quantity=format_quantity(card.on_hand, card.unit))]
    if card.packs and card.on_hand:
        facts.append(packs_text(card.on_hand, card.unit, card.packs))
    if card.cost is not None:
        facts.append(_("average cost {sum}").format(sum=format_money(card.cost)))
    if card.value is not None:
        facts.append(_("value {sum}").format(sum=format_money(to_coin(card.value))))
    if card.last_counted is not None:
        facts.append(counted_text(card.last_counted))
    return " · ".join(facts)
