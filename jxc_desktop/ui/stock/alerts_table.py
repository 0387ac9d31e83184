"""库存预警: what is at its level or below, how much of it to order and from whom; orders are drafted from here, one a supplier."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.orders import Drafted, draft_orders
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.alerts import COLUMNS, LAST, PREFER, Alert, below_alert
from jxc_desktop.ui import bus, jobs, remembered
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.widgets.strips import UndoStrip
from jxc_desktop.ui.widgets.table_page import READING, TablePage

WATCHED = frozenset({"product", "stock_value", "draft_line", "purchase_order_line", "receipt_line", "supplier_product", "supplier"})
SETTLE_MS = 300
_PREFER = "alerts/prefer"
_NAMED = 3


class AlertsTable(TablePage):
    """The list. `closed` is the way back, `card_asked` carries a product, `orders_asked` wants the drafted orders to be shown."""

    closed = Signal()
    card_asked = Signal(int)
    orders_asked = Signal()
    read = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        self.shop = shop
        held = shop.actor.permissions
        columns = [column for column in COLUMNS if column.permission is None or column.permission in held]
        self.rows = KeptRows(columns)
        self._job: jobs.Job | None = None
        model = RowsModel(columns, self.rows, second_key="code", tint=_tint)
        super().__init__(model, "alerts", _("Low stock"), totals=self._totals_of, search_hint=_("Name, code or supplier"), parent=parent)
        self.prefer = Choice(_("From whom"), {key: _(title) for key, title in PREFER.items()}, self)
        self.prefer.set_value(remembered.text(_PREFER, LAST))
        self.above.addWidget(self.prefer)
        self.view.columns.hide_at_first(("code", "barcode", "spec", "category", "fill_to", "unit", "price", "amount"))
        self.strip = UndoStrip()
        self.strip_place.addWidget(self.strip)
        self.all_button = self.add_action(_("Order all"), self.order_all, key="Ctrl+N", primary=True)
        self.chosen_button = self.add_action(_("Order marked"), self.order_marked, key="Ctrl+M")
        self.card_button = self.add_action(_("Moves"), self.open_card, key="Ctrl+O")
        self.add_action(_("Back"), self.closed.emit, key="Esc")
        self.opened.connect(lambda row: self.card_asked.emit(row.product_id))
        self.prefer.chosen.connect(self._on_prefer)
        self.strip.undone.connect(self.orders_asked)
        self.view.selectionModel().selectionChanged.connect(lambda _selected, _deselected: self._show_actions())
        self.say_nothing(_(READING))
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self.read_again)
        bus.watch(self, WATCHED, self._settling.start)
        self._show_actions()
        self.read_again()

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.model.order, filters)

    def arrive(self) -> None:
        """Put the focus where work begins."""
        self.view.setFocus()

    def _on_prefer(self) -> None:
        remembered.remember(_PREFER, self.prefer.value())
        self.read_again()

    def read_again(self) -> None:
        """Read on another thread; an answer that nobody waits for any more is dropped."""
        if self._job is not None:
            self._job.drop()
        prefer = self.prefer.value()
        self._job = jobs.run(lambda _control: self._ask(prefer), title=_("Low stock"), owner=self, done=self._on_read)

    def _ask(self, prefer: str) -> Sequence[Alert]:
        with self.shop.read() as view:
            return below_alert(view, prefer)

    def _on_read(self, rows: Sequence[Alert]) -> None:
        self._job = None
        self.rows.set(rows)
        self.say_nothing(_("Nothing is low: what reaches the level “order when at” of its product stands here."))
        self.refresh()
        if rows and self.view.current_row() is None:
            self.view.selectRow(0)
        self._show_actions()
        self.read.emit()

    def _show_actions(self) -> None:
        may_order = Permission.ORDER_GOODS in self.shop.actor.permissions
        self.all_button.setEnabled(may_order and any(row.quantity for row in self.model.rows()))
        self.chosen_button.setEnabled(may_order and bool(self.view.selected_numbers()))
        self.card_button.setEnabled(self.view.current_row() is not None)

    # what is done with it

    def open_card(self) -> None:
        """The moves of the product under the cursor."""
        row = self.view.current_row()
        if row is not None:
            self.card_asked.emit(row.product_id)

    def order_all(self) -> None:
        """A draft a supplier, of all that the list shows."""
        self._order([row.product_id for row in self.rows.all(self.model.order, self.model.filters)])

    def order_marked(self) -> None:
        """A draft a supplier, of the marked rows."""
        self._order([row.product_id for row in self.view.selected_rows()])

    def _order(self, product_ids: Sequence[int]) -> None:
        with self.shop.work() as work:
            made = draft_orders(work, frozenset(product_ids), self.prefer.value())
        kind = "amber" if made.left_out or not made.orders else "neutral"
        self.strip.show_text(_told(made), _("Show the orders") if made.orders else "", kind=kind)


def _told(made: Drafted) -> str:
    texts = []
    if made.orders:
        count = len(made.orders)
        text = ngettext("{count} order drafted: {suppliers}.", "{count} orders drafted: {suppliers}.", count)
        texts.append(text.format(count=count, suppliers=_listed([name for _key, name in made.orders])))
    if made.left_out:
        text = _("No supplier is known for {names}: order them by hand, or receive them once.")
        texts.append(text.format(names=_listed(made.left_out)))
    return " ".join(texts) or _("Nothing is to be ordered: enough is on its way.")


def _listed(names: Sequence[str]) -> str:
    return _(", ").join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


def _tint(row: Any, key: str) -> str:
    if key == "on_hand":
        return "red" if row.on_hand < 0 else "amber"
    return "" if row.quantity else "soft"
