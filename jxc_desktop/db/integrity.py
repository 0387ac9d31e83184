"""Whether the file itself is sound: pages, references, the schema with its guards, the search index."""

import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from jxc_desktop.db import migrations
from jxc_desktop.db.engine import APPLICATION_ID, driver, reading_mode

_AT_MOST = 100
_RULES = ("CHECK constraint failed", "non-unique entry")
# As bytes: in a damaged file they need not be text.
_OBJECTS = (
    "SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(sql AS BLOB) FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
)

Objects = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class BrokenReference:
    """A row that refers to one that is not there."""

    table: str
    row_id: int
    parent: str


@dataclass(frozen=True, slots=True)
class PageProblems:
    """`damage`: nothing in the file can be trusted. `rules`: sound pages, but rows that a table's own rules forbid."""

    damage: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchemaDifference:
    """A table, index, trigger or view that is `missing`, `changed` or `unexpected`."""

    kind: str
    name: str
    how: str


def page_problems(connection: Connection) -> PageProblems:
    """What SQLite's quick check says about the file.

    Asked through a connection of its own: one that has looked at the search index before calls it corrupt once another
    connection has merged its segments.
    """
    path = Path(connection.exec_driver_sql("PRAGMA database_list").one()[2])
    dbapi = driver()
    try:
        with closing(dbapi.connect(f"{path.as_uri()}?{reading_mode(path)}", uri=True, isolation_level=None)) as own:
            said = own.execute("PRAGMA quick_check(100)").fetchall()
    except (dbapi.DatabaseError, UnicodeDecodeError) as error:
        return PageProblems((str(error),), ())
    lines = [str(line) for (line,) in said if line != "ok"]
    rules = tuple(line for line in lines if line.startswith(_RULES))
    return PageProblems(tuple(line for line in lines if line not in rules), rules)


def broken_references(connection: Connection) -> list[BrokenReference]:
    """Rows whose parent is missing, the first hundred."""
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_AT_MOST)
    return [BrokenReference(row[0], row[1] or 0, row[2]) for row in rows]


def is_ours(connection: Connection) -> bool:
    """Whether the file says that this program made it."""
    return bool(connection.exec_driver_sql("PRAGMA application_id").scalar_one() == APPLICATION_ID)


def schema_differences(connection: Connection) -> list[SchemaDifference]:
    """How the file's schema differs from that of a new file, guards included."""
    found = _objects(connection.exec_driver_sql(_OBJECTS).all())
    expected = _fresh_objects()
    missing = [SchemaDifference(*key, "missing") for key in expected.keys() - found.keys()]
    unexpected = [SchemaDifference(*key, "unexpected") for key in found.keys() - expected.keys()]
    changed = [SchemaDifference(*key, "changed") for key in expected.keys() & found.keys() if expected[key] != found[key]]
    return sorted(missing + unexpected + changed, key=lambda difference: (difference.kind, difference.name))


@cache
def _fresh_objects() -> Objects:
    """The schema of a new file: the same as long as the program runs."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder, "new.jxc")
        migrations.migrate(path)
        connection = driver().connect(str(path))
        try:
            return _objects(connection.execute(_OBJECTS).fetchall())
        finally:
            connection.close()


def _objects(rows: Iterable[Any]) -> Objects:
    return {(_plain(kind), _plain(name)): _plain(sql) for kind, name, sql in rows}


def _plain(text: bytes | None) -> str:
    """Blanks don't count."""
    return " ".join((text or b"").decode("utf-8", "replace").split())


def products_without_words(connection: Connection) -> list[str]:
    """Names of products that the search index does not know, the first hundred."""
    sql = "SELECT p.name FROM product p WHERE p.id NOT IN (SELECT rowid FROM product_search) ORDER BY p.id LIMIT 100"
    return [str(name) for name in connection.exec_driver_sql(sql).scalars()]


def words_without_product(connection: Connection) -> list[int]:
    """Rows of the search index whose product is not there, the first hundred."""
    sql = "SELECT rowid FROM product_search WHERE rowid NOT IN (SELECT id FROM product) ORDER BY rowid LIMIT 100"
    return [int(row_id) for row_id in connection.exec_driver_sql(sql).scalars()]
