"""Print jobs: what shall be on paper, and whether it is. A dead printer leaves its jobs waiting."""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text

from jxc_desktop.db.tables.metadata import STRICT, metadata, row_id, to, whole
from jxc_desktop.db.types import Moment

print_job = Table(
    "print_job",
    metadata,
    row_id(),
    to("document"),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    whole("is_copy", default=0),
    whole("opens_drawer", default=0),
    whole("tries", default=0),
    Column("problem", Text, nullable=False, server_default=""),
    Column("made_at", Moment, nullable=False),
    Column("printed_at", Moment),
    CheckConstraint("state IN ('waiting', 'sending', 'printed', 'failed', 'dropped')", name="state"),
    Index(None, "state"),
    Index(None, "document_id"),
    **STRICT,
)
