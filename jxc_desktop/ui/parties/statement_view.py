"""The statement of a supplier for a span: on the screen, to Excel, printed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.supplier_payments import reverse_payment
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.party_papers import payment_pdf, statement_pdf
from jxc_desktop.queries.parties import STATEMENT_COLUMNS, StatementLine
from jxc_desktop.queries.party_papers import payment_paper, statement_paper
from jxc_desktop.queries.reports.spans import Preset, Span
from jxc_desktop.ui import bus
from jxc_desktop.ui.day_watch import DayWatch
from jxc_desktop.ui.parties.part import Part
from jxc_desktop.ui.reports.span_bar import SpanBar
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.widgets.paper_dialog import PaperDialog
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot

PAYMENT = "FK"


class StatementView(Part):
    """One supplier. Enter on a line opens its document: `document_asked` carries the number, a payment is shown as its paper.

    `taken_back` carries the number of the reversal of a payment.
    """

    document_asked = Signal(str)
    taken_back = Signal(str)

    def __init__(self, shop: Shop, supplier_id: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Statement {name}").format(name=name), parent)
        self.supplier_id, self.supplier = supplier_id, name
        self.paper: PaperDialog | None = None
        with shop.read() as view:
            self.span_bar = SpanBar(view.business_date)
        self.span_bar.choose(Preset.THIS_MONTH)
        self.above.addWidget(self.span_bar)
        self.model = RowsModel(STATEMENT_COLUMNS, parent=self)
        self.view = RowsView(self.model, "supplier-statement", f"{_('Statement')} {name}", self)
        self.bar = AskBar(self)
        self.column.addWidget(with_foot(self.view), 1)
        self.column.addWidget(self.bar)
        self.bar.ended.connect(self.view.setFocus)
        self.open_button = self.add_button(_("Document"), "Ctrl+O", self.open_current)
        self.reverse_button = self.add_button(_("Reverse the payment"), "Ctrl+D", self.ask_reverse)
        self.print_button = self.add_button(_("Print the statement"), "Ctrl+P", self.show_paper, primary=True)
        self.span_bar.changed.connect(self.read_again)
        self.view.opened.connect(lambda _row: self.open_current())
        self.view.chosen.connect(lambda _row: self._show_button())
        bus.watch(self, {"party_move", "setting"}, self.read_again)
        DayWatch(self, shop, self._on_new_day)
        self.read_again()

    def span(self) -> Span:
        """The span chosen."""
        span = self.span_bar.span()
        assert span is not None  # this bar has no "all days"
        return span

    def _on_new_day(self) -> None:
        with self.shop.read() as view:
            if self.span_bar.set_today(view.business_date):
                self.read_again()

    def read_again(self) -> None:
        """Read the span."""
        span = self.span()
        with self.shop.read() as view:
            self.made = statement_paper(view, self.supplier_id, span.first, span.last)
        self.model.set_rows(self.made.lines)
        self.facts.setText(_("We owe {sum}").format(sum=format_money(self.made.lines[-1].balance)))
        self._show_button()

    def _show_button(self) -> None:
        row = self.view.current_row()
        line = row if isinstance(row, StatementLine) and row.number else None
        self.open_button.setEnabled(line is not None)
        may_pay = Permission.PAY_SUPPLIER in self.shop.actor.permissions
        self.reverse_button.setEnabled(may_pay and line is not None and line.number.startswith(PAYMENT) and not self._reversed_by(line))

    def _reversed_by(self, row: StatementLine) -> str:
        """The number of what took a payment back; empty while it stands."""
        with self.shop.read() as view:
            return payment_paper(view, row.document_id).reversed_by

    def ask_reverse(self) -> None:
        """作废: the reason is asked under the table."""
        row = self.view.current_row()
        if not self.reverse_button.isEnabled() or not isinstance(row, StatementLine):
            return
        title = _("Reverse {number}? Its money goes back to the accounts, and what it paid is open again.").format(number=row.number)
        document_id = row.document_id
        self.bar.ask(title, [(_("Reason"), "")], lambda texts: self._reverse(document_id, texts[0]), done=_("Reverse"))

    def _reverse(self, document_id: int, reason: str) -> None:
        with self.shop.work() as work:
            made = reverse_payment(work, document_id, reason)
        self.read_again()
        self.taken_back.emit(made.number)

    def close_part(self) -> None:
        """Esc: a question goes first."""
        if self.bar.is_open:
            self.bar.close_bar()
        else:
            self.closed.emit()

    def open_current(self) -> None:
        """The document of the line under the cursor."""
        row = self.view.current_row()
        if not isinstance(row, StatementLine) or not row.number:
            return
        if row.number.startswith(PAYMENT):
            self.paper = payment_dialog(self.shop, row.document_id, self)
            self.paper.open()
        else:
            self.document_asked.emit(row.number)

    def show_paper(self) -> None:
        """The statement as a paper."""
        made = self.made
        title = f"{_('Statement')} {self.supplier} {made.first}–{made.last}"
        self.paper = PaperDialog(
            self.shop, "statement", title, lambda stream, form, _check: statement_pdf(made, stream, form=form), parent=self
        )
        self.paper.open()

    def arrive(self) -> None:
        """The table."""
        self.view.setFocus()


def payment_dialog(shop: Shop, document_id: int, parent: QWidget) -> PaperDialog:
    """A payment as a paper. Raises NotAllowed, NotFound."""
    with shop.read() as view:
        made = payment_paper(view, document_id)
    title = f"{_('Payment to a supplier')} {made.number}"
    return PaperDialog(shop, "payment", title, lambda stream, form, _check: payment_pdf(made, stream, form=form), sheet="A5", parent=parent)
