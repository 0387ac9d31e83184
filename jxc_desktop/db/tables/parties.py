"""Whom the shop deals with, what is owed, and where its money lies.

A `party` is whoever stands in the head of a document: its id is a supplier's id (customers on account will have theirs).
`party_move` is a ledger: the signed sum that the shop owes the party more (below zero: less) by a document, due on a day;
`allocation` says which owed move a paying move pays, and how much of it; `party_balance` is kept in the same transaction.
`account_move` is the money ledger: what an account gets (below zero: gives) by a document that is no sale; what sales
bring stands in `payment`, and each way of paying names its account.
"""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text

from jxc_desktop.db.tables.metadata import STRICT, metadata, row_id, to, whole
from jxc_desktop.db.types import Day
from jxc_desktop.domain.money import COIN

party = Table(
    "party",
    metadata,
    row_id(),
    Column("kind", Text, nullable=False),
    CheckConstraint("kind IN ('supplier', 'customer')", name="kind"),
    **STRICT,
)

party_move = Table(
    "party_move",
    metadata,
    row_id(),
    to("party"),
    whole("amount"),
    to("document"),
    Column("due_on", Day, nullable=True),
    whole("posted_seq"),
    Column("business_date", Day, nullable=False),
    CheckConstraint(f"amount <> 0 AND amount % {COIN} = 0", name="amount"),
    Index(None, "party_id", "posted_seq"),
    Index(None, "document_id"),
    **STRICT,
)

allocation = Table(
    "allocation",
    metadata,
    row_id(),
    to("party_move", "paying_id"),
    to("party_move", "owed_id"),
    whole("amount"),
    to("document"),
    CheckConstraint("amount <> 0", name="amount"),
    Index(None, "paying_id"),
    Index(None, "owed_id"),
    Index(None, "document_id"),
    **STRICT,
)

opening_payable = Table(
    "opening_payable",
    metadata,
    to("document", "id", primary_key=True),
    to("party"),
    Column("party_name", Text, nullable=False),
    whole("amount"),
    CheckConstraint(f"amount <> 0 AND amount % {COIN} = 0", name="amount"),
    Index(None, "party_id"),
    **STRICT,
)

party_balance = Table("party_balance", metadata, to("party", primary_key=True), whole("amount"), **STRICT)

account = Table(
    "account",
    metadata,
    row_id(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    whole("position"),
    whole("is_active", default=1),
    CheckConstraint("kind IN ('drawer', 'wallet', 'bank', 'owner')", name="kind"),
    **STRICT,
)

account_move = Table(
    "account_move",
    metadata,
    row_id(),
    to("account"),
    whole("amount"),
    to("document"),
    to("shift"),
    whole("posted_seq"),
    Column("business_date", Day, nullable=False),
    CheckConstraint(f"amount <> 0 AND amount % {COIN} = 0", name="amount"),
    Index(None, "account_id", "posted_seq"),
    Index(None, "document_id"),
    **STRICT,
)
