"""Suppliers: made, changed, and what was owed to them before the program came (期初应付)."""

from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, delete, insert, select, update

from jxc_desktop.db.tables import parties, purchasing
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import ChangedMeanwhile, NotFound, ShopError
from jxc_desktop.domain.money import COIN, MAX_DOCUMENT
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.search_words import initials_from, pinyin_from, readings_of
from jxc_desktop.domain.suppliers import SupplierFields, SupplierKnown, checked
from jxc_desktop.i18n import _
from jxc_desktop.operations import documents
from jxc_desktop.operations.documents import Posted
from jxc_desktop.operations.parties import owe
from jxc_desktop.operations.work import Work
from jxc_desktop.queries import chain

_s = purchasing.supplier
_LICENCE = insert(purchasing.supplier_licence)
_NAMED = select(_s.c.id).where(_s.c.name == bindparam("wanted"), _s.c.id != bindparam("but"))
_ROW = select(_s).where(_s.c.id == bindparam("supplier"))


class PayableSet(ShopError):
    """An opening payable where documents say already what is owed."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Say what to do instead."""
        text = _("What is owed to {name} stands in its documents already. Nothing was changed; post a receipt, a return or a payment.")
        return text.format(name=self.name)


class NotAnAmount(ShopError):
    """A sum that is nothing, no whole number of coins, or too large."""

    def sentence(self) -> str:
        """Say what is needed."""
        return _("A sum in whole coins is needed. Nothing was changed.")


def add_supplier(work: Work, fields: SupplierFields) -> int:
    """A new supplier; returns its id. Raises NotAllowed, SupplierWrong, SupplierKnown."""
    work.require(Permission.EDIT_SUPPLIERS)
    fields = checked(fields)
    _refuse_known(work, fields.name, 0)
    made = insert(parties.party).values(kind="supplier").returning(parties.party.c.id)
    supplier_id = int(work.connection.execute(made).scalar_one())
    work.connection.execute(insert(_s), {"id": supplier_id, **_values(fields)})
    _write_licences(work, supplier_id, fields)
    work.record("add_supplier", fields.name, supplier=supplier_id)
    return supplier_id


def change_supplier(work: Work, supplier_id: int, fields: SupplierFields, version: int) -> None:
    """Give a supplier all these fields; `version` is the one that was shown.

    Raises NotAllowed, NotFound, ChangedMeanwhile, SupplierWrong, SupplierKnown.
    """
    work.require(Permission.EDIT_SUPPLIERS)
    fields = checked(fields)
    old = supplier_row(work, supplier_id)
    if old.version != version:
        raise ChangedMeanwhile
    _refuse_known(work, fields.name, supplier_id)
    work.connection.execute(update(_s).where(_s.c.id == supplier_id).values(**_values(fields), version=version + 1))
    licence = purchasing.supplier_licence
    work.connection.execute(delete(licence).where(licence.c.supplier_id == supplier_id))
    _write_licences(work, supplier_id, fields)
    work.record("change_supplier", fields.name, supplier=supplier_id, old=old.name)


def set_opening_payable(work: Work, supplier_id: int, amount: int, key: str | None = None) -> Posted:
    """What was owed to a supplier before the first document (below zero: paid in advance). Raises NotAllowed, NotFound, NotAnAmount, PayableSet."""
    work.require(Permission.EDIT_SUPPLIERS)
    if key is not None and (posted := documents.posted_with_key(work, key)):
        return posted
    supplier = supplier_row(work, supplier_id)
    if not amount or amount % COIN or abs(amount) > MAX_DOCUMENT:
        raise NotAnAmount
    moved = select(parties.party_move.c.id).where(parties.party_move.c.party_id == supplier_id).limit(1)
    if work.connection.execute(moved).first() is not None:
        raise PayableSet(supplier.name)
    row = {"party_id": supplier_id, "party_name": supplier.name, "amount": amount}
    posted = documents.post(
        work,
        DocumentKind.OPENING_PAYABLE,
        key or str(uuid4()),
        amount,
        head=chain.opening_payable_head(row),
        lines=(),
        party_id=supplier_id,
    )
    work.connection.execute(insert(parties.opening_payable), {"id": posted.id, **row})
    owe(work, supplier_id, amount, posted, posted.business_date)
    work.record("set_opening_payable", posted.number, supplier=supplier_id, amount=amount)
    return posted


def supplier_row(work: Work, supplier_id: int) -> Any:
    """The supplier's row. Raises NotFound."""
    found = work.connection.execute(_ROW, {"supplier": supplier_id}).one_or_none()
    if found is None:
        raise NotFound(_("this supplier"))
    return found


def _refuse_known(work: Work, name: str, but: int) -> None:
    if work.connection.execute(_NAMED, {"wanted": name, "but": but}).first() is not None:
        raise SupplierKnown(name)


def _values(fields: SupplierFields) -> dict[str, Any]:
    readings = readings_of(fields.name)
    return {
        "name": fields.name,
        "initials": initials_from(readings),
        "pinyin": pinyin_from(readings),
        "contact": fields.contact,
        "phone": fields.phone,
        "address": fields.address,
        "remark": fields.remark,
        "terms": str(fields.terms),
        "term_days": fields.term_days,
        "lead_days": fields.lead_days,
        "review_days": fields.review_days,
        "minimum_order": fields.minimum_order,
        "is_active": int(fields.is_active),
    }


def _write_licences(work: Work, supplier_id: int, fields: SupplierFields) -> None:
    rows = [
        {"supplier_id": supplier_id, "title": each.title, "number": each.number, "expires_on": each.expires_on} for each in fields.licences
    ]
    if rows:
        work.connection.execute(_LICENCE, rows)
