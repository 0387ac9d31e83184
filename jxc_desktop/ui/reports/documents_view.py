"""单据查询: all documents in one table, narrowed by kind, state and span; one under the cursor as its receipt."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from jxc_desktop.domain.money import format_money, to_coin
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.stock_papers import stock_paper_pdf
from jxc_desktop.queries.count_results import count_of
from jxc_desktop.queries.document_filters import STATES, DocumentsFilter
from jxc_desktop.queries.documents import (
    DOCUMENT_COLUMNS,
    DocumentDetail,
    DocumentLine,
    DocumentRow,
    document_detail,
    document_kinds,
    documents_count,
    documents_list,
)
from jxc_desktop.queries.party_papers import shop_head
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.ui import bus, theme
from jxc_desktop.ui.counts.result_paper import open_result_paper
from jxc_desktop.ui.day_watch import DayWatch
from jxc_desktop.ui.print_queue import PrintQueue, queue_for
from jxc_desktop.ui.reports.receipt_preview import ReceiptPreview
from jxc_desktop.ui.reports.span_bar import SpanBar
from jxc_desktop.ui.rows import QUICK, Filters, Order, RowsModel, Totals
from jxc_desktop.ui.sales.sale_actions import SaleActions
from jxc_desktop.ui.widgets.paper_dialog import PaperDialog
from jxc_desktop.ui.widgets.parts import Card, role_label, soft_label
from jxc_desktop.ui.widgets.strips import UndoStrip
from jxc_desktop.ui.widgets.table_page import TablePage

CARD_WIDTH = 360
_HIDDEN_AT_FIRST = ("day", "cashier", "remark")


class DocumentCard(Card):
    """The document under the cursor: number, state, and the receipt or the lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.number = role_label("", "money")
        self.facts = soft_label("")
        self.facts.setWordWrap(True)
        self.preview = ReceiptPreview()
        self.lines = role_label("", "")
        self.lines.setWordWrap(True)
        inner = QWidget()
        theme.set_role(inner, "ground")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.lines)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(inner)
        self.area.setAccessibleName(_("Document"))
        for part in (self.number, self.facts):
            self.column.addWidget(part)
        self.column.addWidget(self.area, 1)
        self.clear()

    def clear(self) -> None:
        """No document."""
        for label in (self.number, self.facts, self.lines):
            label.setText("")
        self.preview.hide()

    def show_document(self, detail: DocumentDetail) -> None:
        """Show this one."""
        row = detail.row
        self.number.setText(row.number)
        day = "" if row.day == row.time.date() else _("Business day {day}").format(day=row.day)
        facts = [row.kind, f"{row.time:%Y-%m-%d %H:%M}", day, row.cashier, row.state, detail.route, row.remark]
        self.facts.setText(" · ".join(fact for fact in facts if fact))
        self.preview.setVisible(detail.receipt is not None)
        if detail.receipt is not None:
            self.preview.show_receipt(detail.receipt)
        lines = ["  ".join(filter(None, (line.name, _counted(line), line.said, _sum(line.amount)))) for line in detail.lines[:500]]
        self.lines.setText("\n".join(lines))
        self.lines.setVisible(bool(lines))


def _counted(line: DocumentLine) -> str:
    return format_quantity(line.quantity, line.unit) if line.quantity else ""


def _sum(amount: int | None) -> str:
    return "" if amount is None else format_money(to_coin(amount))


