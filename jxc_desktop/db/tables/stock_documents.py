"""Documents that move stock and no money: transfers between places, write-offs and write-ups, assembling and breaking.

Quantities are signed as the stock sees them: a write-off is below zero, of an assembly what is used up is below zero and
what is made above. A transfer's lines are what leaves one place and comes to the other. `recipe` is what a set (礼盒, a case)
consists of, to be proposed. `stock_month` is what was there at a month's end by business date, and `stock_month_value` what
it was worth; a `month` is its first day. What is nothing has no row. `stock_month_kept` names the months that are written:
`through` is the product up to which a month under way is written, none once it is whole.
"""

from sqlalchemy import CheckConstraint, Column, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from jxc_desktop.db.tables.metadata import STRICT, metadata, row_id, to, whole
from jxc_desktop.db.types import Day

stock_reason = Table(
    "stock_reason",
    metadata,
    row_id(),
    Column("name", Text, nullable=False, unique=True),
    whole("position"),
    whole("is_active", default=1),
    CheckConstraint("length(name) > 0", name="named"),
    **STRICT,
)

adjustment_line = Table(
    "adjustment_line",
    metadata,
    row_id(),
    to("document"),
    whole("line_no"),
    to("product"),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False, server_default=""),
    to("place"),
    to("stock_reason", "reason_id", nullable=True),
    Column("reason", Text, nullable=False),
    whole("quantity"),
    whole("value"),
    to("adjustment_line", "returns_line_id", nullable=True),
    UniqueConstraint("document_id", "line_no"),
    CheckConstraint("quantity <> 0", name="quantity"),
    Index(None, "product_id"),
    **STRICT,
)

transfer = Table(
    "transfer",
    metadata,
    to("document", "id", primary_key=True),
    to("place", "from_place_id"),
    to("place", "to_place_id"),
    Column("from_name", Text, nullable=False),
    Column("to_name", Text, nullable=False),
    CheckConstraint("from_place_id <> to_place_id", name="places"),
    **STRICT,
)

transfer_line = Table(
    "transfer_line",
    metadata,
    row_id(),
    to("document"),
    whole("line_no"),
    to("product"),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False, server_default=""),
    whole("quantity"),
    UniqueConstraint("document_id", "line_no"),
    CheckConstraint("quantity > 0", name="quantity"),
    Index(None, "product_id"),
    **STRICT,
)

assembly_line = Table(
    "assembly_line",
    metadata,
    row_id(),
    to("document"),
    whole("line_no"),
    to("product"),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False, server_default=""),
    to("place"),
    whole("quantity"),
    whole("value"),
    UniqueConstraint("document_id", "line_no"),
    CheckConstraint("quantity <> 0", name="quantity"),
    Index(None, "product_id"),
    **STRICT,
)

recipe = Table(
    "recipe",
    metadata,
    to("product"),
    to("product", "component_id"),
    whole("quantity"),
    PrimaryKeyConstraint("product_id", "component_id"),
    CheckConstraint("quantity > 0 AND product_id <> component_id", name="quantity"),
    **STRICT,
)

stock_month = Table(
    "stock_month",
    metadata,
    Column("month", Day, nullable=False),
    to("product"),
    to("place"),
    whole("quantity"),
    PrimaryKeyConstraint("month", "product_id", "place_id"),
    Index(None, "product_id"),
    sqlite_with_rowid=False,
    **STRICT,
)

stock_month_value = Table(
    "stock_month_value",
    metadata,
    Column("month", Day, nullable=False),
    to("product"),
    whole("quantity"),
    whole("value"),
    PrimaryKeyConstraint("month", "product_id"),
    Index(None, "product_id"),
    sqlite_with_rowid=False,
    **STRICT,
)

stock_month_kept = Table("stock_month_kept", metadata, Column("month", Day, primary_key=True), whole("through", nullable=True), **STRICT)
