"""The tables: records without behaviour, one file an area.

`POSTED` tables are INSERT-only: the program never updates or deletes them, and triggers refuse it again. `MUTABLE` names
every table that may change, by design: drafts, balances, heads, print jobs, masters, settings, imports. Ids are integers
given by the database; 0 stands for "none" in parts of a key, where NULL would defeat UNIQUE.
"""

from jxc_desktop.db.tables import (
    counts,
    documents,
    imports,
    parties,
    pictures,
    printing,
    products,
    purchasing,
    quick_keys,
    reference_lists,
    sales,
    shop,
    stock,
    stock_documents,
)
from jxc_desktop.db.tables.metadata import metadata

POSTED: tuple[str, ...] = (
    "document",
    "sale",
    "sale_line",
    "payment",
    "sale_return",
    "tender_correction",
    "sale_customer",
    "amendment",
    "cancelled_cart",
    "channel_order",
    "opening_line",
    "stock_move",
    "price_change",
    "audit_entry",
    "opening_payable",
    "party_move",
    "allocation",
    "account_move",
    "supplier_price",
    "purchase_order",
    "purchase_order_line",
    "goods_receipt",
    "receipt_line",
    "price_difference",
    "later_cost",
    "later_cost_line",
    "supplier_payment",
    "adjustment_line",
    "transfer",
    "transfer_line",
    "assembly_line",
    "stock_count",
    "count_entry",
    "count_sheet",
    "count_sheet_line",
    "posted_count",
    "count_line",
    "count_difference",
    "late_goods",
)
MUTABLE: tuple[str, ...] = tuple(sorted(set(metadata.tables) - set(POSTED)))

__all__ = [
    "MUTABLE",
    "POSTED",
    "counts",
    "documents",
    "imports",
    "metadata",
    "parties",
    "pictures",
    "printing",
    "products",
    "purchasing",
    "quick_keys",
    "reference_lists",
    "sales",
    "shop",
    "stock",
    "stock_documents",
]
