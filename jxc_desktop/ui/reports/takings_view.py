"""Takings: what was sold in a span, grouped; read on another thread, each row opens to its documents."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.money import format_money, to_coin
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.document_filters import DocumentsFilter, Figure
from jxc_desktop.queries.reports.report_tables import above_of, takings_tables, unknown_text
from jxc_desktop.queries.reports.spans import Span, span_of_books
from jxc_desktop.queries.reports.takings import BY_TITLES, By, Summary, takings, takings_columns, takings_summary
from jxc_desktop.spreadsheets.writing import TableOut, write_report
from jxc_desktop.ui import bus, jobs, table_export, theme
from jxc_desktop.ui.day_watch import DayWatch
from jxc_desktop.ui.reports.span_bar import SpanBar
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.widgets.facts import FactsLine, open_button
from jxc_desktop.ui.widgets.parts import Card
from jxc_desktop.ui.widgets.table_page import TablePage

_DETAILS = ("cost", "unknown", "unknown_net")
_HIDDEN_AT_FIRST = {
    By.PRODUCT: ("barcode", "category", "lines", "goods", "given_back", "round_off", "tax", "net", *_DETAILS),
    By.CATEGORY: ("lines", "goods", "given_back", "round_off", *_DETAILS),
    By.HOUR: ("goods", "given_back", "round_off", *_DETAILS),
    By.DAY: ("goods", "given_back", "round_off", *_DETAILS),
    By.CASHIER: ("goods", "given_back", "round_off", *_DETAILS),
}
_SALES, _PROFIT = "sales", "profit"
_FIGURE_TITLES = {
    Figure.TAKINGS: N_("Takings"),
    Figure.BACK: N_("Returns and reversals"),
    Figure.ROUND_OFF: N_("Rounding off"),
    Figure.UNKNOWN: N_("Lines without cost"),
}
_ANSWER = tuple[Sequence[tuple[Any, ...]], Summary, Span]


class TakingsTable(TablePage):
    """The table of one grouping. A scan on it looks for the code."""

    export_key = ""  # Ctrl+E writes all groupings

    def __init__(self, by: By, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        self.columns = columns
        self.by = by
        self.rows = KeptRows(self.columns)
        model = RowsModel(self.columns, self.rows)
        super().__init__(model, f"takings-{by}", _(BY_TITLES[by]), totals=self._totals_of, parent=parent)
        self.view.columns.hide_at_first(_HIDDEN_AT_FIRST.get(by, ()))

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.model.order, filters)


class TakingsView(QWidget):
    """The grouping, the span, what it comes to, and the table. `opened` carries which documents a row stands for."""

    opened = Signal(object, str)
    all_documents = Signal()
    history = Signal()
    goods = Signal()
    read = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        with shop.read() as view:
            today = view.business_date
        self.by_box = QComboBox()
        self.by_box.setAccessibleName(_("Grouping"))
        self.by_box.view().setAccessibleName(_("Grouping"))
        for by, title in BY_TITLES.items():
            self.by_box.addItem(_(title), str(by))
        self.span_bar = SpanBar(today)
        self.total = open_button("", role="fact-title")
        self.facts = FactsLine()
        self.unknown = open_button("", role="fact-amber")
        self.stack = QStackedWidget()
        self._tables: dict[By, TakingsTable] = {}
        self._job: jobs.Job | None = None
        self._lay_out()
        self.total.clicked.connect(lambda _checked: self.open_figure(Figure.TAKINGS))
        self.unknown.clicked.connect(lambda _checked: self.open_figure(Figure.UNKNOWN))
        self.facts.opened.connect(self.open_figure)
        DayWatch(self, shop, self.refresh)
        self.by_box.activated.connect(lambda _index: self.show_by(By(self.by_box.currentData())))
        self.span_bar.changed.connect(self.refresh)
        bus.watch(self, {"document", "sale", "payment", "product", "category", "setting"}, self.refresh)

    def _lay_out(self) -> None:
        gap = theme.px(theme.GAP_WIDE)
        head = Card()
        top = QHBoxLayout()
        top.setSpacing(theme.px(theme.GAP))
        top.addWidget(self.by_box)
        top.addWidget(self.span_bar)
        top.addStretch(1)
        top.addWidget(self.total)
        head.column.addLayout(top)
        below = QHBoxLayout()
        below.addWidget(self.facts, 1)
        below.addWidget(self.unknown)
        head.column.addLayout(below)
        place = QVBoxLayout()
        place.setContentsMargins(gap, gap, gap, 0)
        place.addWidget(head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(place)
        column.addWidget(self.stack, 1)

    # what is shown

    @property
    def table(self) -> TakingsTable:
        """The table shown."""
        return self._table(By(self.by_box.currentData()))

    def _table(self, by: By) -> TakingsTable:
        if by not in self._tables:
            with self.shop.read() as view:
                columns = takings_columns(view, by)
            table = TakingsTable(by, columns, self)
            open_button = table.add_action(_("Documents"), self.open_current, key="Ctrl+O")
            table.add_action(_("Reports on goods"), self.goods.emit, key="Ctrl+G")
            table.add_action(_("All documents"), self.all_documents.emit, key="Ctrl+D")
            table.add_action(_("Imported history"), self.history.emit, key="Ctrl+H")
            export = table.add_action(_("Export to Excel"), self.ask_file, key="Ctrl+E")
            export.setEnabled(Permission.EXPORT in self.shop.actor.permissions)
            open_button.setEnabled(False)
            table.opened.connect(self._open_row)
            table.chosen.connect(lambda row: open_button.setEnabled(row is not None))
            self._tables[by] = table
            self.stack.addWidget(table)
        return self._tables[by]

    def _drop(self, table: TakingsTable) -> None:
        was_shown = self.stack.currentWidget() is table
        self.stack.removeWidget(table)
        table.deleteLater()
        if was_shown:
            self.stack.setCurrentWidget(self.table)

    def show_by(self, by: By) -> None:
        """Group by something else."""
        self.by_box.setCurrentIndex(self.by_box.findData(str(by)))
        self.stack.setCurrentWidget(self._table(by))
        self.refresh()

    def span(self) -> Span:
        """The span chosen."""
        span = self.span_bar.span()
        assert span is not None  # this bar has no "all days"
        return span

    def refresh(self) -> None:
        """Read again, on another thread; an answer that nobody waits for any more is dropped."""
        by = By(self.by_box.currentData())
        with self.shop.read() as view:
            self.span_bar.set_today(view.business_date)
            columns = takings_columns(view, by)
        if by in self._tables and self._tables[by].columns != columns:  # the shop began, or ceased, to have to do with tax
            self._drop(self._tables.pop(by))
        if self._job is not None:
            self._job.drop()
        table, span = self.table, self.span()
        self._job = jobs.run(
            lambda _control: self._ask(table.by, span), title=_("Takings"), owner=self, done=lambda answer: self._show(table, answer)
        )

    def _ask(self, by: By, span: Span) -> _ANSWER:
        with self.shop.read() as view:
            return takings(view, by, span), takings_summary(view, span), span_of_books(view)

    def _show(self, table: TakingsTable, answer: _ANSWER) -> None:
        rows, summary, books = answer
        self._job = None
        table.rows.set(rows)
        if books.days > 1 or books.first != self.span().first:
            table.say_nothing(_("Nothing was sold in this span."), _("Show all days"), lambda: self.span_bar.choose_span(books))
        else:
            table.say_nothing(_("Nothing was sold yet: the first sale makes the first figure."))
        table.refresh()
        self._show_summary(summary)
        self.read.emit()

    def _show_summary(self, found: Summary) -> None:
        self.total.setText(_("Takings {sum}").format(sum=_money(found.takings)))
        self.total.setAccessibleName(self.total.text())
        facts = [
            (ngettext("{count} sale", "{count} sales", found.sales).format(count=found.sales), _SALES),
            (_("goods {sum}").format(sum=_money(found.goods)), str(Figure.TAKINGS)),
            (_("rounding off {sum}").format(sum=_money(found.round_off)), str(Figure.ROUND_OFF)),
        ]
        if found.back:
            text = _("{count} returned or reversed, {sum}").format(count=found.back, sum=_money(found.given_back))
            facts.insert(1, (text, str(Figure.BACK)))
        if found.sales:
            facts.append((_("average ticket {sum}").format(sum=_money(found.average_ticket)), _SALES))
        if found.profit is not None:
            facts.append((_("gross profit {sum}").format(sum=_money(found.profit)), _PROFIT))
        self.facts.show_facts(facts)
        self.unknown.setText(unknown_text(found.unknown_costs))
        self.unknown.setAccessibleName(self.unknown.text())
        self.unknown.setVisible(bool(found.unknown_costs))

    # what is done

    def _open_row(self, row: tuple[Any, ...] | None) -> None:
        if row is None:
            return
        table, span = self.table, self.span()
        title = next((str(value) for value, column in zip(row, table.columns, strict=False) if column.key in ("name", table.by)), "")
        wanted = DocumentsFilter(span.first, span.last, group=(table.by, row[-1]))
        self.opened.emit(wanted, f"{title} · {span.text}")

    def open_figure(self, key: str) -> None:
        """The documents behind a figure of the head; for the profit the products it came from."""
        if key == _PROFIT:
            self.show_by(By.PRODUCT)
            return
        span = self.span()
        if key == _SALES:
            wanted, title = DocumentsFilter(span.first, span.last, kind=str(DocumentKind.SALE)), _("Number of sales")
        else:
            wanted, title = DocumentsFilter(span.first, span.last, group=(Figure(key), None)), _(_FIGURE_TITLES[Figure(key)])
        self.opened.emit(wanted, f"{title} · {span.text}")

    def open_current(self) -> None:
        """The documents behind the row under the cursor."""
        self._open_row(self.table.view.current_row())

    def ask_file(self) -> None:
        """Export: ask where to."""
        path = table_export.ask_path(self.table.view, _("Takings") + f" {self.span().text.replace(' – ', '_')}")
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> jobs.Job:
        """Write the span as a workbook: the summary, then every grouping, the one shown first in a text table."""
        span, shown = self.span(), self.table.by
        bys = (shown,) if path.suffix.lower() == ".csv" else tuple(By)
        return jobs.run(
            lambda _control: export_takings(self.shop, path, span, bys),
            title=_("Export to Excel"),
            owner=self,
            done=lambda count: table_export.told(self, path, count),
        )

    def arrive(self) -> None:
        """Put the focus on the table's search."""
        self.table.focus_search()


def _money(value: int) -> str:
    return format_money(to_coin(value))


def export_takings(shop: Shop, path: Path, span: Span, bys: Sequence[By]) -> int:
    """Write the takings; how many rows. Raises NotAllowed and what `write_report` raises."""
    with shop.read() as view:
        view.require(Permission.EXPORT)
        tables = [TableOut(*table) for table in takings_tables(view, span, bys)]
        return write_report(path, tables, title=_("Takings"), shop_name=view.settings.shop_name, above=above_of(view, span))
