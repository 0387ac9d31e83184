"""Column types that STRICT tables on SQLite and PostgreSQL share: integers, text, bytes; times and dates as text."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text, TypeDecorator

# SQLite's rowid is 64 bits under the name INTEGER; PostgreSQL needs BIGINT said.
Int64 = BigInteger().with_variant(Integer(), "sqlite")


def time_text(moment: datetime) -> str:
    """A moment as stored: UTC, microseconds, sortable."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_time(text: str) -> datetime:
    """A stored moment, aware, in UTC."""
    return datetime.fromisoformat(text)


class Moment(TypeDecorator[datetime]):
    """An aware datetime kept as UTC text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else time_text(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else read_time(value)


class Day(TypeDecorator[date]):
    """A date kept as 2026-11-22."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> date | None:
        """From the database."""
        return None if value is None else date.fromisoformat(value)
