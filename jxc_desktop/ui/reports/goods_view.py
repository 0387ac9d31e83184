"""Reports on goods: which one, by what, for which days; read on another thread, each figure opens to its documents."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.reports.goods import (
    AT_A_DAY,
    GROUPINGS,
    NOW,
    TITLES,
    Opened,
    Report,
    above_goods,
    documents_behind,
    goods_report,
    goods_tables,
    reports_for,
)
from jxc_desktop.queries.reports.goods_tables import Figured
from jxc_desktop.queries.reports.spans import Preset, Span
from jxc_desktop.spreadsheets.writing import TableOut, write_report
from jxc_desktop.ui import bus, jobs, table_export, theme
from jxc_desktop.ui.day_watch import DayWatch
from jxc_desktop.ui.reports.span_bar import SpanBar
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.widgets.empty_state import EmptyState
from jxc_desktop.ui.widgets.parts import Card, soft_label
from jxc_desktop.ui.widgets.table_page import READING, TablePage

_HIDDEN_AT_FIRST = ("code", "barcode", "spec", "category")
_NOTHING = {
    Report.FLOW: N_("No goods were there or moved in this span."),
    Report.WORTH: N_("Nothing was in stock at the end of this day."),
    Report.PURCHASES: N_("Nothing was bought in this span."),
    Report.PRICES: N_("No price was changed in this span."),
    Report.COUNTS: N_("Nothing was counted in this span."),
    Report.SLOW: N_("No goods lie unsold for so long."),
}
PATIENCE_MS = 200
_WATCHED = frozenset({"document", "stock_move", "product", "category", "price_change", "past_sale_line"})


class GoodsTable(TablePage):
    """The table of one report in one grouping. A scan on it looks for the code."""

    export_key = ""  # Ctrl+E writes all groupings
    open_button: QPushButton

    def __init__(self, report: Report, by: str, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        self.report, self.by, self.columns = report, by, tuple(columns)
        self.rows = KeptRows(self.columns)
        model = RowsModel(self.columns, self.rows)
        title = f"{_(TITLES[report])} · {_(GROUPINGS[report][by])}"
        super().__init__(model, f"goods-{report}-{by}", title, totals=self._totals_of, parent=parent)
        if "name" in {column.key for column in self.columns}:
            self.view.columns.hide_at_first(_HIDDEN_AT_FIRST if report is Report.WORTH else ("unit", *_HIDDEN_AT_FIRST))

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.model.order, filters)

    def column_key(self) -> str:
        """The column under the cursor."""
        place = self.view.currentIndex().column()
        return self.columns[place].key if 0 <= place < len(self.columns) else ""


class GoodsView(QWidget):
    """The report, its grouping, the span, and the table. `opened` carries the documents behind a figure; `left` is Esc."""

    opened = Signal(object, str)
    left = Signal()
    read = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        with shop.read() as view:
            today = view.business_date
        self.report_box, self.by_box = QComboBox(), QComboBox()
        for box, name in ((self.report_box, _("Report")), (self.by_box, _("Grouping"))):
            box.setAccessibleName(name)
            box.view().setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # the groupings change
        for report in reports_for(shop.actor):
            self.report_box.addItem(_(TITLES[report]), str(report))
        self.span_bar = SpanBar(today)
        self.figure = soft_label("")
        self.stack = QStackedWidget()
        self.waiting = EmptyState(_(READING))
        self.stack.addWidget(self.waiting)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(lambda: self.stack.setCurrentWidget(self.waiting))
        self.figured = Figured((), [])
        self._tables: dict[tuple[Report, str], GoodsTable] = {}
        self._job: jobs.Job | None = None
        self._lay_out()
        self._fill_groupings()
        self.span_bar.choose(Preset.THIS_MONTH)
        self.report_box.activated.connect(lambda _index: self.show_report(self.report))
        self.by_box.activated.connect(lambda _index: self.refresh())
        self.span_bar.changed.connect(self.refresh)
        DayWatch(self, shop, self.refresh)
        bus.watch(self, _WATCHED, self.refresh)

    def _lay_out(self) -> None:
        gap = theme.px(theme.GAP_WIDE)
        head = Card()
        top = QHBoxLayout()
        top.setSpacing(theme.px(theme.GAP))
        for part in (self.report_box, self.by_box, self.span_bar):
            top.addWidget(part)
        top.addStretch(1)
        head.column.addLayout(top)
        head.column.addWidget(self.figure)
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
    def report(self) -> Report:
        """The report chosen."""
        return Report(self.report_box.currentData())

    @property
    def by(self) -> str:
        """The grouping chosen."""
        return str(self.by_box.currentData())

    @property
    def table(self) -> GoodsTable | None:
        """The table shown; none before the first figures."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, GoodsTable) else None

    def span(self) -> Span:
        """The span chosen."""
        span = self.span_bar.span()
        assert span is not None  # this bar has no "all days"
        return span

    def _fill_groupings(self) -> None:
        self.by_box.clear()
        for by, title in GROUPINGS[self.report].items():
            self.by_box.addItem(_(title), by)

    def show_report(self, report: Report, by: str = "") -> None:
        """Ask for another report, or another grouping."""
        self.report_box.setCurrentIndex(self.report_box.findData(str(report)))
        self._fill_groupings()
        if by:
            self.by_box.setCurrentIndex(self.by_box.findData(by))
        self.refresh()

    def refresh(self) -> None:
        """Read again, on another thread; an answer that nobody waits for any more is dropped."""
        with self.shop.read() as view:
            self.span_bar.set_today(view.business_date)
        self.span_bar.show_end_only(is_end_only=self.report in AT_A_DAY)
        self.span_bar.setVisible(self.report not in NOW)
        if self._job is not None:
            self._job.drop()
        report, by, span = self.report, self.by, self.span()
        shown = self.table
        if shown is not None and (shown.report, shown.by) != (report, by):  # another one's figures would stand under this name
            self._patience.start()
        self._job = jobs.run(
            lambda _control: self._ask(report, by, span),
            title=_(TITLES[report]),
            owner=self,
            done=lambda figured: self._show(report, by, figured),
        )

    def _ask(self, report: Report, by: str, span: Span) -> Figured:
        with self.shop.read() as view:
            return goods_report(view, report, by, span)

    def _show(self, report: Report, by: str, figured: Figured) -> None:
        self._patience.stop()
        self._job, self.figured = None, figured
        table = self._table(report, by, figured.columns)
        table.rows.set(figured.rows)
        self.stack.setCurrentWidget(table)
        table.say_nothing(_(_NOTHING[report]))
        table.refresh()
        self._show_figure()
        self.read.emit()

    def _table(self, report: Report, by: str, columns: Sequence[Column]) -> GoodsTable:
        """The table of a report; made anew when other kinds of move have columns now."""
        former = self._tables.get((report, by))
        if former is not None and former.columns == tuple(columns):
            return former
        made = GoodsTable(report, by, columns, self)
        made.open_button = made.add_action(_("Documents"), self.open_current, key="Ctrl+O")
        export = made.add_action(_("Export to Excel"), self.ask_file, key="Ctrl+E")
        export.setEnabled(Permission.EXPORT in self.shop.actor.permissions)
        made.add_action(f"{_('Back')}   Esc", self.left.emit)
        made.opened.connect(lambda _row: self.open_current())
        made.chosen.connect(lambda _row: self._show_figure())
        self._tables[report, by] = made
        self.stack.addWidget(made)
        if former is not None:
            self.stack.removeWidget(former)
            former.deleteLater()
        return made

    def _behind(self) -> Opened | None:
        """The documents behind the figure under the cursor."""
        table = self.table
        row = None if table is None else table.view.current_row()
        if table is None or row is None:
            return None
        return documents_behind(self.figured, table.by, self.span(), row, table.column_key())

    def _show_figure(self) -> None:
        """Say which figure is under the cursor: that one is opened."""
        found = self._behind()
        self.figure.setText("" if found is None else _("Enter opens the documents of {what}").format(what=found.title))
        if self.table is not None:
            self.table.open_button.setEnabled(found is not None)

    # what is done

    def open_current(self) -> None:
        """Show the documents behind the figure under the cursor."""
        found = self._behind()
        if found is not None:
            self.opened.emit(found.wanted, found.title)

    def ask_file(self) -> None:
        """Export: ask where to."""
        if self.table is None:
            return
        path = table_export.ask_path(self.table.view, f"{_(TITLES[self.report])} {self._days()}".strip())
        if path is not None:
            self.export_to(path)

    def _days(self) -> str:
        """The days of the report, as a file's name has them."""
        if self.report in NOW:
            return ""
        return f"{self.span().last}" if self.report in AT_A_DAY else self.span().text.replace(" – ", "_")

    def export_to(self, path: Path) -> jobs.Job:
        """Write the report as a workbook with every grouping, in a text table the one shown."""
        report, span = self.report, self.span()
        groupings = (self.by,) if path.suffix.lower() == ".csv" else ()
        return jobs.run(
            lambda _control: export_goods(self.shop, path, report, span, groupings),
            title=_("Export to Excel"),
            owner=self,
            done=lambda count: table_export.told(self, path, count),
        )

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        if self.table is not None:
            self.table.focus_search()
        else:
            self.report_box.setFocus()

    def take_scan(self, code: str) -> bool:
        """A scan looks for the code."""
        return self.table is not None and self.table.take_scan(code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the takings."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def export_goods(shop: Shop, path: Path, report: Report, span: Span, groupings: Sequence[str] = ()) -> int:
    """Write a report; how many rows. Raises NotAllowed and what `write_report` raises."""
    with shop.read() as view:
        view.require(Permission.EXPORT)
        tables = [TableOut(*table) for table in goods_tables(view, report, span, groupings)]
        title, above = _(TITLES[report]), above_goods(view, report, span)
        return write_report(path, tables, title=title, shop_name=view.settings.shop_name, above=above)
