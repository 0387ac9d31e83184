"""Making, keeping and restoring backups. A copy is called a backup only when it was read back and checked.

These take the shop or its file, not a work: a copy lasts longer than a transaction may, and a restore needs the file closed.
"""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from jxc_desktop import __version__
from jxc_desktop.db import backup as files
from jxc_desktop.db.engine import SCHEMA_VERSION, schema_of
from jxc_desktop.db.errors import DiskFailed, DiskFull, FileDamaged, FileReadOnly, FileTooNew, ShopInUse
from jxc_desktop.db.lock import ShopLock
from jxc_desktop.db.types import time_text
from jxc_desktop.domain.backups import Reason, to_drop
from jxc_desktop.domain.errors import DataProblem, ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _, why_not
from jxc_desktop.operations.work import Clock, Shop, load_actor, load_settings, local_clock
from jxc_desktop.paths import backup_folder, real_path
from jxc_desktop.queries import backups as seen
from jxc_desktop.queries.backups import Backup, Note, State
from jxc_desktop.queries.check_chain import walk
from jxc_desktop.queries.findings import Finding
from jxc_desktop.queries.lost import Difference, difference
from jxc_desktop.queries.products import is_in_use
from jxc_desktop.queries.shop_ids import shop_id_of
from jxc_desktop.queries.view import Till, View

CHAIN_EVERY = timedelta(hours=24)
COPY_SHARE = 0.6
MOST_FINDINGS = 20

Progress = Callable[[float], None]
"""How far it is, 0 to 1. It may raise to stop: nothing is left behind then."""


def nothing(_fraction: float) -> None:
    """Hears the progress and does nothing."""


class BackupFailed(DataProblem):
    """No backup could be made; the ones before are untouched."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def sentence(self) -> str:
        """Say why, and that the others are safe."""
        return _("The backup failed: {why}. Earlier backups are untouched. Mend that, or choose another folder, and back up again.").format(
            why=self.why
        )


class BackupDamaged(DataProblem):
    """A file that was to be restored does not pass the checks."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(name, detail)
        self.name, self.detail = name, detail

    def sentence(self) -> str:
        """Nothing was touched."""
        return _("The backup {name} is damaged ({detail}). Nothing was changed; choose another one.").format(
            name=self.name, detail=self.detail
        )


class OtherShop(ShopError):
    """The backup belongs to another shop than the file it would replace."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Name the other shop."""
        return _("This backup is of another shop ({name}). Nothing was changed. Restore it to a file of its own.").format(
            name=self.name or "?"
        )


class AlreadyThere(ShopError):
    """A file stands where one was to be made."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path

    def sentence(self) -> str:
        """Name the file."""
        return _("{path} is there already. Nothing was changed; choose another name.").format(path=self.path)


# Making


def back_up(shop: Shop, folder: Path, reason: Reason, *, progress: Progress = nothing) -> Backup:
    """Copy the open shop while it is used, read the copy back, check it, keep it by age.

    Raises NotAllowed (by hand without the right) and BackupFailed; what `progress` raises passes.
    """
    if reason is Reason.BY_HAND:
        _asked_for(shop, folder)
    return back_up_file(shop.path, folder, reason, now=shop.clock(), progress=progress)


def _asked_for(shop: Shop, folder: Path) -> None:
    """Whether the person may, and a line in the log, which the copy then holds.

    A file that can't be written (a full disk, a command beside an open window) is copied without: that is when a backup is
    wanted most, and its note tells that it was made by hand.
    """
    with shop.read() as view:
        view.require(Permission.BACK_UP)
    with suppress(DataProblem), shop.work() as work:
        work.record("back_up", str(folder))


def back_up_before(shop: Shop, reason: Reason, folder: Path | None = None, *, progress: Progress = nothing) -> Backup | None:
    """A backup before something large; a shop with no product and no document has nothing to lose. Raises BackupFailed."""
    with shop.read() as view:
        if not is_in_use(view):
            return None
    return back_up_somewhere(shop.path, folder, reason, now=shop.clock(), progress=progress)


def back_up_somewhere(path: Path, folder: Path | None, reason: Reason, *, now: datetime, progress: Progress = nothing) -> Backup:
    """As `back_up_file`, into the chosen folder; where that is out of reach (a stick that was taken out), beside the shop file."""
    beside = backup_folder(path)
    if folder is not None and folder != beside:
        with suppress(BackupFailed):
            return back_up_file(path, folder, reason, now=now, progress=progress)
    return back_up_file(path, beside, reason, now=now, progress=progress)


def back_up_file(path: Path, folder: Path, reason: Reason, *, now: datetime, progress: Progress = nothing) -> Backup:
    """As `back_up`, for a file that need not be open."""
    with _in(folder), files.snapshot(path) as source:
        made = _copied(source, _free_name(folder, path, now), reason, now, progress)
        _drop_old(folder, path, made, now)
    progress(1)
    return made


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    """One backup at a time in a folder; what a killed one left is removed; what goes wrong is a failed backup."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ShopLock(folder / "backup", "backup"):
            for part in folder.glob(f"*{files.PART}"):
                files.drop_with_company(part)
            yield
    except ShopInUse as error:
        raise BackupFailed(_("another backup is being made")) from error
    except BackupFailed:
        raise
    except DataProblem as error:
        raise BackupFailed(_why(error)) from error
    except OSError as error:
        raise BackupFailed(why_not(error)) from error


