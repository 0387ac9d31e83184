"""The schema's history, by Alembic: numbered files in `versions`, each tested on data.

A file is migrated in one transaction with foreign keys off, checked afterwards, and only then marked with the new
version. Alembic is imported only when the version differs: it costs start-up time.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from jxc_desktop.db.engine import APPLICATION_ID, SCHEMA_VERSION, SHARED, driver
from jxc_desktop.db.errors import DiskFailed, DiskFull, FileBusy, FileDamaged, FileTooNew, FileUnreadable, NotAShopFile, drivers_problem
from jxc_desktop.i18n import why_not
from jxc_desktop.paths import is_held_open

NEW_FILE_BYTES = 2_000_000


def stored_version(path: Path, mode: str = SHARED) -> int:
    """The schema version of a shop file, opened as `reading_mode` says. Raises what `refuse_other_heads` raises, and FileTooNew."""
    refuse_other_heads(path)
    dbapi = driver()
    try:
        with closing(dbapi.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
    except (dbapi.DatabaseError, UnicodeDecodeError) as error:
        raise drivers_problem(str(error)) or FileDamaged(str(error)) from error
    if version > SCHEMA_VERSION:
        raise FileTooNew
    return int(version)


def refuse_other_heads(path: Path) -> None:
    """Look at the first bytes before SQLite does: closing another program's database would move what stands beside it into it.

    Raises NotAShopFile, FileDamaged, FileUnreadable.
    """
    if is_held_open(path):
        return
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise NotAShopFile(path) from error
    except OSError as error:
        raise FileUnreadable(path, why_not(error)) from error
    if not head:
        raise FileDamaged("0 bytes")
    if head[:16] != b"SQLite format 3\0":
        raise NotAShopFile(path)
    if len(head) < 100:
        raise FileDamaged(f"{len(head)} bytes")
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise NotAShopFile(path)


def migrate(path: Path) -> None:
    """Bring a file (a new one too) to the newest schema, in one transaction. Durable when this returns."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    dbapi = driver()

    def connect() -> object:
        made = dbapi.connect(str(path), isolation_level=None)
        made.execute("PRAGMA synchronous=EXTRA")
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("PRAGMA foreign_keys=OFF")
        return made

    engine = create_engine("sqlite://", module=dbapi, creator=connect, poolclass=NullPool)
    with _translated(path), engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        run_scripts(connection)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            connection.exec_driver_sql("ROLLBACK")
            raise FileDamaged("foreign_key_check")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
        connection.exec_driver_sql("COMMIT")
    engine.dispose()


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """The driver's errors that are the disk's or the file's by their names; the rest is ours and passes."""
    try:
        yield
    except (DBAPIError, driver().Error) as error:
        free = shutil.disk_usage(path.parent).free
        problem = drivers_problem(str(error.orig if isinstance(error, DBAPIError) else error), free)
        if problem is None:
            raise
        # Where there is no room for a new file, whatever else the disk says is said of that.
        raise (DiskFull(free) if isinstance(problem, DiskFailed) and free < NEW_FILE_BYTES else problem) from error


def settle(path: Path) -> None:
    """Make a closed file whole by itself: no log beside it holds a part of it. Raises DiskFull, DiskFailed, FileBusy.

    Closing puts the log back into the file too, but is silent when the disk has no room for it.
    """
    with _translated(path), closing(driver().connect(str(path), isolation_level=None)) as connection:
        is_busy, _pages, _copied = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise FileBusy


def run_scripts(connection: Connection) -> None:
    """Run the scripts that the database has not seen, on this connection."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    scripts = ScriptDirectory.from_config(config)

    def steps(revision: object, _context: object) -> object:
        return scripts._upgrade_revs("head", revision)  # type: ignore[arg-type]  # noqa: SLF001 - Alembic's own commands do so

    with EnvironmentContext(config, scripts, fn=steps) as environment:
        environment.configure(connection=connection, transactional_ddl=False)
        environment.run_migrations()
