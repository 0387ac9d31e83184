"""Purchasing and the stock book: suppliers, orders, receipts, what is owed, accounts, transfers, write-offs, assemblies, months.

The ledger and the drafts get more kinds: their tables are made anew with the wider rules and filled from the old ones.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

POSTED = (
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
)


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", INT64, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", INT64, nullable=False),
        sa.Column("is_active", INT64, server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('drawer', 'wallet', 'bank', 'owner')", name=op.f("ck_account_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("code", name=op.f("uq_account_code")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
        sqlite_strict=True,
    )


def _party() -> None:
    op.create_table(
        "party",
        sa.Column("id", INT64, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('supplier', 'customer')", name=op.f("ck_party_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sqlite_strict=True,
    )


def _stock_month_kept() -> None:
    op.create_table(
        "stock_month_kept",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("through", INT64, nullable=True),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_stock_month_kept")),
        sqlite_strict=True,
    )


def _stock_reason() -> None:
    op.create_table(
        "stock_reason",
        sa.Column("id", INT64, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", INT64, nullable=False),
        sa.Column("is_active", INT64, server_default="1", nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_stock_reason_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_reason")),
        sa.UniqueConstraint("name", name=op.f("uq_stock_reason_name")),
        sqlite_strict=True,
    )


def _party_balance() -> None:
    op.create_table(
        "party_balance",
        sa.Column("party_id", INT64, nullable=False),
        sa.Column("amount", INT64, nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_party_balance_party_id_party")),
        sa.PrimaryKeyConstraint("party_id", name=op.f("pk_party_balance")),
        sqlite_strict=True,
    )


def _supplier() -> None:
    op.create_table(
        "supplier",
        sa.Column("id", INT64, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), server_default="", nullable=False),
        sa.Column("pinyin", sa.Text(), server_default="", nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("terms", sa.Text(), server_default="now", nullable=False),
        sa.Column("term_days", INT64, server_default="0", nullable=False),
        sa.Column("lead_days", INT64, server_default="0", nullable=False),
        sa.Column("review_days", INT64, server_default="0", nullable=False),
        sa.Column("minimum_order", INT64, server_default="0", nullable=False),
        sa.Column("is_active", INT64, server_default="1", nullable=False),
        sa.Column("version", INT64, server_default="1", nullable=False),
        sa.CheckConstraint("terms IN ('now', 'days', 'month')", name=op.f("ck_supplier_terms")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_supplier_named")),
        sa.CheckConstraint("minimum_order >= 0", name=op.f("ck_supplier_minimum_order")),
        sa.CheckConstraint(
            "term_days BETWEEN 0 AND 999 AND lead_days BETWEEN 0 AND 999 AND review_days BETWEEN 0 AND 999", name=op.f("ck_supplier_days")
        ),
        sa.ForeignKeyConstraint(["id"], ["party.id"], name=op.f("fk_supplier_id_party")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("name", name=op.f("uq_supplier_name")),
        sqlite_strict=True,
    )


def _recipe() -> None:
    op.create_table(
        "recipe",
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("component_id", INT64, nullable=False),
        sa.Column("quantity", INT64, nullable=False),
        sa.CheckConstraint("quantity > 0 AND product_id <> component_id", name=op.f("ck_recipe_quantity")),
        sa.ForeignKeyConstraint(["component_id"], ["product.id"], name=op.f("fk_recipe_component_id_product")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_recipe_product_id_product")),
        sa.PrimaryKeyConstraint("product_id", "component_id", name=op.f("pk_recipe")),
        sqlite_strict=True,
    )


def _stock_month() -> None:
    op.create_table(
        "stock_month",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("place_id", INT64, nullable=False),
        sa.Column("quantity", INT64, nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_stock_month_place_id_place")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_stock_month_product_id_product")),
        sa.PrimaryKeyConstraint("month", "product_id", "place_id", name=op.f("pk_stock_month")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_stock_month_product_id"), "stock_month", ["product_id"], unique=False)


def _stock_month_value() -> None:
    op.create_table(
        "stock_month_value",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("quantity", INT64, nullable=False),
        sa.Column("value", INT64, nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_stock_month_value_product_id_product")),
        sa.PrimaryKeyConstraint("month", "product_id", name=op.f("pk_stock_month_value")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_stock_month_value_product_id"), "stock_month_value", ["product_id"], unique=False)


def _supplier_licence() -> None:
    op.create_table(
        "supplier_licence",
        sa.Column("id", INT64, nullable=False),
        sa.Column("supplier_id", INT64, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("expires_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_licence_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_licence")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_supplier_licence_supplier_id"), "supplier_licence", ["supplier_id"], unique=False)


def _supplier_product() -> None:
    op.create_table(
        "supplier_product",
        sa.Column("supplier_id", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("pack_id", INT64, server_default="0", nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("price", INT64, nullable=True),
        sa.Column("minimum", INT64, server_default="0", nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.CheckConstraint("minimum >= 0", name=op.f("ck_supplier_product_minimum")),
        sa.CheckConstraint("price BETWEEN 0 AND 99999999900", name=op.f("ck_supplier_product_price")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_supplier_product_product_id_product")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_product_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("supplier_id", "product_id", "pack_id", name=op.f("pk_supplier_product")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_supplier_product_product_id"), "supplier_product", ["product_id"], unique=False)
    op.create_index(op.f("ix_supplier_product_supplier_id_code"), "supplier_product", ["supplier_id", "code"], unique=False)


def _account_move() -> None:
    op.create_table(
        "account_move",
        sa.Column("id", INT64, nullable=False),
        sa.Column("account_id", INT64, nullable=False),
        sa.Column("amount", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("shift_id", INT64, nullable=False),
        sa.Column("posted_seq", INT64, nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.CheckConstraint("amount <> 0 AND amount % 100 = 0", name=op.f("ck_account_move_amount")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_move_account_id_account")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_account_move_document_id_document")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_account_move_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_move")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_account_move_account_id_posted_seq"), "account_move", ["account_id", "posted_seq"], unique=False)
    op.create_index(op.f("ix_account_move_document_id"), "account_move", ["document_id"], unique=False)


def _adjustment_line() -> None:
    op.create_table(
        "adjustment_line",
        sa.Column("id", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("line_no", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("place_id", INT64, nullable=False),
        sa.Column("reason_id", INT64, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("quantity", INT64, nullable=False),
        sa.Column("value", INT64, nullable=False),
        sa.Column("returns_line_id", INT64, nullable=True),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_adjustment_line_quantity")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_adjustment_line_document_id_document")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_adjustment_line_place_id_place")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_adjustment_line_product_id_product")),
        sa.ForeignKeyConstraint(["reason_id"], ["stock_reason.id"], name=op.f("fk_adjustment_line_reason_id_stock_reason")),
        sa.ForeignKeyConstraint(
            ["returns_line_id"], ["adjustment_line.id"], name=op.f("fk_adjustment_line_returns_line_id_adjustment_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment_line")),
        sa.UniqueConstraint("document_id", "line_no", name=op.f("uq_adjustment_line_document_id_line_no")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_adjustment_line_product_id"), "adjustment_line", ["product_id"], unique=False)


def _assembly_line() -> None:
    op.create_table(
        "assembly_line",
        sa.Column("id", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("line_no", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("place_id", INT64, nullable=False),
        sa.Column("quantity", INT64, nullable=False),
        sa.Column("value", INT64, nullable=False),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_assembly_line_quantity")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_assembly_line_document_id_document")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_assembly_line_place_id_place")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_assembly_line_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly_line")),
        sa.UniqueConstraint("document_id", "line_no", name=op.f("uq_assembly_line_document_id_line_no")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_assembly_line_product_id"), "assembly_line", ["product_id"], unique=False)


def _goods_receipt() -> None:
    op.create_table(
        "goods_receipt",
        sa.Column("id", INT64, nullable=False),
        sa.Column("supplier_id", INT64, nullable=False),
        sa.Column("supplier_name", sa.Text(), nullable=False),
        sa.Column("order_id", INT64, nullable=True),
        sa.Column("receipt_id", INT64, nullable=True),
        sa.Column("slip_number", sa.Text(), server_default="", nullable=False),
        sa.Column("slip_total", INT64, nullable=True),
        sa.Column("lines_total", INT64, nullable=False),
        sa.Column("freight", INT64, server_default="0", nullable=False),
        sa.Column("fees", INT64, server_default="0", nullable=False),
        sa.Column("total", INT64, nullable=False),
        sa.CheckConstraint("lines_total + freight = total", name=op.f("ck_goods_receipt_adds_up")),
        sa.CheckConstraint("total % 100 = 0 AND freight % 100 = 0 AND fees % 100 = 0", name=op.f("ck_goods_receipt_in_coins")),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_goods_receipt_id_document")),
        sa.ForeignKeyConstraint(["order_id"], ["document.id"], name=op.f("fk_goods_receipt_order_id_document")),
        sa.ForeignKeyConstraint(["receipt_id"], ["document.id"], name=op.f("fk_goods_receipt_receipt_id_document")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_goods_receipt_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipt")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_goods_receipt_order_id"), "goods_receipt", ["order_id"], unique=False)
    op.create_index(op.f("ix_goods_receipt_receipt_id"), "goods_receipt", ["receipt_id"], unique=False)
    op.create_index(op.f("ix_goods_receipt_supplier_id"), "goods_receipt", ["supplier_id"], unique=False)


def _opening_payable() -> None:
    op.create_table(
        "opening_payable",
        sa.Column("id", INT64, nullable=False),
        sa.Column("party_id", INT64, nullable=False),
        sa.Column("party_name", sa.Text(), nullable=False),
        sa.Column("amount", INT64, nullable=False),
        sa.CheckConstraint("amount <> 0 AND amount % 100 = 0", name=op.f("ck_opening_payable_amount")),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_opening_payable_id_document")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_opening_payable_party_id_party")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_payable")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_opening_payable_party_id"), "opening_payable", ["party_id"], unique=False)


def _party_move() -> None:
    op.create_table(
        "party_move",
        sa.Column("id", INT64, nullable=False),
        sa.Column("party_id", INT64, nullable=False),
        sa.Column("amount", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("posted_seq", INT64, nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.CheckConstraint("amount <> 0 AND amount % 100 = 0", name=op.f("ck_party_move_amount")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_party_move_document_id_document")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_party_move_party_id_party")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_move")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_party_move_document_id"), "party_move", ["document_id"], unique=False)
    op.create_index(op.f("ix_party_move_party_id_posted_seq"), "party_move", ["party_id", "posted_seq"], unique=False)


def _price_difference() -> None:
    op.create_table(
        "price_difference",
        sa.Column("id", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("line_no", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("amount", INT64, nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_price_difference_amount")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_price_difference_document_id_document")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_price_difference_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_difference")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_price_difference_document_id"), "price_difference", ["document_id"], unique=False)
    op.create_index(op.f("ix_price_difference_product_id"), "price_difference", ["product_id"], unique=False)


def _purchase_order() -> None:
    op.create_table(
        "purchase_order",
        sa.Column("id", INT64, nullable=False),
        sa.Column("supplier_id", INT64, nullable=False),
        sa.Column("supplier_name", sa.Text(), nullable=False),
        sa.Column("expected_on", sa.Text(), nullable=True),
        sa.Column("total", INT64, nullable=False),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_purchase_order_id_document")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_purchase_order_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_purchase_order_supplier_id"), "purchase_order", ["supplier_id"], unique=False)


def _purchase_order_line() -> None:
    op.create_table(
        "purchase_order_line",
        sa.Column("id", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("line_no", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("pack_id", INT64, server_default="0", nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("barcode", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("spec", sa.Text(), server_default="", nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("pack_name", sa.Text(), server_default="", nullable=False),
        sa.Column("supplier_code", sa.Text(), server_default="", nullable=False),
        sa.Column("ratio", INT64, server_default="1", nullable=False),
        sa.Column("pack_quantity", INT64, nullable=False),
        sa.Column("price", INT64, nullable=False),
        sa.Column("base_quantity", INT64, nullable=False),
        sa.Column("amount", INT64, nullable=False),
        sa.CheckConstraint(
            "amount % 100 = 0 AND amount BETWEEN -999999999900 AND 999999999900", name=op.f("ck_purchase_order_line_amount")
        ),
        sa.CheckConstraint("base_quantity = pack_quantity * ratio", name=op.f("ck_purchase_order_line_base_quantity")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_purchase_order_line_document_id_document")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_purchase_order_line_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order_line")),
        sa.UniqueConstraint("document_id", "line_no", name=op.f("uq_purchase_order_line_document_id_line_no")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_purchase_order_line_product_id"), "purchase_order_line", ["product_id"], unique=False)


def _supplier_payment() -> None:
    op.create_table(
        "supplier_payment",
        sa.Column("id", INT64, nullable=False),
        sa.Column("supplier_id", INT64, nullable=False),
        sa.Column("supplier_name", sa.Text(), nullable=False),
        sa.Column("paid", INT64, nullable=False),
        sa.Column("cut", INT64, server_default="0", nullable=False),
        sa.CheckConstraint("paid % 100 = 0 AND cut % 100 = 0", name=op.f("ck_supplier_payment_in_coins")),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_supplier_payment_id_document")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_payment_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_payment")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_supplier_payment_supplier_id"), "supplier_payment", ["supplier_id"], unique=False)


def _supplier_price() -> None:
    op.create_table(
        "supplier_price",
        sa.Column("id", INT64, nullable=False),
        sa.Column("supplier_id", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("pack_id", INT64, server_default="0", nullable=False),
        sa.Column("old", INT64, nullable=True),
        sa.Column("new", INT64, nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor_id", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=True),
        sa.Column("import_id", INT64, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_supplier_price_actor_id_user")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_supplier_price_document_id_document")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_supplier_price_product_id_product")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_price_supplier_id_supplier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_price")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_supplier_price_product_id"), "supplier_price", ["product_id"], unique=False)
    op.create_index(op.f("ix_supplier_price_supplier_id"), "supplier_price", ["supplier_id"], unique=False)


def _later_cost() -> None:
    op.create_table(
        "later_cost",
        sa.Column("id", INT64, nullable=False),
        sa.Column("receipt_id", INT64, nullable=False),
        sa.Column("party_id", INT64, nullable=False),
        sa.Column("party_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", INT64, nullable=False),
        sa.CheckConstraint("amount <> 0 AND amount % 100 = 0", name=op.f("ck_later_cost_amount")),
        sa.CheckConstraint("kind IN ('freight', 'fee', 'rebate')", name=op.f("ck_later_cost_kind")),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_later_cost_id_document")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_later_cost_party_id_party")),
        sa.ForeignKeyConstraint(["receipt_id"], ["document.id"], name=op.f("fk_later_cost_receipt_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_later_cost")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_later_cost_party_id"), "later_cost", ["party_id"], unique=False)
    op.create_index(op.f("ix_later_cost_receipt_id"), "later_cost", ["receipt_id"], unique=False)


def _later_cost_line() -> None:
    op.create_table(
        "later_cost_line",
        sa.Column("id", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("line_no", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("amount", INT64, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_later_cost_line_document_id_document")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_later_cost_line_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_later_cost_line")),
        sa.UniqueConstraint("document_id", "line_no", name=op.f("uq_later_cost_line_document_id_line_no")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_later_cost_line_product_id"), "later_cost_line", ["product_id"], unique=False)


def _transfer() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", INT64, nullable=False),
        sa.Column("from_place_id", INT64, nullable=False),
        sa.Column("to_place_id", INT64, nullable=False),
        sa.Column("from_name", sa.Text(), nullable=False),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.CheckConstraint("from_place_id <> to_place_id", name=op.f("ck_transfer_places")),
        sa.ForeignKeyConstraint(["from_place_id"], ["place.id"], name=op.f("fk_transfer_from_place_id_place")),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_transfer_id_document")),
        sa.ForeignKeyConstraint(["to_place_id"], ["place.id"], name=op.f("fk_transfer_to_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sqlite_strict=True,
    )


def _transfer_line() -> None:
    op.create_table(
        "transfer_line",
        sa.Column("id", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("line_no", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", INT64, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_transfer_line_quantity")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_transfer_line_document_id_document")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_transfer_line_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_line")),
        sa.UniqueConstraint("document_id", "line_no", name=op.f("uq_transfer_line_document_id_line_no")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_transfer_line_product_id"), "transfer_line", ["product_id"], unique=False)


def _allocation() -> None:
    op.create_table(
        "allocation",
        sa.Column("id", INT64, nullable=False),
        sa.Column("paying_id", INT64, nullable=False),
        sa.Column("owed_id", INT64, nullable=False),
        sa.Column("amount", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_allocation_amount")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_allocation_document_id_document")),
        sa.ForeignKeyConstraint(["owed_id"], ["party_move.id"], name=op.f("fk_allocation_owed_id_party_move")),
        sa.ForeignKeyConstraint(["paying_id"], ["party_move.id"], name=op.f("fk_allocation_paying_id_party_move")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_allocation_document_id"), "allocation", ["document_id"], unique=False)
    op.create_index(op.f("ix_allocation_owed_id"), "allocation", ["owed_id"], unique=False)
    op.create_index(op.f("ix_allocation_paying_id"), "allocation", ["paying_id"], unique=False)


def _receipt_line() -> None:
    op.create_table(
        "receipt_line",
        sa.Column("id", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("line_no", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("pack_id", INT64, server_default="0", nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("barcode", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("spec", sa.Text(), server_default="", nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("pack_name", sa.Text(), server_default="", nullable=False),
        sa.Column("supplier_code", sa.Text(), server_default="", nullable=False),
        sa.Column("ratio", INT64, server_default="1", nullable=False),
        sa.Column("pack_quantity", INT64, nullable=False),
        sa.Column("price", INT64, nullable=False),
        sa.Column("base_quantity", INT64, nullable=False),
        sa.Column("amount", INT64, nullable=False),
        sa.Column("is_amount_typed", INT64, server_default="0", nullable=False),
        sa.Column("is_free", INT64, server_default="0", nullable=False),
        sa.Column("on_slip", INT64, nullable=False),
        sa.Column("refused", INT64, server_default="0", nullable=False),
        sa.Column("refused_why", sa.Text(), server_default="", nullable=False),
        sa.Column("gross", INT64, nullable=True),
        sa.Column("tare", INT64, nullable=True),
        sa.Column("share", INT64, server_default="0", nullable=False),
        sa.Column("value", INT64, nullable=False),
        sa.Column("place_id", INT64, nullable=False),
        sa.Column("order_line_id", INT64, nullable=True),
        sa.Column("returns_line_id", INT64, nullable=True),
        sa.CheckConstraint("amount % 100 = 0 AND amount BETWEEN -999999999900 AND 999999999900", name=op.f("ck_receipt_line_amount")),
        sa.CheckConstraint("base_quantity = pack_quantity * ratio", name=op.f("ck_receipt_line_base_quantity")),
        sa.CheckConstraint("is_free = 0 OR amount = 0", name=op.f("ck_receipt_line_free")),
        sa.CheckConstraint("refused >= 0 AND (refused = 0 OR length(refused_why) > 0)", name=op.f("ck_receipt_line_refused")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_receipt_line_document_id_document")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["purchase_order_line.id"], name=op.f("fk_receipt_line_order_line_id_purchase_order_line")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_receipt_line_place_id_place")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_receipt_line_product_id_product")),
        sa.ForeignKeyConstraint(["returns_line_id"], ["receipt_line.id"], name=op.f("fk_receipt_line_returns_line_id_receipt_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_line")),
        sa.UniqueConstraint("document_id", "line_no", name=op.f("uq_receipt_line_document_id_line_no")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_receipt_line_order_line_id"), "receipt_line", ["order_line_id"], unique=False)
    op.create_index(op.f("ix_receipt_line_product_id"), "receipt_line", ["product_id"], unique=False)
    op.create_index(op.f("ix_receipt_line_returns_line_id"), "receipt_line", ["returns_line_id"], unique=False)


def _payment_method() -> None:
    op.create_table(
        "payment_method",
        sa.Column("id", INT64, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", INT64, nullable=False),
        sa.Column("is_active", INT64, server_default="1", nullable=False),
        sa.Column("account_id", INT64, nullable=True),
        sa.CheckConstraint("kind IN ('cash', 'at_once', 'later', 'stored_value', 'on_account')", name=op.f("ck_payment_method_kind")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_payment_method_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_method")),
        sa.UniqueConstraint("code", name=op.f("uq_payment_method_code")),
        sqlite_strict=True,
    )


def _stock_move() -> None:
    op.create_table(
        "stock_move",
        sa.Column("id", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("place_id", INT64, nullable=False),
        sa.Column("lot", INT64, server_default="0", nullable=False),
        sa.Column("piece", INT64, server_default="0", nullable=False),
        sa.Column("quantity", INT64, nullable=False),
        sa.Column("value", INT64, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("line_no", INT64, server_default="0", nullable=False),
        sa.Column("settles", INT64, nullable=True),
        sa.Column("is_provisional", INT64, server_default="0", nullable=False),
        sa.Column("is_cost_known", INT64, server_default="1", nullable=False),
        sa.Column("posted_seq", INT64, nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("as_of", INT64, nullable=True),
        sa.CheckConstraint(
            "kind IN ('sale', 'sale_return', 'scrap', 'opening', 'opening_undone', 'true_up', 'receipt', 'purchase_return', 'later_value', 'write_off', 'write_up', 'assembly', 'transfer', 'count', 'first_count')",
            name=op.f("ck_stock_move_kind"),
        ),
        sa.CheckConstraint("quantity <> 0 OR kind IN ('true_up', 'later_value')", name=op.f("ck_stock_move_moves")),
        sa.CheckConstraint("quantity = 0 OR value = 0 OR (quantity > 0) = (value > 0)", name=op.f("ck_stock_move_sign")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_stock_move_document_id_document")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_stock_move_place_id_place")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_stock_move_product_id_product")),
        sa.ForeignKeyConstraint(["settles"], ["stock_move.id"], name=op.f("fk_stock_move_settles_stock_move")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_move")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_stock_move_document_id"), "stock_move", ["document_id"], unique=False)
    op.create_index(op.f("ix_stock_move_product_id_posted_seq"), "stock_move", ["product_id", "posted_seq"], unique=False)
    op.create_index(
        op.f("ix_stock_move_settles"),
        "stock_move",
        ["settles"],
        unique=False,
        sqlite_where=sa.text("settles IS NOT NULL"),
        postgresql_where=sa.text("settles IS NOT NULL"),
    )


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", INT64, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner_id", INT64, nullable=False),
        sa.Column("till_id", INT64, nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", INT64, server_default="1", nullable=False),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'held', 'pending', 'returned')", name=op.f("ck_draft_state")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_draft_owner_id_user")),
        sa.ForeignKeyConstraint(["till_id"], ["till.id"], name=op.f("fk_draft_till_id_till")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("key", name=op.f("uq_draft_key")),
        sqlite_strict=True,
    )


def _anew(table: str, make: Callable[[], None], columns: str = "", indexes: tuple[str, ...] = ()) -> None:
    """A table with other rules: made anew, filled from the old one. References by name stay; guards go with the old table."""
    for index in indexes:
        op.drop_index(index, table)
    op.execute("PRAGMA legacy_alter_table=ON")
    op.rename_table(table, f"{table}_old")
    make()
    op.execute(f"INSERT INTO {table} {f'({columns})' if columns else ''} SELECT * FROM {table}_old")
    op.drop_table(f"{table}_old")
    op.execute("PRAGMA legacy_alter_table=OFF")


def _guard(tables: tuple[str, ...]) -> None:
    for table in tables:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'posted rows are never changed: {table}'); END"
            )


def _first_rows() -> None:
    op.execute(
        "INSERT INTO account (id, code, name, kind, position) VALUES (1, 'drawer', 'Cash drawer', 'drawer', 1), "
        "(2, 'wechat', 'WeChat', 'wallet', 2), (3, 'alipay', 'Alipay', 'wallet', 3), (4, 'bank', 'Bank account', 'bank', 4), "
        "(5, 'owner', 'Money of the owner', 'owner', 5)"
    )
    op.execute(
        "UPDATE payment_method SET account_id = CASE kind WHEN 'cash' THEN 1 ELSE "
        "CASE code WHEN 'wechat' THEN 2 WHEN 'alipay' THEN 3 WHEN 'card' THEN 4 END END"
    )
    reasons = ("Expired", "Broken", "Lost", "Own use", "Tasting and samples", "Given away", "Other")
    for position, reason in enumerate(reasons, 1):
        op.execute(f"INSERT INTO stock_reason (id, name, position) VALUES ({position}, '{reason}', {position})")
    rights = (
        "see_purchases",
        "edit_suppliers",
        "order_goods",
        "approve_orders",
        "receive_goods",
        "return_to_supplier",
        "pay_supplier",
        "adjust_stock",
        "transfer_stock",
        "assemble_goods",
    )
    for right in rights:
        op.execute(f"INSERT INTO role_permission (role_id, permission) VALUES (1, '{right}')")


def upgrade() -> None:
    """Make the tables, the guards and the first rows."""
    for make_table in (
        _account,
        _party,
        _stock_month_kept,
        _stock_reason,
        _party_balance,
        _supplier,
        _recipe,
        _stock_month,
        _stock_month_value,
        _supplier_licence,
        _supplier_product,
        _account_move,
        _adjustment_line,
        _assembly_line,
        _goods_receipt,
        _later_cost,
        _later_cost_line,
        _opening_payable,
        _party_move,
        _price_difference,
        _purchase_order,
        _purchase_order_line,
        _supplier_payment,
        _supplier_price,
        _transfer,
        _transfer_line,
        _allocation,
        _receipt_line,
    ):
        make_table()
    op.execute("ALTER TABLE product ADD COLUMN fill_to INTEGER")
    op.drop_index("ix_product_category_id", "product")
    op.create_index(op.f("ix_product_category_id_kind_import_id"), "product", ["category_id", "kind", "import_id"], unique=False)
    _anew("payment_method", _payment_method, "id, code, name, kind, position, is_active")
    _anew(
        "stock_move",
        _stock_move,
        "id, product_id, place_id, lot, piece, quantity, value, kind, document_id, line_no, settles, is_provisional, is_cost_known, "
        "posted_seq, business_date",
        ("ix_stock_move_document_id", "ix_stock_move_product_id_posted_seq", "ix_stock_move_settles"),
    )
    _anew("draft", _draft)
    _guard((*POSTED, "stock_move"))
    _first_rows()
