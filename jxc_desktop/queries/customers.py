"""Customers found by a part of their name or the end of their telephone, who bought last first."""

from sqlalchemy import func, or_, select

from jxc_desktop.db.tables import sales
from jxc_desktop.domain.customers import Customer, plain_phone
from jxc_desktop.queries.view import View

MOST = 9
_c, _s = sales.customer, sales.sale_customer
_LATEST = select(func.max(_s.c.id)).where(_s.c.customer_id == _c.c.id).scalar_subquery()


def find_customers(view: View, text: str, *, limit: int = MOST) -> tuple[Customer, ...]:
    """Customers whose name holds the text or whose telephone holds its figures; none for an empty text."""
    wanted, phone = text.strip(), plain_phone(text)
    if not wanted:
        return ()
    matches = [_c.c.name.contains(wanted, autoescape=True)]
    if len(phone) >= 3:
        matches.append(_c.c.phone.contains(phone, autoescape=True))
    found = select(_c.c.id, _c.c.name, _c.c.phone).where(or_(*matches)).order_by(func.coalesce(_LATEST, 0).desc(), _c.c.id.desc())
    return tuple(Customer(*row) for row in view.connection.execute(found.limit(limit)))
