"""The frame of an import: four steps, one shown at a time, the long work in jobs, Esc one step back, files dropped in."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.errors import DataProblem, ShopError
from jxc_desktop.i18n import _
from jxc_desktop.operations.import_undo import UsedSince
from jxc_desktop.spreadsheets.mapping import Mapping
from jxc_desktop.ui import jobs, theme, trouble
from jxc_desktop.ui.imports.busy import BusyStep
from jxc_desktop.ui.imports.choose import ChooseStep
from jxc_desktop.ui.imports.columns import ColumnsStep
from jxc_desktop.ui.imports.files import ask_file, ask_where, dropped
from jxc_desktop.ui.imports.look import LookStep
from jxc_desktop.ui.imports.read_file import APPLYING, ReadFile, Work
from jxc_desktop.ui.imports.result import ResultStep
from jxc_desktop.ui.widgets.parts import role_label

NAMED_AT_MOST = 30


class Steps(NamedTuple):
    """The steps in their order."""

    choose: ChooseStep
    columns: ColumnsStep
    look: LookStep
    result: ResultStep


class ImportFrame(QWidget):
    """A kind of import brings its steps and says what each of them does; `closed` comes when it is left."""

    closed = Signal()

    def __init__(self, title: str, steps: Steps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.choose, self.columns, self._look, self.result = steps
        self.job: jobs.Job | None = None
        self.read: ReadFile | None = None
        self.import_id: int | None = None
        self.heading, self.step_label = role_label("", "title", self), role_label("", "soft", self)
        self.close_button = QPushButton(_("Back") + "   Esc", self)
        self.close_button.setAccessibleName(_("Back"))
        self.busy = BusyStep()
        self.stack = QStackedWidget(self)
        for step in (self.busy, *steps):
            self.stack.addWidget(step)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self.show_step(self.choose)

    def _lay_out(self) -> None:
        wide = theme.px(theme.GAP_WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(wide, wide, wide, wide)
        column.setSpacing(theme.px(theme.GAP))
        head = QHBoxLayout()
        self.heading.setSizePolicy(self.heading.sizePolicy().Policy.Ignored, self.heading.sizePolicy().Policy.Preferred)
        head.addWidget(self.heading, 1)
        head.addWidget(self.step_label)
        head.addWidget(self.close_button)
        column.addLayout(head)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.close_button.clicked.connect(lambda _checked: self.step_back())
        self.busy.cancelled.connect(self.cancel)
        self.choose.asked.connect(self.ask_file)
        self.choose.taken_back.connect(self.take_back)
        self.columns.wanted.connect(self.to_preview)
        self.columns.moved.connect(self.show_other_heads)
        self._look.decided.connect(self.decide)
        self._look.wanted.connect(self.carry_out)
        self._look.back_wanted.connect(lambda: self.show_step(self.columns))
        self._look.save_wanted.connect(self.ask_where)
        self.result.save_wanted.connect(self.ask_where)
        self.result.undo_wanted.connect(lambda: self.take_back(self.import_id) if self.import_id is not None else None)
        self.result.again.connect(self.start_over)
        self.result.finished.connect(self.leave_file)
        keys = {"Esc": self.step_back, "Ctrl+O": self.ask_file, "Ctrl+Return": self.go_on, "Ctrl+Enter": self.go_on}
        for text, slot in keys.items():
            shortcut = QShortcut(QKeySequence(text), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # what a kind of import brings

    def reading(self, path: Path) -> Work:
        """The work that reads a file; it gives a ReadFile."""
        raise NotImplementedError

    def as_remembered(self, mapping: Mapping) -> Mapping:
        """A mapping chosen by hand, with the columns that were used last time for its heads."""
        raise NotImplementedError

    def forget_choices(self) -> None:
        """Nothing is decided yet."""
        raise NotImplementedError

    def choose_so(self, choices: Any) -> None:
        """Keep a cure or an answer."""
        raise NotImplementedError

    def comparing(self, read: ReadFile) -> Work:
        """The work that looks what importing would do."""
        raise NotImplementedError

    def show_preview(self, read: ReadFile, found: Any) -> None:
        """Show in the third step what was found."""
        raise NotImplementedError

    def importing(self, read: ReadFile) -> Work:
        """The import itself as a piece of work."""
        raise NotImplementedError

    def show_imported(self, imported: Any) -> int | None:
        """Show in the last step what was done; gives the import that can be taken back, None where there is no way back."""
        raise NotImplementedError

    def undoing(self, import_id: int) -> Work:
        """The work that takes an import back; asked only for what can be."""
        raise NotImplementedError

    def writing_wrong(self, path: Path, read: ReadFile) -> Work:
        """The work that writes the wrong rows with their reasons; it gives how many there are."""
        raise NotImplementedError

    # what pages call

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        if self.stack.currentWidget() is self.choose:
            self.choose.refresh()
        self.stack.currentWidget().setFocus()

    def step_back(self) -> None:
        """One step back; from the first one out of here."""
        step = self.stack.currentWidget()
        if step is self.busy:
            self.cancel()
        elif step is self._look:
            self.show_step(self.columns)
        elif step is self.columns:
            self.start_over()
        else:
            self.leave_file()

    def go_on(self) -> None:
        """The next step, by key."""
        step = self.stack.currentWidget()
        button = {self.columns: self.columns.next, self._look: self._look.go, self.result: self.result.done}.get(step)
        if button is not None and button.isEnabled():
            button.click()

    def start_over(self) -> None:
        """Choose another file."""
        self.read = self.import_id = None
        self.forget_choices()
        self.choose.ask.clear()
        self.show_step(self.choose)

    def leave_file(self) -> None:
        """Out of here, and the file is done with."""
        self.start_over()
        self.closed.emit()

    def show_step(self, step: QWidget) -> None:
        """Show a step under its heading, with the focus in it."""
        name = f" — {self.read.workbook.path_name}" if self.read else ""
        titles = {self.choose: self.title, self.columns: _("Which column is what?") + name, self._look: _("What would change") + name}
        steps = list(titles)
        self.heading.setText(titles.get(step, self.title))
        self.step_label.setText(_("Step {step} of 3").format(step=steps.index(step) + 1) if step in titles else "")
        self.close_button.setVisible(step is not self.busy)
        self.stack.setCurrentWidget(step)
        step.setFocus()

    def tell_at(self, step: QWidget, text: str) -> None:
        """Back to a step, and say why."""
        self.show_step(step)
        trouble.tell(self, text, kind="amber")

    # choosing and reading

    def ask_file(self) -> None:
        """Ask the system for a file."""
        path = None if self.is_busy() else ask_file(self, self.title)
        if path is not None:
            self.read_file(path)

    def read_file(self, path: Path) -> None:
        """Read a file in a job."""
        self.forget_choices()
        self.choose.ask.clear()
        self.run(self.reading(path), _("Reading “{file}” …").format(file=path.name), self._on_read, self._on_refused)

    def _on_read(self, read: ReadFile) -> None:
        self.read = read
        self.columns.show_file(read.workbook, read.mapping)
        if read.refusal:
            self.show_step(self.choose)
            self.choose.refuse(read.refusal, [(_("Say yourself which column is what"), lambda: self.show_step(self.columns))])
        elif read.needs_no_mapping():
            self._compare()
        else:
            self.show_step(self.columns)

    def _on_refused(self, text: str) -> None:
        self.show_step(self.choose)
        self.choose.refuse(text)

    def show_other_heads(self, mapping: Mapping) -> None:
        """The user chose another sheet or row of heads; what was remembered for those heads is taken."""
        self.columns.show_mapping(self.as_remembered(mapping))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped unless one is being worked on."""
        if not self.is_busy() and dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the file that was dropped."""
        path = dropped(event)
        if path is not None and not self.is_busy():
            event.acceptProposedAction()
            self.read_file(path)

    # what would be done, and doing it

    def to_preview(self) -> None:
        """Compare under the mapping as it stands."""
        chosen = self.columns.chosen()
        if self.read is not None and chosen is not None:
            self.read = replace(self.read, mapping=chosen)
            self.forget_choices()
            self._compare()

    def decide(self, choices: object) -> None:
        """A cure or an answer: compare again."""
        self.choose_so(choices)
        self._compare()

    def _compare(self) -> None:
        if self.read is not None:
            self.run(self.comparing(self.read), _("Comparing with the shop …"), self.on_compared, self._refuse_compare)

    def _refuse_compare(self, text: str) -> None:
        self.tell_at(self.columns, text)

    def on_compared(self, found: Any) -> None:
        """What was found stands in the third step."""
        if self.read is not None:
            self.show_step(self._look)
            self.show_preview(self.read, found)

    def carry_out(self) -> None:
        """Import what the preview shows."""
        if self.read is not None and self._look.go.isEnabled():
            self.run(
                self.importing(self.read),
                _("Importing …"),
                self.on_imported,
                self.refuse_import,
                note=_("You can go on selling meanwhile."),
            )

    def refuse_import(self, text: str) -> None:
        """It was not done: back to the preview, and why."""
        self.tell_at(self._look, text)

    def on_imported(self, imported: Any) -> None:
        """It is done: the last step says what."""
        self.import_id = self.show_imported(imported)
        self.show_step(self.result)
        if not self.isVisible():
            trouble.tell(self, self.result.heading.text())

    # taking back, and the wrong rows

    def take_back(self, import_id: int) -> None:
        """Undo an import in a job."""
        step = self.stack.currentWidget()

        def done(_nothing: object) -> None:
            if step is self.result:
                self.result.show_taken_back()
                self.show_step(self.result)
            else:
                self.tell_at(self.choose, _("The import was taken back."))

        def refused(text: str) -> None:
            self.show_step(step)
            (self.result.ask if step is self.result else self.choose.ask).ask(text, kind="red")

        self.run(self.undoing(import_id), _("Taking the import back …"), done, refused, stoppable=False)

    def ask_where(self) -> None:
        """Ask where the wrong rows are saved."""
        path = None if self.read is None else ask_where(self, self.read.workbook.path_name)
        if path is not None:
            self.save_wrong(path)

    def save_wrong(self, path: Path) -> None:
        """Save the wrong rows with their reasons, beside what goes on here."""
        if self.read is None:
            return
        said = _("{count} wrong rows are in {file}. Mend them there and import that file.")
        jobs.run(
            self.writing_wrong(path, self.read),
            title=_("Save the wrong rows"),
            owner=self,
            done=lambda count: trouble.tell(self, said.format(count=count, file=path.name)),
        )

    # work in a job

    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return self.job is not None and self.job.is_running

    def run(
        self,
        work: Work,
        text: str,
        done: Callable[[Any], object],
        refused: Callable[[str], object],
        *,
        note: str = "",
        stoppable: bool = True,
    ) -> None:
        """Do a piece of work in a job, the busy step shown meanwhile; a refusal comes as its sentence."""
        if self.is_busy():
            return

        def failed(error: Exception) -> None:
            refused(self.sentence(error))
            if isinstance(error, DataProblem) or not isinstance(error, ShopError):
                trouble.report(error)

        # before the busy step is shown: what loses the focus to it may ask for the same once more
        self.job = jobs.run(work, title=text, owner=self, done=done, failed=failed, progress=self.on_progress)
        self.busy.begin(text, note, stoppable=stoppable)
        self.show_step(self.busy)

    def sentence(self, error: Exception) -> str:
        """What went wrong, for the step that asked for it."""
        if not isinstance(error, ShopError):
            return _("This did not work. Nothing was lost; the fault is shown separately.")
        if not isinstance(error, UsedSince) or len(error.products) < 2:
            return str(error)
        names = "\n".join(f"{code} {name}" for code, name in error.products[:NAMED_AT_MOST])
        more = len(error.products) - NAMED_AT_MOST
        return f"{error}\n{names}" + ("\n" + _("and {count} more").format(count=more) if more > 0 else "")

    def on_progress(self, fraction: float, text: str) -> None:
        """How far the work is; from the writing on there is no way back."""
        if not self.is_busy():
            return
        self.busy.show_progress(fraction)
        if text == APPLYING:
            self.busy.no_way_back(_("It is being written now; it can be taken back when it is done. You can go on selling meanwhile."))

    def cancel(self) -> None:
        """Stop the work, while that is possible."""
        if self.job is not None and self.busy.cancel_button.isVisible():
            self.job.cancel()
            self.busy.no_way_back(_("Stopping …"))
