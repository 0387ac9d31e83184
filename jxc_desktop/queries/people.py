"""The people of the shop, and the roles with their rights."""

from dataclasses import dataclass

from sqlalchemy import select

from jxc_desktop.db.tables import shop
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.view import View

FIRST_NAMES = frozenset({N_("Owner")})


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who works here."""

    id: int
    name: str
    role_id: int
    role: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Role:
    """A set of rights with a name."""

    id: int
    name: str
    permissions: frozenset[Permission]


def shown_name(name: str) -> str:
    """The first person and role are shown in the user's language; other names as they are."""
    return _(name) if name in FIRST_NAMES else name


def people(view: View, *, with_inactive: bool = False) -> tuple[Person, ...]:
    """Everyone who works here, in the order they came."""
    statement = select(shop.user, shop.role.c.name.label("role")).join(shop.role, shop.role.c.id == shop.user.c.role_id)
    rows = view.connection.execute(statement.order_by(shop.user.c.id))
    return tuple(
        Person(row.id, shown_name(row.name), row.role_id, shown_name(row.role), bool(row.is_active))
        for row in rows
        if row.is_active or with_inactive
    )


def roles(view: View) -> tuple[Role, ...]:
    """Every role with its rights; a right that this version does not know is left out."""
    held: dict[int, set[Permission]] = {}
    known = {permission.value for permission in Permission}
    for row in view.connection.execute(select(shop.role_permission)):
        if row.permission in known:
            held.setdefault(row.role_id, set()).add(Permission(row.permission))
    found = view.connection.execute(select(shop.role).order_by(shop.role.c.id))
    return tuple(Role(row.id, shown_name(row.name), frozenset(held.get(row.id, ()))) for row in found)
