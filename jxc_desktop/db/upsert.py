"""Insert or change in one statement, with RETURNING: both SQLite and PostgreSQL have it; get-or-create is a race."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite


def insert_for(connection: Connection, table: Table) -> Any:
    """The dialect's INSERT, the one that knows ON CONFLICT."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # a tenth of a start; shop files don't need it

        return postgresql.insert(table)
    return sqlite.insert(table)


def upsert(connection: Connection, table: Table, keys: Sequence[str], changes: Sequence[str]) -> Any:
    """INSERT ... ON CONFLICT (keys) DO UPDATE SET the named columns to the values that were to be inserted."""
    statement = insert_for(connection, table)
    return statement.on_conflict_do_update(index_elements=list(keys), set_={name: statement.excluded[name] for name in changes})


def id_of(connection: Connection, table: Table, **unique: str) -> int:
    """The id of the row with this unique text, made when absent (categories, brands)."""
    name, value = next(iter(unique.items()))
    statement = insert_for(connection, table).values({name: value})
    # A change to the same value lets RETURNING answer for the row that was there.
    statement = statement.on_conflict_do_update(index_elements=[name], set_={name: statement.excluded[name]}).returning(table.c.id)
    return int(connection.execute(statement).scalar_one())
