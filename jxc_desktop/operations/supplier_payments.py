"""Paying suppliers (付款单): from one or several accounts, in parts, in advance, with a cut (付款抹零), against what is chosen or the oldest."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, insert, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import parties, purchasing
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound, ShopError
from jxc_desktop.domain.money import COIN, MAX_DOCUMENT, format_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import Owed, allocate
from jxc_desktop.i18n import _
from jxc_desktop.operations import documents
from jxc_desktop.operations.parties import allocate as write_allocations
from jxc_desktop.operations.parties import move_money, owe
from jxc_desktop.operations.suppliers import NotAnAmount, supplier_row
from jxc_desktop.operations.work import Work
from jxc_desktop.queries import chain
from jxc_desktop.queries.parties import find_open

_HEAD = (
    select(purchasing.supplier_payment, d.document.c.number, d.document.c.kind)
    .join(d.document, d.document.c.id == purchasing.supplier_payment.c.id)
    .where(purchasing.supplier_payment.c.id == bindparam("document"))
)
_LEGS = (
    select(parties.account_move.c.account_id, parties.account.c.code, parties.account_move.c.amount)
    .join(parties.account, parties.account.c.id == parties.account_move.c.account_id)
    .where(parties.account_move.c.document_id == bindparam("document"))
    .order_by(parties.account_move.c.id)
)
_PAYING = select(parties.party_move.c.id).where(parties.party_move.c.document_id == bindparam("document"))
_ALLOCATED = (
    select(parties.allocation.c.owed_id, func.sum(parties.allocation.c.amount))
    .where(parties.allocation.c.paying_id == bindparam("paying"))
    .group_by(parties.allocation.c.owed_id)
    .order_by(parties.allocation.c.owed_id)
)


class CutTooLarge(ShopError):
    """A cut above what is owed: a supplier can't let off more."""

    def __init__(self, cut: int, owed: int) -> None:
        super().__init__(cut, owed)
        self.cut, self.owed = cut, owed

    def sentence(self) -> str:
        """Both sums."""
        text = _("A cut of {cut} is more than what these documents still ask for ({owed}). Nothing was booked.")
        return text.format(cut=format_money(self.cut), owed=format_money(self.owed))


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that stands; `in_advance` is what no document asked for yet. Money in 1/10000."""

    document_id: int
    number: str
    total: int
    in_advance: int = 0
    is_new: bool = True


def pay_supplier(
    work: Work,
    supplier_id: int,
    legs: Sequence[tuple[int, int]],
    *,
    key: str,
    cut: int = 0,
    moves: Sequence[int] | None = None,
    remark: str = "",
) -> Paid:
    """Pay a supplier from accounts (account, amount each); `cut` is what the supplier lets off besides.

    It pays the open moves named, in that order, or with None all that is open, the earliest due first. What is left is paid in
    advance. Raises NotAllowed, NotFound, NotAnAmount, CutTooLarge.
    """
    work.require(Permission.PAY_SUPPLIER)
    if before := documents.posted_with_key(work, key):
        total = work.connection.execute(select(d.document.c.total).where(d.document.c.id == before.id)).scalar_one()
        return Paid(before.id, before.number, total, is_new=False)
    supplier = supplier_row(work, supplier_id)
    codes = _codes(work, [account for account, _amount in legs])
    paid = sum(amount for _account, amount in legs)
    if any(amount <= 0 or amount % COIN for _account, amount in legs) or cut < 0 or cut % COIN or not 0 < paid + cut <= MAX_DOCUMENT:
        raise NotAnAmount
    owed = _owed(work, supplier_id, moves)
    asked = sum(each.left for each in owed)
    if cut > asked:
        raise CutTooLarge(cut, asked)
    row = {"supplier_id": supplier_id, "supplier_name": supplier.name, "paid": paid, "cut": cut}
    posted = documents.post(
        work,
        DocumentKind.SUPPLIER_PAYMENT,
        key,
        paid,
        head=chain.payment_head(row),
        lines=(),
        payments=[chain.account_leg(number, codes[account], -amount) for number, (account, amount) in enumerate(legs, 1)],
        remark=remark,
        party_id=supplier_id,
    )
    work.connection.execute(insert(purchasing.supplier_payment), {"id": posted.id, **row})
    move_money(work, [(account, -amount) for account, amount in legs], posted)
    paying = owe(work, supplier_id, -(paid + cut), posted)
    parts, left = allocate(paid + cut, owed)
    write_allocations(work, paying, parts, posted)
    work.record("pay_supplier", posted.number, supplier=supplier_id, paid=paid, cut=cut)
    return Paid(posted.id, posted.number, paid, left)


def reverse_payment(work: Work, document_id: int, reason: str) -> Paid:
    """Take a payment back (作废): the accounts get the money again, what it paid is open again. Raises NotAllowed, NotFound.

    A second one gives the first one back.
    """
    work.require(Permission.PAY_SUPPLIER)
    key = f"reverses:{document_id}"
    head = work.connection.execute(_HEAD, {"document": document_id}).one_or_none()
    if head is None or head.kind != DocumentKind.SUPPLIER_PAYMENT:
        raise NotFound(_("this payment"))
    if before := documents.posted_with_key(work, key):
        return Paid(before.id, before.number, -head.paid, is_new=False)
    moves = work.connection.execute(_LEGS, {"document": document_id}).all()
    row = {"supplier_id": head.supplier_id, "supplier_name": head.supplier_name, "paid": -head.paid, "cut": -head.cut}
    posted = documents.post(
        work,
        DocumentKind.REVERSAL,
        key,
        -head.paid,
        head=chain.payment_head(row),
        lines=(),
        payments=[chain.account_leg(number, leg.code, -leg.amount) for number, leg in enumerate(moves, 1)],
        reverses=(document_id, head.number),
        remark=reason,
        party_id=head.supplier_id,
    )
    work.connection.execute(insert(purchasing.supplier_payment), {"id": posted.id, **row})
    move_money(work, [(leg.account_id, -leg.amount) for leg in moves], posted)
    paying = work.connection.execute(_PAYING, {"document": document_id}).scalar_one()
    back = owe(work, head.supplier_id, head.paid + head.cut, posted)
    undone = [(owed, -amount) for owed, amount in work.connection.execute(_ALLOCATED, {"paying": paying}) if amount]
    write_allocations(work, paying, [*undone, (back, head.paid + head.cut)], posted)
    work.record("reverse_payment", posted.number, reverses=head.number, supplier=head.supplier_id, paid=head.paid, reason=reason)
    return Paid(posted.id, posted.number, -head.paid)


def use_credit(work: Work, supplier_id: int, paying_id: int, moves: Sequence[int] | None = None) -> int:
    """Let a credit or an advance pay what is open: the moves named, or the earliest due first; returns how much. Raises NotAllowed, NotFound.

    Nothing is posted: what pays what is a note beside the ledger, the balance stays.
    """
    work.require(Permission.PAY_SUPPLIER)
    credits_ = {move.move_id: move for move in find_open(work, supplier_id) if move.left < 0}
    if paying_id not in credits_:
        raise NotFound(_("this credit"))
    credit = credits_[paying_id]
    parts, left = allocate(-credit.left, _owed(work, supplier_id, moves))
    rows = [{"paying_id": paying_id, "owed_id": move, "amount": amount, "document_id": credit.document_id} for move, amount in parts]
    if rows:
        work.connection.execute(insert(parties.allocation), rows)
        work.record("use_credit", credit.number, supplier=supplier_id, amount=-credit.left - left)
    return -credit.left - left


def _owed(work: Work, supplier_id: int, moves: Sequence[int] | None) -> list[Owed]:
    """What is open of a supplier: the moves named, in that order, or all. Raises NotFound."""
    known = {move.move_id: Owed(move.move_id, move.left, move.due) for move in find_open(work, supplier_id) if move.left > 0}
    if moves is None:
        return list(known.values())
    if any(move not in known for move in moves):
        raise NotFound(_("this open amount"))
    return [known[move] for move in moves]


def _codes(work: Work, accounts: Sequence[int]) -> dict[int, str]:
    """The codes of accounts by id. Raises NotFound for one that is off or not there."""
    rows = work.connection.execute(
        select(parties.account.c.id, parties.account.c.code).where(parties.account.c.id.in_(accounts), parties.account.c.is_active == 1)
    )
    codes = {row.id: row.code for row in rows}
    if set(codes) != set(accounts):
        raise NotFound(_("this account"))
    return codes
