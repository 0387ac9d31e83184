"""The reports page: the takings, and in their place reports on goods, documents behind a figure or all of them, imported history."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.permissions import TITLES, Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.document_filters import DocumentsFilter
from jxc_desktop.queries.reports.goods import Report
from jxc_desktop.queries.reports.spans import Preset
from jxc_desktop.queries.reports.takings import By
from jxc_desktop.ui.page import Hint, Page
from jxc_desktop.ui.reports.documents_view import DocumentsView
from jxc_desktop.ui.reports.goods_view import GoodsView
from jxc_desktop.ui.reports.past_view import PastView
from jxc_desktop.ui.reports.takings_view import TakingsView
from jxc_desktop.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from jxc_desktop.ui.reports.sales_import import SalesWizard

_SALES_TAB, _STOCK_TAB = 2, 4


class ReportsPage(Page):
    """Figures first; Enter on one of them shows its documents, Esc comes back."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.stack = QStackedWidget(self)
        self.takings: TakingsView | None = None
        self.goods: GoodsView | None = None
        self.documents: DocumentsView | None = None
        self.history: PastView | None = None
        self.wizard: SalesWizard | None = None
        self._came_from: GoodsView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        held = shop.actor.permissions
        if Permission.SEE_REPORTS in held:
            self.takings = self._make_takings()
        elif Permission.SEE_SALES in held:
            self.show_all_documents()
        else:
            right = _(TITLES[Permission.SEE_REPORTS])
            self.stack.addWidget(EmptyState(_("Reports need the right “{right}”. Ask the owner for it.").format(right=right)))

    def _make_takings(self) -> TakingsView:
        made = TakingsView(self.shop)
        made.opened.connect(self.show_documents)
        made.all_documents.connect(self.show_all_documents)
        made.history.connect(self.show_history)
        made.goods.connect(self.show_goods)
        self.stack.addWidget(made)
        made.show_by(made.table.by)
        return made

    def show_documents(self, wanted: DocumentsFilter, title: str = "") -> None:
        """The documents that are asked for; `title` names the figure behind which they stand. Raises NotAllowed."""
        if self.documents is None:
            with self.shop.read() as view:
                view.require(Permission.SEE_SALES)
            self.documents = DocumentsView(self.shop)
            self.documents.left.connect(self.leave_documents)
            self.documents.counter_asked.connect(lambda ask: self.go_to.emit(_SALES_TAB, ask))
            self.documents.stock_asked.connect(lambda ask: self.go_to.emit(_STOCK_TAB, ask))
            self.stack.addWidget(self.documents)
        shown = self.stack.currentWidget()
        self._came_from = shown if isinstance(shown, GoodsView) else None
        self.documents.show_documents(wanted, title)
        self.stack.setCurrentWidget(self.documents)
        self.documents.arrive()
        self.hints_changed.emit()

    def show_all_documents(self) -> None:
        """单据查询: nothing asked yet. Raises NotAllowed."""
        self.show_documents(DocumentsFilter())

    def leave_documents(self) -> None:
        """Back to the figures they were opened from."""
        if self._came_from is None:
            self.show_takings()
            return
        self.stack.setCurrentWidget(self._came_from)
        if self._came_from.table is not None:
            self._came_from.table.view.setFocus()
        self.hints_changed.emit()

    def show_goods(self, report: Report | None = None) -> None:
        """Reports on goods: the one asked for, or the one shown last."""
        if self.goods is None:
            self.goods = GoodsView(self.shop)
            self.goods.left.connect(self.show_takings)
            self.goods.opened.connect(self.show_documents)
            self.stack.addWidget(self.goods)
        self.stack.setCurrentWidget(self.goods)
        if report is None:
            self.goods.refresh()
        else:
            self.goods.show_report(report)
        self.goods.arrive()
        self.hints_changed.emit()

    def show_history(self) -> None:
        """What another program sold."""
        if self.history is None:
            self.history = PastView(self.shop)
            self.history.left.connect(self.show_takings)
            self.history.import_asked.connect(self.open_wizard)
            self.stack.addWidget(self.history)
        self.stack.setCurrentWidget(self.history)
        self.history.refresh()
        self.history.table.focus_search()
        self.hints_changed.emit()

    def open_wizard(self) -> None:
        """Import past sales; a wizard that is at work is shown as it is."""
        if self.wizard is None:
            from jxc_desktop.ui.reports.sales_import import SalesWizard

            self.wizard = SalesWizard(self.shop, self)
            self.wizard.closed.connect(self.show_history)
            self.stack.addWidget(self.wizard)
        self.stack.setCurrentWidget(self.wizard)
        self.wizard.arrive()
        self.hints_changed.emit()

    def show_products_of(self, preset: Preset) -> None:
        """The takings of a named span by product."""
        if self.takings is not None:
            self.takings.span_bar.choose(preset)
            self.takings.show_by(By.PRODUCT)
            self.show_takings()

    def show_takings(self) -> None:
        """Back to the figures."""
        if self.takings is not None:
            self.stack.setCurrentWidget(self.takings)
            self.takings.table.view.setFocus()
            self.hints_changed.emit()

    # what the window calls

    def key_hints(self) -> Sequence[Hint]:
        """The keys of what is shown."""
        shown = self.stack.currentWidget()
        if self.documents is not None and shown is self.documents:
            table = self.documents.table
            return (
                ("Ctrl+F", _("Search"), table.focus_search),
                ("Ctrl+Shift+F", _("Filter row"), table.toggle_filters),
                ("Ctrl+C", _("Copy rows"), table.view.copy),
                ("Esc", _("Back"), self.leave_documents),
            )
        if self.goods is not None and shown is self.goods:
            goods = self.goods
            return (
                ("Ctrl+F", _("Search"), goods.arrive),
                ("Enter", _("Documents"), goods.open_current),
                ("Ctrl+E", _("Export to Excel"), goods.ask_file),
                ("Esc", _("Back"), self.show_takings),
            )
        if self.history is not None and shown is self.history:
            past = self.history.table
            return (
                ("Ctrl+F", _("Search"), past.focus_search),
                ("Ctrl+C", _("Copy rows"), past.view.copy),
                ("Esc", _("Back"), self.show_takings),
            )
        if self.wizard is not None and shown is self.wizard:
            return (("Ctrl+O", _("Choose a file"), self.wizard.ask_file), ("Esc", _("Back"), self.wizard.step_back))
        if self.takings is None:
            return ()
        view = self.takings
        return (
            ("Ctrl+F", _("Search"), lambda: view.table.focus_search()),  # noqa: PLW0108 - the table changes
            ("Enter", _("Documents"), view.open_current),
            ("Ctrl+D", _("All documents"), view.all_documents.emit),
            ("Ctrl+C", _("Copy rows"), lambda: view.table.view.copy()),  # noqa: PLW0108
        )

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        shown = self.stack.currentWidget()
        if self.wizard is not None and shown is self.wizard:
            self.wizard.arrive()
        elif isinstance(shown, (TakingsView, DocumentsView, GoodsView)):
            shown.arrive()
        elif isinstance(shown, PastView):
            shown.table.focus_search()

    def take_scan(self, code: str) -> bool:
        """A scan looks for the code: a receipt's number, a product."""
        shown = self.stack.currentWidget()
        if isinstance(shown, GoodsView):
            return shown.take_scan(code)
        return shown.table.take_scan(code) if isinstance(shown, (TakingsView, DocumentsView, PastView)) else False
