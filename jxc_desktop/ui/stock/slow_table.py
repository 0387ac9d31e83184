"""滞销: what is there and was not sold for 30, 60 or 90 days, with the money that is tied up in it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.slow_stock import COLUMNS, SPANS, SlowRow, slow_stock
from jxc_desktop.ui import jobs
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.widgets.table_page import READING, TablePage


class SlowTable(TablePage):
    """The list. `closed` is the way back, `card_asked` carries a product."""

    closed = Signal()
    card_asked = Signal(int)
    read = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        self.shop = shop
        held = shop.actor.permissions
        columns = [column for column in COLUMNS if column.permission is None or column.permission in held]
        self.rows = KeptRows(columns)
        self._job: jobs.Job | None = None
        model = RowsModel(columns, self.rows, second_key="code")
        super().__init__(
            model, "slow-stock", _("Slow goods"), totals=self._totals_of, search_hint=_("Name, code or category"), parent=parent
        )
        titles = {str(days): _("No sale in {days} days").format(days=days) for days in SPANS}
        self.span = Choice(_("Without a sale for"), titles, self)
        self.above.addWidget(self.span)
        self.view.columns.hide_at_first(("code", "barcode", "spec", "category", "unit", "since"))
        self.card_button = self.add_action(_("Moves"), self.open_card, key="Ctrl+O", primary=True)
        self.add_action(_("Back"), self.closed.emit, key="Esc")
        self.opened.connect(lambda row: self.card_asked.emit(row.product_id))
        self.chosen.connect(lambda row: self.card_button.setEnabled(row is not None))
        self.card_button.setEnabled(False)
        self.span.chosen.connect(self.read_again)
        self.say_nothing(_(READING))
        self.read_again()

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.model.order, filters)

    def arrive(self) -> None:
        """Put the focus where work begins."""
        self.span.setFocus()

    def read_again(self) -> None:
        """Read on another thread; an answer that nobody waits for any more is dropped."""
        if self._job is not None:
            self._job.drop()
        days = int(self.span.value())
        self._job = jobs.run(lambda _control: self._ask(days), title=_("Slow goods"), owner=self, done=self._on_read)

    def _ask(self, days: int) -> Sequence[SlowRow]:
        with self.shop.read() as view:
            return slow_stock(view, days)

    def _on_read(self, rows: Sequence[SlowRow]) -> None:
        self._job = None
        self.rows.set(rows)
        self.say_nothing(_("Everything in stock was sold within these days, or is new."))
        self.refresh()
        self.read.emit()

    def open_card(self) -> None:
        """The moves of the product under the cursor."""
        row = self.view.current_row()
        if row is not None:
            self.card_asked.emit(row.product_id)
