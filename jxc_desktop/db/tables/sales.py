"""Sales and their reversals, payments, ways of paying, cancelled carts; orders of delivery platforms; past sales.

Reversals and returns carry negative quantities and amounts in the same tables; each of their lines names the line it gives
back, `sale_return` the sale (none: without receipt) and the key of the sale the goods were exchanged for. A `tender_correction` has payments only: the sum taken from one way and given
to another. Sum of line amounts - round_off = total = sum of
payment amounts. `past_sale_line` is history that another program kept: no document, no stock, dropped with its import;
`quantity` is negative on a return, `price` and `amount` are NULL where the file gave none. `delivery_note` is who the paper of
a sale was last made out to: no part of the document, typed anew at any time.
"""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, UniqueConstraint

from jxc_desktop.db.tables.metadata import STRICT, metadata, row_id, to, whole
from jxc_desktop.db.types import Day, Moment
from jxc_desktop.domain.money import COIN, MAX_LINE

payment_method = Table(
    "payment_method",
    metadata,
    row_id(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    whole("position"),
    whole("is_active", default=1),
    to("account", nullable=True),
    CheckConstraint("kind IN ('cash', 'at_once', 'later', 'stored_value', 'on_account')", name="kind"),
    **STRICT,
)

sale = Table(
    "sale",
    metadata,
    to("document", "id", primary_key=True),
    whole("lines_total"),
    whole("discount"),
    whole("round_off"),
    whole("total"),
    whole("pieces"),
    Column("tax_status", Text, nullable=False, server_default="none"),
    Column("sold_by", Text, nullable=False, server_default=""),
    CheckConstraint("lines_total - round_off = total", name="adds_up"),
    CheckConstraint(
        "round_off = 0 OR (round_off > 0 AND lines_total > 0 AND total >= 0) OR (round_off < 0 AND lines_total < 0 AND total <= 0)",
        name="never_up",
    ),
    CheckConstraint(f"total % {COIN} = 0 AND round_off % {COIN} = 0", name="in_coins"),
    **STRICT,
)

sale_line = Table(
    "sale_line",
    metadata,
    row_id(),
    to("document"),
    whole("line_no"),
    to("product"),
    whole("pack_id", default=0),
    Column("code", Text, nullable=False),
    Column("barcode", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False),
    Column("spec", Text, nullable=False, server_default=""),
    Column("unit", Text, nullable=False, server_default=""),
    Column("pack_name", Text, nullable=False, server_default=""),
    whole("ratio", default=1),
    whole("pack_quantity"),
    whole("price"),
    whole("base_price"),
    Column("price_rule", Text, nullable=False, server_default="retail"),
    whole("base_quantity"),
    whole("line_discount", default=0),
    whole("cart_discount", default=0),
    whole("amount"),
    whole("is_amount_typed", default=0),
    whole("tax_rate", default=0),
    whole("net"),
    whole("cost", nullable=True),
    whole("is_cost_provisional", default=0),
    to("sale_line", "returns_line_id", nullable=True),
    UniqueConstraint("document_id", "line_no"),
    CheckConstraint(f"amount % {COIN} = 0 AND amount BETWEEN -{MAX_LINE} AND {MAX_LINE}", name="amount"),
    CheckConstraint("base_quantity = pack_quantity * ratio", name="base_quantity"),
    Index(None, "product_id"),
    Index(None, "returns_line_id"),
    **STRICT,
)

sale_return = Table(
    "sale_return",
    metadata,
    to("document", "id", primary_key=True),
    to("document", "sale_id", nullable=True),
    Column("exchange_key", Text, nullable=False, server_default=""),
    whole("is_other_way", default=0),
    Index(None, "sale_id"),
    **STRICT,
)

payment = Table(
    "payment",
    metadata,
    row_id(),
    to("document"),
    whole("line_no"),
    to("payment_method", "method_id"),
    whole("amount"),
    whole("tendered"),
    whole("change", default=0),
    to("shift"),
    UniqueConstraint("document_id", "line_no"),
    CheckConstraint(f"amount % {COIN} = 0", name="in_coins"),
    CheckConstraint("tendered - change = amount AND change >= 0", name="change"),
    Index(None, "shift_id"),
    **STRICT,
)

tender_correction = Table(
    "tender_correction",
    metadata,
    to("document", "id", primary_key=True),
    to("document", "sale_id"),
    Index(None, "sale_id"),
    **STRICT,
)

# A sale that took the place of another (修改): that one was reversed in the same piece of work. `version` counts the changes.
amendment = Table(
    "amendment",
    metadata,
    to("document", "id", primary_key=True),
    to("document", "sale_id", unique=True),
    whole("version"),
    CheckConstraint("version >= 1 AND id <> sale_id", name="version"),
    **STRICT,
)

customer = Table(
    "customer",
    metadata,
    row_id(),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False, server_default=""),
    Column("made_at", Moment, nullable=False),
    CheckConstraint("length(name) + length(phone) > 0", name="named"),
    Index(None, "phone"),
    **STRICT,
)

sale_customer = Table(
    "sale_customer",
    metadata,
    to("document", "id", primary_key=True),
    to("customer"),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False, server_default=""),
    Index(None, "customer_id"),
    **STRICT,
)

delivery_note = Table(
    "delivery_note",
    metadata,
    to("document", "id", primary_key=True),
    Column("name", Text, nullable=False, server_default=""),
    Column("phone", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    **STRICT,
)

cancelled_cart = Table(
    "cancelled_cart",
    metadata,
    to("document", "id", primary_key=True),
    Column("body", Text, nullable=False),
    **STRICT,
)

channel = Table(
    "channel",
    metadata,
    row_id(),
    Column("name", Text, nullable=False, unique=True),
    to("payment_method", "method_id"),
    **STRICT,
)

channel_order = Table(
    "channel_order",
    metadata,
    row_id(),
    to("channel"),
    Column("number", Text, nullable=False),
    to("document", unique=True),
    Column("ordered_at", Moment),
    UniqueConstraint("channel_id", "number"),
    CheckConstraint("length(number) > 0", name="numbered"),
    **STRICT,
)

past_sale_line = Table(
    "past_sale_line",
    metadata,
    row_id(),
    to("import_batch", "import_id"),
    whole("row_no"),
    Column("sold_at", Moment, nullable=False),
    Column("business_date", Day, nullable=False),
    Column("receipt", Text, nullable=False, server_default=""),
    to("product", nullable=True),
    Column("code", Text, nullable=False, server_default=""),
    Column("barcode", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False, server_default=""),
    whole("quantity"),
    whole("price", nullable=True),
    whole("amount", nullable=True),
    CheckConstraint("length(code) + length(barcode) + length(name) > 0", name="named"),
    Index(None, "business_date"),
    Index(None, "product_id"),
    Index(None, "import_id"),
    **STRICT,
)