def _why(error: DataProblem) -> str:
    """In a few words, for what the sentence says besides is of the shop file."""
    number = next((number for kind, number in _SYSTEMS if isinstance(error, kind)), None)
    return error.sentence() if number is None else why_not(OSError(number, os.strerror(number)))


_SYSTEMS = ((DiskFull, errno.ENOSPC), (DiskFailed, errno.EIO), (FileReadOnly, errno.EACCES))


def _copied(source: Connection, target: Path, reason: Reason, now: datetime, progress: Progress) -> Backup:
    folder, part = target.parent, files.beside(target, files.PART)
    _require_room(source, folder)
    state = seen.state_of(source)
    try:
        files.copy_to(source, part, lambda done, of: progress(COPY_SHARE * done / max(of, 1)))
        findings = _read_back(part, state, progress)
        note = Note(
            program=__version__,
            made_at=time_text(now),
            reason=reason.value,
            sha256=files.sha256_of(part, lambda: progress(0.95)),
            bytes=part.stat().st_size,
            state=state,
            is_good=not findings,
            findings=[finding.sentence() for finding in findings[:MOST_FINDINGS]],
        )
        # The note first: a backup has its name only when nothing of it is missing.
        files.write_durably(seen.note_path(target), note.text())
        part.replace(target)
        files.sync_folder(folder)
    except BaseException:
        files.drop_with_company(part)
        if not target.exists():
            files.drop_with_company(seen.note_path(target))
        raise
    return Backup(target, note)


def _free_name(folder: Path, path: Path, now: datetime) -> Path:
    """Named after the shop file and the moment; a second one in the same second gets a number."""
    name = f"{path.stem}-{now:%Y%m%d-%H%M%S}"
    taken = {each.stem for each in folder.iterdir()}
    number = next(number for number in range(1, len(taken) + 2) if (name if number == 1 else f"{name}-{number}") not in taken)
    return folder / (f"{name}{seen.SUFFIX}" if number == 1 else f"{name}-{number}{seen.SUFFIX}")


