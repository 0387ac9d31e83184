"""The ways of paying: the list, its order and its names are the shop's. A way that was used is switched off, never deleted."""

from collections.abc import Sequence

from sqlalchemy import func, insert, select, update

from jxc_desktop.db.tables import sales
from jxc_desktop.domain.errors import NameTaken, NotFound, ShopError
from jxc_desktop.domain.payments import ELSEWHERE, MethodKind
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.accounts import account_of_way
from jxc_desktop.operations.work import Work

_m = sales.payment_method


class MethodNeeded(ShopError):
    """A way of paying that can't be switched off or taken from the counter: cash gives change, a bare Enter needs its own."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Name it and say why."""
        text = _("{name} can't be taken away: change is given in cash, and a bare Enter needs its way of paying. Nothing was changed.")
        return text.format(name=self.name)


def add_method(work: Work, name: str, kind: MethodKind = MethodKind.AT_ONCE, *, at_counter: bool = True) -> int:
    """A new way of paying at the end of the list, with an account for its money; returns its id. Raises NotAllowed, NameTaken."""
    work.require(Permission.CHANGE_SETTINGS)
    name = _free(work, name)
    last = work.connection.execute(select(func.coalesce(func.max(_m.c.id), 0))).scalar_one()
    position, account_id = _last(work, at_counter=at_counter), account_of_way(work, name, kind)
    row = {"code": f"way{last + 1}", "name": name, "kind": str(kind), "position": position, "account_id": account_id}
    made = int(work.connection.execute(insert(_m).returning(_m.c.id), row).scalar_one())
    work.record("add_payment_method", name, kind=str(kind), account=account_id)
    return made


def rename_method(work: Work, method_id: int, name: str) -> None:
    """Give a way of paying another name; what was paid by it shows the new one. Raises NotAllowed, NotFound, NameTaken."""
    work.require(Permission.CHANGE_SETTINGS)
    old = _name(work, method_id)
    name = _free(work, name, but=method_id)
    work.connection.execute(update(_m).where(_m.c.id == method_id).values(name=name))
    work.record("rename_payment_method", name, old=old)


def order_methods(work: Work, method_ids: Sequence[int]) -> None:
    """Put the ways at the counter into this order; their digits follow it. Raises NotAllowed, NotFound unless all are named."""
    work.require(Permission.CHANGE_SETTINGS)
    known = set(work.connection.execute(select(_m.c.id).where(_m.c.position < ELSEWHERE)).scalars())
    if set(method_ids) != known or len(method_ids) != len(known):
        raise NotFound(_("this way of paying"))
    for position, method_id in enumerate(method_ids, 1):
        work.connection.execute(update(_m).where(_m.c.id == method_id).values(position=position))
    work.record("order_payment_methods", "", ids=list(method_ids))


def place_method(work: Work, method_id: int, *, at_counter: bool) -> None:
    """Put a way of paying among the counter's digits, at the end, or take it from there; it is paid with all the same.

    Raises NotAllowed, NotFound, MethodNeeded.
    """
    work.require(Permission.CHANGE_SETTINGS)
    name = _name(work, method_id)
    if not at_counter:
        _refuse_needed(work, method_id, name)
    work.connection.execute(update(_m).where(_m.c.id == method_id).values(position=_last(work, at_counter=at_counter)))
    work.record("place_payment_method", name, at_counter=at_counter)


def _last(work: Work, *, at_counter: bool) -> int:
    """The position after all others, at the counter or elsewhere."""
    least, most = (0, ELSEWHERE - 1) if at_counter else (ELSEWHERE - 1, ELSEWHERE * ELSEWHERE)
    last = work.connection.execute(select(func.max(_m.c.position)).where(_m.c.position.between(least, most))).scalar_one()
    return max(least, last or 0) + 1


def switch_method(work: Work, method_id: int, *, is_active: bool) -> None:
    """Offer a way of paying, or no longer. Raises NotAllowed, NotFound, MethodNeeded."""
    work.require(Permission.CHANGE_SETTINGS)
    name = _name(work, method_id)
    if not is_active:
        _refuse_needed(work, method_id, name)
    work.connection.execute(update(_m).where(_m.c.id == method_id).values(is_active=int(is_active)))
    work.record("switch_payment_method", name, is_active=is_active)


def _refuse_needed(work: Work, method_id: int, name: str) -> None:
    row = work.connection.execute(select(_m.c.code, _m.c.kind).where(_m.c.id == method_id)).one()
    if row.code == work.settings.bare_enter_method or row.kind == MethodKind.CASH:
        raise MethodNeeded(name)


def _name(work: Work, method_id: int) -> str:
    name = work.connection.execute(select(_m.c.name).where(_m.c.id == method_id)).scalar_one_or_none()
    if name is None:
        raise NotFound(_("this way of paying"))
    return str(name)


def _free(work: Work, name: str, but: int = 0) -> str:
    name = name.strip()
    taken = work.connection.execute(select(_m.c.id).where(_m.c.name == name, _m.c.id != but)).first()
    if not name or taken is not None:
        raise NameTaken(name)
    return name
