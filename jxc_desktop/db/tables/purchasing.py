"""Buying: suppliers and what they sell, orders, goods receipts and what goes back, payments to suppliers.

A purchase return, and a receipt taken back, stand in the receipt's tables with negative quantities and amounts; each of
their lines names the line it gives back. Amounts in 1/10000, quantities in 1/1000. Of a receipt line `value` is what the
stock got: its amount and its shares of freight and fees; `on_slip` is what the supplier's slip said, `refused` what was not
taken, both in packs. Sum of amounts + freight = total, what the supplier gets; fees are paid to others.
A `later_cost` is freight, a fee or a rebate (below zero) of an earlier receipt, shared over its products.
`price_difference` is what a supplier's credit lacks of the value that left the stock (below zero: what it exceeds it by), and what of a
later cost finds no piece to go to.
"""

from sqlalchemy import CheckConstraint, Column, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from jxc_desktop.db.tables.metadata import STRICT, metadata, row_id, to, whole
from jxc_desktop.db.types import Day, Moment
from jxc_desktop.domain.money import COIN, MAX_LINE, MAX_PRICE

supplier = Table(
    "supplier",
    metadata,
    to("party", "id", primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("initials", Text, nullable=False, server_default=""),
    Column("pinyin", Text, nullable=False, server_default=""),
    Column("contact", Text, nullable=False, server_default=""),
    Column("phone", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    Column("remark", Text, nullable=False, server_default=""),
    Column("terms", Text, nullable=False, server_default="now"),
    whole("term_days", default=0),
    whole("lead_days", default=0),
    whole("review_days", default=0),
    whole("minimum_order", default=0),
    whole("is_active", default=1),
    whole("version", default=1),
    CheckConstraint("length(name) > 0", name="named"),
    CheckConstraint("terms IN ('now', 'days', 'month')", name="terms"),
    CheckConstraint("term_days BETWEEN 0 AND 999 AND lead_days BETWEEN 0 AND 999 AND review_days BETWEEN 0 AND 999", name="days"),
    CheckConstraint("minimum_order >= 0", name="minimum_order"),
    **STRICT,
)

supplier_licence = Table(
    "supplier_licence",
    metadata,
    row_id(),
    to("supplier"),
    Column("title", Text, nullable=False),
    Column("number", Text, nullable=False, server_default=""),
    Column("expires_on", Day, nullable=True),
    Index(None, "supplier_id"),
    **STRICT,
)

supplier_product = Table(
    "supplier_product",
    metadata,
    to("supplier"),
    to("product"),
    whole("pack_id", default=0),
    Column("code", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False, server_default=""),
    whole("price", nullable=True),
    whole("minimum", default=0),
    Column("changed_at", Moment, nullable=False),
    PrimaryKeyConstraint("supplier_id", "product_id", "pack_id"),
    CheckConstraint(f"price BETWEEN 0 AND {MAX_PRICE}", name="price"),
    CheckConstraint("minimum >= 0", name="minimum"),
    Index(None, "product_id"),
    Index(None, "supplier_id", "code"),
    **STRICT,
)

supplier_price = Table(
    "supplier_price",
    metadata,
    row_id(),
    to("supplier"),
    to("product"),
    whole("pack_id", default=0),
    whole("old", nullable=True),
    whole("new", nullable=True),
    Column("at", Moment, nullable=False),
    to("user", "actor_id"),
    to("document", nullable=True),
    whole("import_id", default=0),
    Index(None, "product_id"),
    Index(None, "supplier_id"),
    **STRICT,
)

_GOODS = (
    ("code", ""),
    ("barcode", ""),
    ("name", ""),
    ("spec", ""),
    ("unit", ""),
    ("pack_name", ""),
)


def _goods() -> list[Column[str]]:
    """The product as it was."""
    return [Column(name, Text, nullable=False, server_default=default) for name, default in _GOODS]


purchase_order = Table(
    "purchase_order",
    metadata,
    to("document", "id", primary_key=True),
    to("supplier"),
    Column("supplier_name", Text, nullable=False),
    Column("expected_on", Day, nullable=True),
    whole("total"),
    Index(None, "supplier_id"),
    **STRICT,
)

purchase_order_line = Table(
    "purchase_order_line",
    metadata,
    row_id(),
    to("document"),
    whole("line_no"),
    to("product"),
    whole("pack_id", default=0),
    *_goods(),
    Column("supplier_code", Text, nullable=False, server_default=""),
    whole("ratio", default=1),
    whole("pack_quantity"),
    whole("price"),
    whole("base_quantity"),
    whole("amount"),
    UniqueConstraint("document_id", "line_no"),
    CheckConstraint(f"amount % {COIN} = 0 AND amount BETWEEN -{MAX_LINE} AND {MAX_LINE}", name="amount"),
    CheckConstraint("base_quantity = pack_quantity * ratio", name="base_quantity"),
    Index(None, "product_id"),
    **STRICT,
)

goods_receipt = Table(
    "goods_receipt",
    metadata,
    to("document", "id", primary_key=True),
    to("supplier"),
    Column("supplier_name", Text, nullable=False),
    to("document", "order_id", nullable=True),
    to("document", "receipt_id", nullable=True),
    Column("slip_number", Text, nullable=False, server_default=""),
    whole("slip_total", nullable=True),
    whole("lines_total"),
    whole("freight", default=0),
    whole("fees", default=0),
    whole("total"),
    CheckConstraint("lines_total + freight = total", name="adds_up"),
    CheckConstraint(f"total % {COIN} = 0 AND freight % {COIN} = 0 AND fees % {COIN} = 0", name="in_coins"),
    Index(None, "supplier_id"),
    Index(None, "order_id"),
    Index(None, "receipt_id"),
    **STRICT,
)

receipt_line = Table(
    "receipt_line",
    metadata,
    row_id(),
    to("document"),
    whole("line_no"),
    to("product"),
    whole("pack_id", default=0),
    *_goods(),
    Column("supplier_code", Text, nullable=False, server_default=""),
    whole("ratio", default=1),
    whole("pack_quantity"),
    whole("price"),
    whole("base_quantity"),
    whole("amount"),
    whole("is_amount_typed", default=0),
    whole("is_free", default=0),
    whole("on_slip"),
    whole("refused", default=0),
    Column("refused_why", Text, nullable=False, server_default=""),
    whole("gross", nullable=True),
    whole("tare", nullable=True),
    whole("share", default=0),
    whole("value"),
    to("place"),
    to("purchase_order_line", "order_line_id", nullable=True),
    to("receipt_line", "returns_line_id", nullable=True),
    UniqueConstraint("document_id", "line_no"),
    CheckConstraint(f"amount % {COIN} = 0 AND amount BETWEEN -{MAX_LINE} AND {MAX_LINE}", name="amount"),
    CheckConstraint("base_quantity = pack_quantity * ratio", name="base_quantity"),
    CheckConstraint("refused >= 0 AND (refused = 0 OR length(refused_why) > 0)", name="refused"),
    CheckConstraint("is_free = 0 OR amount = 0", name="free"),
    Index(None, "product_id"),
    Index(None, "order_line_id"),
    Index(None, "returns_line_id"),
    **STRICT,
)

price_difference = Table(
    "price_difference",
    metadata,
    row_id(),
    to("document"),
    whole("line_no"),
    to("product"),
    whole("amount"),
    CheckConstraint("amount <> 0", name="amount"),
    Index(None, "document_id"),
    Index(None, "product_id"),
    **STRICT,
)

later_cost = Table(
    "later_cost",
    metadata,
    to("document", "id", primary_key=True),
    to("document", "receipt_id"),
    to("party"),
    Column("party_name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    whole("amount"),
    CheckConstraint("kind IN ('freight', 'fee', 'rebate')", name="kind"),
    CheckConstraint(f"amount <> 0 AND amount % {COIN} = 0", name="amount"),
    Index(None, "receipt_id"),
    Index(None, "party_id"),
    **STRICT,
)

later_cost_line = Table(
    "later_cost_line",
    metadata,
    row_id(),
    to("document"),
    whole("line_no"),
    to("product"),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False, server_default=""),
    whole("amount"),
    UniqueConstraint("document_id", "line_no"),
    Index(None, "product_id"),
    **STRICT,
)

supplier_payment = Table(
    "supplier_payment",
    metadata,
    to("document", "id", primary_key=True),
    to("supplier"),
    Column("supplier_name", Text, nullable=False),
    whole("paid"),
    whole("cut", default=0),
    CheckConstraint(f"paid % {COIN} = 0 AND cut % {COIN} = 0", name="in_coins"),
    Index(None, "supplier_id"),
    **STRICT,
)
