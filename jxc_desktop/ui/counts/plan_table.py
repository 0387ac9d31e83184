"""循环盘点: what the plan proposes to count today, each product with its reason; one key begins the count."""

import uuid

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.counts import Scope
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.counts import Started, start_count
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.count_plan import PLAN_COLUMNS, CountPlan, count_plan
from jxc_desktop.ui import jobs, trouble
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.widgets.parts import role_label
from jxc_desktop.ui.widgets.table_page import READING, TablePage


class PlanTable(TablePage):
    """Today's list. `closed` is the way back, `started` carries the count that was begun."""

    closed = Signal()
    started = Signal(object)
    read = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        self.shop = shop
        held = shop.actor.permissions
        columns = [column for column in PLAN_COLUMNS if column.permission is None or column.permission in held]
        self.rows = KeptRows(columns)
        self._key = uuid.uuid4().hex
        model = RowsModel(columns, self.rows, second_key="code")
        hint = _("Name or code")
        super().__init__(model, "count-plan", _("To count today"), totals=self._totals_of, search_hint=hint, parent=parent)
        self.view.columns.hide_at_first(("spec",))
        self.said = role_label("", "soft")
        self.put_on_top(role_label(_("To count today"), "title"), self.said)
        self.start_button = self.add_action(_("Count these"), self.start, key="Ctrl+S", primary=True)
        self.add_action(_("Back"), self.closed.emit, key="Esc")
        self.start_button.setEnabled(False)
        self.say_nothing(_(READING))
        jobs.run(lambda _control: planned(shop), title=_("To count today"), owner=self, done=self._on_read)

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.model.order, filters)

    def arrive(self) -> None:
        """Put the focus on the list."""
        self.view.setFocus()

    def _on_read(self, plan: CountPlan) -> None:
        self.rows.set(plan.today)
        enough = _("Enough for today: what else is due comes on the days that follow.")
        self.say_nothing(enough if plan.due else _("Nothing is due: every product was counted within its interval, or is being counted."))
        self.said.setText(ngettext("{count} product is due in all", "{count} products are due in all", plan.due).format(count=plan.due))
        self.refresh()
        self.start_button.setEnabled(bool(plan.today))
        if plan.today:
            self.view.selectRow(0)
        self.read.emit()

    def start(self) -> None:
        """Begin a count of all that is proposed."""
        self.start_button.setEnabled(False)
        shop, key, ids = self.shop, self._key, tuple(line.product_id for line in self.rows.all(self.model.order, {}))
        jobs.run(
            lambda _control: begin(shop, ids, key),
            title=_("Start a count"),
            owner=self,
            done=self.started.emit,
            failed=self._on_not_started,
        )

    def _on_not_started(self, error: Exception) -> None:
        self.start_button.setEnabled(True)
        trouble.report(error)


def planned(shop: Shop) -> CountPlan:
    """The plan of today; for a job's thread."""
    with shop.read() as view:
        return count_plan(view)


def begin(shop: Shop, product_ids: tuple[int, ...], key: str) -> Started:
    """A count of these products, named by the day; for a job's thread."""
    with shop.work() as work:
        name = _("Cycle count {day}").format(day=work.business_date)
        return start_count(work, Scope(product_ids=product_ids), name=name, key=key)
