"""The stock page: the list, and in its place a product's card, a past day, what was sold before it came, the documents behind."""

import uuid
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.permissions import TITLES, Permission
from jxc_desktop.domain.stock_draft import RIGHTS, Way
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.stock_drafts import copy_stock_document, take_back
from jxc_desktop.operations.stock_rows import Booked
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.document_filters import DocumentsFilter
from jxc_desktop.ui import bus
from jxc_desktop.ui.page import Hint, Page
from jxc_desktop.ui.reports.documents_view import DocumentsView
from jxc_desktop.ui.stock.alerts_table import AlertsTable
from jxc_desktop.ui.stock.at_table import AtTable
from jxc_desktop.ui.stock.card_table import CardTable
from jxc_desktop.ui.stock.documents import StockDocument, said_of
from jxc_desktop.ui.stock.short_table import ShortTable
from jxc_desktop.ui.stock.slow_table import SlowTable
from jxc_desktop.ui.stock.stock_table import StockTable
from jxc_desktop.ui.stock.why_table import WhyTable
from jxc_desktop.ui.widgets.empty_state import EmptyState
from jxc_desktop.ui.widgets.strips import UndoStrip
from jxc_desktop.ui.widgets.table_page import TablePage

WATCHED = frozenset({"product", "category", "shelf_position", "stock_value", "stock_level", "draft_line", "purchase_order_line", "place"})
SETTLE_MS = 300
WAYS = {Way.TRANSFER: "Ctrl+T", Way.WRITE_OFF: "Ctrl+M", Way.WRITE_UP: "Ctrl+U", Way.ASSEMBLY: "Ctrl+G"}
TITLES_OF_WAYS = {Way.TRANSFER: N_("Transfer"), Way.WRITE_OFF: N_("Write-off"), Way.WRITE_UP: N_("Write-up"), Way.ASSEMBLY: N_("Assembly")}
_SALES_TAB, _PURCHASING_TAB = 2, 3


