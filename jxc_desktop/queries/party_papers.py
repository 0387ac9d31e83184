"""What stands on the papers of a supplier: a statement of a span (对账单), a payment (付款单). Read from the books alone."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import parties as t
from jxc_desktop.db.tables import purchasing as p
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.queries.accounts import shown_name
from jxc_desktop.queries.parties import StatementLine, statement
from jxc_desktop.queries.people import shown_name as shown_person
from jxc_desktop.queries.suppliers import supplier_card
from jxc_desktop.queries.view import View


@dataclass(frozen=True, slots=True)
class ShopHead:
    """The shop, as its papers name it."""

    name: str
    address: str
    phone: str
    currency: str


@dataclass(frozen=True, slots=True)
class StatementPaper:
    """A supplier's statement of a span; the first line is what was brought forward."""

    shop: ShopHead
    supplier: str
    contact: str
    phone: str
    first: date
    last: date
    lines: tuple[StatementLine, ...]
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentPaper:
    """A payment: from which accounts, what it paid (number, amount), what of it was in advance. Money in 1/10000."""

    shop: ShopHead
    document_id: int
    number: str
    supplier: str
    day: date
    paid: int
    cut: int
    legs: tuple[tuple[str, int], ...]
    pays: tuple[tuple[str, int], ...]
    in_advance: int
    remark: str
    made_by: str
    reversed_by: str = ""


_paying, _owed, _of_owed = t.party_move.alias("paying"), t.party_move.alias("owed"), d.document.alias("of_owed")
_reversal = d.document.alias("reversal")
_HEAD = (
    select(
        p.supplier_payment,
        d.document.c.number,
        d.document.c.business_date,
        d.document.c.remark,
        d.document.c.operator,
        select(_reversal.c.number).where(_reversal.c.reverses == p.supplier_payment.c.id).scalar_subquery().label("reversed_by"),
    )
    .join(d.document, d.document.c.id == p.supplier_payment.c.id)
    .where(p.supplier_payment.c.id == bindparam("document"))
)
_LEGS = (
    select(t.account.c.name, t.account_move.c.amount)
    .join(t.account, t.account.c.id == t.account_move.c.account_id)
    .where(t.account_move.c.document_id == bindparam("document"))
    .order_by(t.account_move.c.id)
)
_PAYS = (
    select(_of_owed.c.number, t.allocation.c.amount)
    .join(_paying, _paying.c.id == t.allocation.c.paying_id)
    .join(_owed, _owed.c.id == t.allocation.c.owed_id)
    .join(_of_owed, _of_owed.c.id == _owed.c.document_id)
    .where(_paying.c.document_id == bindparam("document"), t.allocation.c.document_id == bindparam("document"))
    .order_by(t.allocation.c.id)
)


def shop_head(view: View) -> ShopHead:
    """The shop's name, address, telephone and currency sign."""
    settings = view.settings
    return ShopHead(settings.shop_name or _("My shop"), settings.shop_address, settings.shop_phone, settings.currency)


def statement_paper(view: View, supplier_id: int, first: date, last: date) -> StatementPaper:
    """A statement of a span. Raises NotAllowed, NotFound."""
    fields = supplier_card(view, supplier_id).fields
    lines = statement(view, supplier_id, first, last)
    made_by = shown_person(view.actor.name)
    return StatementPaper(shop_head(view), fields.name, fields.contact, fields.phone, first, last, lines, made_by, view.now)


def payment_paper(view: View, document_id: int) -> PaymentPaper:
    """A payment. Raises NotAllowed, NotFound."""
    view.require(Permission.SEE_PURCHASES)
    head = view.connection.execute(_HEAD, {"document": document_id}).one_or_none()
    if head is None:
        raise NotFound(_("this payment"))
    legs = tuple((shown_name(row.name), -row.amount) for row in view.connection.execute(_LEGS, {"document": document_id}))
    pays = tuple((row.number, row.amount) for row in view.connection.execute(_PAYS, {"document": document_id}))
    return PaymentPaper(
        shop_head(view),
        document_id,
        head.number,
        head.supplier_name,
        head.business_date,
        head.paid,
        head.cut,
        legs,
        pays,
        head.paid + head.cut - sum(amount for _number, amount in pays),
        head.remark,
        shown_person(head.operator),
        head.reversed_by or "",
    )
