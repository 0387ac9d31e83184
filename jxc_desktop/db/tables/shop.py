"""The shop itself: settings, people and rights, tills, places, shifts, the audit log."""

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from jxc_desktop.db.tables.metadata import STRICT, metadata, row_id, to, whole
from jxc_desktop.db.types import Day, Moment

setting = Table("setting", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False), **STRICT)

role = Table("role", metadata, row_id(), Column("name", Text, nullable=False, unique=True), **STRICT)

role_permission = Table(
    "role_permission",
    metadata,
    to("role"),
    Column("permission", Text, nullable=False),
    PrimaryKeyConstraint("role_id", "permission"),
    **STRICT,
)

user = Table(
    "user",
    metadata,
    row_id(),
    Column("name", Text, nullable=False, unique=True),
    to("role"),
    whole("is_active", default=1),
    **STRICT,
)

till = Table("till", metadata, row_id(), Column("code", Text, nullable=False, unique=True), Column("name", Text, nullable=False), **STRICT)

place = Table("place", metadata, row_id(), Column("name", Text, nullable=False, unique=True), **STRICT)

shift = Table(
    "shift",
    metadata,
    row_id(),
    to("till"),
    Column("business_date", Day, nullable=False),
    whole("number", default=1),
    Column("opened_at", Moment, nullable=False),
    UniqueConstraint("till_id", "business_date", "number"),
    **STRICT,
)

audit_entry = Table(
    "audit_entry",
    metadata,
    row_id(),
    Column("at", Moment, nullable=False),
    to("user", "actor_id"),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("facts", Text, nullable=False, server_default="{}"),
    Index(None, "at"),
    **STRICT,
)
