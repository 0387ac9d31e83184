"""Past sales: found by number, sum, goods or day; looked at, printed again, reversed, exported."""

import re
import uuid
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jxc_desktop.domain.payments import Method
from jxc_desktop.i18n import _
from jxc_desktop.operations.reversals import Reversed, reverse_sale
from jxc_desktop.operations.tenders import correct_tender
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.payments import payment_methods
from jxc_desktop.queries.returns import returnable
from jxc_desktop.queries.sales import SALE_COLUMNS, SaleRow, SalesFilter, sale_detail, sales_count, sales_list
from jxc_desktop.queries.view import View
from jxc_desktop.ui import bus, theme, trouble
from jxc_desktop.ui.rows import QUICK, Filters, Order, RowsModel, Totals
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.sales.delivery_note import DeliveryNoteDialog
from jxc_desktop.ui.sales.money_keys import method_named, methods_hint
from jxc_desktop.ui.sales.sale_card import SaleCard
from jxc_desktop.ui.widgets.table_page import TablePage

_DAY = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})", re.ASCII)
_HIDDEN_AT_FIRST = ("cashier", "lines", "discount", "round_off")


class _SalesTable(TablePage):
    """The list. A scan is not looked for here: it belongs to the next customer, and the page takes it."""

    def take_scan(self, _code: str) -> bool:
        """Leave it to the counter."""
        return False


