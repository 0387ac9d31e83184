"""Making and opening the shop file."""

import json
import uuid
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from jxc_desktop import paths
from jxc_desktop.db import backup as files
from jxc_desktop.db import migrations
from jxc_desktop.db.engine import SCHEMA_VERSION, SHARED, Database, reading_mode
from jxc_desktop.db.errors import FileReadOnly, FileTooOld, FileUnreadable, NotAShopFile
from jxc_desktop.db.lock import ShopLock
from jxc_desktop.db.tables.shop import setting
from jxc_desktop.db.upsert import upsert
from jxc_desktop.domain.errors import DataProblem
from jxc_desktop.i18n import _, why_not
from jxc_desktop.operations.work import Clock, Shop, local_clock
from jxc_desktop.queries import shop_ids


class ShopFileGone(DataProblem):
    """The shop file is not there, but backups of it are: an empty one must not take its place unasked."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path

    def sentence(self) -> str:
        """Name the place."""
        text = _("The shop file {path} is not there any more, but backups of it are. Nothing was made; restore one of them.")
        return text.format(path=self.path)


class OpenShop(Shop):
    """A shop whose file this program holds for writing, until `close`."""

    def __init__(self, database: Database, lock: ShopLock | None, *, clock: Clock = local_clock) -> None:
        super().__init__(database, clock=clock)
        self._lock = lock

    def close(self) -> None:
        """Close the file, then let others write."""
        super().close()
        if self._lock is not None:
            self._lock.release()


def make_shop_file(path: Path) -> None:
    """A new, empty shop file. Made under another name first: a kill leaves no half file behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = files.beside(path, files.PART)
    files.drop_with_company(part)
    try:
        migrations.migrate(part)
        with closing(Database(part)) as database:
            _give_id(database)
        migrations.settle(part)
        part.replace(path)
        files.sync_folder(path.parent)
    except BaseException:
        files.drop_with_company(part)
        raise


def _give_id(database: Database) -> None:
    """A shop that has none yet gets its id: by it its backups are known from another shop's."""
    with database.reading() as connection:
        if shop_ids.shop_id_of(connection):
            return
    with database.writing() as (connection, _changed):
        statement = upsert(connection, setting, ("key",), ("value",))
        connection.execute(statement, {"key": shop_ids.KEY, "value": json.dumps(uuid.uuid4().hex)})


def refuse_gone(path: Path, folders: Sequence[Path] = ()) -> None:
    """Raise ShopFileGone where a shop file is missing that has backups, beside it or in one of the folders."""
    from jxc_desktop.queries.backups import has_any

    path = paths.real_path(path)
    if not _is_there(path) and any(has_any(folder, path) for folder in (paths.backup_folder(path), *folders)):
        raise ShopFileGone(path)


def open_shop(
    path: Path,
    *,
    program: str,
    writable: bool = True,
    create: bool = True,
    anew: bool = False,
    folders: Sequence[Path] = (),
    clock: Clock = local_clock,
) -> OpenShop:
    """Open a shop file, made when absent and `create`; migrated when older, after a backup.

    `folders` hold its backups, besides the one beside it; the first is where they are made.

    Raises ShopInUse when another program writes it (only when `writable`), NotAShopFile, FileDamaged, FileTooNew, FileUnreadable,
    FileTooOld when it should be migrated but is not `writable`;
    ShopFileGone when it is missing though its backups are there, unless an empty one is wanted `anew`.
    """
    path = paths.real_path(path)
    if _is_there(path):
        migrations.refuse_other_heads(path)  # before the lock: nothing is laid beside another program's file
    elif not (create and writable):
        raise NotAShopFile(path)
    else:
        if not anew:
            refuse_gone(path, folders)
        _make_folder(path)
    lock = ShopLock(path, program) if writable else None
    try:
        if not path.exists():
            make_shop_file(path)
        if migrations.stored_version(path, SHARED if writable else reading_mode(path)) != SCHEMA_VERSION:
            if not writable:
                raise FileTooOld
            _back_up(path, next(iter(folders), None), clock)
            migrations.migrate(path)
        return _opened(Database(path, writable=writable), lock, clock)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _back_up(path: Path, folder: Path | None, clock: Clock) -> None:
    """An update of the file is not begun without a backup that was read back. Raises BackupFailed."""
    from jxc_desktop.domain.backups import Reason
    from jxc_desktop.operations.backups import back_up_somewhere

    back_up_somewhere(path, folder, Reason.MIGRATION, now=clock())


def _opened(database: Database, lock: ShopLock | None, clock: Clock) -> OpenShop:
    try:
        if database.writable:
            _give_id(database)
        return OpenShop(database, lock, clock=clock)
    except BaseException:
        database.close()
        raise


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise FileUnreadable(path, why_not(error)) from error


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileReadOnly from error
