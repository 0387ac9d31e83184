"""The wizard itself: one step shown at a time, the long work in jobs, the choices kept until the file is done."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.errors import DataProblem, ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.import_undo import UsedSince
from jxc_desktop.operations.work import Shop
from jxc_desktop.spreadsheets.mapping import Mapping
from jxc_desktop.ui import jobs, remembered, theme, trouble
from jxc_desktop.ui.products.import_wizard import tasks
from jxc_desktop.ui.products.import_wizard.busy import BusyStep
from jxc_desktop.ui.products.import_wizard.choose import ChooseStep, file_filter, is_table
from jxc_desktop.ui.products.import_wizard.columns import ColumnsStep
from jxc_desktop.ui.products.import_wizard.preview import PreviewStep
from jxc_desktop.ui.products.import_wizard.preview_rows import PreviewLines, all_lines
from jxc_desktop.ui.products.import_wizard.result import ResultStep
from jxc_desktop.ui.widgets.parts import role_label

NAMED_AT_MOST = 30


class ImportWizard(QWidget):
    """Imports products from a workbook. `closed` comes when the list is to be shown again."""

    closed = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.job: jobs.Job | None = None
        self.read: tasks.ReadFile | None = None
        self.preview: tasks.Preview | None = None
        self.imported: tasks.Imported | None = None
        self.choices = tasks.Choices()
        self.heading, self.step_label = role_label("", "title", self), role_label("", "soft", self)
        self.close_button = QPushButton(_("Back") + "   Esc", self)
        self.choose, self.busy, self.columns, self.result = ChooseStep(shop), BusyStep(), ColumnsStep(), ResultStep()
        self.look = PreviewStep(sees_cost=Permission.SEE_COST in shop.actor.permissions)
        self.stack = QStackedWidget(self)
        for step in (self.choose, self.busy, self.columns, self.look, self.result):
            self.stack.addWidget(step)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self._show(self.choose)

    def _lay_out(self) -> None:
        wide = theme.px(theme.GAP_WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(wide, wide, wide, wide)
        column.setSpacing(theme.px(theme.GAP))
        head = QHBoxLayout()
        self.heading.setSizePolicy(self.heading.sizePolicy().Policy.Ignored, self.heading.sizePolicy().Policy.Preferred)
        head.addWidget(self.heading, 1)
        head.addWidget(self.step_label)
        self.close_button.setAccessibleName(_("Back"))
        head.addWidget(self.close_button)
        column.addLayout(head)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.close_button.clicked.connect(lambda _checked: self.step_back())
        self.choose.asked.connect(self.ask_file)
        self.choose.taken_back.connect(self.take_back)
        self.busy.cancelled.connect(self.cancel)
        self.columns.wanted.connect(self.to_preview)
        self.columns.moved.connect(self.show_other_heads)
        self.look.decided.connect(self.decide)
        self.look.wanted.connect(self.carry_out)
        self.look.back_wanted.connect(lambda: self._show(self.columns))
        self.look.save_wanted.connect(self.ask_where)
        self.result.save_wanted.connect(self.ask_where)
        self.result.undo_wanted.connect(lambda: self.take_back(self.imported.import_id) if self.imported else None)
        self.result.again.connect(self.start_over)
        self.result.finished.connect(self.leave_file)
        for keys, slot in (("Esc", self.step_back), ("Ctrl+O", self.ask_file), ("Ctrl+Return", self.go_on), ("Ctrl+Enter", self.go_on)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _show(self, step: QWidget) -> None:
        titles = {
            self.choose: (_("Import products"), _("Step {step} of 3").format(step=1)),
            self.columns: (_("Which column is what?"), _("Step {step} of 3").format(step=2)),
            self.look: (_("What would change"), _("Step {step} of 3").format(step=3)),
        }
        title, number = titles.get(step, (_("Import products"), ""))
        name = self.read.workbook.path_name if self.read and step in (self.columns, self.look) else ""
        self.heading.setText(f"{title} — {name}" if name else title)
        self.step_label.setText(number)
        self.close_button.setVisible(step is not self.busy)
        self.stack.setCurrentWidget(step)
        step.setFocus()

    # what pages call

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        if self.stack.currentWidget() is self.choose:
            self.choose.refresh()
        self.stack.currentWidget().setFocus()

    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return self.job is not None and self.job.is_running

    def step_back(self) -> None:
        """One step back; from the first one to the list."""
        step = self.stack.currentWidget()
        if step is self.busy:
            self.cancel()
        elif step is self.look:
            self._show(self.columns)
        elif step is self.columns:
            self.start_over()
        else:
            self.leave_file()

    def go_on(self) -> None:
        """The next step, by key."""
        step = self.stack.currentWidget()
        button = {self.columns: self.columns.next, self.look: self.look.go, self.result: self.result.done}.get(step)
        if button is not None and button.isEnabled():
            button.click()

    def start_over(self) -> None:
        """Choose another file."""
        self.read = self.preview = self.imported = None
        self.choices = tasks.Choices()
        self.choose.ask.clear()
        self._show(self.choose)

    def leave_file(self) -> None:
        """Back to the list."""
        self.start_over()
        self.closed.emit()

    # choosing and reading

    def ask_file(self) -> None:
        """Ask the system for a file."""
        if self.is_busy():
            return
        folder = remembered.text("import/folder") or str(Path.home())
        chosen, _filter = QFileDialog.getOpenFileName(self, _("Import products"), folder, file_filter())
        if chosen:
            remembered.remember("import/folder", str(Path(chosen).parent))
            self.read_file(Path(chosen))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped unless one is being worked on."""
        if not self.is_busy() and _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file that was dropped."""
        path = _dropped(event)
        if path is not None and not self.is_busy():
            event.acceptProposedAction()
            self.read_file(path)

    def read_file(self, path: Path) -> None:
        """Read a file in a job."""
        self.choices = tasks.Choices()
        self.choose.ask.clear()
        self._run(
            partial(tasks.read_file, self.shop, path),
            _("Reading “{file}” …").format(file=path.name),
            self._on_read,
            self._on_refused,
        )

    def _on_read(self, read: tasks.ReadFile) -> None:
        self.read = read
        self.columns.show_file(read)
        if read.refusal:
            self._show(self.choose)
            self.choose.refuse(read.refusal, [(_("Say yourself which column is what"), lambda: self._show(self.columns))])
        elif read.needs_no_mapping():
            self._compare()
        else:
            self._show(self.columns)

    def _on_refused(self, text: str) -> None:
        self._show(self.choose)
        self.choose.refuse(text)

    def show_other_heads(self, mapping: Mapping) -> None:
        """The user chose another sheet or row of heads; what was remembered for those heads is taken."""
        with self.shop.read() as view:
            self.columns.show_mapping(tasks.as_remembered(view, mapping))

    # comparing

    def to_preview(self) -> None:
        """Compare under the mapping as it stands."""
        chosen = self.columns.chosen()
        if self.read is None or chosen is None:
            return
        self.read = tasks.with_mapping(self.read, chosen)
        self.choices = tasks.Choices()
        self._compare()

    def decide(self, choices: tasks.Choices) -> None:
        """A cure or an answer: compare again."""
        self.choices = choices
        self._compare()

    def _compare(self) -> None:
        if self.read is None:
            return
        self._run(
            partial(_looked_over, self.shop, self.read, self.choices),
            _("Comparing with the shop …"),
            self._on_compared,
            lambda text: self._back_to(self.columns, text),
        )

    def _on_compared(self, found: "Found") -> None:
        self.preview, lines = found
        if self.read is not None:
            self._show(self.look)
            self.look.show_preview(self.read, self.preview, lines, self.choices)

    def _back_to(self, step: QWidget, text: str) -> None:
        self._show(step)
        trouble.tell(self, text, kind="amber")

    # the import itself

    def carry_out(self) -> None:
        """Import what the preview shows."""
        if self.read is None or self.preview is None or not self.look.go.isEnabled():
            return
        self.choices = self.look.choices
        self._run(
            partial(_carried_out, self.shop, self.read, self.preview, self.choices),
            _("Importing …"),
            self._on_carried_out,
            lambda text: self._back_to(self.look, text),
            note=_("You can go on selling meanwhile."),
        )

    def _on_carried_out(self, outcome: "tasks.Imported | Found") -> None:
        if isinstance(outcome, tuple):
            self.choices = replace(self.choices, left_out=None)
            self._on_compared(outcome)
            trouble.tell(
                self, _("Products of the shop were changed meanwhile. Nothing was imported: look at what would happen now."), kind="amber"
            )
            return
        self.imported = outcome
        self.result.show_import(outcome)
        self._show(self.result)
        if not self.isVisible():
            trouble.tell(self, self.result.heading.text())

    def take_back(self, import_id: int) -> None:
        """Undo an import in a job."""
        step = self.stack.currentWidget()
        done = self._on_taken_back if step is self.result else lambda _id: self._back_to(self.choose, _("The import was taken back."))
        self._run(
            partial(tasks.take_back, self.shop, import_id),
            _("Taking the import back …"),
            done,
            partial(self._refuse_undo, step),
            stoppable=False,
        )

    def _on_taken_back(self, _import_id: int) -> None:
        self.result.show_taken_back()
        self._show(self.result)

    def _refuse_undo(self, step: QWidget, text: str) -> None:
        self._show(step)
        (self.result.ask if step is self.result else self.choose.ask).ask(text, kind="red")

    # wrong rows

    def ask_where(self) -> None:
        """Ask where the wrong rows are saved."""
        if self.read is None:
            return
        proposed = Path(remembered.text("import/folder"), _("wrong rows") + f" {Path(self.read.workbook.path_name).stem}.xlsx")
        chosen, _filter = QFileDialog.getSaveFileName(self, _("Save the wrong rows"), str(proposed), _("Workbook") + " (*.xlsx)")
        if chosen:
            self.save_wrong(Path(chosen).with_suffix(".xlsx"))

    def save_wrong(self, path: Path) -> None:
        """Save the wrong rows with their reasons, beside what goes on here."""
        if self.read is None or self.preview is None:
            return
        jobs.run(
            partial(tasks.save_wrong_rows, path, self.read, self.preview),
            title=_("Save the wrong rows"),
            owner=self,
            done=lambda count: trouble.tell(
                self, _("{count} wrong rows are in {file}. Mend them there and import that file.").format(count=count, file=path.name)
            ),
        )

    # jobs

    def _run(
        self,
        work: Callable[[jobs.JobControl], Any],
        text: str,
        done: Callable[[Any], object],
        refused: Callable[[str], object],
        *,
        note: str = "",
        stoppable: bool = True,
    ) -> None:
        if self.is_busy():
            return
        self.busy.begin(text, note, stoppable=stoppable)
        self._show(self.busy)

        def failed(error: Exception) -> None:
            refused(_sentence(error))
            if isinstance(error, DataProblem) or not isinstance(error, ShopError):
                trouble.report(error)

        self.job = jobs.run(work, title=text, owner=self, done=done, failed=failed, progress=self._on_progress)

    def _on_progress(self, fraction: float, text: str) -> None:
        if not self.is_busy():
            return
        self.busy.show_progress(fraction)
        if text == tasks.APPLYING:
            self.busy.no_way_back(_("It is being written now; it can be taken back when it is done. You can go on selling meanwhile."))

    def cancel(self) -> None:
        """Stop the work, while that is possible."""
        if self.job is not None and self.busy.cancel_button.isVisible():
            self.job.cancel()
            self.busy.no_way_back(_("Stopping …"))


Found = tuple[tasks.Preview, PreviewLines]


def _looked_over(shop: Shop, read: tasks.ReadFile, choices: tasks.Choices, control: jobs.JobControl) -> Found:
    """The preview with the lines of its tables, made on the job's thread too."""
    preview = tasks.look_over(shop, read, choices, control)
    return preview, all_lines(preview)


def _carried_out(
    shop: Shop, read: tasks.ReadFile, preview: tasks.Preview, choices: tasks.Choices, control: jobs.JobControl
) -> tasks.Imported | Found:
    """The import; or another preview with its lines."""
    outcome = tasks.carry_out(shop, read, preview, choices, control)
    return (outcome, all_lines(outcome)) if isinstance(outcome, tasks.Preview) else outcome


def _sentence(error: Exception) -> str:
    if isinstance(error, UsedSince) and len(error.products) > 1:
        names = "\n".join(f"{code} {name}" for code, name in error.products[:NAMED_AT_MOST])
        more = len(error.products) - NAMED_AT_MOST
        return f"{error}\n{names}" + ("\n" + _("and {count} more").format(count=more) if more > 0 else "")
    return str(error) if isinstance(error, ShopError) else _("This did not work. Nothing was lost; the fault is shown separately.")


def _dropped(event: QDragEnterEvent | QDropEvent) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return next((path for path in paths if is_table(path)), None)
