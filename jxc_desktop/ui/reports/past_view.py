"""Imported history: what another program sold, marked as such; the last import is taken back here."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.past_sales import undo_past_sales
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.reports.past_sales import PAST_COLUMNS, PastImport, past_imports, past_sales
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.spreadsheets.moments import EARLIEST, LATEST
from jxc_desktop.ui import bus, jobs, trouble
from jxc_desktop.ui.day_watch import DayWatch
from jxc_desktop.ui.reports.span_bar import SpanBar
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.widgets.strips import UndoStrip
from jxc_desktop.ui.widgets.table_page import TablePage

_HIDDEN_AT_FIRST = ("lines", "returned", "first_day")


class PastTable(TablePage):
    """A row a product; the first column says that it is imported."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.rows = KeptRows(PAST_COLUMNS)
        super().__init__(
            RowsModel(PAST_COLUMNS, self.rows, tint=lambda _row, key: "amber" if key == "source" else ""),
            "past-sales-of-others",
            _("Imported history"),
            totals=self._totals_of,
            parent=parent,
        )
        self.view.columns.hide_at_first(_HIDDEN_AT_FIRST)

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.model.order, filters)


class PastView(QWidget):
    """The table with its span; `left` is Esc, `import_asked` the way to the wizard, `read` comes when figures were shown.

    `undone` comes when an import was taken back, or was not.
    """

    left = Signal()
    read = Signal()
    import_asked = Signal()
    undone = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        with shop.read() as view:
            today = view.business_date
        self.table = PastTable(self)
        self.span_bar = SpanBar(today, may_be_all=True)
        self.strip = UndoStrip()
        self.table.above.addWidget(self.span_bar)
        self.table.strip_place.addWidget(self.strip)
        may_import = Permission.IMPORT_PRODUCTS in shop.actor.permissions
        self.import_button = self.table.add_action(_("Import past sales"), self.import_asked.emit, key="Ctrl+I", primary=True)
        self.undo_button = self.table.add_action(_("Take the last import back"), self.ask_undo, key="Ctrl+Shift+Z")
        self.table.add_action(f"{_('Back')}   Esc", self.left.emit)
        self.import_button.setEnabled(may_import)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.table)
        self.imports: tuple[PastImport, ...] = ()
        self._asked_to_undo: PastImport | None = None
        self.span_bar.changed.connect(self.refresh)
        self.strip.undone.connect(self._undo)
        bus.watch(self, {"past_sale_line", "import_batch"}, self.refresh)
        DayWatch(self, shop, self._on_new_day)

    # what is shown

    def _on_new_day(self) -> None:
        with self.shop.read() as view:
            if self.span_bar.set_today(view.business_date):
                self.refresh()

    def refresh(self) -> None:
        """Read again, on another thread."""
        span = self.span_bar.span() or Span.between(EARLIEST, LATEST)
        jobs.run(lambda _control: self._ask(span), title=_("Imported history"), owner=self, done=self._show)

    def _ask(self, span: Span) -> tuple[list[tuple[object, ...]], tuple[PastImport, ...]]:
        with self.shop.read() as view:
            return past_sales(view, span), past_imports(view)

    def _show(self, answer: tuple[list[tuple[object, ...]], tuple[PastImport, ...]]) -> None:
        rows, imports = answer
        self.imports = imports
        self.table.rows.set(rows)
        self.table.refresh()
        self.undo_button.setEnabled(bool(imports) and self.import_button.isEnabled())
        if imports:
            self.table.say_nothing(_("Nothing was sold in this span."), _("Show all days"), lambda: self.span_bar.choose_span(None))
        else:
            text = _("No history yet: import the sales that another program kept. They count for demand and reports; no stock moves.")
            self.table.say_nothing(text, _("Import past sales") if self.import_button.isEnabled() else "", self.import_asked.emit)
        self.read.emit()

    def _tell(self, text: str, kind: str) -> None:
        self.strip.show_text(text, kind=kind)
        self.undone.emit()

    def _refused(self, error: Exception) -> None:
        self.strip.clear()
        trouble.report(error)
        self.undone.emit()

    # taken back

    def ask_undo(self) -> None:
        """Name the last import and offer to take it back."""
        if self.imports:
            self._asked_to_undo = self.imports[0]
            facts = {"name": self.imports[0].file_name, "lines": self.imports[0].lines}
            self.strip.show_text(_("{name}: {lines} lines will be taken back.").format(**facts), _("Take it back"), kind="amber")

    def _undo(self) -> None:
        asked, self._asked_to_undo = self._asked_to_undo, None
        if asked is not None:
            done = _("{name} was taken back.").format(name=asked.file_name)
            jobs.run(
                lambda _control: undo_past_sales(self.shop, asked.id),
                title=_("Imported history"),
                owner=self,
                done=lambda _none: self._tell(done, "neutral"),
                failed=self._refused,
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the figures."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
