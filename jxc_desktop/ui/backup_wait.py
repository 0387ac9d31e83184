"""Two short waits around a backup: the one when the window closed, and the restore while no window is open."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout

from jxc_desktop.domain.backups import Reason
from jxc_desktop.i18n import _
from jxc_desktop.operations.backups import Restored, restore
from jxc_desktop.ui import jobs, theme
from jxc_desktop.ui.backup_keeper import BackupKeeper
from jxc_desktop.ui.backup_places import folder_for
from jxc_desktop.ui.jobs import Cancelled, JobControl
from jxc_desktop.ui.widgets.parts import grow_to_text, role_label


class _Wait(QDialog):
    """A sentence, how far it is, buttons below."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self.text = role_label(text, "strong")
        self.text.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(_("Progress"))
        self.bar.setTextVisible(False)
        self.buttons = QHBoxLayout()
        self.buttons.addStretch(1)
        column = QVBoxLayout(self)
        margin = theme.px(20)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.addWidget(self.text)
        column.addWidget(self.bar)
        column.addLayout(self.buttons)
        self.setMinimumWidth(theme.px(460))

    def add_button(self, text: str, on_click: Callable[[], object]) -> QPushButton:
        """One more button, at the right."""
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: on_click())
        self.buttons.addWidget(button)
        return button


class ClosingBackup(_Wait):
    """The backup after the window closed. It ends by itself; what failed stays until it was seen."""

    def __init__(self, keeper: BackupKeeper) -> None:
        super().__init__(_("Backup"), _("The window is closed. A backup is being made …"))
        self.keeper = keeper
        self.job: jobs.Job | None = None
        self.again = self.add_button(_("Try again"), self.start)
        self.leave = self.add_button(_("Close without waiting"), self.reject)
        keeper.changed.connect(self._show_fraction)
        self.finished.connect(lambda _result: self._stop())
        self.start()

    def start(self) -> None:
        """Make the backup."""
        self.again.hide()
        self.bar.show()
        self.text.setText(_("The window is closed. A backup is being made …"))
        theme.set_role(self.text, "strong")
        self.job = self.keeper.try_again(Reason.CLOSE, done=self.accept, failed=self._on_failed)

    def _show_fraction(self) -> None:
        self.bar.setValue(round(self.keeper.fraction * 100))

    def _on_failed(self, problem: str) -> None:
        self.bar.hide()
        self.text.setText(problem)
        theme.set_role(self.text, "red")
        grow_to_text(self)
        self.again.show()
        self.again.setFocus()

    def _stop(self) -> None:
        if self.job is not None:
            self.job.cancel()


class Restoring(_Wait):
    """Puts a backup in the place of a closed shop file. `outcome` is what was done, or the error."""

    def __init__(self, file: Path, target: Path, program: str, *, may_be_other: bool) -> None:
        super().__init__(_("Restore a backup"), _("The backup is being restored. Please wait …"))
        self.outcome: Restored | Exception | None = None

        def work(control: JobControl) -> Restored:
            folder = folder_for(target)
            return restore(file, target, program=program, may_be_other=may_be_other, folder=folder, progress=control.progress)

        jobs.run(work, title=_("Restore a backup"), owner=self, done=self._end, failed=self._end, progress=self._on_progress)

    def _on_progress(self, fraction: float, _text: str) -> None:
        self.bar.setValue(round(fraction * 100))

    def _end(self, outcome: Restored | Exception) -> None:
        self.outcome = outcome
        if isinstance(outcome, Restored):
            self.accept()
            return
        self.bar.hide()
        self.text.setText(_("Cancelled. Nothing was changed.") if isinstance(outcome, Cancelled) else str(outcome))
        theme.set_role(self.text, "red")
        grow_to_text(self)
        self.add_button(_("Understood"), self.accept).setFocus()

    def reject(self) -> None:
        """It can't be left half way."""
        if self.outcome is not None:
            super().reject()
