"""When backups are made while the window is open, and what became of the last one.

A backup runs as a job and selling goes on. It is made every four hours of work, when the window closes, on demand; what
fails stays in sight and is tried again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from jxc_desktop.domain.backups import Reason
from jxc_desktop.i18n import _
from jxc_desktop.operations import backups
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.backups import Backup, backups_of
from jxc_desktop.ui import backup_places, jobs, remembered
from jxc_desktop.ui.jobs import Cancelled, JobControl
from jxc_desktop.ui.widgets.backup_light import Shown, light

FAILURE = "backup/failure"
EVERY = timedelta(hours=4)
AGAIN_AFTER = timedelta(minutes=10)
TICK_MS = 30_000
WITH_CHAIN = {Reason.WORK, Reason.CLOSE, Reason.BY_HAND}


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
    def failure(self) -> str:
        """Why the last backup of this shop failed; empty when it did not."""
        return remembered.text(f"{FAILURE}/{self.shop.id}")

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

    def _on_commit(self, _tables: frozenset[str]) -> None:
        self._has_news = True

    def look(self) -> None:
        """Look into the folder, in a job: it may be on a stick."""
        folder, path, shop_id = self.folder, self.shop.path, self.shop.id
        jobs.run(lambda _control: backups_of(folder, path, shop_id), title=_("Backup"), owner=self, done=self._on_looked)

    def _on_looked(self, found: tuple[Backup, ...]) -> None:
        self.backups, self.is_read = found, True
        self.changed.emit()

    def is_needed(self) -> bool:
        """Whether anything may have been written since the last good backup."""
        if self._has_news or self.last is None:
            return True
        beside = (self.shop.path, self.shop.path.with_name(self.shop.path.name + "-wal"))
        written = [path.stat().st_mtime for path in beside if path.exists() and path.stat().st_size]
        return max(written, default=0.0) > self.last.made_at.timestamp()

    def tick(self) -> None:
        """Now and then: the age is shown anew, and a backup is made when it is time."""
        self.changed.emit()
        if self.is_running or not self.is_read or not self.is_needed():
            return
        now = self.shop.clock()
        since = max(self._begun, self.last.made_at) if self.last is not None else self._begun
        is_time = now - since >= EVERY or bool(self.failure)
        if is_time and (self._tried is None or now - self._tried >= AGAIN_AFTER):
            self.back_up(Reason.WORK)

    def back_up(
        self, reason: Reason, *, done: Callable[[], object] | None = None, failed: Callable[[str], object] | None = None
    ) -> jobs.Job | None:
        """Make a backup in a job; None when one is under way. How it ended is in `failure` before `done` or `failed` is called."""
        if self.is_running:
            return None
        self.is_running, self.fraction, self._tried = True, 0.0, self.shop.clock()
        self._has_news = False
        folder, second = self.folder, self.second
        self.changed.emit()

        def on_done(problem: str) -> None:
            self._end(problem)
            call = failed if problem else done
            if call is not None:
                call(problem) if problem else call()  # type: ignore[call-arg]

        def on_failed(error: Exception) -> None:
            self._has_news = True
            if isinstance(error, Cancelled):
                self._end(self.failure)
            else:
                on_done(str(error))

        return jobs.run(
            lambda control: self._make(folder, second, reason, control),
            title=_("Backup"),
            owner=self,
            done=on_done,
            failed=on_failed,
            progress=self._on_progress,
        )

    def _make(self, folder: Path, second: Path | None, reason: Reason, control: JobControl) -> str:
        """On the job's thread: the backup, its second copy, once a day the whole chain. What is wrong, or nothing."""

        def progress(fraction: float) -> None:
            control.check()
            control.progress(fraction)

        made = backups.back_up(self.shop, folder, reason, progress=progress)
        problem = ""
        if second is not None:
            try:
                backups.copy_backup(made, second, self.shop.path, now=self.shop.clock(), progress=progress)
            except backups.BackupFailed as error:
                problem = _("The second copy failed: {why}").format(why=error.why)
        if reason in WITH_CHAIN and backups.is_chain_due(backups_of(folder, self.shop.path, self.shop.id), self.shop.clock()):
            try:
                made = backups.walk_chain(made, progress=progress)
            except Cancelled:
                return problem  # the backup stands without it
        return (
            problem if made.is_good else _("The backup was made, but the books have findings: {first}").format(first=made.note.findings[0])
        )

    def _on_progress(self, fraction: float, _text: str) -> None:
        self.fraction = fraction
        self.changed.emit()

    def _end(self, problem: str) -> None:
        self.is_running = False
        remembered.remember(f"{FAILURE}/{self.shop.id}", problem)
        self.changed.emit()
        self.look()

    def ask_restore(self, file: Path, *, may_be_other: bool) -> None:
        """Restore a file as soon as the window is closed; raises NotAllowed. The present file's log says so."""
        backups.announce_restore(self.shop, file.name)
        self.to_restore = (file, may_be_other)
        self.restore_asked.emit()


def keeper_for(shop: Shop) -> BackupKeeper:
    """The keeper of an open shop; one for each."""
    app = QCoreApplication.instance()
    for found in app.findChildren(BackupKeeper) if app is not None else ():
        if found.shop is shop:
            return found
    made = BackupKeeper(shop, app)
    QTimer.singleShot(0, made, made.look)
    return made
