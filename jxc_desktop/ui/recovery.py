"""The recovery screen: the shop file can't be opened. What is wrong, the last good backup, what would be lost, and the ways on.

Nothing is touched before a way was chosen, and a damaged file is kept. Only a backup of this shop is proposed; those of other
shops in the same folders are listed by their names.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QListWidget, QProgressBar, QPushButton, QVBoxLayout

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import _
from jxc_desktop.operations.backups import Preview, look_over, shop_id_in
from jxc_desktop.operations.work import local_clock
from jxc_desktop.paths import real_path
from jxc_desktop.queries.backups import Backup, fit_for, short_time
from jxc_desktop.ui import jobs, theme
from jxc_desktop.ui.backup_places import folder_for, folders_for, shop_opened_at
from jxc_desktop.ui.backup_wait import Restoring
from jxc_desktop.ui.jobs import JobControl
from jxc_desktop.ui.restore_dialog import RestoreDialog, told, told_of
from jxc_desktop.ui.widgets.parts import Card, grow_to_text, role_label

SHOWN_OTHERS = 4


@dataclass(frozen=True)
class Found:
    """What there is to restore: the newest of this shop that can be, and the newest of each other shop."""

    best: Preview | None
    others: tuple[Backup, ...]


class Recovery(QDialog):
    """Accepted: `path` is the file to open now (the restored one, or another). Rejected: quit. `is_new` asks for an empty shop."""

    def __init__(self, path: Path, error: ShopError, program: str) -> None:
        super().__init__()
        self.path, self.program = real_path(path), program
        self.best: Path | None = None
        self.others: tuple[Backup, ...] = ()
        self.is_new = False
        self.dialog: QDialog | None = None
        self.setWindowTitle(_("The shop can't be opened"))
        theme.set_role(self, "ground")
        self.what = role_label(str(error), "strong")
        self.file = role_label(_written(self.path), "soft")
        self.backup = role_label(_("Looking for backups …"), "title")
        self.lost = role_label("", "strong")
        self.bar = QProgressBar()
        self.bar.setAccessibleName(_("Progress"))
        self.bar.setTextVisible(False)
        self.other_title = role_label(_("Backups of other shops"), "soft")
        self.other_list = QListWidget()
        self.restore = QPushButton(_("Restore this backup"))
        self.choose = QPushButton(_("Choose another backup …"))
        self.another = QPushButton(_("Open another shop file …"))
        self.begin = QPushButton(_("Begin with an empty shop"))
        self.quit = QPushButton(_("Quit"))
        self._lay_out()
        self._connect()
        jobs.run(self._look, title=_("Backup"), owner=self, done=self.on_found, progress=self._on_progress)

    def _lay_out(self) -> None:
        margin = theme.px(24)
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.addWidget(role_label(_("The shop can't be opened"), "title"))
        for label in (self.what, self.file, self.backup, self.lost):
            label.setWordWrap(True)
        column.addWidget(self.what)
        column.addWidget(self.file)
        card = Card(_("The last good backup"))
        for part in (self.backup, self.lost, self.bar):
            card.column.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self.restore)
        row.addWidget(self.choose)
        row.addStretch(1)
        card.column.addLayout(row)
        self._add_others(card)
        column.addWidget(card)
        column.addStretch(1)
        below = QHBoxLayout()
        below.addWidget(self.another)
        below.addWidget(self.begin)
        below.addStretch(1)
        below.addWidget(self.quit)
        column.addLayout(below)
        theme.set_role(self.restore, "primary")
        self.restore.setEnabled(False)
        self.lost.hide()
        self.begin.setVisible(not self.path.exists())
        for button in (self.restore, self.choose, self.another, self.begin, self.quit):
            button.setAutoDefault(False)
        self.setMinimumWidth(theme.px(720))

    def _add_others(self, card: Card) -> None:
        self.other_list.setAccessibleName(self.other_title.text())
        for part in (self.other_title, self.other_list):
            part.hide()
            card.column.addWidget(part)

    def _connect(self) -> None:
        self.other_list.itemActivated.connect(lambda _item: self.on_other())
        self.restore.clicked.connect(self.on_restore)
        self.choose.clicked.connect(self.on_choose)
        self.another.clicked.connect(self.on_open)
        self.begin.clicked.connect(self.on_begin)
        self.quit.clicked.connect(self.reject)

    def _look(self, control: JobControl) -> Found:
        """The newest backup that can be restored, from every folder known; those that can't be are passed over."""
        ours, others = fit_for(folders_for(self.path), self.path, shop_id_in(self.path) or shop_opened_at(self.path))
        for backup in ours:
            control.check()
            try:
                return Found(look_over(backup.path, self.path, progress=control.progress), tuple(others))
            except ShopError:
                continue
        return Found(None, tuple(others))

    def _on_progress(self, fraction: float, _text: str) -> None:
        self.bar.setValue(round(fraction * 100))

    def on_found(self, found: Found) -> None:
        """Show the last good backup, or that there is none."""
        self.bar.hide()
        self.lost.show()
        self._show_others(found.others)
        preview = found.best
        if preview is None:
            self.backup.setText(_("No good backup of this shop was found."))
            self.lost.setText(_("Perhaps there is one on a stick or on another computer: choose it."))
            self.choose.setFocus()
            return
        now = local_clock()
        self.best = preview.path
        self.backup.setText(told(preview, now))
        self.lost.setText("" if preview.difference is None else preview.difference.sentence(now.tzinfo, now))
        self.restore.setEnabled(True)
        self.restore.setFocus()
        grow_to_text(self)

    def _show_others(self, others: tuple[Backup, ...]) -> None:
        self.others, now = others, local_clock()
        self.other_list.addItems([told_of(backup.note, now) for backup in others])
        height = self.other_list.sizeHintForRow(0) * min(len(others), SHOWN_OTHERS) + self.other_list.frameWidth() * 2
        self.other_list.setFixedHeight(height)
        for part in (self.other_title, self.other_list):
            part.setVisible(bool(others))

    def on_other(self) -> None:
        """Another shop's backup at the cursor, looked at before."""
        self.ask(self.others[self.other_list.currentRow()].path)

    def on_restore(self) -> None:
        """Restore what is shown."""
        if self.best is not None:
            self._restore(self.best, may_be_other=False)

    def on_choose(self) -> None:
        """Another backup, looked at before."""
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Choose another backup …"), str(folder_for(self.path)), "*.jxc")
        if chosen:
            self.ask(Path(chosen))

    def ask(self, file: Path) -> None:
        """Show what restoring a file would do; go on with a yes."""
        self.dialog = dialog = RestoreDialog(file, self.path, local_clock(), self)
        dialog.accepted.connect(lambda: self._restore(file, may_be_other=dialog.may_be_other))
        dialog.open()

    def _restore(self, file: Path, *, may_be_other: bool) -> None:
        self.dialog = wait = Restoring(file, self.path, self.program, may_be_other=may_be_other)
        wait.accepted.connect(lambda: self.accept() if not isinstance(wait.outcome, Exception) else None)
        wait.open()

    def on_open(self) -> None:
        """Another shop file; it is opened as at any start."""
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Open another shop file …"), str(self.path.parent), "*.jxc")
        if chosen:
            self.path = Path(chosen)
            self.accept()

    def on_begin(self) -> None:
        """A new shop where the file was."""
        self.is_new = True
        self.accept()


def _written(path: Path) -> str:
    """The file and when it was last written: up to then something may be missing from a backup."""
    if not path.exists():
        return str(path)
    now = local_clock()
    moment = datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
    return _("{path}, last written {time}").format(path=path, time=short_time(moment, now))
