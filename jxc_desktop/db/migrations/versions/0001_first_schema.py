"""The first schema: people, products, documents, sales, stock, imports, print jobs.

Posted tables carry triggers that refuse every UPDATE and DELETE.
"""

import sqlalchemy as sa
from alembic import op

from jxc_desktop.db.search import CREATE_INDEX

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

POSTED = (
    "document",
    "sale",
    "sale_line",
    "payment",
    "sale_return",
    "tender_correction",
    "sale_customer",
    "cancelled_cart",
    "channel_order",
    "opening_line",
    "stock_move",
    "price_change",
    "audit_entry",
)


def _brand() -> None:
    op.create_table(
        "brand",
        sa.Column("id", INT64, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand")),
        sa.UniqueConstraint("name", name=op.f("uq_brand_name")),
        sqlite_strict=True,
    )


def _category() -> None:
    op.create_table(
        "category",
        sa.Column("id", INT64, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("name", name=op.f("uq_category_name")),
        sqlite_strict=True,
    )


def _customer() -> None:
    op.create_table(
        "customer",
        sa.Column("id", INT64, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.CheckConstraint("length(name) + length(phone) > 0", name=op.f("ck_customer_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_customer_phone"), "customer", ["phone"], unique=False)


def _head() -> None:
    op.create_table(
        "head",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", INT64, server_default="0", nullable=False),
        sa.Column("hash", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_head")),
        sqlite_strict=True,
    )


def _mapping() -> None:
    op.create_table(
        "mapping",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("used_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "fingerprint", name=op.f("pk_mapping")),
        sqlite_strict=True,
    )


def _payment_method() -> None:
    op.create_table(
        "payment_method",
        sa.Column("id", INT64, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", INT64, nullable=False),
        sa.Column("is_active", INT64, server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('cash', 'at_once', 'later', 'stored_value', 'on_account')", name=op.f("ck_payment_method_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_method")),
        sa.UniqueConstraint("code", name=op.f("uq_payment_method_code")),
        sqlite_strict=True,
    )


def _picture() -> None:
    op.create_table(
        "picture",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(body) BETWEEN 1 AND 200000", name=op.f("ck_picture_body")),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_picture")),
        sqlite_strict=True,
    )


def _place() -> None:
    op.create_table(
        "place",
        sa.Column("id", INT64, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("name", name=op.f("uq_place_name")),
        sqlite_strict=True,
    )


def _quick_page() -> None:
    op.create_table(
        "quick_page",
        sa.Column("page", INT64, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("page BETWEEN 1 AND 9", name=op.f("ck_quick_page_page")),
        sa.PrimaryKeyConstraint("page", name=op.f("pk_quick_page")),
        sqlite_strict=True,
    )


def _reference_list() -> None:
    op.create_table(
        "reference_list",
        sa.Column("id", INT64, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="loading", nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("count", INT64, server_default="0", nullable=False),
        sa.CheckConstraint("state IN ('loading', 'done', 'removed')", name=op.f("ck_reference_list_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_list")),
        sqlite_strict=True,
    )


def _role() -> None:
    op.create_table(
        "role",
        sa.Column("id", INT64, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
        sqlite_strict=True,
    )


def _setting() -> None:
    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
        sqlite_strict=True,
    )


def _till() -> None:
    op.create_table(
        "till",
        sa.Column("id", INT64, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_till")),
        sa.UniqueConstraint("code", name=op.f("uq_till_code")),
        sqlite_strict=True,
    )


def _channel() -> None:
    op.create_table(
        "channel",
        sa.Column("id", INT64, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("method_id", INT64, nullable=False),
        sa.ForeignKeyConstraint(["method_id"], ["payment_method.id"], name=op.f("fk_channel_method_id_payment_method")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("name", name=op.f("uq_channel_name")),
        sqlite_strict=True,
    )


def _product() -> None:
    op.create_table(
        "product",
        sa.Column("id", INT64, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), server_default="", nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("category_id", INT64, nullable=True),
        sa.Column("brand_id", INT64, nullable=True),
        sa.Column("kind", sa.Text(), server_default="goods", nullable=False),
        sa.Column("retail_price", INT64, nullable=True),
        sa.Column("member_price", INT64, nullable=True),
        sa.Column("wholesale_price", INT64, nullable=True),
        sa.Column("purchase_price", INT64, nullable=True),
        sa.Column("tax_rate", INT64, nullable=True),
        sa.Column("below_zero", sa.Text(), server_default="", nullable=False),
        sa.Column("no_discount", INT64, server_default="0", nullable=False),
        sa.Column("stop_buying", INT64, server_default="0", nullable=False),
        sa.Column("stop_selling", INT64, server_default="0", nullable=False),
        sa.Column("article_number", sa.Text(), server_default="", nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("order_at", INT64, nullable=True),
        sa.Column("initials", sa.Text(), server_default="", nullable=False),
        sa.Column("pinyin", sa.Text(), server_default="", nullable=False),
        sa.Column("own_initials", sa.Text(), server_default="", nullable=False),
        sa.Column("import_id", INT64, server_default="0", nullable=False),
        sa.Column("version", INT64, server_default="1", nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.CheckConstraint("below_zero IN ('', 'sell', 'warn', 'refuse')", name=op.f("ck_product_below_zero")),
        sa.CheckConstraint("kind IN ('goods', 'weighed', 'service', 'open_price')", name=op.f("ck_product_kind")),
        sa.CheckConstraint("length(code) > 0 AND length(name) > 0", name=op.f("ck_product_named")),
        sa.CheckConstraint("member_price BETWEEN 0 AND 99999999900", name=op.f("ck_product_member_price")),
        sa.CheckConstraint("purchase_price BETWEEN 0 AND 99999999900", name=op.f("ck_product_purchase_price")),
        sa.CheckConstraint("retail_price BETWEEN 0 AND 99999999900", name=op.f("ck_product_retail_price")),
        sa.CheckConstraint("tax_rate BETWEEN 0 AND 10000", name=op.f("ck_product_tax_rate")),
        sa.CheckConstraint("wholesale_price BETWEEN 0 AND 99999999900", name=op.f("ck_product_wholesale_price")),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_product_brand_id_brand")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_product_category_id_category")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("code", name=op.f("uq_product_code")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_product_category_id"), "product", ["category_id"], unique=False)
    op.create_index(op.f("ix_product_initials"), "product", ["initials"], unique=False)
    op.create_index(op.f("ix_product_name"), "product", ["name"], unique=False)


def _reference_product() -> None:
    op.create_table(
        "reference_product",
        sa.Column("list_id", INT64, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), server_default="", nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("category", sa.Text(), server_default="", nullable=False),
        sa.Column("price", INT64, nullable=True),
        sa.CheckConstraint("price BETWEEN 0 AND 99999999900", name=op.f("ck_reference_product_price")),
        sa.ForeignKeyConstraint(["list_id"], ["reference_list.id"], name=op.f("fk_reference_product_list_id_reference_list")),
        sa.PrimaryKeyConstraint("list_id", "code", name=op.f("pk_reference_product")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_reference_product_code"), "reference_product", ["code"], unique=False)


def _role_permission() -> None:
    op.create_table(
        "role_permission",
        sa.Column("role_id", INT64, nullable=False),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_role_permission_role_id_role")),
        sa.PrimaryKeyConstraint("role_id", "permission", name=op.f("pk_role_permission")),
        sqlite_strict=True,
    )


def _shift() -> None:
    op.create_table(
        "shift",
        sa.Column("id", INT64, nullable=False),
        sa.Column("till_id", INT64, nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("number", INT64, server_default="1", nullable=False),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["till_id"], ["till.id"], name=op.f("fk_shift_till_id_till")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("till_id", "business_date", "number", name=op.f("uq_shift_till_id_business_date_number")),
        sqlite_strict=True,
    )


def _user() -> None:
    op.create_table(
        "user",
        sa.Column("id", INT64, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role_id", INT64, nullable=False),
        sa.Column("is_active", INT64, server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_user_role_id_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("name", name=op.f("uq_user_name")),
        sqlite_strict=True,
    )


def _audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", INT64, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor_id", INT64, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_audit_entry_actor_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)


def _barcode() -> None:
    op.create_table(
        "barcode",
        sa.Column("id", INT64, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("pack_id", INT64, server_default="0", nullable=False),
        sa.Column("position", INT64, server_default="0", nullable=False),
        sa.Column("reversed", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_barcode_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barcode")),
        sa.UniqueConstraint("code", "product_id", "pack_id", name=op.f("uq_barcode_code_product_id_pack_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_barcode_product_id"), "barcode", ["product_id"], unique=False)
    op.create_index(op.f("ix_barcode_reversed"), "barcode", ["reversed"], unique=False)


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", INT64, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("posted_seq", INT64, nullable=False),
        sa.Column("till_id", INT64, nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("posted_at", sa.Text(), nullable=False),
        sa.Column("actor_id", INT64, nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("party_id", INT64, server_default="0", nullable=False),
        sa.Column("reverses", INT64, nullable=True),
        sa.Column("total", INT64, nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("recipe", INT64, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("total % 100 = 0", name=op.f("ck_document_total_in_coins")),
        sa.CheckConstraint("total BETWEEN -9999999999900 AND 9999999999900", name=op.f("ck_document_total_limit")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_document_actor_id_user")),
        sa.ForeignKeyConstraint(["reverses"], ["document.id"], name=op.f("fk_document_reverses_document")),
        sa.ForeignKeyConstraint(["till_id"], ["till.id"], name=op.f("fk_document_till_id_till")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("key", name=op.f("uq_document_key")),
        sa.UniqueConstraint("number", name=op.f("uq_document_number")),
        sa.UniqueConstraint("posted_seq", name=op.f("uq_document_posted_seq")),
        sa.UniqueConstraint("reverses", name=op.f("uq_document_reverses")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_document_business_date_kind"), "document", ["business_date", "kind"], unique=False)


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
        sa.CheckConstraint("state IN ('open', 'held')", name=op.f("ck_draft_state")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_draft_owner_id_user")),
        sa.ForeignKeyConstraint(["till_id"], ["till.id"], name=op.f("fk_draft_till_id_till")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("key", name=op.f("uq_draft_key")),
        sqlite_strict=True,
    )


def _import_batch() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", INT64, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor_id", INT64, nullable=False),
        sa.Column("new", INT64, server_default="0", nullable=False),
        sa.Column("changed", INT64, server_default="0", nullable=False),
        sa.Column("skipped", INT64, server_default="0", nullable=False),
        sa.Column("slices", INT64, server_default="0", nullable=False),
        sa.Column("applied", INT64, server_default="0", nullable=False),
        sa.CheckConstraint("state IN ('staged', 'applying', 'done', 'undoing', 'undone')", name=op.f("ck_import_batch_state")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_import_batch_actor_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_import_batch_file_hash"), "import_batch", ["file_hash"], unique=False)
    op.create_index(op.f("ix_import_batch_state"), "import_batch", ["state"], unique=False)


def _pack() -> None:
    op.create_table(
        "pack",
        sa.Column("id", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ratio", INT64, nullable=False),
        sa.Column("price", INT64, nullable=True),
        sa.Column("is_retired", INT64, server_default="0", nullable=False),
        sa.CheckConstraint("price BETWEEN 0 AND 99999999900", name=op.f("ck_pack_price")),
        sa.CheckConstraint("ratio > 1", name=op.f("ck_pack_ratio")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_pack_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_pack_product_id"), "pack", ["product_id"], unique=False)


def _planned_price() -> None:
    op.create_table(
        "planned_price",
        sa.Column("id", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("price", sa.Text(), nullable=False),
        sa.Column("old", INT64, nullable=True),
        sa.Column("new", INT64, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("is_tagged", INT64, server_default="0", nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("planned_at", sa.Text(), nullable=False),
        sa.Column("actor_id", INT64, nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'done', 'cancelled')", name=op.f("ck_planned_price_state")),
        sa.CheckConstraint("new BETWEEN 0 AND 99999999900", name=op.f("ck_planned_price_new")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_planned_price_actor_id_user")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_planned_price_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_price")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_planned_price_product_id"), "planned_price", ["product_id"], unique=False)
    op.create_index(op.f("ix_planned_price_state_at"), "planned_price", ["state", "at"], unique=False)


def _price_change() -> None:
    op.create_table(
        "price_change",
        sa.Column("id", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("pack_id", INT64, server_default="0", nullable=False),
        sa.Column("price", sa.Text(), nullable=False),
        sa.Column("old", INT64, nullable=True),
        sa.Column("new", INT64, nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor_id", INT64, nullable=False),
        sa.Column("import_id", INT64, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_price_change_actor_id_user")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_price_change_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_change")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_price_change_product_id"), "price_change", ["product_id"], unique=False)


def _quick_key() -> None:
    op.create_table(
        "quick_key",
        sa.Column("page", INT64, nullable=False),
        sa.Column("position", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=True),
        sa.Column("category_id", INT64, nullable=True),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("colour", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("colour IN ('', 'accent', 'amber', 'red')", name=op.f("ck_quick_key_colour")),
        sa.CheckConstraint("(product_id IS NULL) <> (category_id IS NULL)", name=op.f("ck_quick_key_one")),
        sa.CheckConstraint("page BETWEEN 1 AND 9 AND position >= 1", name=op.f("ck_quick_key_place")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_quick_key_category_id_category"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_quick_key_product_id_product"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page", "position", name=op.f("pk_quick_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_quick_key_category_id"), "quick_key", ["category_id"], unique=False)
    op.create_index(op.f("ix_quick_key_product_id"), "quick_key", ["product_id"], unique=False)


def _shelf_position() -> None:
    op.create_table(
        "shelf_position",
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("place_id", INT64, nullable=False),
        sa.Column("shelf", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_shelf_position_place_id_place")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_shelf_position_product_id_product")),
        sa.PrimaryKeyConstraint("product_id", "place_id", name=op.f("pk_shelf_position")),
        sqlite_strict=True,
    )


def _shelf_tag() -> None:
    op.create_table(
        "shelf_tag",
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("price", INT64, nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_shelf_tag_product_id_product")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_shelf_tag")),
        sqlite_strict=True,
    )


def _stock_level() -> None:
    op.create_table(
        "stock_level",
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("place_id", INT64, nullable=False),
        sa.Column("lot", INT64, server_default="0", nullable=False),
        sa.Column("quantity", INT64, nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_stock_level_place_id_place")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_stock_level_product_id_product")),
        sa.PrimaryKeyConstraint("product_id", "place_id", "lot", name=op.f("pk_stock_level")),
        sqlite_strict=True,
    )


def _stock_value() -> None:
    op.create_table(
        "stock_value",
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("quantity", INT64, nullable=False),
        sa.Column("value", INT64, nullable=False),
        sa.Column("rate_value", INT64, nullable=True),
        sa.Column("rate_quantity", INT64, nullable=True),
        sa.Column("opened_seq", INT64, server_default="0", nullable=False),
        sa.CheckConstraint(
            "(quantity > 0 AND value >= 0) OR (quantity = 0 AND value = 0) OR (quantity < 0 AND value <= 0)",
            name=op.f("ck_stock_value_sign"),
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_stock_value_product_id_product")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_stock_value")),
        sqlite_strict=True,
    )


def _cancelled_cart() -> None:
    op.create_table(
        "cancelled_cart",
        sa.Column("id", INT64, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_cancelled_cart_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cancelled_cart")),
        sqlite_strict=True,
    )


def _channel_order() -> None:
    op.create_table(
        "channel_order",
        sa.Column("id", INT64, nullable=False),
        sa.Column("channel_id", INT64, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.CheckConstraint("length(number) > 0", name=op.f("ck_channel_order_numbered")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_channel_order_channel_id_channel")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_channel_order_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_order")),
        sa.UniqueConstraint("channel_id", "number", name=op.f("uq_channel_order_channel_id_number")),
        sa.UniqueConstraint("document_id", name=op.f("uq_channel_order_document_id")),
        sqlite_strict=True,
    )


def _draft_line() -> None:
    op.create_table(
        "draft_line",
        sa.Column("draft_id", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("base_quantity", INT64, nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_line_draft_id_draft")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_draft_line_product_id_product")),
        sa.PrimaryKeyConstraint("draft_id", "product_id", name=op.f("pk_draft_line")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_draft_line_product_id"), "draft_line", ["product_id"], unique=False)


def _import_slice() -> None:
    op.create_table(
        "import_slice",
        sa.Column("import_id", INT64, nullable=False),
        sa.Column("slice_no", INT64, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made", sa.Text(), server_default="[]", nullable=False),
        sa.Column("is_applied", INT64, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_import_slice_import_id_import_batch")),
        sa.PrimaryKeyConstraint("import_id", "slice_no", name=op.f("pk_import_slice")),
        sqlite_strict=True,
    )


def _opening_line() -> None:
    op.create_table(
        "opening_line",
        sa.Column("id", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("line_no", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("place_id", INT64, nullable=False),
        sa.Column("quantity", INT64, nullable=False),
        sa.Column("counted", INT64, nullable=False),
        sa.Column("unit_cost", INT64, nullable=True),
        sa.Column("value", INT64, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_opening_line_document_id_document")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_opening_line_place_id_place")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_opening_line_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_line")),
        sa.UniqueConstraint("document_id", "line_no", name=op.f("uq_opening_line_document_id_line_no")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_opening_line_product_id"), "opening_line", ["product_id"], unique=False)


def _past_sale_line() -> None:
    op.create_table(
        "past_sale_line",
        sa.Column("id", INT64, nullable=False),
        sa.Column("import_id", INT64, nullable=False),
        sa.Column("row_no", INT64, nullable=False),
        sa.Column("sold_at", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), server_default="", nullable=False),
        sa.Column("product_id", INT64, nullable=True),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("barcode", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", INT64, nullable=False),
        sa.Column("price", INT64, nullable=True),
        sa.Column("amount", INT64, nullable=True),
        sa.CheckConstraint("length(code) + length(barcode) + length(name) > 0", name=op.f("ck_past_sale_line_named")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_past_sale_line_import_id_import_batch")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_past_sale_line_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_sale_line")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_past_sale_line_business_date"), "past_sale_line", ["business_date"], unique=False)
    op.create_index(op.f("ix_past_sale_line_import_id"), "past_sale_line", ["import_id"], unique=False)
    op.create_index(op.f("ix_past_sale_line_product_id"), "past_sale_line", ["product_id"], unique=False)


def _payment() -> None:
    op.create_table(
        "payment",
        sa.Column("id", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("line_no", INT64, nullable=False),
        sa.Column("method_id", INT64, nullable=False),
        sa.Column("amount", INT64, nullable=False),
        sa.Column("tendered", INT64, nullable=False),
        sa.Column("change", INT64, server_default="0", nullable=False),
        sa.Column("shift_id", INT64, nullable=False),
        sa.CheckConstraint("amount % 100 = 0", name=op.f("ck_payment_in_coins")),
        sa.CheckConstraint("tendered - change = amount AND change >= 0", name=op.f("ck_payment_change")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_payment_document_id_document")),
        sa.ForeignKeyConstraint(["method_id"], ["payment_method.id"], name=op.f("fk_payment_method_id_payment_method")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_payment_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("document_id", "line_no", name=op.f("uq_payment_document_id_line_no")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_payment_shift_id"), "payment", ["shift_id"], unique=False)


def _print_job() -> None:
    op.create_table(
        "print_job",
        sa.Column("id", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_copy", INT64, server_default="0", nullable=False),
        sa.Column("opens_drawer", INT64, server_default="0", nullable=False),
        sa.Column("tries", INT64, server_default="0", nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("printed_at", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sending', 'printed', 'failed', 'dropped')", name=op.f("ck_print_job_state")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_print_job_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_print_job_document_id"), "print_job", ["document_id"], unique=False)
    op.create_index(op.f("ix_print_job_state"), "print_job", ["state"], unique=False)


def _sale() -> None:
    op.create_table(
        "sale",
        sa.Column("id", INT64, nullable=False),
        sa.Column("lines_total", INT64, nullable=False),
        sa.Column("discount", INT64, nullable=False),
        sa.Column("round_off", INT64, nullable=False),
        sa.Column("total", INT64, nullable=False),
        sa.Column("pieces", INT64, nullable=False),
        sa.Column("tax_status", sa.Text(), server_default="none", nullable=False),
        sa.Column("sold_by", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("lines_total - round_off = total", name=op.f("ck_sale_adds_up")),
        sa.CheckConstraint(
            "round_off = 0 OR (round_off > 0 AND lines_total > 0 AND total >= 0) OR (round_off < 0 AND lines_total < 0 AND total <= 0)",
            name=op.f("ck_sale_never_up"),
        ),
        sa.CheckConstraint("total % 100 = 0 AND round_off % 100 = 0", name=op.f("ck_sale_in_coins")),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_sale_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale")),
        sqlite_strict=True,
    )


def _sale_customer() -> None:
    op.create_table(
        "sale_customer",
        sa.Column("id", INT64, nullable=False),
        sa.Column("customer_id", INT64, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_sale_customer_customer_id_customer")),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_sale_customer_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale_customer")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sale_customer_customer_id"), "sale_customer", ["customer_id"], unique=False)


def _sale_line() -> None:
    op.create_table(
        "sale_line",
        sa.Column("id", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("line_no", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("pack_id", INT64, server_default="0", nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("barcode", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), server_default="", nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("pack_name", sa.Text(), server_default="", nullable=False),
        sa.Column("ratio", INT64, server_default="1", nullable=False),
        sa.Column("pack_quantity", INT64, nullable=False),
        sa.Column("price", INT64, nullable=False),
        sa.Column("base_price", INT64, nullable=False),
        sa.Column("price_rule", sa.Text(), server_default="retail", nullable=False),
        sa.Column("base_quantity", INT64, nullable=False),
        sa.Column("line_discount", INT64, server_default="0", nullable=False),
        sa.Column("cart_discount", INT64, server_default="0", nullable=False),
        sa.Column("amount", INT64, nullable=False),
        sa.Column("is_amount_typed", INT64, server_default="0", nullable=False),
        sa.Column("tax_rate", INT64, server_default="0", nullable=False),
        sa.Column("net", INT64, nullable=False),
        sa.Column("cost", INT64, nullable=True),
        sa.Column("is_cost_provisional", INT64, server_default="0", nullable=False),
        sa.Column("returns_line_id", INT64, nullable=True),
        sa.CheckConstraint("amount % 100 = 0 AND amount BETWEEN -999999999900 AND 999999999900", name=op.f("ck_sale_line_amount")),
        sa.CheckConstraint("base_quantity = pack_quantity * ratio", name=op.f("ck_sale_line_base_quantity")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_sale_line_document_id_document")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_sale_line_product_id_product")),
        sa.ForeignKeyConstraint(["returns_line_id"], ["sale_line.id"], name=op.f("fk_sale_line_returns_line_id_sale_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale_line")),
        sa.UniqueConstraint("document_id", "line_no", name=op.f("uq_sale_line_document_id_line_no")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sale_line_product_id"), "sale_line", ["product_id"], unique=False)
    op.create_index(op.f("ix_sale_line_returns_line_id"), "sale_line", ["returns_line_id"], unique=False)


def _sale_return() -> None:
    op.create_table(
        "sale_return",
        sa.Column("id", INT64, nullable=False),
        sa.Column("sale_id", INT64, nullable=True),
        sa.Column("exchange_key", sa.Text(), server_default="", nullable=False),
        sa.Column("is_other_way", INT64, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_sale_return_id_document")),
        sa.ForeignKeyConstraint(["sale_id"], ["document.id"], name=op.f("fk_sale_return_sale_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale_return")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_sale_return_sale_id"), "sale_return", ["sale_id"], unique=False)


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
        sa.CheckConstraint(
            "kind IN ('sale', 'sale_return', 'scrap', 'opening', 'opening_undone', 'true_up')", name=op.f("ck_stock_move_kind")
        ),
        sa.CheckConstraint("quantity <> 0 OR kind = 'true_up'", name=op.f("ck_stock_move_moves")),
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


def _tender_correction() -> None:
    op.create_table(
        "tender_correction",
        sa.Column("id", INT64, nullable=False),
        sa.Column("sale_id", INT64, nullable=False),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_tender_correction_id_document")),
        sa.ForeignKeyConstraint(["sale_id"], ["document.id"], name=op.f("fk_tender_correction_sale_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender_correction")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_tender_correction_sale_id"), "tender_correction", ["sale_id"], unique=False)


def _shortage() -> None:
    op.create_table(
        "shortage",
        sa.Column("move_id", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("quantity", INT64, nullable=False),
        sa.Column("value", INT64, nullable=False),
        sa.CheckConstraint("quantity > 0 AND value >= 0", name=op.f("ck_shortage_open")),
        sa.ForeignKeyConstraint(["move_id"], ["stock_move.id"], name=op.f("fk_shortage_move_id_stock_move")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_shortage_product_id_product")),
        sa.PrimaryKeyConstraint("move_id", name=op.f("pk_shortage")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_shortage_product_id_move_id"), "shortage", ["product_id", "move_id"], unique=False)


def _guards() -> None:
    for table in POSTED:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'posted rows are never changed: {table}'); END"
            )


def _first_rows() -> None:
    op.execute("INSERT INTO role (id, name) VALUES (1, 'Owner')")
    op.execute("INSERT INTO user (id, name, role_id) VALUES (1, 'Owner', 1)")
    op.execute("INSERT INTO till (id, code, name) VALUES (1, '', 'Till 1')")
    op.execute("INSERT INTO place (id, name) VALUES (1, 'Shop floor')")
    op.execute(
        "INSERT INTO payment_method (id, code, name, kind, position) VALUES "
        "(1, 'cash', 'Cash', 'cash', 1), (2, 'wechat', 'WeChat', 'at_once', 2), "
        "(3, 'alipay', 'Alipay', 'at_once', 3), (4, 'card', 'Bank card', 'at_once', 4)"
    )
    op.execute("INSERT INTO head (name, number, hash) VALUES ('seq', 0, ''), ('chain:', 0, '" + "0" * 64 + "')")
    rights = (
        "sell",
        "override_price",
        "discount",
        "round_off",
        "cancel_cart",
        "reprint",
        "reverse_sale",
        "return_goods",
        "return_above_limit",
        "correct_tender",
        "swap_cash",
        "give_free",
        "see_sales",
        "see_reports",
        "see_cost",
        "see_stock",
        "edit_products",
        "import_products",
        "set_opening_stock",
        "export",
        "change_settings",
        "manage_users",
        "back_up",
        "restore",
    )
    for right in rights:
        op.execute(f"INSERT INTO role_permission (role_id, permission) VALUES (1, '{right}')")


def upgrade() -> None:
    """Make the tables, the guards, the search index and the first rows."""
    for make_table in (
        _brand,
        _category,
        _customer,
        _head,
        _mapping,
        _payment_method,
        _picture,
        _place,
        _quick_page,
        _reference_list,
        _role,
        _setting,
        _till,
        _channel,
        _product,
        _reference_product,
        _role_permission,
        _shift,
        _user,
        _audit_entry,
        _barcode,
        _document,
        _draft,
        _import_batch,
        _pack,
        _planned_price,
        _price_change,
        _quick_key,
        _shelf_position,
        _shelf_tag,
        _stock_level,
        _stock_value,
        _cancelled_cart,
        _channel_order,
        _draft_line,
        _import_slice,
        _opening_line,
        _past_sale_line,
        _payment,
        _print_job,
        _sale,
        _sale_customer,
        _sale_line,
        _sale_return,
        _stock_move,
        _tender_correction,
        _shortage,
    ):
        make_table()
    op.execute(CREATE_INDEX)
    _guards()
    _first_rows()
