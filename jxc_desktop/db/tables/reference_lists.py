"""Reference lists (资料库): what other people call the goods behind a code; kept beside the products, never sold from.

A list counts only while its state is `done`: one that is being read in, or being removed, is seen by nobody.
"""

from sqlalchemy import CheckConstraint, Column, Index, PrimaryKeyConstraint, Table, Text

from jxc_desktop.db.tables.metadata import STRICT, metadata, row_id, to, whole
from jxc_desktop.db.types import Moment
from jxc_desktop.domain.money import MAX_PRICE

reference_list = Table(
    "reference_list",
    metadata,
    row_id(),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="loading"),
    Column("at", Moment, nullable=False),
    whole("count", default=0),
    CheckConstraint("state IN ('loading', 'done', 'removed')", name="state"),
    **STRICT,
)

reference_product = Table(
    "reference_product",
    metadata,
    to("reference_list", "list_id"),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("spec", Text, nullable=False, server_default=""),
    Column("unit", Text, nullable=False, server_default=""),
    Column("category", Text, nullable=False, server_default=""),
    whole("price", nullable=True),
    PrimaryKeyConstraint("list_id", "code"),
    CheckConstraint(f"price BETWEEN 0 AND {MAX_PRICE}", name="price"),
    Index(None, "code"),
    **STRICT,
)
