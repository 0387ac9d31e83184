"""The people of the shop and their roles. The first role, the owner, holds every right and keeps them."""

from collections.abc import Collection

from sqlalchemy import delete, insert, select, update

from jxc_desktop.db.tables import shop
from jxc_desktop.domain.errors import NameTaken, NotFound, ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Work

OWNER_ROLE = 1


class OwnerKeepsRights(ShopError):
    """The owner's role can't lose a right, and the last owner can't leave."""

    def sentence(self) -> str:
        """Say so."""
        return _("The owner keeps every right, and one owner must stay. Nothing was changed.")


def add_role(work: Work, name: str, permissions: Collection[Permission]) -> int:
    """A role with its rights; returns its id. Raises NotAllowed, NameTaken."""
    work.require(Permission.MANAGE_USERS)
    name = name.strip()
    if not name or work.connection.execute(select(shop.role.c.id).where(shop.role.c.name == name)).first():
        raise NameTaken(name)
    role_id = int(work.connection.execute(insert(shop.role).returning(shop.role.c.id), {"name": name}).scalar_one())
    _grant(work, role_id, permissions)
    work.record("add_role", name, permissions=sorted(permissions))
    return role_id


def change_role(work: Work, role_id: int, permissions: Collection[Permission]) -> None:
    """Give a role exactly these rights. Raises NotAllowed, NotFound, OwnerKeepsRights."""
    work.require(Permission.MANAGE_USERS)
    if role_id == OWNER_ROLE:
        raise OwnerKeepsRights
    name = _role_name(work, role_id)
    work.connection.execute(delete(shop.role_permission).where(shop.role_permission.c.role_id == role_id))
    _grant(work, role_id, permissions)
    work.record("change_role", name, permissions=sorted(permissions))


def add_user(work: Work, name: str, role_id: int) -> int:
    """A person with a role; returns their id. Raises NotAllowed, NotFound, NameTaken."""
    work.require(Permission.MANAGE_USERS)
    name = name.strip()
    if not name or work.connection.execute(select(shop.user.c.id).where(shop.user.c.name == name)).first():
        raise NameTaken(name)
    role = _role_name(work, role_id)
    user_id = int(work.connection.execute(insert(shop.user).returning(shop.user.c.id), {"name": name, "role_id": role_id}).scalar_one())
    work.record("add_user", name, role=role)
    return user_id


def change_user(work: Work, user_id: int, *, role_id: int, is_active: bool = True) -> None:
    """Give a person another role, or let them go; names stay, for documents carry them.

    Raises NotAllowed, NotFound, OwnerKeepsRights when no active owner would be left.
    """
    work.require(Permission.MANAGE_USERS)
    person = work.connection.execute(select(shop.user).where(shop.user.c.id == user_id)).one_or_none()
    if person is None:
        raise NotFound(str(user_id))
    role = _role_name(work, role_id)
    others = select(shop.user.c.id).where(shop.user.c.role_id == OWNER_ROLE, shop.user.c.is_active == 1, shop.user.c.id != user_id)
    if not (role_id == OWNER_ROLE and is_active) and work.connection.execute(others).first() is None:
        raise OwnerKeepsRights
    work.connection.execute(update(shop.user).where(shop.user.c.id == user_id).values(role_id=role_id, is_active=int(is_active)))
    work.record("change_user", person.name, role=role, is_active=is_active)


def _role_name(work: Work, role_id: int) -> str:
    name = work.connection.execute(select(shop.role.c.name).where(shop.role.c.id == role_id)).scalar_one_or_none()
    if name is None:
        raise NotFound(str(role_id))
    return str(name)


def _grant(work: Work, role_id: int, permissions: Collection[Permission]) -> None:
    rows = [{"role_id": role_id, "permission": str(permission)} for permission in sorted(permissions)]
    if rows:
        work.connection.execute(insert(shop.role_permission), rows)
