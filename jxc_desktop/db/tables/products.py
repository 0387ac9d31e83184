"""Goods: products, packs, barcodes, categories, brands, price history, planned prices, shelf tags.

Money columns in 1/10000 of the unit, tax rates in 1/100 percent, `order_at`, `fill_to` and `tare` in 1/1000 of the product's unit. A pack
that `is_measured` is sold in thousandths too. A product made by an import that is still being applied
(`import_batch.state = 'applying'`) is not seen by queries. `barcode.reversed` is the code backwards: its index finds tails.
"""

from sqlalchemy import CheckConstraint, Column, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from jxc_desktop.db.tables.metadata import STRICT, metadata, row_id, to, whole
from jxc_desktop.db.types import Moment
from jxc_desktop.domain.money import MAX_PRICE


def _price(name: str) -> CheckConstraint:
    return CheckConstraint(f"{name} BETWEEN 0 AND {MAX_PRICE}", name=name)


category = Table("category", metadata, row_id(), Column("name", Text, nullable=False, unique=True), **STRICT)

brand = Table("brand", metadata, row_id(), Column("name", Text, nullable=False, unique=True), **STRICT)

product = Table(
    "product",
    metadata,
    row_id(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("spec", Text, nullable=False, server_default=""),
    Column("unit", Text, nullable=False, server_default=""),
    to("category", nullable=True),
    to("brand", nullable=True),
    Column("kind", Text, nullable=False, server_default="goods"),
    whole("retail_price", nullable=True),
    whole("member_price", nullable=True),
    whole("wholesale_price", nullable=True),
    whole("purchase_price", nullable=True),
    whole("tax_rate", nullable=True),
    Column("below_zero", Text, nullable=False, server_default=""),
    whole("no_discount", default=0),
    whole("stop_buying", default=0),
    whole("stop_selling", default=0),
    Column("article_number", Text, nullable=False, server_default=""),
    Column("remark", Text, nullable=False, server_default=""),
    Column("selling_points", Text, nullable=False, server_default=""),
    whole("order_at", nullable=True),
    whole("tare", nullable=True),
    whole("fill_to", nullable=True),
    Column("initials", Text, nullable=False, server_default=""),
    Column("pinyin", Text, nullable=False, server_default=""),
    Column("own_initials", Text, nullable=False, server_default=""),
    whole("import_id", default=0),
    whole("version", default=1),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("kind IN ('goods', 'weighed', 'service', 'open_price')", name="kind"),
    CheckConstraint("below_zero IN ('', 'sell', 'warn', 'refuse')", name="below_zero"),
    CheckConstraint("length(code) > 0 AND length(name) > 0", name="named"),
    CheckConstraint("tax_rate BETWEEN 0 AND 10000", name="tax_rate"),
    _price("retail_price"),
    _price("member_price"),
    _price("wholesale_price"),
    _price("purchase_price"),
    # With what a list leaves out, so that a category is sorted without a look at its rows.
    Index(None, "category_id", "kind", "import_id"),
    Index(None, "name"),
    Index(None, "initials"),
    **STRICT,
)

pack = Table(
    "pack",
    metadata,
    row_id(),
    to("product"),
    Column("name", Text, nullable=False),
    whole("ratio"),
    whole("price", nullable=True),
    whole("is_retired", default=0),
    whole("is_measured", default=0),
    CheckConstraint("ratio > 1", name="ratio"),
    _price("price"),
    Index(None, "product_id"),
    **STRICT,
)

barcode = Table(
    "barcode",
    metadata,
    row_id(),
    Column("code", Text, nullable=False),
    to("product"),
    whole("pack_id", default=0),
    whole("position", default=0),
    Column("reversed", Text, nullable=False, server_default=""),
    UniqueConstraint("code", "product_id", "pack_id"),
    Index(None, "product_id"),
    Index(None, "reversed"),
    **STRICT,
)

shelf_position = Table(
    "shelf_position",
    metadata,
    to("product"),
    to("place"),
    Column("shelf", Text, nullable=False),
    PrimaryKeyConstraint("product_id", "place_id"),
    **STRICT,
)

price_change = Table(
    "price_change",
    metadata,
    row_id(),
    to("product"),
    whole("pack_id", default=0),
    Column("price", Text, nullable=False),
    whole("old", nullable=True),
    whole("new", nullable=True),
    Column("at", Moment, nullable=False),
    to("user", "actor_id"),
    whole("import_id", default=0),
    Index(None, "product_id"),
    **STRICT,
)

# A price that shall apply from a moment on. A rise waits, besides, until its tag is up (`is_tagged`).
planned_price = Table(
    "planned_price",
    metadata,
    row_id(),
    to("product"),
    Column("price", Text, nullable=False),
    whole("old", nullable=True),
    whole("new"),
    Column("at", Moment, nullable=False),
    whole("is_tagged", default=0),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("planned_at", Moment, nullable=False),
    to("user", "actor_id"),
    CheckConstraint("state IN ('waiting', 'done', 'cancelled')", name="state"),
    _price("new"),
    Index(None, "state", "at"),
    Index(None, "product_id"),
    **STRICT,
)

# What the tag on the shelf says, as far as anybody said that it is up.
shelf_tag = Table(
    "shelf_tag",
    metadata,
    to("product"),
    whole("price", nullable=True),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("product_id"),
    **STRICT,
)
