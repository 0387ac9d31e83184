"""Pictures that belong to the shop, so that a backup carries them: `kind` says of what, `key` of which one."""

from sqlalchemy import CheckConstraint, Column, LargeBinary, PrimaryKeyConstraint, Table, Text

from jxc_desktop.db.tables.metadata import STRICT, metadata

MAX_PICTURE_BYTES = 200_000

picture = Table(
    "picture",
    metadata,
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("mime", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("kind", "key"),
    CheckConstraint(f"length(body) BETWEEN 1 AND {MAX_PICTURE_BYTES}", name="body"),
    **STRICT,
)
