"""The one MetaData, with names for every constraint so that migrations can name them."""

from typing import Any

from sqlalchemy import Column, ForeignKey, MetaData

from jxc_desktop.db.types import Int64

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

STRICT: dict[str, Any] = {"sqlite_strict": True}


def row_id() -> Column[int]:
    """The integer key of a table, given by the database."""
    return Column("id", Int64, primary_key=True)


def to(target: str, name: str | None = None, *, nullable: bool = False, **more: Any) -> Column[int]:
    """A column that refers to another table's id, named `<table>_id` unless said otherwise."""
    return Column(name or f"{target}_id", Int64, ForeignKey(f"{target}.id"), nullable=nullable, **more)


def whole(name: str, *, default: int | None = None, nullable: bool = False, **more: Any) -> Column[int]:
    """An integer: a count, a flag (0 or 1), money or a quantity."""
    server = None if default is None else str(default)
    return Column(name, Int64, nullable=nullable, server_default=server, **more)
