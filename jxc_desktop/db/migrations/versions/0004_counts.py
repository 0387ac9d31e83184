"""Stock counts: what is to be counted, the entries, the sheets, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

POSTED = (
    *("stock_count", "count_entry", "count_sheet", "count_sheet_line", "posted_count", "count_line", "count_difference"),
    "late_goods",
)
RIGHTS = ("count_stock", "see_differences", "post_counts", "approve_counts")


def _stock_count() -> None:
    op.create_table(
        "stock_count",
        sa.Column("id", INT64, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", INT64, nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("is_blind", INT64, nullable=False),
        sa.Column("started_seq", INT64, nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("actor_id", INT64, nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_stock_count_number")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_stock_count_actor_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count")),
        sa.UniqueConstraint("key", name=op.f("uq_stock_count_key")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_count_number")),
        sqlite_strict=True,
    )


def _count_item() -> None:
    op.create_table(
        "count_item",
        sa.Column("count_id", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("place_id", INT64, nullable=False),
        sa.Column("lot", INT64, server_default="0", nullable=False),
        sa.Column("position", INT64, nullable=False),
        sa.Column("area", sa.Text(), server_default="", nullable=False),
        sa.Column("is_added", INT64, server_default="0", nullable=False),
        sa.Column("round", INT64, server_default="0", nullable=False),
        sa.Column("quantity", INT64, nullable=True),
        sa.Column("first_quantity", INT64, nullable=True),
        sa.Column("counted_at_seq", INT64, nullable=True),
        sa.Column("since_seq", INT64, nullable=True),
        sa.Column("counted_at", sa.Text(), nullable=True),
        sa.Column("in_carts", INT64, server_default="0", nullable=False),
        sa.Column("at_till", INT64, nullable=True),
        sa.Column("person", sa.Text(), server_default="", nullable=False),
        sa.Column("first_person", sa.Text(), server_default="", nullable=False),
        sa.Column("reason_id", INT64, nullable=True),
        sa.CheckConstraint(
            "(round = 0) = (quantity IS NULL) AND (round = 0) = (counted_at_seq IS NULL)", name=op.f("ck_count_item_counted")
        ),
        sa.CheckConstraint("quantity >= 0 AND first_quantity >= 0 AND at_till >= 0", name=op.f("ck_count_item_quantity")),
        sa.ForeignKeyConstraint(["count_id"], ["stock_count.id"], name=op.f("fk_count_item_count_id_stock_count")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_count_item_place_id_place")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_count_item_product_id_product")),
        sa.ForeignKeyConstraint(["reason_id"], ["stock_reason.id"], name=op.f("fk_count_item_reason_id_stock_reason")),
        sa.PrimaryKeyConstraint("count_id", "product_id", "place_id", "lot", name=op.f("pk_count_item")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_count_item_count_id_position"), "count_item", ["count_id", "position"], unique=False)
    op.create_index(op.f("ix_count_item_product_id"), "count_item", ["product_id"], unique=False)


def _count_entry() -> None:
    op.create_table(
        "count_entry",
        sa.Column("id", INT64, nullable=False),
        sa.Column("count_id", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("place_id", INT64, nullable=False),
        sa.Column("lot", INT64, server_default="0", nullable=False),
        sa.Column("round", INT64, nullable=False),
        sa.Column("is_part", INT64, nullable=False),
        sa.Column("quantity", INT64, nullable=True),
        sa.Column("counted_at_seq", INT64, nullable=False),
        sa.Column("counted_at", sa.Text(), nullable=False),
        sa.Column("in_carts", INT64, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sheet_id", INT64, server_default="0", nullable=False),
        sa.Column("person", sa.Text(), server_default="", nullable=False),
        sa.Column("actor_id", INT64, nullable=False),
        sa.Column("entered_at", sa.Text(), nullable=False),
        sa.CheckConstraint("round >= 1", name=op.f("ck_count_entry_round")),
        sa.CheckConstraint("source IN ('scan', 'sheet', 'workbook', 'handheld')", name=op.f("ck_count_entry_source")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_count_entry_actor_id_user")),
        sa.ForeignKeyConstraint(["count_id"], ["stock_count.id"], name=op.f("fk_count_entry_count_id_stock_count")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_count_entry_place_id_place")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_count_entry_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_entry")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_count_entry_count_id_product_id"), "count_entry", ["count_id", "product_id"], unique=False)


def _count_sheet() -> None:
    op.create_table(
        "count_sheet",
        sa.Column("id", INT64, nullable=False),
        sa.Column("count_id", INT64, nullable=False),
        sa.Column("number", INT64, nullable=False),
        sa.Column("area", sa.Text(), server_default="", nullable=False),
        sa.Column("is_blind", INT64, nullable=False),
        sa.Column("printed_seq", INT64, nullable=False),
        sa.Column("printed_at", sa.Text(), nullable=False),
        sa.Column("actor_id", INT64, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_count_sheet_actor_id_user")),
        sa.ForeignKeyConstraint(["count_id"], ["stock_count.id"], name=op.f("fk_count_sheet_count_id_stock_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_sheet")),
        sa.UniqueConstraint("count_id", "number", name=op.f("uq_count_sheet_count_id_number")),
        sqlite_strict=True,
    )


def _count_sheet_line() -> None:
    op.create_table(
        "count_sheet_line",
        sa.Column("sheet_id", INT64, nullable=False),
        sa.Column("line_no", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("place_id", INT64, nullable=False),
        sa.Column("lot", INT64, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_count_sheet_line_place_id_place")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_count_sheet_line_product_id_product")),
        sa.ForeignKeyConstraint(["sheet_id"], ["count_sheet.id"], name=op.f("fk_count_sheet_line_sheet_id_count_sheet")),
        sa.PrimaryKeyConstraint("sheet_id", "line_no", name=op.f("pk_count_sheet_line")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def _posted_count() -> None:
    op.create_table(
        "posted_count",
        sa.Column("id", INT64, nullable=False),
        sa.Column("count_id", INT64, nullable=False),
        sa.Column("count_number", INT64, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("is_blind", INT64, nullable=False),
        sa.ForeignKeyConstraint(["count_id"], ["stock_count.id"], name=op.f("fk_posted_count_count_id_stock_count")),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_posted_count_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_count")),
        sa.UniqueConstraint("count_id", name=op.f("uq_posted_count_count_id")),
        sqlite_strict=True,
    )


def _count_line() -> None:
    op.create_table(
        "count_line",
        sa.Column("id", INT64, nullable=False),
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("line_no", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("place_id", INT64, nullable=False),
        sa.Column("lot", INT64, server_default="0", nullable=False),
        sa.Column("round", INT64, nullable=False),
        sa.Column("first_quantity", INT64, nullable=False),
        sa.Column("quantity", INT64, nullable=False),
        sa.Column("at_till", INT64, nullable=False),
        sa.Column("book_quantity", INT64, nullable=False),
        sa.Column("moved", INT64, nullable=False),
        sa.Column("value", INT64, nullable=False),
        sa.Column("is_first", INT64, nullable=False),
        sa.Column("is_flagged", INT64, nullable=False),
        sa.Column("counted_at_seq", INT64, nullable=False),
        sa.Column("counted_at", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("first_person", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("moved IN (0, quantity + at_till - book_quantity)", name=op.f("ck_count_line_moved")),
        sa.CheckConstraint("quantity >= 0 AND first_quantity >= 0 AND at_till >= 0 AND round >= 0", name=op.f("ck_count_line_quantity")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_count_line_document_id_document")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_count_line_place_id_place")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_count_line_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_line")),
        sa.UniqueConstraint("document_id", "line_no", name=op.f("uq_count_line_document_id_line_no")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_count_line_product_id_place_id"), "count_line", ["product_id", "place_id"], unique=False)


def _count_difference() -> None:
    op.create_table(
        "count_difference",
        sa.Column("id", INT64, nullable=False),
        sa.Column("posted_count_id", INT64, nullable=False),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_count_difference_id_document")),
        sa.ForeignKeyConstraint(["posted_count_id"], ["document.id"], name=op.f("fk_count_difference_posted_count_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_difference")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_count_difference_posted_count_id"), "count_difference", ["posted_count_id"], unique=False)


def _last_count() -> None:
    op.create_table(
        "last_count",
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("place_id", INT64, nullable=False),
        sa.Column("lot", INT64, server_default="0", nullable=False),
        sa.Column("line_id", INT64, nullable=False),
        sa.Column("counted_at_seq", INT64, nullable=False),
        sa.Column("counted_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["count_line.id"], name=op.f("fk_last_count_line_id_count_line")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_last_count_place_id_place")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_last_count_product_id_product")),
        sa.PrimaryKeyConstraint("product_id", "place_id", "lot", name=op.f("pk_last_count")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def _late_goods() -> None:
    op.create_table(
        "late_goods",
        sa.Column("document_id", INT64, nullable=False),
        sa.Column("line_no", INT64, nullable=False),
        sa.Column("is_out", INT64, nullable=False),
        sa.Column("product_id", INT64, nullable=False),
        sa.Column("place_id", INT64, nullable=False),
        sa.Column("as_of", INT64, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_late_goods_document_id_document")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_late_goods_place_id_place")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_late_goods_product_id_product")),
        sa.PrimaryKeyConstraint("document_id", "line_no", "is_out", name=op.f("pk_late_goods")),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def upgrade() -> None:
    """Make the tables, the guards and the owner's rights."""
    for make_table in (
        _stock_count,
        _count_item,
        _count_entry,
        _count_sheet,
        _count_sheet_line,
        _posted_count,
        _count_line,
        _count_difference,
        _last_count,
        _late_goods,
    ):
        make_table()
    for table in POSTED:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'posted rows are never changed: {table}'); END"
            )
    for right in RIGHTS:
        op.execute(f"INSERT INTO role_permission (role_id, permission) VALUES (1, '{right}')")
