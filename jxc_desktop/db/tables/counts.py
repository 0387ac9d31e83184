"""Stock counts: what is to be counted, what was counted when and by whom, the sheets, and what came of it.

`stock_count` is a count as it was begun; its draft (same key) stands as long as it is open, the document with its key once it
is posted. `count_item` is its list: one row a product, place and lot, and, kept with each entry, what is counted of it so far
(a balance of `count_entry`, mutable like every balance). `round` is 0 while it is not counted, 1 after the first count (初盘), 2 and
more after recounts; `first_quantity` and `first_person` are those of the first. `counted_at_seq` is the place in the order of
truth that the number speaks of, `since_seq` that of the earliest of several parts that were added up; `in_carts` is what open
and held carts held then, `at_till` how much of it had left the shelf (none: nobody said yet). `count_entry` is appended only.
`count_sheet` and `count_sheet_line` freeze what was printed. `posted_count` and `count_line` are the result: the assertion that so
much was there at that moment; `moved` is what the posting booked of the difference (0 where a newer count had settled it).
`count_difference` ties the gain and the loss to it. `last_count` says which posted count of a product, place and lot is the newest.
`late_goods` says of a line of another document that its goods came, or left, before a count and were booked after it.
"""

from sqlalchemy import CheckConstraint, Column, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from jxc_desktop.db.tables.metadata import STRICT, metadata, row_id, to, whole
from jxc_desktop.db.types import Moment

stock_count = Table(
    "stock_count",
    metadata,
    row_id(),
    Column("key", Text, nullable=False, unique=True),
    whole("number", unique=True),
    Column("name", Text, nullable=False, server_default=""),
    Column("scope", Text, nullable=False),
    whole("is_blind"),
    whole("started_seq"),
    Column("started_at", Moment, nullable=False),
    to("user", "actor_id"),
    CheckConstraint("number > 0", name="number"),
    **STRICT,
)

count_item = Table(
    "count_item",
    metadata,
    to("stock_count", "count_id"),
    to("product"),
    to("place"),
    whole("lot", default=0),
    whole("position"),
    Column("area", Text, nullable=False, server_default=""),
    whole("is_added", default=0),
    whole("round", default=0),
    whole("quantity", nullable=True),
    whole("first_quantity", nullable=True),
    whole("counted_at_seq", nullable=True),
    whole("since_seq", nullable=True),
    Column("counted_at", Moment, nullable=True),
    whole("in_carts", default=0),
    whole("at_till", nullable=True),
    Column("person", Text, nullable=False, server_default=""),
    Column("first_person", Text, nullable=False, server_default=""),
    to("stock_reason", "reason_id", nullable=True),
    PrimaryKeyConstraint("count_id", "product_id", "place_id", "lot"),
    CheckConstraint("(round = 0) = (quantity IS NULL) AND (round = 0) = (counted_at_seq IS NULL)", name="counted"),
    CheckConstraint("quantity >= 0 AND first_quantity >= 0 AND at_till >= 0", name="quantity"),
    Index(None, "count_id", "position"),
    Index(None, "product_id"),
    sqlite_with_rowid=False,
    **STRICT,
)

count_entry = Table(
    "count_entry",
    metadata,
    row_id(),
    to("stock_count", "count_id"),
    to("product"),
    to("place"),
    whole("lot", default=0),
    whole("round"),
    whole("is_part"),
    # None: what was counted of it is taken back, it is not counted.
    whole("quantity", nullable=True),
    whole("counted_at_seq"),
    Column("counted_at", Moment, nullable=False),
    whole("in_carts"),
    Column("source", Text, nullable=False),
    whole("sheet_id", default=0),
    Column("person", Text, nullable=False, server_default=""),
    to("user", "actor_id"),
    Column("entered_at", Moment, nullable=False),
    CheckConstraint("round >= 1", name="round"),
    CheckConstraint("source IN ('scan', 'sheet', 'workbook', 'handheld')", name="source"),
    Index(None, "count_id", "product_id"),
    **STRICT,
)

count_sheet = Table(
    "count_sheet",
    metadata,
    row_id(),
    to("stock_count", "count_id"),
    whole("number"),
    Column("area", Text, nullable=False, server_default=""),
    whole("is_blind"),
    whole("printed_seq"),
    Column("printed_at", Moment, nullable=False),
    to("user", "actor_id"),
    UniqueConstraint("count_id", "number"),
    **STRICT,
)

count_sheet_line = Table(
    "count_sheet_line",
    metadata,
    to("count_sheet", "sheet_id"),
    whole("line_no"),
    to("product"),
    to("place"),
    whole("lot", default=0),
    PrimaryKeyConstraint("sheet_id", "line_no"),
    sqlite_with_rowid=False,
    **STRICT,
)

posted_count = Table(
    "posted_count",
    metadata,
    to("document", "id", primary_key=True),
    to("stock_count", "count_id"),
    whole("count_number"),
    Column("name", Text, nullable=False),
    Column("scope", Text, nullable=False),
    whole("is_blind"),
    UniqueConstraint("count_id"),
    **STRICT,
)

count_line = Table(
    "count_line",
    metadata,
    row_id(),
    to("document"),
    whole("line_no"),
    to("product"),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False, server_default=""),
    to("place"),
    whole("lot", default=0),
    whole("round"),
    whole("first_quantity"),
    whole("quantity"),
    whole("at_till"),
    whole("book_quantity"),
    whole("moved"),
    whole("value"),
    whole("is_first"),
    whole("is_flagged"),
    whole("counted_at_seq"),
    Column("counted_at", Moment, nullable=False),
    Column("person", Text, nullable=False),
    Column("first_person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    UniqueConstraint("document_id", "line_no"),
    # Round 0: it was not counted, and the shop said that there is none.
    CheckConstraint("quantity >= 0 AND first_quantity >= 0 AND at_till >= 0 AND round >= 0", name="quantity"),
    CheckConstraint("moved IN (0, quantity + at_till - book_quantity)", name="moved"),
    Index(None, "product_id", "place_id"),
    **STRICT,
)

count_difference = Table(
    "count_difference",
    metadata,
    to("document", "id", primary_key=True),
    to("document", "posted_count_id"),
    Index(None, "posted_count_id"),
    **STRICT,
)

last_count = Table(
    "last_count",
    metadata,
    to("product"),
    to("place"),
    whole("lot", default=0),
    to("count_line", "line_id"),
    whole("counted_at_seq"),
    Column("counted_at", Moment, nullable=False),
    PrimaryKeyConstraint("product_id", "place_id", "lot"),
    sqlite_with_rowid=False,
    **STRICT,
)

late_goods = Table(
    "late_goods",
    metadata,
    to("document"),
    whole("line_no"),
    whole("is_out"),
    to("product"),
    to("place"),
    whole("as_of"),
    PrimaryKeyConstraint("document_id", "line_no", "is_out"),
    sqlite_with_rowid=False,
    **STRICT,
)
