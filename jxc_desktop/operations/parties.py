"""What is owed: moves of a party's ledger, its balance, and which paying move pays which owed one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert

from jxc_desktop.db.prepared import Prepared, columns_but
from jxc_desktop.db.tables import parties as t
from jxc_desktop.db.upsert import insert_for
from jxc_desktop.domain.purchasing import Owed
from jxc_desktop.domain.purchasing import allocate as share_payment
from jxc_desktop.operations.documents import Posted
from jxc_desktop.operations.sale_rows import shift_id
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.parties import find_open

_MOVE = Prepared(insert(t.party_move).returning(t.party_move.c.id), *columns_but(t.party_move, "id"))
_ALLOCATION = insert(t.allocation)
_ACCOUNT = insert(t.account_move)


def _add_balance(connection: Connection) -> Any:
    statement = insert_for(connection, t.party_balance)
    change = {"amount": t.party_balance.c.amount + statement.excluded.amount}
    return statement.on_conflict_do_update(index_elements=["party_id"], set_=change)


_BALANCE = Prepared(_add_balance, *columns_but(t.party_balance))


def owe(work: Work, party_id: int, amount: int, posted: Posted, due: date | None = None) -> int:
    """The shop owes a party so much more (below zero: less) by a document; returns the move's id."""
    row = {
        "party_id": party_id,
        "amount": amount,
        "document_id": posted.id,
        "due_on": due,
        "posted_seq": posted.seq,
        "business_date": posted.business_date,
    }
    move = int(_MOVE.value(work.connection, row))
    _BALANCE.row(work.connection, {"party_id": party_id, "amount": amount})
    return move


def allocate(work: Work, paying_id: int, parts: Sequence[tuple[int, int]], posted: Posted) -> None:
    """Say what a paying move pays: (owed move, amount) each."""
    rows = [{"paying_id": paying_id, "owed_id": owed, "amount": amount, "document_id": posted.id} for owed, amount in parts]
    if rows:
        work.connection.execute(_ALLOCATION, rows)


def owe_less(work: Work, party_id: int, amount: int, posted: Posted, documents: Sequence[int]) -> int:
    """The shop owes a party less by a document: that pays first what is open of some documents. Returns what is left of it."""
    paying = owe(work, party_id, -amount, posted)
    owed = [Owed(move.move_id, move.left, move.due) for move in find_open(work, party_id, documents=documents) if move.left > 0]
    parts, left = share_payment(amount, owed)
    allocate(work, paying, parts, posted)
    return left


def use_open_credit(work: Work, party_id: int, owed_id: int, amount: int, posted: Posted, *, documents: Sequence[int]) -> None:
    """What is left of the credit of some documents pays a move."""
    for move in find_open(work, party_id, documents=documents):
        if move.left < 0 < amount:
            part = min(-move.left, amount)
            allocate(work, move.move_id, [(owed_id, part)], posted)
            amount -= part


def move_money(work: Work, legs: Sequence[tuple[int, int]], posted: Posted) -> None:
    """Move accounts: (account, signed amount) each."""
    shift = shift_id(work)
    rows = [
        {
            "account_id": account,
            "amount": amount,
            "document_id": posted.id,
            "shift_id": shift,
            "posted_seq": posted.seq,
            "business_date": posted.business_date,
        }
        for account, amount in legs
        if amount
    ]
    if rows:
        work.connection.execute(_ACCOUNT, rows)