class OldSales(QWidget):
    """The list at the left, the sale under the cursor at the right. `left` is Esc; `reprint_asked` carries a document id."""

    left = Signal()
    reprint_asked = Signal(int)
    reversed = Signal(object)
    return_asked = Signal(int)

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.model = RowsModel(SALE_COLUMNS, self._fetch, second_key="number", tint=_tint)
        self.table = _SalesTable(
            self.model, "past-sales", _("Past sales"), totals=self._totals, search_hint=_("Number, sum, product, or a day such as 11-22")
        )
        self.card = SaleCard()
        self.bar = AskBar()
        self._lay_out()
        self.table.chosen.connect(self._on_chosen)
        self.bar.ended.connect(self.table.view.setFocus)
        bus.watch(self, {"document"}, self.refresh)

    def _lay_out(self) -> None:
        table = self.table
        table.side.insertWidget(0, self.card, 20)
        self.card.setFixedWidth(theme.px(360))
        self.reprint_button = table.add_action(_("Reprint"), self.reprint, key="Ctrl+R")
        self.reverse_button = table.add_action(_("Reverse"), self.ask_reason, key="Ctrl+D")
        theme.set_role(self.reverse_button, "danger")
        self.return_button = table.add_action(_("Take goods back"), self.ask_return, key="Ctrl+T")
        self.note_button = table.add_action(_("Delivery note"), self.open_note, key="Ctrl+P")
        self.correct_button = table.add_action(_("Correct the way of paying"), self.ask_way, key="Ctrl+M")
        self.back_button = table.add_action(f"{_('Back')}   Esc", self.left.emit)
        table.strip_place.addWidget(self.bar)
        table.view.columns.hide_at_first(_HIDDEN_AT_FIRST)
        table.say_nothing(_("No sale yet: the first one stands here as soon as it is paid."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(table)

    # what the page calls

    def open(self) -> None:
        """Show the latest sales."""
        self.refresh()
        if self.model.rowCount():
            self.table.view.selectRow(0)
        self.table.focus_search()

    def refresh(self) -> None:
        """Ask again."""
        self.table.refresh()

    def current(self) -> SaleRow | None:
        """The sale under the cursor."""
        row: SaleRow | None = self.table.view.current_row()
        return row

    # the list

    def _fetch(self, offset: int, limit: int, order: Order, filters: Filters, /) -> Sequence[SaleRow]:
        with self.shop.read() as view:
            wanted = wanted_by(filters, view)
            is_descending = order.is_descending if order.key else True
            return sales_list(view, wanted, order=order.key, is_descending=is_descending, limit=limit, offset=offset)

    def _totals(self, filters: Filters) -> Totals:
        with self.shop.read() as view:
            count, total = sales_count(view, wanted_by(filters, view))
        return Totals(count, {"total": total})

    def _on_chosen(self, row: SaleRow | None) -> None:
        self.reprint_button.setEnabled(row is not None)
        self.note_button.setEnabled(row is not None)
        if row is None:
            self.card.clear()
            self.reverse_button.setEnabled(False)
            self.return_button.setEnabled(False)
            self.correct_button.setEnabled(False)
            return
        with self.shop.read() as view:
            detail = sale_detail(view, row.document_id)
        self.card.show_sale(detail)
        self.reverse_button.setEnabled(detail.can_reverse)
        self.return_button.setEnabled(detail.can_return)
        self.correct_button.setEnabled(detail.can_correct)

    # what is done

    def reprint(self) -> None:
        """重打: a copy of the receipt."""
        row = self.current()
        if row is not None:
            self.reprint_asked.emit(row.document_id)

    def open_note(self) -> None:
        """送货单: the sale as a paper that goes with the goods."""
        row = self.current()
        if row is not None:
            DeliveryNoteDialog(self.shop, row.document_id, self.window()).open()

    def ask_reason(self) -> None:
        """作废: the reason is asked under the list."""
        row = self.current()
        if row is not None and self.reverse_button.isEnabled():
            self.bar.ask(
                _("Reverse {number}? The goods go back to stock and the money is paid back.").format(number=row.number),
                [(_("Reason"), "")],
                lambda texts: self._reverse(row, texts[0]),
                done=_("Reverse"),
            )

    def ask_return(self) -> None:
        """退货: the board of returns takes over, on this sale."""
        row = self.current()
        if row is not None and self.return_button.isEnabled():
            self.return_asked.emit(row.document_id)

    def ask_way(self) -> None:
        """改支付方式: how it was said to be paid, and how it really was."""
        row = self.current()
        if row is None or not self.correct_button.isEnabled():
            return
        with self.shop.read() as view:
            methods = list(payment_methods(view))
            paid = [way.method_id for way in returnable(view, row.document_id).ways if way.paid > way.back]
        first = next((method for method in methods if method.id in paid), methods[0])
        key = uuid.uuid4().hex
        self.bar.ask(
            _("Correct how {number} was paid").format(number=row.number),
            [(_("Said to be paid by"), str(first.digit or first.name)), (_("Really paid by"), "")],
            lambda texts: self._correct(row, texts, methods, key),
            hint=methods_hint(methods),
        )

    def _correct(self, row: SaleRow, texts: list[str], methods: list[Method], key: str) -> None:
        old, new = (method_named(text, methods) for text in texts)
        with self.shop.work() as work:
            made = correct_tender(work, row.document_id, old.id, new.id, key=key)
        trouble.tell(self, _("{number}: {sale} was paid by {way}.").format(number=made.number, sale=row.number, way=new.name))
        self.refresh()
        self._on_chosen(self.current())

    def _reverse(self, row: SaleRow, reason: str) -> None:
        with self.shop.work() as work:
            made: Reversed = reverse_sale(work, row.document_id, reason)
        self.reversed.emit(made)
        trouble.tell(self, _("{number} is reversed by {reversal}.").format(number=row.number, reversal=made.number))
        self.refresh()
        self._on_chosen(self.current())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the counter."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def wanted_by(filters: Filters, view: View) -> SalesFilter:
    """The filters as the query wants them; a quick search that reads as a day is one."""
    text = filters.get(QUICK, "").strip()
    day = _day(text, view.business_date)
    columns = {key: value for key, value in filters.items() if key != QUICK}
    return SalesFilter(first_day=day, last_day=day, text="" if day else text, columns=columns)


def _day(text: str, today: date) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1] or today.year), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _tint(row: SaleRow, _key: str) -> str:
    return "soft" if row.linked else ""