class DocumentsTable(TablePage):
    """The list with its boxes; `figure` names the figure whose documents it shows, "" where they are all."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        self.shop = shop
        self.wanted = DocumentsFilter()
        self.figure = ""
        model = RowsModel(DOCUMENT_COLUMNS, self._fetch, second_key="number", tint=_tint)
        super().__init__(
            model, "documents", _("Documents"), totals=self._totals_of, search_hint=_("Number, sum, product or remark"), parent=parent
        )
        with shop.read() as view:
            kinds, today = document_kinds(view), view.business_date
        self.boxes = QHBoxLayout()
        self.boxes.setSpacing(theme.px(theme.GAP))
        inner = self.card.layout()
        assert isinstance(inner, QVBoxLayout)  # as TablePage makes it
        inner.insertLayout(1, self.boxes)
        self.kind, self.state = QComboBox(), QComboBox()
        self._fill(self.kind, _("Kind"), _("All kinds"), kinds)
        self._fill(self.state, _("State"), _("Any state"), {key: _(title) for key, title in STATES.items()})
        self.span_bar = SpanBar(today, may_be_all=True)
        self.above.addWidget(self.span_bar)
        self.boxes.addStretch(1)
        self.span_bar.changed.connect(self.apply_filters)
        self.view.columns.hide_at_first(_HIDDEN_AT_FIRST)
        self._show_shares()
        DayWatch(self, shop, self._on_new_day)

    def _on_new_day(self) -> None:
        with self.shop.read() as view:
            self.span_bar.set_today(view.business_date)
        if self.isVisible():
            self.apply_filters()

    def _show_shares(self) -> None:
        """What of each document is behind the figure: a column only while there is such a figure."""
        self.view.setColumnHidden(self.model.column_of("share"), not self.wanted.has_shares)
        self.view.columns.arrange()

    def _fill(self, box: QComboBox, name: str, none: str, choices: dict[str, str]) -> None:
        box.setAccessibleName(name)
        box.view().setAccessibleName(name)
        box.addItem(none, "")
        for key, title in choices.items():
            box.addItem(title, key)
        box.activated.connect(lambda _index: self.apply_filters())
        self.boxes.addWidget(box)

    def apply_filters(self) -> None:
        """Ask for what the boxes and fields say now."""
        span = self.span_bar.span()
        first, last = (None, None) if span is None else (span.first, span.last)
        wanted = replace(self.wanted, first_day=first, last_day=last, kind=self.kind.currentData(), state=self.state.currentData())
        is_same = wanted == self.wanted
        self.wanted = wanted
        before = self.model.filters
        super().apply_filters()
        if not is_same and before == self.model.filters:
            self.model.refresh()

    def show_only(self, wanted: DocumentsFilter) -> None:
        """Ask for these and nothing else; the boxes follow."""
        self.wanted, self.figure = wanted, ""
        self._show_shares()
        self.search.setText(wanted.text)
        self.filters.clear()
        self.kind.setCurrentIndex(max(0, self.kind.findData(wanted.kind)))
        self.state.setCurrentIndex(max(0, self.state.findData(wanted.state)))
        self.span_bar.blockSignals(True)
        self.span_bar.choose_span(None if wanted.first_day is None or wanted.last_day is None else Span(wanted.first_day, wanted.last_day))
        self.span_bar.blockSignals(False)
        self.model.filters = {QUICK: wanted.text} if wanted.text else {}
        self.refresh()

    def asked_beside(self) -> Sequence[str]:
        """The figure whose documents these are, the span that it does not name itself, kind and state."""
        span = self.span_bar.span()
        texts = [self.figure, "" if span is None or span.text in self.figure else span.text]
        texts += [f"{box.accessibleName()}: {box.currentText()}" for box in (self.kind, self.state) if box.currentData()]
        return [text for text in texts if text]

    def is_narrowed(self) -> bool:
        """Whether something is asked that could be asked less."""
        return super().is_narrowed() or self.wanted != DocumentsFilter()

    def show_all(self) -> None:
        """Ask for nothing, by the boxes neither."""
        self.show_only(DocumentsFilter())

    def asked(self, filters: Filters) -> DocumentsFilter:
        """What is asked, with the texts of search and filter row."""
        columns = {key: text for key, text in filters.items() if key != QUICK}
        return replace(self.wanted, text=filters.get(QUICK, ""), columns=columns)

    def _fetch(self, offset: int, limit: int, order: Order, filters: Filters, /) -> Sequence[DocumentRow]:
        is_descending = order.is_descending if order.key else True
        with self.shop.read() as view:
            return documents_list(view, self.asked(filters), order=order.key, is_descending=is_descending, limit=limit, offset=offset)

    def _totals_of(self, filters: Filters) -> Totals:
        with self.shop.read() as view:
            found = documents_count(view, self.asked(filters))
        return Totals(found.count, {"total": found.total, "share": found.share})


class DocumentsView(QWidget):
    """The table, and at its right the document under the cursor with what can be done with it. `left` is Esc.

    `counter_asked` carries what the counter shall do: a function of the sales page; `stock_asked` one of the stock page.
    """

    left = Signal()
    counter_asked = Signal(object)
    stock_asked = Signal(object)

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.table = DocumentsTable(shop, self)
        self.card = DocumentCard()
        self.sale_actions = SaleActions(shop, self.table)
        self.strip = UndoStrip()
        self._lay_out()
        self.table.chosen.connect(self._on_chosen)
        actions = self.sale_actions
        actions.changed.connect(self._on_changed)
        actions.reprint_asked.connect(lambda document_id: self._printing().reprint(document_id))
        actions.reversed.connect(lambda made: self._printing().submit(made.print_job_id))
        actions.return_asked.connect(lambda document_id: self.counter_asked.emit(lambda page: page.open_returns(document_id)))
        actions.amend_asked.connect(lambda document_id: self.counter_asked.emit(lambda page: page.amend_sale(document_id)))
        actions.copy_asked.connect(self._copy)
        actions.paper_asked.connect(self.open_paper)
        self.table.say_nothing(_("No documents yet: the first sale makes the first one."))
        self.table.model.loaded.connect(lambda: self.strip.clear() if self.table.wanted == DocumentsFilter() else None)
        self.strip.undone.connect(self.show_all)
        bus.watch(self, {"document"}, self.table.refresh)

    def _lay_out(self) -> None:
        table = self.table
        table.put_beside(self.card, theme.px(CARD_WIDTH))
        table.add_action(f"{_('Back')}   Esc", self.left.emit)
        table.pair_actions(theme.px(CARD_WIDTH))
        table.strip_place.addWidget(self.strip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(table)

    def show_documents(self, wanted: DocumentsFilter, title: str = "") -> None:
        """Show the documents behind a figure (named by `title`), or what is asked."""
        self.table.show_only(wanted)
        self.table.figure = title
        if title:
            self.strip.show_text(_("Only: {what}").format(what=title), _("Show all documents"))
        else:
            self.strip.clear()
        if self.table.model.rowCount():
            self.table.view.selectRow(0)

    def show_all(self) -> None:
        """Ask for nothing."""
        self.show_documents(DocumentsFilter())

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        self.table.view.setFocus() if self.table.model.rowCount() else self.table.focus_search()

    def _printing(self) -> PrintQueue:
        return queue_for(self.shop, self)

    def open_paper(self, document_id: int) -> None:
        """A document that moves stock, as a paper; a count as its result."""
        with self.shop.read() as view:
            detail, head = document_detail(view, document_id), shop_head(view)
            count_id = count_of(view, document_id)
        if count_id:
            open_result_paper(self.shop, count_id, detail.row.number, self.window())
            return
        PaperDialog(
            self.shop,
            "stock-document",
            f"{detail.row.kind} {detail.row.number}",
            lambda stream, form, _check: stock_paper_pdf(detail, head, stream, form=form),
            sheet="A5",
            parent=self.window(),
        ).open()

    def _copy(self, document_id: int) -> None:
        if self.sale_actions.may.is_stock:
            self.stock_asked.emit(lambda page: page.copy_document(document_id))
        else:
            self.counter_asked.emit(lambda page: page.copy_sale(document_id))

    def _on_changed(self) -> None:
        self.table.refresh()
        self._on_chosen(self.table.view.current_row())

    def _on_chosen(self, row: DocumentRow | None) -> None:
        self.sale_actions.show_for(0 if row is None else row.document_id, "" if row is None else row.number)
        if row is None:
            self.card.clear()
            return
        with self.shop.read() as view:
            self.card.show_document(document_detail(view, row.document_id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the figures."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _tint(row: DocumentRow, _key: str) -> str:
    return "soft" if row.is_reversed else ""
