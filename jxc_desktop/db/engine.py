"""Opening a shop file: driver, pools, pragmas, transactions, and the change notices collected from statements.

One file has two engines: one connection that writes (`BEGIN IMMEDIATE`) and a pool of readers (plain `BEGIN`,
`query_only`). Without a named pool a read inside a work would share its connection and roll the work back.
"""

import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql.dml import UpdateBase

from jxc_desktop.db.errors import (
    DiskFailed,
    DiskFull,
    FileDamaged,
    FileReadOnly,
    LogNotShared,
    TextNotStorable,
    drivers_problem,
    known_problem,
)
from jxc_desktop.paths import held_open

APPLICATION_ID = 0x4A584331
SCHEMA_VERSION = 4
BUSY_MS = 5_000
USUAL_LOG, LONGEST_LOG = 1_000, 12_000
WRITING, SHARED, ALONE = "mode=rwc", "mode=rw", "mode=ro&immutable=1"
_USUAL_CHECKPOINTS = f"PRAGMA wal_autocheckpoint={USUAL_LOG}"
_RARE_CHECKPOINTS = f"PRAGMA wal_autocheckpoint={LONGEST_LOG}"
_CHANGED = "changed_tables"


def note_change(connection: Connection, table_name: str) -> None:
    """Note a table as changed in this transaction; statements do so by themselves, bulk rows by this."""
    connection.info.setdefault(_CHANGED, set()).add(table_name)


def driver() -> Any:
    """The DB-API module: its own SQLite, never the system's (see the storage decisions)."""
    from sqlcipher3 import dbapi2

    return dbapi2


def sqlite_version() -> str:
    """The version of SQLite that holds the shop file."""
    return str(driver().sqlite_version)


def reading_mode(path: Path) -> str:
    """How a file is opened that is only looked at: sharing the log with who writes; ALONE in a folder where nothing can be written.

    Raises LogNotShared where something stands in the log of such a folder.
    """
    try:
        with closing(driver().connect(f"{path.absolute().as_uri()}?{SHARED}", uri=True, isolation_level=None)) as connection:
            connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except (driver().Error, UnicodeDecodeError) as error:
        problem = drivers_problem(str(error))
        if isinstance(problem, (DiskFailed, DiskFull)):
            raise problem from error
        if isinstance(problem, FileReadOnly):
            log = path.with_name(path.name + "-wal")
            if log.exists() and log.stat().st_size:
                raise LogNotShared(path) from error
            return ALONE
    return SHARED  # what else is wrong is named where the file is used


def _connect(path: Path, mode: str) -> Any:
    writes = mode == WRITING
    # Autocommit by the driver: BEGIN is ours, or DDL would be committed early.
    connection = driver().connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MS / 1000,
        cached_statements=400,
    )
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=EXTRA")
    if writes:
        cursor.execute("PRAGMA journal_mode=WAL")
    # Without recursive triggers an INSERT OR REPLACE deletes a posted row past its guard.
    for pragma in (
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "temp_store=MEMORY",
        "cache_size=-8000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    if not writes:
        cursor.execute("PRAGMA query_only=ON")
    cursor.close()
    return connection


def _engine(path: Path, mode: str) -> Engine:
    writes = mode == WRITING
    made = create_engine(
        "sqlite://",
        module=driver(),
        creator=lambda: _connect(path, mode),
        poolclass=QueuePool,
        pool_size=1 if writes else 4,
        max_overflow=0 if writes else 12,
        pool_timeout=BUSY_MS / 1000,
        pool_reset_on_return=None,
        query_cache_size=1_000,
    )
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    if writes:

        @event.listens_for(made, "after_execute")
        def _collect(connection: Connection, statement: Any, *_more: Any) -> None:
            if isinstance(statement, UpdateBase) and isinstance(statement.table, Table):
                note_change(connection, statement.table.name)

    return made


def schema_of(connection: Connection) -> int:
    """The schema version that a file says it has."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


class Database:
    """An open shop file: readers beside one writer. Close it when done."""

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        self.path = path
        self.writable = writable
        self.readers = _engine(path, SHARED if writable else reading_mode(path))
        self._writer = _engine(path, WRITING) if writable else None
        self._writing = threading.local()
        if self._writer is not None:
            # The writing connection first: it puts the file into WAL before any reader looks.
            with self.translated():
                self._writer.connect().close()
        self._held = ExitStack()
        self._held.enter_context(held_open(path))

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Driver errors that are the disk's or the file's become `DataProblem`, torn texts a refusal; the rest is ours and passes."""
        try:
            yield
        except DBAPIError as error:
            problem = known_problem(error, self.free_bytes())
            if problem is None:
                raise
            if isinstance(problem, DiskFailed):
                self._drop_connections()
            raise problem from error
        except UnicodeDecodeError as error:
            # The driver can't even read SQLite's message about a damaged schema.
            raise FileDamaged(str(error)) from error
        except UnicodeEncodeError as error:
            around = slice(max(0, error.start - 15), error.start + 1)
            raise TextNotStorable(error.object[around]) from error

    def _drop_connections(self) -> None:
        # After a failed fsync nothing that this connection holds may be trusted.
        self.readers.dispose()
        if self._writer is not None:
            self._writer.dispose()

    def free_bytes(self) -> int:
        """Free space where the file is."""
        return shutil.disk_usage(self.path.parent).free

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that can't write, on one snapshot."""
        with self.translated(), self.readers.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[tuple[Connection, set[str]]]:
        """The writing connection in one transaction, and the names of the tables it has changed so far.

        Commits at the end, rolls back on any exception. A second one on the same thread is a mistake and raises.
        """
        if self._writer is None:
            raise FileReadOnly
        if getattr(self._writing, "busy", False):
            message = "a work inside a work: operations call each other, they do not open another"
            raise RuntimeError(message)
        self._writing.busy = True
        try:
            with self.translated(), self._writer.connect() as connection:
                changed: set[str] = set()
                connection.info[_CHANGED] = changed
                with connection.begin():
                    yield connection, changed
        finally:
            self._writing.busy = False

    @contextmanager
    def rare_checkpoints(self) -> Iterator[None]:
        """While many rows are written commits copy nothing back into the file: pages that change often are copied once.

        `checkpoint` copies, and holds up nobody; the log stays below `LONGEST_LOG` pages.
        """
        self._set_checkpoints(rarely=True)
        try:
            yield
        finally:
            try:
                self.checkpoint()
            finally:
                self._set_checkpoints(rarely=False)

    def checkpoint(self) -> None:
        """Copy the log back into the file as far as nobody reads it, beside works that go on."""
        with self.reading() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    def _set_checkpoints(self, *, rarely: bool) -> None:
        if self._writer is not None:
            with self.translated(), self._writer.connect() as connection:
                connection.exec_driver_sql(_RARE_CHECKPOINTS if rarely else _USUAL_CHECKPOINTS)

    def data_version(self) -> int:
        """Grows when another connection has committed. Of the reader that answers; for idle checks."""
        with self.reading() as connection:
            return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())

    def close(self) -> None:
        """Close every connection."""
        self._drop_connections()
        self._held.close()


def versions() -> dict[str, str]:
    """Versions of what holds the data, for the diagnostics page."""
    return {"SQLite": sqlite_version(), "SQLAlchemy": sqlalchemy.__version__}