class StockPage(Page):
    """The list first; Enter goes on to what is behind a row, Esc back to where one came from."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.stack = QStackedWidget(self)
        self.table: StockTable | None = None
        self.buttons: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self._booked: tuple[Way, int] | None = None
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        if Permission.SEE_STOCK not in shop.actor.permissions:
            right = _(TITLES[Permission.SEE_STOCK])
            self.stack.addWidget(EmptyState(_("The stock page needs the right “{right}”. Ask the owner for it.").format(right=right)))
            return
        self.table = self._make_table()

    def _make_table(self) -> StockTable:
        table = StockTable(self.shop, self)
        self.stack.addWidget(table)
        self.buttons = {
            "card": table.add_action(_("Moves"), self.open_card, key="Ctrl+O", primary=True),
            "why": table.add_action(_("Why this cost?"), self.open_why, key="Ctrl+Y"),
            "at": table.add_action(_("Stock at a date"), self.show_at, key="Ctrl+D"),
            "short": table.add_action(_("Sold before received"), self.show_short, key="Ctrl+B"),
            "low": table.add_action(_("Low stock"), self.show_alerts, key="Ctrl+N"),
            "slow": table.add_action(_("Slow goods"), self.show_slow, key="Ctrl+H"),
            "below": table.add_action(_("Below zero"), lambda: table.show_state("under_zero"), key="Ctrl+L"),
        }
        for way, key in WAYS.items():
            self.buttons[way] = table.add_action(_(TITLES_OF_WAYS[way]), partial(self.show_form, way), key=key)
            self.buttons[way].setEnabled(RIGHTS[way] in self.shop.actor.permissions)
        self.strip = UndoStrip(self)
        self.strip.undone.connect(self.take_back)
        table.strip_place.addWidget(self.strip)
        undo = QShortcut(QKeySequence("Ctrl+Z"), table)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.take_back)
        self.buttons["at"].setEnabled(self._sees_cost())
        table.opened.connect(lambda row: self.show_card(int(row[-1])))
        table.chosen.connect(lambda _row: self._show_actions())
        table.refreshed.connect(self._show_actions)
        table.say_nothing(_("Nothing is in stock yet: products that keep stock stand here once they are made or imported (Alt+6)."))
        self._settling.timeout.connect(table.refresh)
        bus.watch(table, WATCHED, self._settling.start)
        table.refresh()
        return table

    def _show_actions(self) -> None:
        has_row = self.table is not None and self.table.current_id() is not None
        self.buttons["card"].setEnabled(has_row)
        self.buttons["why"].setEnabled(has_row and self._sees_cost())

    def _sees_cost(self) -> bool:
        return Permission.SEE_COST in self.shop.actor.permissions

    # what the window calls

    def key_hints(self) -> Sequence[Hint]:
        """The keys of what is shown."""
        shown = self.stack.currentWidget()
        if isinstance(shown, StockDocument):
            return shown.key_hints()
        table = shown.table if isinstance(shown, DocumentsView) else shown
        if not isinstance(table, TablePage):
            return ()
        hints: list[Hint] = [("Ctrl+F", _("Search"), table.focus_search), ("Ctrl+Shift+F", _("Filter row"), table.toggle_filters)]
        if shown is self.table:
            hints.append(("Enter", _("Moves"), self.open_card))
        hints.append(("Ctrl+C", _("Copy rows"), table.view.copy))
        return hints if shown is self.table else [*hints, ("Esc", _("Back"), self.go_back)]

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        shown = self.stack.currentWidget()
        if isinstance(shown, (AlertsTable, AtTable, CardTable, DocumentsView, ShortTable, SlowTable, StockDocument, WhyTable)):
            shown.arrive()
        elif isinstance(shown, TablePage):
            shown.focus_search()

    def take_scan(self, code: str) -> bool:
        """A scan looks for the code in the table that is shown."""
        shown = self.stack.currentWidget()
        if isinstance(shown, StockDocument):
            return shown.take_scan(code)
        table = shown.table if isinstance(shown, DocumentsView) else shown
        return table.take_scan(code) if isinstance(table, TablePage) else False

    # what stands in the list's place

    def _put(self, shown: QWidget) -> None:
        self.stack.addWidget(shown)
        self.stack.setCurrentWidget(shown)
        self.hints_changed.emit()
        self.arrive()

    def go_back(self) -> None:
        """Esc: to what was shown before."""
        if self.stack.count() < 2:
            return
        shown = self.stack.currentWidget()
        self.stack.removeWidget(shown)
        shown.deleteLater()
        self.stack.setCurrentIndex(self.stack.count() - 1)
        self.hints_changed.emit()
        before = self.stack.currentWidget()
        if isinstance(before, TablePage) and before.view.current_row() is not None:
            before.view.setFocus()
        else:
            self.arrive()

    def open_card(self) -> None:
        """The card of the product under the cursor."""
        product_id = None if self.table is None else self.table.current_id()
        if product_id is not None:
            self.show_card(product_id)

    def show_card(self, product_id: int) -> None:
        """Every move of a product. Raises NotAllowed, NotFound."""
        card = CardTable(self.shop, product_id)
        card.closed.connect(self.go_back)
        card.document_asked.connect(self.show_document)
        card.why_asked.connect(self.show_why)
        self._put(card)

    def open_why(self) -> None:
        """Why the product under the cursor costs what it costs."""
        product_id = None if self.table is None else self.table.current_id()
        if product_id is not None:
            self.show_why(product_id)

    def show_why(self, product_id: int) -> None:
        """What a product's cost is made of. Raises NotAllowed, NotFound."""
        why = WhyTable(self.shop, product_id)
        why.closed.connect(self.go_back)
        why.document_asked.connect(self.show_document)
        self._put(why)

    def show_short(self) -> None:
        """What was sold before it was received."""
        short = ShortTable(self.shop)
        short.closed.connect(self.go_back)
        short.card_asked.connect(self.show_card)
        short.document_asked.connect(self.show_document)
        self._put(short)

    def show_alerts(self) -> None:
        """What is at its level or below, to be ordered."""
        alerts = AlertsTable(self.shop)
        alerts.closed.connect(self.go_back)
        alerts.card_asked.connect(self.show_card)
        alerts.orders_asked.connect(lambda: self.go_to.emit(_PURCHASING_TAB, lambda page: page.show_orders("draft")))
        self._put(alerts)

    def show_slow(self) -> None:
        """What was not sold for long."""
        slow = SlowTable(self.shop)
        slow.closed.connect(self.go_back)
        slow.card_asked.connect(self.show_card)
        self._put(slow)

    def show_at(self) -> None:
        """What was there on a day."""
        if self.buttons["at"].isEnabled():
            at = AtTable(self.shop)
            at.closed.connect(self.go_back)
            at.card_asked.connect(self.show_card)
            self._put(at)

    # what moves stock

    def show_form(self, way: Way) -> None:
        """A transfer, write-off, write-up or assembly: a new one, or what was typed before and not booked."""
        if not self.buttons[way].isEnabled():
            return
        form = StockDocument(self.shop, way)
        form.closed.connect(self.go_back)
        form.booked.connect(partial(self._on_booked, way))
        self._put(form)

    def copy_document(self, document_id: int) -> None:
        """A new document of the kind, with the lines of a posted one. Raises NotAllowed, NotFound."""
        with self.shop.work() as work:
            way = copy_stock_document(work, document_id, uuid.uuid4().hex)
        self.show_form(way)

    def _on_booked(self, way: Way, made: Booked) -> None:
        self.go_back()
        self._booked = (way, made.document_id)
        kind = "amber" if made.below_zero else "neutral"
        self.strip.show_text(said_of(made.number, made.below_zero), _("Take it back"), "Ctrl+Z", kind=kind)

    def take_back(self) -> None:
        """Ctrl+Z: what was just booked is taken back by a document of its own."""
        if self._booked is None:
            return
        (way, document_id), self._booked = self._booked, None
        with self.shop.work() as work:
            made = take_back(work, way, document_id)
        self.strip.show_text(_("Taken back by {number}.").format(number=made.number))

    def show_document(self, number: str) -> None:
        """A document as the documents list shows it. Raises NotAllowed."""
        with self.shop.read() as view:
            view.require(Permission.SEE_SALES)
        documents = DocumentsView(self.shop)
        documents.left.connect(self.go_back)
        documents.counter_asked.connect(lambda ask: self.go_to.emit(_SALES_TAB, ask))
        documents.stock_asked.connect(lambda ask: ask(self))
        documents.show_documents(DocumentsFilter(text=number))
        self._put(documents)
