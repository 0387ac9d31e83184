"""The view: who looks, with which settings, at which moment, through which connection."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from jxc_desktop.domain.documents import business_date
from jxc_desktop.domain.permissions import Actor, Permission
from jxc_desktop.domain.settings import Settings


@dataclass(frozen=True, slots=True)
class Till:
    """The counter that sells; the first has no code in its numbers."""

    id: int
    code: str


class View:
    """What every query takes first. `now` is aware, in local time; tests own the clock."""

    __slots__ = ("actor", "connection", "now", "place_id", "settings", "till")

    def __init__(self, connection: Connection, actor: Actor, settings: Settings, now: datetime, till: Till) -> None:
        self.connection = connection
        self.actor = actor
        self.settings = settings
        self.now = now
        self.till = till
        self.place_id = 1

    def may(self, permission: Permission) -> bool:
        """Whether the actor holds a right."""
        return permission in self.actor.permissions

    def require(self, permission: Permission) -> None:
        """Raise NotAllowed unless the actor holds the right: the first line of an operation, and of what leaves the program."""
        self.actor.require(permission)

    @property
    def business_date(self) -> date:
        """The business day of this moment."""
        return business_date(self.now, self.settings.day_change_hour)
