"""Suppliers found while one types: by name, initials, pinyin or telephone; who delivered last first."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from jxc_desktop.db.tables.purchasing import goods_receipt
from jxc_desktop.db.tables.purchasing import supplier as s
from jxc_desktop.domain.purchasing import Terms
from jxc_desktop.domain.search_words import fold
from jxc_desktop.queries.view import View

MOST = 9


@dataclass(frozen=True, slots=True)
class SupplierFound:
    """A supplier as a list under a line shows it."""

    id: int
    name: str
    phone: str
    terms: Terms
    term_days: int


_FACTS = (s.c.id, s.c.name, s.c.phone, s.c.terms, s.c.term_days)
_LATEST = select(func.max(goods_receipt.c.id)).where(goods_receipt.c.supplier_id == s.c.id).scalar_subquery()
_ACTIVE = select(*_FACTS).where(s.c.is_active == 1).order_by(func.coalesce(_LATEST, 0).desc(), s.c.name)
_ONE = select(*_FACTS).where(s.c.id == bindparam("supplier"))


def find_suppliers(view: View, text: str, *, limit: int = MOST) -> tuple[SupplierFound, ...]:
    """Suppliers that a typed text means; all of them, the latest first, for an empty one."""
    name, folded = text.strip(), fold(text)
    wanted = [column.contains(name, autoescape=True) for column in (s.c.name, s.c.phone)]
    wanted += [column.contains(folded, autoescape=True) for column in (s.c.initials, s.c.pinyin)] if folded else []
    return tuple(_made(row) for row in view.connection.execute(_ACTIVE.where(or_(*wanted)).limit(limit)))


def supplier_named(view: View, supplier_id: int) -> SupplierFound | None:
    """The supplier of an id."""
    row = view.connection.execute(_ONE, {"supplier": supplier_id}).one_or_none()
    return None if row is None else _made(row)


def _made(row: Any) -> SupplierFound:
    return SupplierFound(row.id, row.name, row.phone, Terms(row.terms), row.term_days)
