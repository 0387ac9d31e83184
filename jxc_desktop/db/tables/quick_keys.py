"""Quick keys of the counter: pages of keys, each for a product or for all products of a category.

A page without a row here has no name of its own; a key without a title has that of what it stands for.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text

from jxc_desktop.db.tables.metadata import STRICT, metadata, whole
from jxc_desktop.db.types import Int64

quick_page = Table(
    "quick_page",
    metadata,
    Column("page", Int64, primary_key=True),
    Column("name", Text, nullable=False),
    CheckConstraint("page BETWEEN 1 AND 9", name="page"),
    **STRICT,
)

quick_key = Table(
    "quick_key",
    metadata,
    whole("page"),
    whole("position"),
    Column("product_id", Int64, ForeignKey("product.id", ondelete="CASCADE")),
    Column("category_id", Int64, ForeignKey("category.id", ondelete="CASCADE")),
    Column("title", Text, nullable=False, server_default=""),
    Column("colour", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("page", "position"),
    CheckConstraint("page BETWEEN 1 AND 9 AND position >= 1", name="place"),
    CheckConstraint("(product_id IS NULL) <> (category_id IS NULL)", name="one"),
    CheckConstraint("colour IN ('', 'accent', 'amber', 'red')", name="colour"),
    Index(None, "product_id"),
    Index(None, "category_id"),
    **STRICT,
)
