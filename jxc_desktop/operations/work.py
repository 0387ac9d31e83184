"""The open shop and the unit of work.

`with shop.read() as view` looks; `with shop.work() as work` changes: it commits at the end and rolls back on any
exception. Every page gets the shop in its constructor; there are no globals.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from jxc_desktop.db.engine import Database
from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import shop as tables
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Actor, Permission
from jxc_desktop.domain.settings import Settings, read_setting
from jxc_desktop.queries.shop_ids import shop_id_of
from jxc_desktop.queries.view import Till, View

Clock = Callable[[], datetime]
Listener = Callable[[frozenset[str]], None]


@lru_cache(maxsize=4_096)
def offset_at(quarter: datetime, fold: int) -> timedelta | None:
    """The platform's offset in a quarter of an hour, asked for once: each sale needs it several times."""
    return quarter.replace(fold=fold).astimezone().utcoffset()


class LocalZone(tzinfo):
    """This computer's time zone: each moment with the offset it had then, so that summer's times are not shown an hour off in winter."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """The offset at a local time, as the platform knows it."""
        if moment is None:
            return None
        quarter = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0, tzinfo=None)
        return offset_at(quarter, moment.fold)

    def dst(self, moment: datetime | None) -> None:
        """Part of the offset; nobody asks for it alone."""

    def tzname(self, moment: datetime | None) -> str | None:
        """The platform's name for it."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, moment: datetime) -> datetime:
        """A moment in UTC as local time."""
        local = moment.replace(tzinfo=UTC).astimezone()
        offset, shown = local.utcoffset(), local.replace(tzinfo=self)
        return shown if shown.utcoffset() == offset else shown.replace(fold=1)


LOCAL = LocalZone()


def local_clock() -> datetime:
    """Now, aware, in local time."""
    return datetime.now().replace(tzinfo=LOCAL)  # noqa: DTZ005  its zone is said at once, and this is quick


class Work(View):
    """A view that may also write, inside one transaction."""

    __slots__ = ()

    def record(self, action: str, subject: str, **facts: Any) -> None:
        """Write the audit entry, in this transaction. Facts are codes and numbers, worded when shown."""
        _AUDIT.row(
            self.connection,
            {
                "at": self.now,
                "actor_id": self.actor.user_id,
                "action": action,
                "subject": subject,
                "facts": json.dumps(facts, ensure_ascii=False, separators=(",", ":")),
            },
        )


_AUDIT = Prepared(insert(tables.audit_entry), "at", "actor_id", "action", "subject", "facts")


class Shop:
    """The open shop: its database, who is signed in, its settings, its change notices. `id` is empty in a file that has none yet."""

    def __init__(self, database: Database, *, clock: Clock = local_clock) -> None:
        self.database = database
        self.clock = clock
        self._listeners: list[Listener] = []
        with database.reading() as connection:
            self.id = shop_id_of(connection)
            self.settings = load_settings(connection)
            first = connection.execute(select(tables.till.c.id, tables.till.c.code).order_by(tables.till.c.id).limit(1)).one()
            self.till = Till(first.id, first.code)
            # An owner who left is no one to open the shop as; one always stays (`operations.users`).
            owners = select(tables.user.c.id).where(tables.user.c.is_active == 1).order_by(tables.user.c.role_id, tables.user.c.id)
            self.actor = load_actor(connection, connection.execute(owners.limit(1)).scalar_one())

    @property
    def path(self) -> Path:
        """The shop file."""
        return self.database.path

    @contextmanager
    def read(self) -> Iterator[View]:
        """A look at the shop: one snapshot, nothing can be written."""
        with self.database.reading() as connection:
            yield View(connection, self.actor, self.settings, self.clock(), self.till)

    @contextmanager
    def work(self) -> Iterator[Work]:
        """One piece of work: committed at the end, rolled back on any exception, announced after the commit."""
        with self.database.writing() as (connection, changed):
            yield Work(connection, self.actor, self.settings, self.clock(), self.till)
            tables_changed = frozenset(changed)
        if "setting" in tables_changed:
            with self.database.reading() as connection:
                self.settings = load_settings(connection)
        if tables_changed:
            self.announce(tables_changed)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call the listener after each commit with the tables it touched, on the thread that worked; returns the undo."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def announce(self, tables_changed: frozenset[str]) -> None:
        """Tell every listener that these tables changed."""
        for listener in tuple(self._listeners):
            listener(tables_changed)

    def sign_in(self, user_id: int) -> None:
        """Act as this person from now on."""
        with self.database.reading() as connection:
            self.actor = load_actor(connection, user_id)

    def close(self) -> None:
        """Close the shop file."""
        self.database.close()


def load_settings(connection: Connection) -> Settings:
    """The shop's choices; what was never chosen, can't be read or is unknown to this version, has its default."""
    rows = connection.execute(select(tables.setting.c.key, tables.setting.c.value))
    chosen = {row.key: read_setting(row.key, row.value) for row in rows}
    return Settings(**{name: value for name, value in chosen.items() if value is not None})


def load_actor(connection: Connection, user_id: int) -> Actor:
    """A person with the rights of their role."""
    person = connection.execute(select(tables.user).where(tables.user.c.id == user_id, tables.user.c.is_active == 1)).one_or_none()
    if person is None:
        raise NotFound(str(user_id))
    held = connection.execute(
        select(tables.role_permission.c.permission).where(tables.role_permission.c.role_id == person.role_id)
    ).scalars()
    known = {p.value for p in Permission}
    return Actor(person.id, person.name, frozenset(Permission(p) for p in held if p in known))
