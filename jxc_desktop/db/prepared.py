"""Statements of the hot path: a Core statement compiled once, then handed to the driver's own cursor.

SQLAlchemy's execution costs ten times what SQLite needs for a row by its key; a sale is sixteen statements. Values are bound
as the columns' types say; `row`, `rows` and `value` give what the driver gives (times and dates as stored text), `records`
named tuples with the columns' own types. Tables are noted as changed and driver errors are raised as everywhere else.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase

from jxc_desktop.db.engine import note_change

PAGE = 50
PLACES = tuple(f"id_{place}" for place in range(PAGE))
"""A page of ids has always as many places as it can have: its statement stays one and the same."""

Parameters = Mapping[str, Any]
_Bind = Callable[[Parameters], Any]
_Read = Callable[[Sequence[Any]], Any]


def columns_but(table: Table, *without: str) -> tuple[str, ...]:
    """The names of a table's columns but those the database fills."""
    return tuple(column.name for column in table.columns if column.name not in without)


class Prepared:
    """A statement with named parameters; for an INSERT, `names` are the columns that rows bring."""

    def __init__(self, statement: Executable | Callable[[Connection], Executable], *names: str) -> None:
        self._statement = statement
        self._names = names
        self._compiled: dict[str, tuple[str, _Bind, str]] = {}
        self._records: dict[str, _Read] = {}

    def run(self, connection: Connection, parameters: Parameters) -> Any:
        """Execute once; returns the driver's cursor."""
        sql, bind, table = self._compiled.get(connection.dialect.name) or self._compile(connection)
        bound = bind(parameters)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(sql, bound)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _translated(connection, sql, bound, error) from error
        if table:
            note_change(connection, table)
        return cursor

    def run_many(self, connection: Connection, rows: Sequence[Parameters]) -> None:
        """Execute for each row."""
        sql, bind, table = self._compiled.get(connection.dialect.name) or self._compile(connection)
        bound = [bind(row) for row in rows]
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(sql, bound)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _translated(connection, sql, bound, error) from error
        finally:
            cursor.close()
        if table:
            note_change(connection, table)

    def row(self, connection: Connection, parameters: Parameters) -> Any:
        """The first row, or None. For a statement with RETURNING this also finishes it."""
        cursor = self.run(connection, parameters)
        found = cursor.fetchone()
        cursor.close()
        return found

    def rows(self, connection: Connection, parameters: Parameters) -> list[Any]:
        """All rows."""
        cursor = self.run(connection, parameters)
        try:
            found: list[Any] = cursor.fetchall()
        except connection.dialect.loaded_dbapi.Error as error:
            # A damaged page is met only when its row is fetched.
            raise _translated(connection, self._compiled[connection.dialect.name][0], parameters, error) from error
        finally:
            cursor.close()
        return found

    def value(self, connection: Connection, parameters: Parameters) -> Any:
        """The first column of the first row; None when there is none."""
        found = self.row(connection, parameters)
        return None if found is None else found[0]

    def records(self, connection: Connection, parameters: Parameters) -> list[Any]:
        """All rows of a SELECT as named tuples, their values of the columns' types."""
        rows = self.rows(connection, parameters)
        if not rows:
            return []
        read = self._records.get(connection.dialect.name)
        if read is None:
            statement: Any = self._statement(connection) if callable(self._statement) else self._statement
            read = self._records[connection.dialect.name] = _reader(connection, statement)
        return [read(row) for row in rows]

    def record(self, connection: Connection, parameters: Parameters) -> Any:
        """The first of the `records`, or None."""
        found = self.records(connection, parameters)
        return found[0] if found else None

    def _compile(self, connection: Connection) -> tuple[str, _Bind, str]:
        statement: Any = self._statement(connection) if callable(self._statement) else self._statement
        compiled = statement.compile(dialect=connection.dialect, column_keys=list(self._names) or None)
        names = tuple(compiled.positiontup or compiled.binds)
        bind = _binder(connection, compiled, names)
        is_write = isinstance(statement, UpdateBase) and isinstance(statement.table, Table)
        made = (str(compiled), bind, statement.table.name if is_write else "")
        self._compiled[connection.dialect.name] = made
        return made


def _binder(connection: Connection, compiled: Any, names: tuple[str, ...]) -> _Bind:
    """Parameters by name as the driver takes them: by position, or a dictionary. Constants of the statement are kept here."""
    dialect = connection.dialect
    fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    found = {name: compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names}
    processors = [(name, process) for name, process in found.items() if process is not None]

    def processed(given: Parameters) -> dict[str, Any]:
        values = {**fixed, **given}
        for name, process in processors:
            values[name] = process(values[name])
        return values

    if not compiled.positional:
        return lambda given: {name: value for name, value in processed(given).items() if name in found}
    pick = itemgetter(*names) if len(names) > 1 else lambda given: tuple(given[name] for name in names)
    return (lambda given: pick(processed(given))) if fixed or processors else pick


def _reader(connection: Connection, statement: Any) -> _Read:
    """A row of the driver as a named tuple."""
    columns = list(statement.selected_columns)
    dialect = connection.dialect
    processors = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    special = [(place, process) for place, process in enumerate(processors) if process is not None]
    names = [column.name for column in columns]
    record: Any = namedtuple("Record", names)  # type: ignore[misc]  # noqa: PYI024 - its fields are known at run time
    make: _Read = record._make

    def read(row: Sequence[Any]) -> Any:
        values = list(row)
        for place, process in special:
            values[place] = process(values[place])
        return make(values)

    return read if special else make


def _translated(connection: Connection, sql: str, bound: Any, error: Exception) -> BaseException:
    dialect = connection.dialect
    return DBAPIError.instance(sql, bound, error, dialect.loaded_dbapi.Error, dialect=dialect)
