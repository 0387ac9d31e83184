"""Keeping who buys: name and telephone, once a telephone."""

from dataclasses import replace

from sqlalchemy import bindparam, insert, select, update

from jxc_desktop.db.tables import sales
from jxc_desktop.domain.customers import Customer, checked
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.work import Work

_c = sales.customer
_BY_PHONE = select(_c.c.id, _c.c.name).where(_c.c.phone == bindparam("wanted")).order_by(_c.c.id).limit(1)
_BY_NAME = select(_c.c.id, _c.c.name).where(_c.c.name == bindparam("wanted"), _c.c.phone == "").order_by(_c.c.id).limit(1)


def keep_customer(work: Work, name: str, phone: str) -> Customer:
    """The customer with this telephone, named anew if another name is given; without one, of this name; else a new one.

    Raises NotAllowed, CustomerUnnamed, CustomerTooLong.
    """
    work.require(Permission.SELL)
    wanted = checked(name, phone)
    by, value = (_BY_PHONE, wanted.phone) if wanted.phone else (_BY_NAME, wanted.name)
    known = work.connection.execute(by, {"wanted": value}).one_or_none()
    if known is None:
        row = {"name": wanted.name, "phone": wanted.phone, "made_at": work.now}
        made = replace(wanted, id=int(work.connection.execute(insert(_c).returning(_c.c.id), row).scalar_one()))
        work.record("keep_customer", made.text)
        return made
    if wanted.name and wanted.name != known.name:
        work.connection.execute(update(_c).where(_c.c.id == known.id).values(name=wanted.name))
        work.record("keep_customer", wanted.text, old=known.name)
    return replace(wanted, id=known.id, name=wanted.name or known.name)
