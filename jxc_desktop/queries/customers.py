"""Customers found by a part of their name or the end of their telephone, who bought last first; who a delivery note is for."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, or_, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import sales
from jxc_desktop.domain.customers import Buyer, Customer, plain_phone
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.view import View

MOST = 9
CUSTOMER_COLUMNS = (
    Column("name", N_("Customer"), "text"),
    Column("phone", N_("Telephone"), "code"),
    Column("sales", N_("Number of sales"), "integer", total=True),
    Column("total", N_("Bought for"), "amount", total=True),
    Column("last_day", N_("Last sale on"), "date"),
    Column("last_number", N_("Their last sale"), "code"),
)
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

_reversal = d.document.alias("reversal")
_STANDING = (
    (d.document.c.id == _s.c.id)
    & (d.document.c.kind == str(DocumentKind.SALE))
    & ~select(_reversal.c.id).where(_reversal.c.reverses == d.document.c.id).exists()
)
_SOLD = (
    select(
        _s.c.customer_id,
        func.count().label("sales"),
        func.sum(d.document.c.total).label("total"),
        func.max(d.document.c.id).label("last_id"),
    )
    .select_from(_s.join(d.document, _STANDING))
    .group_by(_s.c.customer_id)
    .subquery()
)
_last = d.document.alias("last")
_LIST = (
    select(
        _c.c.id,
        _c.c.name,
        _c.c.phone,
        func.coalesce(_SOLD.c.sales, 0),
        func.coalesce(_SOLD.c.total, 0),
        _last.c.business_date,
        func.coalesce(_last.c.number, ""),
    )
    .select_from(_c.outerjoin(_SOLD, _SOLD.c.customer_id == _c.c.id).outerjoin(_last, _last.c.id == _SOLD.c.last_id))
    .order_by(func.coalesce(_SOLD.c.last_id, 0).desc(), _c.c.id.desc())
)


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


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer in the list: what stands was bought in `sales` sales for `total`; the last of them. Reversed sales don't count."""

    id: int
    name: str
    phone: str
    sales: int
    total: int
    last_day: date | None
    last_number: str


def customer_list(view: View) -> tuple[CustomerRow, ...]:
    """All customers, who bought last first. Raises NotAllowed."""
    view.require(Permission.SEE_SALES)
    return tuple(CustomerRow(*row) for row in view.connection.execute(_LIST))
