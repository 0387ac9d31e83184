"""The accounts in which the shop's money lies: the list is the shop's. One that was used is switched off, never deleted."""

from sqlalchemy import func, insert, select, update

from jxc_desktop.db.tables import parties as t
from jxc_desktop.db.tables import sales
from jxc_desktop.domain.accounts import AccountKind
from jxc_desktop.domain.errors import NameTaken, NotFound, ShopError
from jxc_desktop.domain.payments import MethodKind
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Work

_a, _m = t.account, sales.payment_method


class AccountNeeded(ShopError):
    """An account that can't be switched off: a way of paying brings its money there, or it is the last one."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Name it and say what to do first."""
        text = _("{name} can't be switched off: a way of paying names it, or no other account is on. Nothing was changed.")
        return text.format(name=self.name)


def add_account(work: Work, name: str, kind: AccountKind) -> int:
    """A new account at the end of the list; returns its id. Raises NotAllowed, NameTaken."""
    work.require(Permission.CHANGE_SETTINGS)
    name = _free(work, name)
    made = _add(work, name, kind)
    work.record("add_account", name, kind=str(kind))
    return made


def account_of_way(work: Work, name: str, kind: MethodKind) -> int | None:
    """Where the money of a new way of paying lies: cash in the drawer, what comes at once in an account of its name, made if need be.

    None for what is no money yet, and for a name whose account was switched off.
    """
    if kind is MethodKind.CASH:
        drawer = select(_a.c.id).where(_a.c.kind == str(AccountKind.DRAWER), _a.c.is_active == 1).order_by(_a.c.position)
        found: int | None = work.connection.execute(drawer.limit(1)).scalar_one_or_none()
        return found
    if kind is not MethodKind.AT_ONCE:
        return None
    known = work.connection.execute(select(_a.c.id, _a.c.is_active).where(_a.c.name == name)).one_or_none()
    if known is None:
        return _add(work, name, AccountKind.WALLET)
    return int(known.id) if known.is_active else None


def _add(work: Work, name: str, kind: AccountKind) -> int:
    last, position = work.connection.execute(select(func.coalesce(func.max(_a.c.id), 0), func.coalesce(func.max(_a.c.position), 0))).one()
    row = {"code": f"account{last + 1}", "name": name, "kind": str(kind), "position": position + 1}
    return int(work.connection.execute(insert(_a).returning(_a.c.id), row).scalar_one())


def rename_account(work: Work, account_id: int, name: str) -> None:
    """Give an account another name; what it paid before shows the new one. Raises NotAllowed, NotFound, NameTaken."""
    work.require(Permission.CHANGE_SETTINGS)
    old = _name(work, account_id)
    name = _free(work, name, but=account_id)
    work.connection.execute(update(_a).where(_a.c.id == account_id).values(name=name))
    work.record("rename_account", name, old=old)


def switch_account(work: Work, account_id: int, *, is_active: bool) -> None:
    """Offer an account for payments, or no longer. Raises NotAllowed, NotFound, AccountNeeded."""
    work.require(Permission.CHANGE_SETTINGS)
    name = _name(work, account_id)
    if not is_active:
        named = select(_m.c.id).where(_m.c.account_id == account_id, _m.c.is_active == 1)
        others = select(_a.c.id).where(_a.c.id != account_id, _a.c.is_active == 1)
        if work.connection.execute(named).first() is not None or work.connection.execute(others).first() is None:
            raise AccountNeeded(name)
    work.connection.execute(update(_a).where(_a.c.id == account_id).values(is_active=int(is_active)))
    work.record("switch_account", name, is_active=is_active)


def name_account(work: Work, method_id: int, account_id: int | None) -> None:
    """Say to which account a way of paying brings its money. Raises NotAllowed, NotFound."""
    work.require(Permission.CHANGE_SETTINGS)
    method = work.connection.execute(select(_m.c.name).where(_m.c.id == method_id)).scalar_one_or_none()
    if method is None:
        raise NotFound(_("this way of paying"))
    account = None if account_id is None else _name(work, account_id, is_active=True)
    work.connection.execute(update(_m).where(_m.c.id == method_id).values(account_id=account_id))
    work.record("name_account", method, account=account)


def _name(work: Work, account_id: int, *, is_active: bool = False) -> str:
    """The name of an account, one that is on if asked so. Raises NotFound."""
    row = work.connection.execute(select(_a.c.name, _a.c.is_active).where(_a.c.id == account_id)).one_or_none()
    if row is None or (is_active and not row.is_active):
        raise NotFound(_("this account"))
    return str(row.name)


def _free(work: Work, name: str, but: int = 0) -> str:
    name = name.strip()
    taken = work.connection.execute(select(_a.c.id).where(_a.c.name == name, _a.c.id != but)).first()
    if not name or taken is not None:
        raise NameTaken(name)
    return name
