"""What is owed to suppliers: open amounts with what is due when, balances, statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, literal, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import parties as t
from jxc_desktop.db.tables import purchasing as p
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.document_filters import TITLES
from jxc_desktop.queries.view import View

OPEN_COLUMNS = (
    Column("supplier", N_("Supplier"), "text"),
    Column("number", N_("Document number"), "text"),
    Column("day", N_("Business date"), "date"),
    Column("due", N_("Due on"), "date"),
    Column("amount", N_("Amount"), "amount", total=True),
    Column("left", N_("Still open"), "amount", total=True),
)
BALANCE_COLUMNS = (
    Column("supplier", N_("Supplier"), "text"),
    Column("balance", N_("We owe"), "amount", total=True),
    Column("overdue", N_("Overdue"), "amount", total=True),
    Column("next_due", N_("Next due on"), "date"),
)
STATEMENT_COLUMNS = (
    Column("day", N_("Business date"), "date"),
    Column("number", N_("Document number"), "text"),
    Column("kind", N_("Document"), "text"),
    Column("owed", N_("We owe more"), "amount", total=True),
    Column("paid", N_("We owe less"), "amount", total=True),
    Column("balance", N_("Balance"), "amount"),
    Column("remark", N_("Remark"), "text"),
)


@dataclass(frozen=True, slots=True)
class OpenMove:
    """A move of a party's ledger of which something is open. Above zero: the shop owes it; below: the supplier does."""

    move_id: int
    party_id: int
    supplier: str
    document_id: int
    number: str
    day: date
    due: date | None
    amount: int
    left: int


