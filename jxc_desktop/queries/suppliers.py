"""Suppliers: the list with what is owed to them and how their papers stand, and one with all that is known of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, select

from jxc_desktop.db.tables import parties as t
from jxc_desktop.db.tables import purchasing as p
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import Terms
from jxc_desktop.domain.search_words import fold
from jxc_desktop.domain.suppliers import Licence, LicenceState, SupplierFields, terms_text
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.parties import balances
from jxc_desktop.queries.view import View

SUPPLIER_COLUMNS = (
    Column("name", N_("Supplier"), "text"),
    Column("initials", N_("Pinyin initials"), "text"),
    Column("contact", N_("Contact"), "text"),
    Column("phone", N_("Telephone"), "code"),
    Column("terms", N_("Terms of payment"), "text"),
    Column("balance", N_("We owe"), "amount", total=True),
    Column("overdue", N_("Overdue"), "amount", total=True),
    Column("next_due", N_("Next due on"), "date"),
    Column("papers", N_("Licences"), "text", is_whole=True),
    Column("lead_days", N_("Lead time, days"), "integer"),
    Column("minimum_order", N_("Minimum order"), "money"),
    Column("address", N_("Address"), "text"),
    Column("remark", N_("Remark"), "text"),
)


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """A supplier in the list. `papers` says what is wrong with the worst licence, `papers_state` how bad it is."""

    id: int
    name: str
    initials: str
    contact: str
    phone: str
    terms: str
    balance: int
    overdue: int
    next_due: date | None
    papers: str
    papers_state: LicenceState
    lead_days: int
    minimum_order: int
    address: str
    remark: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class SupplierCard:
    """A supplier as the form shows it. `has_moves`: something was booked, so that what is owed can't be typed any more."""

    id: int
    fields: SupplierFields
    version: int
    balance: int
    has_moves: bool


_s, _l = p.supplier, p.supplier_licence
_ALL = select(_s).order_by(_s.c.initials, _s.c.name)
_ONE = select(_s).where(_s.c.id == bindparam("supplier"))
_LICENCES = select(_l.c.supplier_id, _l.c.title, _l.c.number, _l.c.expires_on).order_by(_l.c.id)
_MOVED = select(t.party_move.c.id).where(t.party_move.c.party_id == bindparam("supplier")).limit(1)
_BALANCE = select(t.party_balance.c.amount).where(t.party_balance.c.party_id == bindparam("supplier"))


def suppliers(view: View, text: str = "", *, with_inactive: bool = False) -> tuple[SupplierRow, ...]:
    """Suppliers whose name, initials, pinyin, contact or telephone holds the text; all for an empty one. Raises NotAllowed."""
    view.require(Permission.SEE_PURCHASES)
    papers = _papers(view)
    owed = {balance.party_id: balance for balance in balances(view)}
    found = []
    for row in view.connection.execute(_ALL):
        if (row.is_active or with_inactive) and _is_meant(row, fold(text)):
            said, state = worst(papers.get(row.id, ()), view.business_date)
            balance = owed.get(row.id)
            found.append(
                SupplierRow(
                    row.id,
                    row.name,
                    row.initials.split(" ")[0],
                    row.contact,
                    row.phone,
                    terms_text(Terms(row.terms), row.term_days),
                    balance.balance if balance else 0,
                    balance.overdue if balance else 0,
                    balance.next_due if balance else None,
                    said,
                    state,
                    row.lead_days,
                    row.minimum_order,
                    row.address,
                    row.remark,
                    bool(row.is_active),
                )
            )
    return tuple(found)


def supplier_card(view: View, supplier_id: int) -> SupplierCard:
    """All that is known of a supplier. Raises NotAllowed, NotFound."""
    view.require(Permission.SEE_PURCHASES)
    row = view.connection.execute(_ONE, {"supplier": supplier_id}).one_or_none()
    if row is None:
        raise NotFound(_("this supplier"))
    fields = SupplierFields(
        row.name,
        row.contact,
        row.phone,
        row.address,
        row.remark,
        Terms(row.terms),
        row.term_days,
        row.lead_days,
        row.review_days,
        row.minimum_order,
        bool(row.is_active),
        _papers(view).get(supplier_id, ()),
    )
    balance = view.connection.execute(_BALANCE, {"supplier": supplier_id}).scalar_one_or_none() or 0
    has_moves = view.connection.execute(_MOVED, {"supplier": supplier_id}).first() is not None
    return SupplierCard(supplier_id, fields, row.version, balance, has_moves)


def licences_due(view: View) -> int:
    """How many papers of suppliers that are bought from have expired or do so within 30 days."""
    active = set(view.connection.execute(select(_s.c.id).where(_s.c.is_active == 1)).scalars())
    return sum(
        paper.state(view.business_date) is not LicenceState.HOLDS
        for supplier_id, papers in _papers(view).items()
        if supplier_id in active
        for paper in papers
    )


def worst(papers: tuple[Licence, ...], today: date) -> tuple[str, LicenceState]:
    """How the paper stands that ends first, in words, if it has ended or soon does."""
    dated = sorted(((paper.expires_on, paper) for paper in papers if paper.expires_on is not None), key=lambda each: each[0])
    if not dated:
        return "", LicenceState.HOLDS
    day, paper = dated[0]
    state = paper.state(today)
    if state is LicenceState.HOLDS:
        return "", state
    text = _("{day}, expired") if state is LicenceState.EXPIRED else _("{day}, ends")
    return text.format(day=day), state


def _papers(view: View) -> dict[int, tuple[Licence, ...]]:
    found: dict[int, tuple[Licence, ...]] = {}
    for row in view.connection.execute(_LICENCES):
        found[row.supplier_id] = (*found.get(row.supplier_id, ()), Licence(row.title, row.number, row.expires_on))
    return found


def _is_meant(row: Row[Any], wanted: str) -> bool:
    if not wanted:
        return True
    words = (fold(row.name), row.initials, row.pinyin, fold(row.contact), fold(row.phone))
    return any(wanted in word for word in words)
