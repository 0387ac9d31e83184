"""Copies of a shop file through SQLite's backup API, and putting one in the place of the shop file.

The copy is taken from one snapshot in small steps, so that selling goes on and never begins the copy anew. It is written to
a `.part`, made durable piece by piece, and has its name only when it is complete. Files are hashed and renamed only while
nobody has them open: closing any handle of an open file would drop SQLite's locks.
"""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from jxc_desktop.db.engine import ALONE, APPLICATION_ID, driver, reading_mode
from jxc_desktop.db.errors import FileDamaged, NotAShopFile, drivers_problem
from jxc_desktop.paths import held_open, is_held_open

PAGES_A_STEP = 512
SYNC_BYTES = 16_000_000
PART = ".part"

Step = Callable[[int, int], object]
"""Pages done, and in all. An exception in it ends the copy."""


def beside(path: Path, ending: str) -> Path:
    """The file that SQLite (or we) keep next to a file: the same name with an ending."""
    return path.with_name(path.name + ending)


def drop_with_company(path: Path) -> None:
    """Remove a file of ours and what SQLite left beside it; a folder that is gone is as good."""
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            beside(path, ending).unlink(missing_ok=True)


@contextmanager
def snapshot(path: Path, *, is_closed: bool = False) -> Iterator[Connection]:
    """A connection to a file at one moment, which never writes. `is_closed`: nobody has it open, so nothing is laid beside it."""
    how = ALONE if is_closed and not beside(path, "-wal").exists() else reading_mode(path)

    def connect() -> Any:
        made = driver().connect(f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None, check_same_thread=False)
        for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON", "temp_store=MEMORY", "cache_size=-32000"):
            made.execute(f"PRAGMA {pragma}")
        return made

    engine = create_engine("sqlite://", module=driver(), creator=connect, poolclass=NullPool)
    with named(path), nullcontext() if how == ALONE else held_open(path), engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("SELECT COUNT(*) FROM sqlite_master")
        yield connection


@contextmanager
def named(path: Path) -> Iterator[None]:
    """The driver's errors about a file as what they mean; a file whose tables can't be read is damaged, whatever it says."""
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except DBAPIError as error:
        raise drivers_problem(str(error.orig)) or FileDamaged(str(error.orig)) from error
    except driver().Error as error:
        raise drivers_problem(str(error)) or FileDamaged(str(error)) from error
    except UnicodeDecodeError as error:
        raise FileDamaged(path.name) from error


def copy_to(connection: Connection, part: Path, step: Step) -> None:
    """Copy what a snapshot sees into a new file, durable when this returns. On any error the file is removed."""
    drop_with_company(part)
    try:
        with part.open("xb") as held:
            _copy(connection, part, held.fileno(), step)
        sync_folder(part.parent)
    except BaseException:
        drop_with_company(part)
        raise


def _copy(connection: Connection, part: Path, handle: int, step: Step) -> None:
    source: Any = connection.connection.driver_connection
    page = int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
    target = driver().connect(str(part), isolation_level=None, check_same_thread=False)
    synced = 0

    def progress(_status: int, remaining: int, pages: int) -> None:
        nonlocal synced
        # A sale's own sync would otherwise wait for all that the copy has left in the system's memory.
        if (pages - remaining - synced) * page >= SYNC_BYTES:
            os.fsync(handle)
            synced = pages - remaining
        step(pages - remaining, pages)

    try:
        target.execute("PRAGMA synchronous=OFF")
        target.execute("PRAGMA journal_mode=OFF")
        source.backup(target, pages=PAGES_A_STEP, progress=progress)
    finally:
        target.close()
    os.fsync(handle)


def bytes_of(connection: Connection) -> int:
    """How large a copy of what a snapshot sees is."""
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())


def quick_check(connection: Connection) -> str:
    """What SQLite finds wrong with the pages; empty when nothing."""
    said = [str(line) for (line,) in connection.exec_driver_sql("PRAGMA quick_check(10)")]
    return "" if said == ["ok"] else "; ".join(said)


def sha256_of(path: Path, check: Callable[[], object] = lambda: None) -> str:
    """The hash of a file that nobody has open; `check` is called now and then and may raise."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            check()
    return digest.hexdigest()


def is_plain_file(path: Path) -> bool:
    """Whether it is an ordinary file, not a link, folder, pipe or device."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def refuse_other_files(path: Path) -> None:
    """Raise NotAShopFile unless an ordinary file that says it is ours is there. SQLite is not asked: it would tidy up another's file."""
    if not is_plain_file(path):
        raise NotAShopFile(path)
    if is_held_open(path):
        return  # it was looked at when it was opened
    with path.open("rb") as file:
        head = file.read(100)
    if head[:16] != b"SQLite format 3\0" or int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise NotAShopFile(path)


def write_durably(path: Path, text: str) -> None:
    """Write a small file under another name, make it durable, and put it in place."""
    part = beside(path, PART)
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        return  # some file systems know no such thing
    finally:
        os.close(handle)


def settle(path: Path) -> None:
    """Move what stands in the -wal into a closed shop file, so that the file is whole by itself. A damaged one stays as it is."""
    dbapi = driver()
    with suppress(dbapi.Error, UnicodeDecodeError):
        connection = dbapi.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()


def put_in_place(part: Path, path: Path, kept: Path) -> None:
    """Put a complete file in the place of a closed shop file, which is kept under another name with what belongs to it.

    At no moment is there no shop file, where the system has hard links.
    """
    if path.exists():
        wal = beside(path, "-wal")
        if wal.exists() and wal.stat().st_size:
            wal.replace(beside(kept, "-wal"))
        for ending in ("-wal", "-shm"):
            beside(path, ending).unlink(missing_ok=True)
        try:
            kept.hardlink_to(path)
        except OSError:
            path.replace(kept)
    else:
        drop_with_company(path)
    part.replace(path)
    sync_folder(path.parent)