@dataclass(frozen=True, slots=True)
class Balance:
    """What is owed to a supplier in all, and of it what is due already; `next_due` is the next day on which something is."""

    party_id: int
    supplier: str
    balance: int
    overdue: int
    next_due: date | None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line of a statement: what is owed more or less by a document (the other is None); `balance` after it.

    The first one is what was brought forward (no number).
    """

    day: date
    number: str
    document_id: int
    owed: int | None
    paid: int | None
    balance: int
    remark: str
    kind: str = ""


_PAID = select(func.coalesce(func.sum(t.allocation.c.amount), 0)).where(t.allocation.c.owed_id == t.party_move.c.id).scalar_subquery()
_USED = select(func.coalesce(func.sum(t.allocation.c.amount), 0)).where(t.allocation.c.paying_id == t.party_move.c.id).scalar_subquery()
_LEFT = t.party_move.c.amount - _PAID + _USED
_OPEN = (
    select(
        t.party_move.c.id,
        t.party_move.c.party_id,
        p.supplier.c.name,
        t.party_move.c.document_id,
        d.document.c.number,
        t.party_move.c.business_date,
        t.party_move.c.due_on,
        t.party_move.c.amount,
        _LEFT.label("left"),
    )
    .join(p.supplier, p.supplier.c.id == t.party_move.c.party_id)
    .join(d.document, d.document.c.id == t.party_move.c.document_id)
    .where(_LEFT != 0)
    .order_by(t.party_move.c.due_on, t.party_move.c.posted_seq, t.party_move.c.id)
)
_BALANCES = (
    select(p.supplier.c.id, p.supplier.c.name, t.party_balance.c.amount)
    .join(t.party_balance, t.party_balance.c.party_id == p.supplier.c.id)
    .order_by(p.supplier.c.name)
)
_STATEMENT = (
    select(
        t.party_move.c.business_date,
        d.document.c.number,
        t.party_move.c.document_id,
        t.party_move.c.amount,
        d.document.c.remark,
        d.document.c.kind,
    )
    .join(d.document, d.document.c.id == t.party_move.c.document_id)
    .where(t.party_move.c.party_id == bindparam("party"), t.party_move.c.business_date.between(bindparam("first"), bindparam("last")))
    .order_by(t.party_move.c.business_date, t.party_move.c.posted_seq, t.party_move.c.id)
)
_BEFORE = select(func.coalesce(func.sum(t.party_move.c.amount), literal(0))).where(
    t.party_move.c.party_id == bindparam("party"), t.party_move.c.business_date < bindparam("first")
)
_BOOKED = (
    select(t.party_move.c.id, t.party_move.c.party_id, p.supplier.c.name, t.party_move.c.amount, t.party_move.c.due_on)
    .join(p.supplier, p.supplier.c.id == t.party_move.c.party_id)
    .where(t.party_move.c.business_date <= bindparam("day"))
    .order_by(p.supplier.c.name, t.party_move.c.posted_seq, t.party_move.c.id)
)
_ALLOCATED = (
    select(t.allocation.c.owed_id, t.allocation.c.amount)
    .join(d.document, d.document.c.id == t.allocation.c.document_id)
    .where(d.document.c.business_date <= bindparam("day"))
)


def open_moves(view: View, party_id: int | None = None) -> tuple[OpenMove, ...]:
    """What is open, the earliest due first; of one supplier, or of all."""
    view.require(Permission.SEE_PURCHASES)
    return find_open(view, party_id)


def find_open(view: View, party_id: int | None = None, *, documents: Sequence[int] = ()) -> tuple[OpenMove, ...]:
    """As `open_moves`, of some documents only if any are named: for who pays or sends back without seeing what is owed."""
    statement = _OPEN if party_id is None else _OPEN.where(t.party_move.c.party_id == party_id)
    if documents:
        statement = statement.where(t.party_move.c.document_id.in_(documents))
    return tuple(OpenMove(*row) for row in view.connection.execute(statement))


def balances(view: View) -> tuple[Balance, ...]:
    """Every supplier that something is owed to, or that owes something."""
    due: dict[int, list[OpenMove]] = {}
    for move in open_moves(view):
        due.setdefault(move.party_id, []).append(move)
    found = []
    for party_id, name, amount in view.connection.execute(_BALANCES):
        moves = due.get(party_id, [])
        overdue = sum(move.left for move in moves if move.due is not None and move.due < view.business_date)
        later = [move.due for move in moves if move.left > 0 and move.due is not None and move.due >= view.business_date]
        if amount or moves:
            found.append(Balance(party_id, name, amount, max(0, overdue), min(later, default=None)))
    return tuple(found)


def payables_at(view: View, day: date) -> tuple[Balance, ...]:
    """As `balances`, at the end of a business day: what was booked up to it, and what of that was due."""
    view.require(Permission.SEE_PURCHASES)
    left: dict[int, int] = {}
    for move, amount in view.connection.execute(_ALLOCATED, {"day": day}):
        left[move] = left.get(move, 0) - amount
    names, owed, overdue = {}, dict[int, int](), dict[int, int]()
    later: dict[int, list[date]] = {}
    for move_id, party_id, name, amount, due in view.connection.execute(_BOOKED, {"day": day}):
        names[party_id] = name
        owed[party_id] = owed.get(party_id, 0) + amount
        still = amount + left.get(move_id, 0)
        if due is not None and due < day:
            overdue[party_id] = overdue.get(party_id, 0) + still
        elif due is not None and still > 0:
            later.setdefault(party_id, []).append(due)
    return tuple(
        Balance(party_id, names[party_id], owed[party_id], max(0, overdue.get(party_id, 0)), min(later.get(party_id, ()), default=None))
        for party_id in names
        if owed[party_id] or overdue.get(party_id) or party_id in later
    )


def statement(view: View, party_id: int, first: date, last: date) -> tuple[StatementLine, ...]:
    """What was owed before, every document of the span, and the balance after each."""
    view.require(Permission.SEE_PURCHASES)
    balance = int(view.connection.execute(_BEFORE, {"party": party_id, "first": first}).scalar_one())
    lines = [StatementLine(first, "", 0, None, None, balance, "", _("brought forward"))]
    for day, number, document_id, amount, remark, kind in view.connection.execute(
        _STATEMENT, {"party": party_id, "first": first, "last": last}
    ):
        balance += amount
        owed, paid = (amount, None) if amount > 0 else (None, -amount)
        lines.append(StatementLine(day, number, document_id, owed, paid, balance, remark, _(TITLES[kind])))
    return tuple(lines)
