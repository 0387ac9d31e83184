"""Stored moments as the local time that people read: for filters that look for a part of it."""

from typing import Any

from sqlalchemy import ColumnElement, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class local_text(FunctionElement[str]):  # noqa: N801 - it reads as a function
    """`2026-11-22 10:05`, from a moment kept as UTC text and what local time is ahead of it, in minutes."""

    type = Text()
    inherit_cache = True
    name = "local_text"

    def __init__(self, moment: ColumnElement[str], minutes: ColumnElement[int]) -> None:
        super().__init__(moment, minutes)


@compiles(local_text, "sqlite")
def _for_sqlite(element: local_text, compiler: SQLCompiler, **more: Any) -> str:
    moment, minutes = (compiler.process(clause, **more) for clause in element.clauses)
    return "strftime('%Y-%m-%d %H:%M', " + moment + ", (" + minutes + ") || ' minutes')"


@compiles(local_text, "postgresql")
def _for_postgresql(element: local_text, compiler: SQLCompiler, **more: Any) -> str:
    moment, minutes = (compiler.process(clause, **more) for clause in element.clauses)
    local = "CAST(" + moment + " AS timestamptz) AT TIME ZONE 'UTC' + (" + minutes + ") * INTERVAL '1 minute'"
    return "to_char(" + local + ", 'YYYY-MM-DD HH24:MI')"
