"""Making and opening the shop file."""

from pathlib import Path

from jxc_desktop.db import migrations
from jxc_desktop.db.engine import SCHEMA_VERSION, Database
from jxc_desktop.db.errors import FileReadOnly, NotAShopFile
from jxc_desktop.db.lock import ShopLock
from jxc_desktop.operations.work import Clock, Shop, local_clock


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
    part = path.with_name(path.name + ".part")
    for leftover in (part, part.with_name(part.name + "-wal"), part.with_name(part.name + "-shm")):
        leftover.unlink(missing_ok=True)
    migrations.migrate(part)
    part.replace(path)


def open_shop(path: Path, *, program: str, writable: bool = True, create: bool = True, clock: Clock = local_clock) -> OpenShop:
    """Open a shop file, made when absent and `create`; migrated when older.

    Raises ShopInUse when another program writes it (only when `writable`), NotAShopFile, FileDamaged, FileTooNew.
    """
    path = path.absolute()
    lock = ShopLock(path, program) if writable and (path.parent.is_dir() or _make_folder(path)) else None
    try:
        if not path.exists():
            if not (create and writable):
                raise NotAShopFile(path)
            make_shop_file(path)
        if migrations.stored_version(path) != SCHEMA_VERSION and writable:
            migrations.migrate(path)
        return _opened(Database(path, writable=writable), lock, clock)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _opened(database: Database, lock: ShopLock | None, clock: Clock) -> OpenShop:
    try:
        return OpenShop(database, lock, clock=clock)
    except BaseException:
        database.close()
        raise


def _make_folder(path: Path) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileReadOnly from error
    return True
