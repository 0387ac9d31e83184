"""Customers found by a part of their name or the end of their telephone, who bought last first; who a delivery note is for."""

from sqlalchemy import bindparam, func, or_, select

from jxc_desktop.db.tables import sales
from jxc_desktop.domain.customers import Buyer, Customer, plain_phone
from jxc_desktop.queries.view import View

MOST = 9
_c, _s = sales.customer, sales.sale_customer
_LATEST = select(func.max(_s.c.id)).where(_s.c.customer_id == _c.c.id).scalar_subquery()

_n, _before = sales.delivery_note, sales.sale_customer.alias("before")
_TYPED = select(_n.c.name, _n.c.phone, _n.c.address).where(_n.c.id == bindparam("document"))
_ADDRESS = (
    select(_n.c.address)
    .join(_before, _before.c.id == _n.c.id)
    .where(_before.c.customer_id == _s.c.customer_id)
    .order_by(_n.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_OF_THE_SALE = select(_s.c.name, _s.c.phone, func.coalesce(_ADDRESS, "")).where(_s.c.id == bindparam("document"))


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


def buyer_of(view: View, document_id: int) -> Buyer:
    """Who the delivery note of a sale is for: as last typed for it, else its customer, at the address of their last note."""
    for statement in (_TYPED, _OF_THE_SALE):
        row = view.connection.execute(statement, {"document": document_id}).one_or_none()
        if row is not None:
            return Buyer(*row)
    return Buyer()
