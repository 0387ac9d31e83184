"""盘点: the list of counts, and in its place the form that begins one, today's list of the plan, or a count with its parts."""

import uuid
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.permissions import TITLES, Permission
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.counts import Started, drop_count, set_people
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.count_list import STATE_TITLES
from jxc_desktop.queries.count_plan import CountPlan
from jxc_desktop.queries.count_review import pending_counts
from jxc_desktop.queries.counts import PENDING, count_head
from jxc_desktop.ui import bus, jobs, theme, trouble
from jxc_desktop.ui.counts.count_view import WATCHED, CountView
from jxc_desktop.ui.counts.counts_table import CountsTable
from jxc_desktop.ui.counts.plan_table import PlanTable, begin, planned
from jxc_desktop.ui.counts.start_form import StartForm, names_in
from jxc_desktop.ui.page import Hint, Page
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.widgets.ask_strip import AskStrip
from jxc_desktop.ui.widgets.empty_state import EmptyState
from jxc_desktop.ui.widgets.strips import UndoStrip

SETTLE_MS = 300


class CountsPage(Page):
    """The list first; Ctrl+N begins a count, Enter opens one, Esc comes back."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.stack = QStackedWidget(self)
        self.table: CountsTable | None = None
        self.aside: StartForm | PlanTable | None = None
        self.count: CountView | None = None
        self._is_left = False
        self.buttons: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        if Permission.COUNT_STOCK not in shop.actor.permissions:
            right = _(TITLES[Permission.COUNT_STOCK])
            self.stack.addWidget(EmptyState(_("Counts need the right “{right}”. Ask the owner for it.").format(right=right)))
            return
        self._job: jobs.Job | None = None
        self._planned: tuple[int, ...] = ()
        self.table = self._make_table()

    def _make_table(self) -> CountsTable:
        table = CountsTable(self.shop, self)
        self.stack.addWidget(table)
        self.buttons = {
            "start": table.add_action(_("Start a count"), self.start_count, key="Ctrl+N", primary=True),
            "open": table.add_action(_("Open"), self.open_current, key="Ctrl+O"),
            "people": table.add_action(_("Who counts"), self.change_people, key="Ctrl+U"),
            "drop": table.add_action(_("Drop the count"), self.ask_drop, key="Ctrl+D"),
            "plan": table.add_action(_("To count today"), self.show_plan, key="Ctrl+T"),
        }
        theme.set_role(self.buttons["drop"], "danger")
        self.proposal, self.bar, self.ask = UndoStrip(self), AskBar(), AskStrip()
        self.bar.ended.connect(table.view.setFocus)
        for part in (self.proposal, self.bar, self.ask):
            table.strip_place.addWidget(part)
        shortcut = QShortcut(QKeySequence("Ctrl+G"), table)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.start_planned)
        table.opened.connect(lambda row: self.open_count(row.id))
        table.chosen.connect(lambda _row: self._show_actions())
        table.refreshed.connect(self._show_actions)
        text = _("Nothing was counted yet. The shop goes on selling while it is counted; each number speaks of its own moment.")
        table.say_nothing(text, _("Start a count"), self.start_count)
        settling = QTimer(table, singleShot=True, interval=SETTLE_MS)
        settling.timeout.connect(self._read_again)
        bus.watch(table, WATCHED, settling.start)
        table.refresh()
        self._propose()
        return table

    def _read_again(self) -> None:
        if self.table is not None:
            self.table.refresh()
            self._propose()

    def _propose(self) -> None:
        """Say what the plan proposes for today; read on another thread."""
        if self._job is not None:
            self._job.cancel()
        shop = self.shop
        self._job = jobs.run(lambda _control: planned(shop), title=_("To count today"), owner=self, done=self._on_planned)

    def _on_planned(self, plan: CountPlan) -> None:
        self._job = None
        self._planned = tuple(line.product_id for line in plan.today)
        if not self._planned or (self.table is not None and not self.table.model.rowCount()):
            self.proposal.clear()
            return
        count = len(self._planned)
        text = ngettext("The plan proposes to count {count} product today.", "The plan proposes to count {count} products today.", count)
        self.proposal.show_text(text.format(count=count), _("Count these"), "Ctrl+G", act=self.start_planned)

    def _show_actions(self) -> None:
        row = None if self.table is None else self.table.view.current_row()
        is_open = row is not None and row.is_open
        self.buttons["open"].setEnabled(row is not None)
        self.buttons["people"].setEnabled(is_open)
        self.buttons["drop"].setEnabled(is_open and Permission.POST_COUNTS in self.shop.actor.permissions)

    # what the window calls

    def key_hints(self) -> Sequence[Hint]:
        """The keys of what is shown."""
        shown = self.stack.currentWidget()
        if isinstance(shown, (CountView, StartForm)):
            return shown.key_hints()
        if isinstance(shown, PlanTable):
            return (("Ctrl+F", _("Search"), shown.focus_search), ("Ctrl+C", _("Copy rows"), shown.view.copy))
        if self.table is None:
            return ()
        return (
            ("Ctrl+F", _("Search"), self.table.focus_search),
            ("Enter", _("Open"), self.open_current),
            ("Ctrl+C", _("Copy rows"), self.table.view.copy),
        )

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        shown = self.stack.currentWidget()
        if isinstance(shown, (CountView, StartForm, PlanTable)):
            shown.arrive()
        elif self.table is not None:
            if self.table.view.current_row() is None and self.table.model.rowCount():
                self.table.view.selectRow(0)
            self.table.view.setFocus()

    def take_scan(self, code: str) -> bool:
        """A scan goes into the count that is open, or looks through the list."""
        shown = self.stack.currentWidget()
        if isinstance(shown, CountView):
            return shown.take_scan(code)
        if isinstance(shown, PlanTable):
            return shown.take_scan(code)
        return shown is self.table and self.table is not None and self.table.take_scan(code)

    def leave(self) -> bool:
        """A form in which something is typed is asked about before the window closes; what is on its way from a count is stored first."""
        form = self.aside
        if self.count is not None and not self.count.leave():
            return False
        if self._is_left or not isinstance(form, StartForm) or not form.is_dirty():
            return True
        form.ask.ask(
            _("“{name}” is not saved yet.").format(name=form.title()),
            [(_("Go on with it"), form.arrive), (_("Close without saving"), self._close_anyway)],
        )
        return False

    def _close_anyway(self) -> None:
        self._is_left = True
        self.window().close()
        self._is_left = False

    # what is done with an open count

    def change_people(self) -> None:
        """Who counts, by name: asked under the list."""
        if self.table is None or not self.buttons["people"].isEnabled():
            return
        count_id = self.table.current_id()
        with self.shop.read() as view:
            head = count_head(view, count_id)
        title = _("Who counts in count {number}?").format(number=head.number)
        field = (_("Who counts"), ", ".join(head.body.people))
        self.bar.ask(title, [field], lambda texts: self._set_people(count_id, texts[0]), hint=_("Names with a comma between"))

    def _set_people(self, count_id: int, text: str) -> None:
        with self.shop.work() as work:
            set_people(work, count_id, names_in(text))

    def ask_drop(self) -> None:
        """Put an open count away for good: asked, since it can't be had back."""
        row = None if self.table is None else self.table.view.current_row()
        if row is None or not self.buttons["drop"].isEnabled():
            return
        text = _("Drop count {number}? {progress} lines are counted. Nothing is booked; what was entered stays on record.")
        answers = [(_("Go on counting"), self.arrive), (_("Drop the count"), lambda: self._drop(row.id))]
        self.ask.ask(text.format(number=row.number, progress=row.progress), answers)

    def _drop(self, count_id: int) -> None:
        with self.shop.work() as work:
            drop_count(work, count_id)
        self._read_again()
        self.arrive()

    # what stands in the list's place

    def start_count(self, name: str = "") -> None:
        """The form that begins a count."""
        if self.table is not None and not self._goes_on():
            form = StartForm(self.shop, self)
            form.name.setText(name)
            self._put_aside(form)

    def show_plan(self) -> None:
        """What is to be counted today, and why."""
        if self.table is not None and not self._goes_on():
            self._put_aside(PlanTable(self.shop, self))

    def show_pending(self) -> None:
        """What waits for approval: the count itself, or of several the list of them."""
        if self.table is None:
            return
        with self.shop.read() as view:
            waiting = pending_counts(view)
        if len(waiting) == 1:
            self.open_count(waiting[0], "differences")
        else:
            self.show_list()
            self.table.search.setText(_(STATE_TITLES[PENDING]))
            self.table.apply_filters()

    def _goes_on(self) -> bool:
        """Whether a form is half typed: then it is gone on with instead."""
        form = self.aside
        if not isinstance(form, StartForm) or not form.is_dirty():
            return False
        self._put(form)
        return True

    def start_planned(self) -> None:
        """Begin the count that the plan proposes, without looking at it first."""
        ids, self._planned = self._planned, ()
        if ids:
            self.proposal.clear()
            shop, key = self.shop, uuid.uuid4().hex
            jobs.run(
                lambda _control: begin(shop, ids, key),
                title=_("Start a count"),
                owner=self,
                done=self._on_started,
                failed=self._on_not_started,
            )

    def _on_not_started(self, error: Exception) -> None:
        self._propose()
        trouble.report(error)

    def _put_aside(self, aside: StartForm | PlanTable) -> None:
        self._drop_aside()
        self.aside = aside
        aside.closed.connect(self._leave_aside)
        aside.started.connect(self._on_started)
        self._put(aside)

    def _on_started(self, made: Started) -> None:
        self._drop_aside()
        self.open_count(made.id)

    def open_current(self) -> None:
        """Open the count under the cursor."""
        if self.table is not None and self.table.current_id():
            self.open_count(self.table.current_id())

    def open_count(self, count_id: int, part: str = "") -> None:
        """Open a count, at one of its parts or at the first. Raises NotFound."""
        if self.table is None:
            return
        if self.count is None:
            self.count = CountView(self.shop, self)
            self.count.closed.connect(self.show_list)
            self.count.hints_changed.connect(self.hints_changed)
            self.stack.addWidget(self.count)
        self.count.show_count(count_id, part)
        self._put(self.count)

    def _leave_aside(self) -> None:
        self._drop_aside()
        self.show_list()

    def show_list(self) -> None:
        """Back to the list, the cursor on the count that was open."""
        if self.table is None or self._goes_on():
            return
        self._drop_aside()
        self.stack.setCurrentWidget(self.table)
        self._read_again()
        if self.count is not None and self.count.head is not None:
            self.table.go_to(self.count.head.number)
        self.hints_changed.emit()
        self.arrive()

    def _put(self, shown: QWidget) -> None:
        if self.stack.indexOf(shown) < 0:
            self.stack.addWidget(shown)
        self.stack.setCurrentWidget(shown)
        self.hints_changed.emit()
        self.arrive()

    def _drop_aside(self) -> None:
        aside, self.aside = self.aside, None
        if aside is not None:
            self.stack.removeWidget(aside)
            aside.deleteLater()
