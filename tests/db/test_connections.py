"""How a shop file is opened: the pragmas that hold, the order in which they are said, and what a file that is held means."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from jxc_desktop.db import backup, engine, migrations
from jxc_desktop.db.engine import Database
from jxc_desktop.db.errors import DiskFailed, DiskFull, FileBusy, FileDamaged, FileReadOnly, drivers_problem
from jxc_desktop.operations.work import Shop
from tests.builders import TestClock, empty_shop_file

EXTRA, IN_MEMORY = 3, 2
ON_BOTH = {"foreign_keys": 1, "recursive_triggers": 1, "trusted_schema": 0, "cell_size_check": 1, "temp_store": IN_MEMORY}
HOLDS = {
    "writer": ON_BOTH | {"synchronous": EXTRA, "journal_mode": "wal", "query_only": 0},
    "reader": ON_BOTH | {"synchronous": EXTRA, "journal_mode": "wal", "query_only": 1},
    "snapshot": {"query_only": 1, "trusted_schema": 0, "cell_size_check": 1},
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return empty_shop_file(tmp_path / "shop.jxc")


def pragmas(connection: Any, names: Any) -> dict[str, Any]:
    return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}


@pytest.mark.parametrize("which", HOLDS)
def test_what_is_promised_of_a_connection_holds(path, which):
    wanted = HOLDS[which]
    with closing(Database(path)) as database:
        opened: Any = {
            "writer": database.writing,
            "reader": database.reading,
            "snapshot": lambda: backup.snapshot(path),
        }[which]()
        with opened as given:
            connection = given[0] if which == "writer" else given
            assert pragmas(connection, wanted) == wanted


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that connections are told which are opened from now on."""
    told: list[str] = []
    real = engine.driver()

    class Listening:
        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

        def connect(self, *args: Any, **more: Any) -> Any:
            made = real.connect(*args, **more)
            made.set_trace_callback(told.append)
            return made

    for module in (engine, migrations):
        monkeypatch.setattr(module, "driver", Listening)
    return told


def test_each_commit_is_made_durable_from_before_the_log_is_switched_on(path, said):
    """Set after it, or never, a rollback journal may be left that undoes everything since."""
    engine._connect(path, engine.WRITING).close()
    assert said[:2] == ["PRAGMA synchronous=EXTRA", "PRAGMA journal_mode=WAL"]
    assert [told for told in said if "synchronous" in told or "journal_mode" in told] == said[:2]


def test_a_reader_leaves_the_log_as_it_is(path, said):
    engine._connect(path, engine.SHARED).close()
    assert said[0] == "PRAGMA synchronous=EXTRA"
    assert not any("journal_mode" in told for told in said)


def test_a_new_file_is_made_durable_in_the_same_order(tmp_path, said):
    migrations.migrate(tmp_path / "new.jxc")
    assert said[:2] == ["PRAGMA synchronous=EXTRA", "PRAGMA journal_mode=WAL"]
    assert [told for told in said if "synchronous" in told or "journal_mode" in told] == said[:2]


def test_the_schema_of_a_file_calls_nothing_that_could_do_harm(path):
    """A trigger that somebody put into the file may call no function but the harmless ones."""
    with closing(engine.driver().connect(str(path), isolation_level=None)) as attacker:
        attacker.execute("CREATE TRIGGER evil AFTER INSERT ON brand BEGIN SELECT harm(); END")
    called: list[int] = []
    database = Database(path)
    with database.writing() as (connection, _changed):
        driver_connection: Any = connection.connection.driver_connection
        driver_connection.create_function("harm", 0, lambda: called.append(1))
    with pytest.raises(DBAPIError, match="unsafe use of harm"), database.writing() as (connection, _changed):
        connection.exec_driver_sql("INSERT INTO brand (name) VALUES ('x')")
    database.close()
    assert called == []


# A file that another program holds


def test_a_file_that_somebody_else_is_writing_to_is_busy_and_nothing_is_lost(path, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_MS", 50)
    shop = Shop(Database(path), clock=TestClock())
    other = engine.driver().connect(str(path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(FileBusy, match="Nothing was written; try again"), shop.work() as work:
        work.record("something", "")
    other.execute("ROLLBACK")
    with shop.work() as work:
        work.record("something", "")
    other.close()
    shop.close()


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("database is locked", FileBusy),
        ("database table is locked: sale", FileBusy),
        ("The file is busy", FileBusy),
        ("database or disk is full", DiskFull),
        ("disk I/O error", DiskFailed),
        ("attempt to write a readonly database", FileReadOnly),
        ("unable to open database file", FileReadOnly),
        ("database disk image is malformed", FileDamaged),
        ("file is not a database", FileDamaged),
    ],
)
def test_the_drivers_words_are_a_problem_by_name(words, problem):
    assert type(drivers_problem(words)) is problem


def test_a_mistake_of_ours_is_no_problem_of_the_disk(path):
    assert drivers_problem("UNIQUE constraint failed: document.key") is None
    with closing(Database(path)) as database, pytest.raises(IntegrityError), database.writing() as (connection, _changed):
        connection.exec_driver_sql("INSERT INTO role (name) VALUES ('Owner')")
