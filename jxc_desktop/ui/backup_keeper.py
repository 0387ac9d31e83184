"""When backups are made while the window is open, and what became of the last one.

A backup runs as a job and selling goes on. It is made every four hours of work, when the window closes, on demand; what
fails stays in sight. Only what failed is tried again soon: a backup that was not made, or the second copy of one that was.
Books with findings are no better ten minutes later.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from jxc_desktop.domain.backups import Reason
from jxc_desktop.i18n import _
from jxc_desktop.operations import backups
from jxc_desktop.operations.work import Shop
from jxc_desktop.paths import backup_folder
from jxc_desktop.queries.backups import Backup, backups_of, by_age
from jxc_desktop.ui import backup_places, jobs, remembered
from jxc_desktop.ui.jobs import Cancelled, JobControl
from jxc_desktop.ui.widgets.backup_light import Shown, light

FAILURE = "backup/failure"
EVERY = timedelta(hours=4)
AGAIN_AFTER = timedelta(minutes=10)
TICK_MS = 30_000
WITH_CHAIN = {Reason.WORK, Reason.CLOSE, Reason.BY_HAND}


class Failed(StrEnum):
    """What went wrong. The value is stored."""

    BACKUP = "backup"
    SECOND = "second"
    FINDINGS = "findings"


@dataclass(frozen=True, slots=True)
class Failure:
    """What is wrong with the last backup, and the words for it."""

    what: Failed
    text: str

    def stored(self) -> str:
        """As this computer remembers it."""
        return f"{self.what}:{self.text}"

    @classmethod
    def read(cls, stored: str) -> "Failure | None":
        """What was stored; None when nothing is wrong."""
        what, _colon, text = stored.partition(":")
        return cls(Failed(what), text) if what in set(Failed) else None


class BackupKeeper(QObject):
    """`changed` comes when there is something new to show; `restore_asked` when `to_restore` (file, may be another shop's) is set."""

    changed = Signal()
    restore_asked = Signal()

    def __init__(self, shop: Shop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.backups: tuple[Backup, ...] = ()
        self.is_read = False
        self.is_running = False
        self.fraction = 0.0
        self._has_news = False
        self._begun = shop.clock()
        backup_places.remember_shop(shop.path, shop.id)
        self._tried: datetime | None = None
        self.to_restore: tuple[Path, bool] | None = None
        self._leave = shop.subscribe(self._on_commit)
        timer = QTimer(self)
        timer.timeout.connect(self.tick)
        timer.start(TICK_MS)

    @property
    def folder(self) -> Path:
        """Where the backups are kept."""
        return backup_places.folder_for(self.shop.path)

    @property
    def second(self) -> Path | None:
        """Where a second copy goes, or None."""
        return backup_places.second_folder()

    @property
    def failed(self) -> Failure | None:
        """What is wrong with the last backup of this shop."""
        return Failure.read(remembered.text(f"{FAILURE}/{self.shop.id}"))

    @property
    def failure(self) -> str:
        """The words for it; empty when nothing is wrong."""
        return "" if self.failed is None else self.failed.text

    @property
    def newest(self) -> Backup | None:
        """The newest backup, good or not."""
        return next(iter(self.backups), None)

    @property
    def last(self) -> Backup | None:
        """The newest backup that passed its checks."""
        return next((backup for backup in self.backups if backup.is_good), None)

    def forget_restore(self) -> None:
        """The window stayed open."""
        self.to_restore = None

    def end(self) -> None:
        """The shop is closed: listen no more."""
        self._leave()
        self.setParent(None)
        self.deleteLater()

    def light(self) -> Shown:
        """What the light shows."""
        made_at = self.last.made_at if self.last else None
        fraction = self.fraction if self.is_running else None
        return light(made_at, self.shop.clock(), failure=self.failure, fraction=fraction)

    def _on_commit(self, tables: frozenset[str]) -> None:
        # A line in the log alone (that a backup was asked for) is no news that wants another backup.
        self._has_news = self._has_news or tables != {"audit_entry"}

    def look(self) -> None:
        """Look into the folders, in a job: they may be on a stick."""
        jobs.run(lambda _control: self._known(), title=_("Backup"), owner=self, done=self._on_looked)

    def _known(self) -> tuple[Backup, ...]:
        """In the chosen folder, and in the one beside the file: there go those of terminal commands, and of times when the other was away."""
        folders = dict.fromkeys((self.folder, backup_folder(self.shop.path)))
        found = (backup for folder in folders for backup in backups_of(folder, self.shop.path, self.shop.id))
        return tuple(sorted(found, key=by_age, reverse=True))

    def _on_looked(self, found: tuple[Backup, ...]) -> None:
        self.backups, self.is_read = found, True
        self.changed.emit()

    def is_needed(self) -> bool:
        """Whether anything may have been written since the newest backup; what it found in the books is in the next one too."""
        if self._has_news or self.newest is None:
            return True
        beside = (self.shop.path, self.shop.path.with_name(self.shop.path.name + "-wal"))
        written = [path.stat().st_mtime for path in beside if path.exists() and path.stat().st_size]
        return max(written, default=0.0) > self.newest.made_at.timestamp()

    def tick(self) -> None:
        """Now and then: the age is shown anew, and a backup is made when it is time, or what failed is tried again."""
        self.changed.emit()
        now = self.shop.clock()
        is_too_soon = self._tried is not None and now - self._tried < AGAIN_AFTER
        if self.is_running or not self.is_read or is_too_soon:
            return
        what = None if self.failed is None else self.failed.what
        since = self._begun if self.newest is None else max(self._begun, self.newest.made_at)
        if self.is_needed() and (now - since >= EVERY or what is Failed.BACKUP):
            self.back_up(Reason.WORK)
        elif what is Failed.SECOND:
            self.copy_again()

    def back_up(
        self, reason: Reason, *, done: Callable[[], object] | None = None, failed: Callable[[str], object] | None = None
    ) -> jobs.Job | None:
        """Make a backup in a job; None when one is under way. How it ended is in `failure` before `done` or `failed` is called."""
        if self.is_running:
            return None
        self._has_news = False
        folder, second = self.folder, self.second

        def on_error() -> None:
            self._has_news = True

        return self._begin(lambda control: self._make(folder, second, reason, control), on_error, done, failed)

    def copy_again(self, *, done: Callable[[], object] | None = None, failed: Callable[[str], object] | None = None) -> jobs.Job | None:
        """Only the second copy of the newest backup, in a job; as `back_up`."""
        made, second = self.newest, self.second
        if self.is_running or made is None:
            return None
        return self._begin(lambda control: self._ended(made, self._copied(made, second, control)), lambda: None, done, failed)

    def try_again(self, reason: Reason, *, done: Callable[[], object], failed: Callable[[str], object]) -> jobs.Job | None:
        """What failed: the second copy, if there is nothing new to back up; else the backup."""
        if self.failed is not None and self.failed.what is Failed.SECOND and not self.is_needed():
            return self.copy_again(done=done, failed=failed)
        return self.back_up(reason, done=done, failed=failed)

    def _begin(
        self,
        work: Callable[[JobControl], Failure | None],
        on_error: Callable[[], object],
        done: Callable[[], object] | None,
        failed: Callable[[str], object] | None,
    ) -> jobs.Job:
        self.is_running, self.fraction, self._tried = True, 0.0, self.shop.clock()
        self.changed.emit()

        def on_done(failure: Failure | None) -> None:
            self._end(failure)
            if failure is None and done is not None:
                done()
            elif failure is not None and failed is not None:
                failed(failure.text)

        def on_failed(error: Exception) -> None:
            on_error()
            if isinstance(error, Cancelled):
                self._end(self.failed)
            else:
                on_done(Failure(Failed.BACKUP, str(error)))

        return jobs.run(work, title=_("Backup"), owner=self, done=on_done, failed=on_failed, progress=self._on_progress)

    def _make(self, folder: Path, second: Path | None, reason: Reason, control: JobControl) -> Failure | None:
        """On the job's thread: the backup, its second copy, once a day the whole chain. What is wrong, or None."""
        progress = _heard_by(control)
        made = backups.back_up(self.shop, folder, reason, progress=progress)
        why = self._copied(made, second, control)
        if reason in WITH_CHAIN and backups.is_chain_due(self._known(), self.shop.clock()):
            with suppress(Cancelled):  # the backup stands without it
                made = backups.walk_chain(made, progress=progress)
        return self._ended(made, why)

    def _copied(self, made: Backup, second: Path | None, control: JobControl) -> str:
        """Copy a backup to the second folder, if there is one; why that failed, or nothing."""
        if second is None:
            return ""
        try:
            backups.copy_backup(made, second, self.shop.path, now=self.shop.clock(), progress=_heard_by(control))
        except backups.BackupFailed as error:
            return _("The second copy failed: {why}").format(why=error.why)
        return ""

    def _ended(self, made: Backup, why: str) -> Failure | None:
        found = "" if made.is_good else _("The backup was made, but the books have findings: {first}").format(first=made.note.findings[0])
        what = Failed.SECOND if why else Failed.FINDINGS
        return Failure(what, " ".join(filter(None, (found, why)))) if found or why else None

    def _on_progress(self, fraction: float, _text: str) -> None:
        self.fraction = fraction
        self.changed.emit()

    def _end(self, failure: Failure | None) -> None:
        self.is_running = False
        remembered.remember(f"{FAILURE}/{self.shop.id}", "" if failure is None else failure.stored())
        self.changed.emit()
        self.look()

    def ask_restore(self, file: Path, *, may_be_other: bool) -> None:
        """Restore a file as soon as the window is closed; raises NotAllowed. The present file's log says so."""
        backups.announce_restore(self.shop, file.name)
        self.to_restore = (file, may_be_other)
        self.restore_asked.emit()


def back_up_before_import(shop: Shop, control: JobControl) -> None:
    """On a job's thread: a backup before something large is imported. Raises BackupFailed, Cancelled."""
    folder = backup_places.folder_for(shop.path)
    backups.back_up_before(shop, Reason.IMPORT, folder, progress=lambda _fraction: control.check())


def _heard_by(control: JobControl) -> Callable[[float], None]:
    """Progress that the job shows, and that ends the work when the job is stopped."""

    def progress(fraction: float) -> None:
        control.check()
        control.progress(fraction)

    return progress


def keeper_for(shop: Shop) -> BackupKeeper:
    """The keeper of an open shop; one for each."""
    app = QCoreApplication.instance()
    for found in app.findChildren(BackupKeeper) if app is not None else ():
        if found.shop is shop:
            return found
    made = BackupKeeper(shop, app)
    QTimer.singleShot(0, made, made.look)
    return made