def _require_room(source: Connection, folder: Path) -> None:
    needed = files.bytes_of(source)
    free = shutil.disk_usage(folder).free
    if free < needed:
        said = _("{needed} MB are needed, {free} MB are free")
        raise BackupFailed(said.format(needed=-(-needed // 1_000_000), free=free // 1_000_000))


def _read_back(part: Path, state: State, progress: Progress) -> list[Finding]:
    """Open the copy read-only: sound pages, the same state as its source; what its books break is told."""
    with files.snapshot(part, is_closed=True) as copy:
        progress(COPY_SHARE)
        wrong = files.quick_check(copy)
        if wrong or seen.state_of(copy) != state:
            raise BackupFailed(wrong or _("the copy is not what was copied"))
        progress(0.75)
        return seen.broken_rules(copy, lambda: progress(0.8)) if state.schema == SCHEMA_VERSION else []


def _drop_old(folder: Path, path: Path, made: Backup, now: datetime) -> None:
    """Of the same shop's backups the old ones go; another's are never touched, whatever their names."""
    ours = seen.backups_of(folder, path, made.note.state.shop_id)
    going = to_drop([backup.as_kept() for backup in ours], now)
    for backup in ours:
        if backup.path.name in going:
            # The file first: a note without its file is nothing, a file without its note can't be trusted.
            backup.path.unlink(missing_ok=True)
            seen.note_path(backup.path).unlink(missing_ok=True)


def copy_backup(backup: Backup, folder: Path, shop_file: Path, *, now: datetime, progress: Progress = nothing) -> Backup:
    """A second copy of a finished backup in another folder (a stick), compared by its hash. Raises BackupFailed."""
    with _in(folder):
        if shutil.disk_usage(folder).free < backup.note.bytes:
            raise BackupFailed(_("not enough space on {folder}").format(folder=folder))
        target = folder / backup.path.name
        part = files.beside(target, files.PART)
        try:
            _copy_bytes(backup.path, part, backup.note.bytes, progress)
            if files.sha256_of(part, lambda: progress(0.9)) != backup.note.sha256:
                raise BackupFailed(_("the copy is not what was copied"))
            files.write_durably(seen.note_path(target), backup.note.text())
            part.replace(target)
            files.sync_folder(folder)
        except BaseException:
            files.drop_with_company(part)
            raise
        _drop_old(folder, shop_file, backup, now)
    progress(1)
    return Backup(target, backup.note)


def _copy_bytes(source: Path, part: Path, size: int, progress: Progress) -> None:
    done = 0
    with source.open("rb") as reading, part.open("wb") as writing:
        while piece := reading.read(1 << 20):
            writing.write(piece)
            done += len(piece)
            if done % (16 << 20) == 0:
                os.fsync(writing.fileno())
            progress(0.8 * done / max(size, 1))
        writing.flush()
        os.fsync(writing.fileno())


def is_chain_due(backups: tuple[Backup, ...], now: datetime) -> bool:
    """Whether no whole chain was looked at within a day."""
    return not any(backup.note.walked and now - backup.made_at < CHAIN_EVERY for backup in backups)


def walk_chain(backup: Backup, *, progress: Progress = nothing) -> Backup:
    """Look at the whole chain of a finished backup, which takes longest; its note then says so. `progress` may raise to stop."""
    found: list[Finding] = []
    with files.snapshot(backup.path, is_closed=True) as copy:
        of = max(1, backup.note.state.posted_seq)
        found += seen.broken_rules(copy, lambda: progress(0), rest=True)
        walk(_view(copy), lambda code, facts: found.append(Finding(code, facts)), lambda done: progress(done / of))
    walked = seen.WALKED_BADLY if found else seen.WALKED
    findings = [*backup.note.findings, *(finding.sentence() for finding in found)][:MOST_FINDINGS]
    note = replace(backup.note, walked=walked, findings=findings)
    files.write_durably(seen.note_path(backup.path), note.text())
    return Backup(backup.path, note)


def _view(connection: Connection) -> View:
    """A look into a file that is not the open shop, as its owner."""
    return View(connection, load_actor(connection, 1), load_settings(connection), local_clock(), Till(1, ""))


# Restoring


@dataclass(frozen=True, slots=True)
class Preview:
    """What restoring a file would do. `note` is None for a file that came without one."""

    path: Path
    note: Note | None
    state: State
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: the file in place, the one that stood there before, and the backup of it where one could be made."""

    path: Path
    kept: Path | None
    before: Backup | None


def look_over(file: Path, present: Path | None, *, progress: Progress = nothing) -> Preview:
    """Check a backup in every way and compare it with the present file. Touches nothing.

    Raises NotAShopFile, FileTooNew, BackupDamaged.
    """
    present = None if present is None else real_path(present)
    if present is not None and present.exists() and file.exists() and present.samefile(file):
        raise AlreadyThere(file)
    files.refuse_other_files(file)
    note = seen.read_note(file)
    if note is not None and files.sha256_of(file, lambda: progress(0.2)) != note.sha256:
        raise BackupDamaged(file.name, _("its contents are not what its note says"))
    try:
        with files.snapshot(file, is_closed=True) as backup:
            state = _checked(backup, file, note, progress)
            progress(0.9)
            difference = None if present is None or not present.exists() else _difference(present, backup)
    except FileDamaged as error:
        raise BackupDamaged(file.name, error.detail) from error
    progress(1)
    return Preview(file, note, state, difference)


def shop_id_in(file: Path) -> str:
    """The id of the shop in a file that perhaps can't be opened; empty when it can't even say that."""
    try:
        files.refuse_other_files(file)
        with files.snapshot(file) as connection:
            return shop_id_of(connection)
    except (DataProblem, OSError):
        return ""


def _difference(present: Path, backup: Connection) -> Difference:
    try:
        files.refuse_other_files(present)
        with files.snapshot(present) as connection:
            return difference(connection, backup)
    except (DataProblem, OSError):
        return Difference(is_present_readable=False)


def _checked(backup: Connection, file: Path, note: Note | None, progress: Progress) -> State:
    schema = schema_of(backup)
    if schema > SCHEMA_VERSION:
        raise FileTooNew
    if wrong := files.quick_check(backup):
        raise BackupDamaged(file.name, wrong)
    progress(0.5)
    state = seen.state_of(backup)
    if note is not None and not state.is_as_noted(note.state):
        raise BackupDamaged(file.name, _("its contents are not what its note says"))
    if schema == SCHEMA_VERSION and (note is None or note.is_good):
        found = seen.broken_rules(backup, lambda: progress(0.6))
        if note is None:  # nothing vouches for the file but its own chain
            found += seen.broken_rules(backup, lambda: progress(0.7), rest=True)
            walk(_view(backup), lambda code, facts: found.append(Finding(code, facts)))
        if found:
            raise BackupDamaged(file.name, found[0].sentence())
    return state


def announce_restore(shop: Shop, name: str) -> None:
    """Whether the person may, and a line in the log of the file that is about to be put aside. Raises NotAllowed.

    A file that is too damaged to be written to is put aside without that line.
    """
    shop.actor.require(Permission.RESTORE)
    with suppress(DataProblem), shop.work() as work:
        work.record("restore_backup", name)


def restore(
    file: Path,
    target: Path,
    *,
    program: str,
    may_be_other: bool = False,
    folder: Path | None = None,
    clock: Clock = local_clock,
    progress: Progress = nothing,
) -> Restored:
    """Put a backup in the place of a closed shop file, which is kept beside it. Everything is checked before anything is touched.

    Who may was asked before, of the present file while it was open (`announce_restore`). A file that is damaged or missing has
    no rights to ask for: whoever can put files into this folder could do the same by hand.

    `folder` is where backups of the shop are kept: one of the file that is put aside goes there. Raises what `look_over` raises, OtherShop, ShopInUse, BackupFailed (no room).
    """
    target = real_path(target)
    preview = look_over(file, target, progress=lambda fraction: progress(fraction * 0.5))
    if preview.difference is not None and preview.difference.is_other_shop and not may_be_other:
        raise OtherShop(preview.state.shop_name)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = files.beside(target, ".restoring")
    with ShopLock(target, program):
        try:
            with files.snapshot(file, is_closed=True) as backup:
                _require_room(backup, target.parent)
                files.copy_to(backup, part, lambda done, of: progress(0.5 + 0.3 * done / max(of, 1)))
            with files.snapshot(part, is_closed=True) as copy:
                if files.quick_check(copy) or seen.state_of(copy) != preview.state:
                    raise BackupFailed(_("the copy is not what was copied"))
            progress(0.9)
            is_readable = preview.difference is not None and preview.difference.is_present_readable
            before = _backed_up(target, folder, clock()) if is_readable else None
            kept = _kept_name(target, clock()) if target.exists() else None
            if is_readable:  # what is damaged or another program's is not even opened
                files.settle(target)
            files.put_in_place(part, target, kept or target)
        finally:
            files.drop_with_company(part)
    return Restored(target, kept, before)


def _backed_up(target: Path, folder: Path | None, now: datetime) -> Backup | None:
    """A backup of what is put aside; a file that is past it is kept as it is, and so is one for which there is no room."""
    try:
        return back_up_somewhere(target, folder, Reason.RESTORE, now=now)
    except DataProblem:
        return None


def _kept_name(target: Path, now: datetime) -> Path:
    start = f"{_('before-restore')}-{now:%Y%m%d-%H%M%S}"
    names = (f"{start}{'' if number == 1 else f'-{number}'}{target.suffix}" for number in range(1, 1000))
    return next(path for name in names if not (path := target.with_name(name)).exists())
