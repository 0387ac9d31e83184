"""Before a restore: the backup is checked, and what would be lost is shown. Nothing is touched here."""

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.backups import Preview, look_over
from jxc_desktop.queries.backups import Note, State, short_time
from jxc_desktop.ui import jobs, theme
from jxc_desktop.ui.jobs import JobControl
from jxc_desktop.ui.widgets.backup_light import age_text
from jxc_desktop.ui.widgets.parts import grow_to_text, role_label


class RestoreDialog(QDialog):
    """Checks a file against the present one and asks; accepted means: restore it. `may_be_other` tells about another shop's."""

    def __init__(self, file: Path, present: Path, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.file, self.present, self.now = file, present, now
        self.preview: Preview | None = None
        self.setWindowTitle(_("Restore a backup"))
        self.what = role_label(_("Checking {name} …").format(name=file.name), "title")
        self.lost = role_label("", "money")
        self.kept = role_label(_("The present file is kept beside it. The window opens again with the restored shop."), "soft")
        self.other = QCheckBox(_("Yes, put this other shop in its place"))
        self.bar = QProgressBar()
        self.bar.setAccessibleName(_("Progress"))
        self.bar.setTextVisible(False)
        self.restore = QPushButton(_("Restore"))
        self.cancel = QPushButton(_("Cancel"))
        self._lay_out()
        self.restore.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        self.other.toggled.connect(self.restore.setEnabled)
        self._job = jobs.run(
            self._look, title=_("Restore a backup"), owner=self, done=self.on_checked, failed=self.on_refused, progress=self.on_progress
        )
        self.finished.connect(lambda _result: self._job.cancel())

    def _lay_out(self) -> None:
        for label in (self.what, self.lost, self.kept):
            label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        margin = theme.px(20)
        column.setContentsMargins(margin, margin, margin, margin)
        for part in (self.what, self.lost, self.other, self.kept, self.bar):
            column.addWidget(part)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.restore)
        column.addLayout(buttons)
        theme.set_role(self.restore, "danger")
        self.restore.setAutoDefault(False)
        self.restore.setEnabled(False)
        self.cancel.setDefault(True)
        self.lost.hide()
        self.other.hide()
        self.kept.hide()
        self.setMinimumWidth(theme.px(560))

    @property
    def may_be_other(self) -> bool:
        """Whether the user said yes to another shop's backup."""
        return self.other.isChecked()

    def _look(self, control: JobControl) -> Preview:
        def progress(fraction: float) -> None:
            control.check()
            control.progress(fraction)

        return look_over(self.file, self.present, progress=progress)

    def on_progress(self, fraction: float, _text: str) -> None:
        """How far the checks are."""
        self.bar.setValue(round(fraction * 100))

    def on_checked(self, preview: Preview) -> None:
        """Say what it is and what would be lost."""
        self.preview = preview
        self.bar.hide()
        self.what.setText(told(preview, self.now))
        lost = preview.difference
        is_other = lost is not None and lost.is_other_shop
        if is_other:
            self.lost.setText(_("This backup is of another shop: {name}.").format(name=name_of(preview.state)))
        else:
            self.lost.setText(_("No shop file is there now.") if lost is None else lost.sentence(self.now.tzinfo, self.now))
        self.lost.setVisible(True)
        self.other.setVisible(is_other)
        self.kept.setVisible(lost is not None)
        self.restore.setEnabled(not is_other)
        (self.other if is_other else self.cancel).setFocus()  # Enter never restores by itself
        grow_to_text(self)

    def on_refused(self, error: Exception) -> None:
        """It can't be restored."""
        self.bar.hide()
        theme.set_role(self.lost, "red")
        self.what.setText(_("This file can't be restored"))
        self.lost.setText(str(error))
        self.lost.setVisible(True)
        self.cancel.setFocus()
        grow_to_text(self)


def told(preview: Preview, now: datetime) -> str:
    """What a backup is: of which shop, of when, how old, how many documents."""
    documents = _documents(preview.state)
    if preview.note is None:
        text = _("{name}, of {shop}: {documents}, without a note of when it was made")
        return text.format(name=preview.path.name, shop=name_of(preview.state), documents=documents)
    return told_of(preview.note, now)


def told_of(note: Note, now: datetime) -> str:
    """What the note of a backup says of it."""
    made = datetime.fromisoformat(note.made_at).astimezone(now.tzinfo)
    facts = {"shop": name_of(note.state), "time": short_time(made, now), "age": age_text(now - made), "documents": _documents(note.state)}
    return _("{shop}, backup of {time} ({age}): {documents}").format(**facts)


def name_of(state: State) -> str:
    """The shop's name, as its window shows it."""
    return state.shop_name or _("My shop")


def _documents(state: State) -> str:
    return ngettext("{count} document", "{count} documents", state.posted_seq).format(count=state.posted_seq)
