"""Stock: the ledger, its balances, shortages still to be settled, opening stock.

`stock_move` is the truth, appended by one door only. `stock_level` (quantity by product, place, lot) and `stock_value`
(quantity and value by product, the last known rate) are kept in the same transaction. `shortage` holds, per provisional
issue, the pieces that were sold before they were received and what one move booked for them. `lot` and `piece` are 0 when
there is none. A row of quantity 0 changes value only: a `true_up` of the issue that it settles, a `later_value` (freight, another
price) of the inward move. An outward row that settles an inward move left at that move's own rate. `as_of` is the place in the
order of truth that a row speaks of where that is earlier than its posting: a count's difference speaks of the moment of the
count, goods that came before a count and were booked after it of the count they were there for.
"""

from sqlalchemy import CheckConstraint, Column, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint, text

from jxc_desktop.db.tables.metadata import STRICT, metadata, row_id, to, whole
from jxc_desktop.db.types import Day

MOVE_KINDS = (
    "sale",
    "sale_return",
    "scrap",
    "opening",
    "opening_undone",
    "true_up",
    "receipt",
    "purchase_return",
    "later_value",
    "write_off",
    "write_up",
    "assembly",
    "transfer",
    "count",
    "first_count",
)
VALUE_KINDS = ("true_up", "later_value")

stock_move = Table(
    "stock_move",
    metadata,
    row_id(),
    to("product"),
    to("place"),
    whole("lot", default=0),
    whole("piece", default=0),
    whole("quantity"),
    whole("value"),
    Column("kind", Text, nullable=False),
    to("document"),
    whole("line_no", default=0),
    to("stock_move", "settles", nullable=True),
    whole("is_provisional", default=0),
    whole("is_cost_known", default=1),
    whole("posted_seq"),
    Column("business_date", Day, nullable=False),
    whole("as_of", nullable=True),
    CheckConstraint("kind IN (" + ", ".join(f"'{kind}'" for kind in MOVE_KINDS) + ")", name="kind"),
    CheckConstraint("quantity <> 0 OR kind IN (" + ", ".join(f"'{kind}'" for kind in VALUE_KINDS) + ")", name="moves"),
    CheckConstraint("quantity = 0 OR value = 0 OR (quantity > 0) = (value > 0)", name="sign"),
    Index(None, "product_id", "posted_seq"),
    Index(None, "document_id"),
    # True-ups alone: few, and asked for by what they settle.
    Index(None, "settles", sqlite_where=text("settles IS NOT NULL")),
    **STRICT,
)

stock_level = Table(
    "stock_level",
    metadata,
    to("product"),
    to("place"),
    whole("lot", default=0),
    whole("quantity"),
    PrimaryKeyConstraint("product_id", "place_id", "lot"),
    **STRICT,
)

stock_value = Table(
    "stock_value",
    metadata,
    to("product", primary_key=True),
    whole("quantity"),
    whole("value"),
    whole("rate_value", nullable=True),
    whole("rate_quantity", nullable=True),
    whole("opened_seq", default=0),
    CheckConstraint(
        "(quantity > 0 AND value >= 0) OR (quantity = 0 AND value = 0) OR (quantity < 0 AND value <= 0)",
        name="sign",
    ),
    **STRICT,
)

shortage = Table(
    "shortage",
    metadata,
    to("stock_move", "move_id", primary_key=True),
    to("product"),
    whole("quantity"),
    whole("value"),
    CheckConstraint("quantity > 0 AND value >= 0", name="open"),
    Index(None, "product_id", "move_id"),
    **STRICT,
)

opening_line = Table(
    "opening_line",
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
    whole("counted"),
    whole("unit_cost", nullable=True),
    whole("value"),
    UniqueConstraint("document_id", "line_no"),
    Index(None, "product_id"),
    **STRICT,
)
