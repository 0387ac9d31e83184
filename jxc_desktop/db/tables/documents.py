"""What heads every posted document, what is not posted yet, and the heads of numbers, sequence and chain.

`operator` is the actor's name as it was: the chain fixes it, people may be renamed.
"""

from sqlalchemy import CheckConstraint, Column, Index, PrimaryKeyConstraint, Table, Text

from jxc_desktop.db.tables.metadata import STRICT, metadata, row_id, to, whole
from jxc_desktop.db.types import Day, Moment
from jxc_desktop.domain.money import COIN, MAX_DOCUMENT

document = Table(
    "document",
    metadata,
    row_id(),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False, unique=True),
    Column("key", Text, nullable=False, unique=True),
    whole("posted_seq", unique=True),
    to("till"),
    Column("business_date", Day, nullable=False),
    Column("posted_at", Moment, nullable=False),
    to("user", "actor_id"),
    Column("operator", Text, nullable=False),
    whole("party_id", default=0),
    to("document", "reverses", nullable=True, unique=True),
    whole("total"),
    Column("remark", Text, nullable=False, server_default=""),
    whole("recipe"),
    Column("hash", Text, nullable=False),
    Column("previous_hash", Text, nullable=False),
    CheckConstraint(f"total % {COIN} = 0", name="total_in_coins"),
    CheckConstraint(f"total BETWEEN -{MAX_DOCUMENT} AND {MAX_DOCUMENT}", name="total_limit"),
    Index(None, "business_date", "kind"),
    **STRICT,
)

draft = Table(
    "draft",
    metadata,
    row_id(),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    to("user", "owner_id"),
    to("till"),
    Column("name", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),
    Column("body", Text, nullable=False),
    whole("version", default=1),
    Column("opened_at", Moment, nullable=False),
    Column("saved_at", Moment, nullable=False),
    CheckConstraint("state IN ('open', 'held', 'pending', 'returned')", name="state"),
    **STRICT,
)

draft_line = Table(
    "draft_line",
    metadata,
    to("draft"),
    to("product"),
    whole("base_quantity"),
    PrimaryKeyConstraint("draft_id", "product_id"),
    Index(None, "product_id"),
    **STRICT,
)

head = Table(
    "head",
    metadata,
    Column("name", Text, primary_key=True),
    whole("number", default=0),
    Column("hash", Text, nullable=False, server_default=""),
    **STRICT,
)
