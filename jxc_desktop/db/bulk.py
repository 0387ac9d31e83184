"""Many rows at once: the INSERT or UPDATE is compiled once and given plain tuples, as the driver wants them.

A statement with a dictionary per row costs several microseconds a row; an import has 50,000 of them. The table is noted as
changed, as every other statement does.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, update
from sqlalchemy.sql.dml import UpdateBase

from jxc_desktop.db.engine import note_change


@lru_cache(maxsize=128)
def _insert_sql(dialect: Any, table: Table, names: tuple[str, ...]) -> str:
    return _sql(dialect, insert(table).values({name: bindparam(name) for name in names}), names)


@lru_cache(maxsize=128)
def _update_sql(dialect: Any, table: Table, names: tuple[str, ...], key: str) -> str:
    statement = update(table).where(table.c[key] == bindparam("bulk_key")).values({name: bindparam(name) for name in names})
    return _sql(dialect, statement, (*names, "bulk_key"))


def _sql(dialect: Any, statement: UpdateBase, names: tuple[str, ...]) -> str:
    compiled = statement.compile(dialect=dialect)
    order = tuple(getattr(compiled, "positiontup", None) or names)
    if order != names:
        raise ValueError(order)
    return str(compiled)


def insert_rows(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert tuples whose values stand in the order of the table's columns named. Times and dates are given as stored text."""
    if rows:
        ordered = tuple(column.name for column in table.columns if column.name in set(names))
        if ordered != tuple(names):
            raise ValueError(names)
        connection.exec_driver_sql(_insert_sql(connection.dialect, table, ordered), list(rows))
        note_change(connection, table.name)


def update_rows(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]], key: str = "id") -> None:
    """Set the columns named (in the table's order) of rows found by a key: tuples of the new values and, last, the key."""
    if rows:
        connection.exec_driver_sql(_update_sql(connection.dialect, table, tuple(names), key), list(rows))
        note_change(connection, table.name)
