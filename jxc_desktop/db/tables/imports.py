"""Imports: a batch with its staged slices, and the mappings that are remembered.

A batch is `staged` (checked, old and new values kept; a kill drops it), then `applying` (slice by slice; a kill is finished
at the next start), then `done`, later perhaps `undone`.
"""

from sqlalchemy import CheckConstraint, Column, Index, PrimaryKeyConstraint, Table, Text

from jxc_desktop.db.tables.metadata import STRICT, metadata, row_id, to, whole
from jxc_desktop.db.types import Moment

import_batch = Table(
    "import_batch",
    metadata,
    row_id(),
    Column("kind", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_hash", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Moment, nullable=False),
    to("user", "actor_id"),
    whole("new", default=0),
    whole("changed", default=0),
    whole("skipped", default=0),
    whole("slices", default=0),
    whole("applied", default=0),
    CheckConstraint("state IN ('staged', 'applying', 'done', 'undoing', 'undone')", name="state"),
    Index(None, "file_hash"),
    Index(None, "state"),
    **STRICT,
)

import_slice = Table(
    "import_slice",
    metadata,
    to("import_batch", "import_id"),
    whole("slice_no"),
    Column("body", Text, nullable=False),
    Column("made", Text, nullable=False, server_default="[]"),
    whole("is_applied", default=0),
    PrimaryKeyConstraint("import_id", "slice_no"),
    **STRICT,
)

mapping = Table(
    "mapping",
    metadata,
    Column("kind", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("used_at", Moment, nullable=False),
    PrimaryKeyConstraint("kind", "fingerprint"),
    **STRICT,
)
