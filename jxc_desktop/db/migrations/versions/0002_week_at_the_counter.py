"""What a week at the counter asked for.

Who a delivery note was made out to, sales put right, when a platform took an order, tare, selling points, packs sold by measure.
The first schema is in users' hands: it is never edited, what comes later is added here.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _delivery_note() -> None:
    op.create_table(
        "delivery_note",
        sa.Column("id", INT64, nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_delivery_note_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_note")),
        sqlite_strict=True,
    )


def _amendment() -> None:
    op.create_table(
        "amendment",
        sa.Column("id", INT64, nullable=False),
        sa.Column("sale_id", INT64, nullable=False),
        sa.Column("version", INT64, nullable=False),
        sa.CheckConstraint("version >= 1 AND id <> sale_id", name=op.f("ck_amendment_version")),
        sa.ForeignKeyConstraint(["id"], ["document.id"], name=op.f("fk_amendment_id_document")),
        sa.ForeignKeyConstraint(["sale_id"], ["document.id"], name=op.f("fk_amendment_sale_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("sale_id", name=op.f("uq_amendment_sale_id")),
        sqlite_strict=True,
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER amendment_no_{verb.lower()} BEFORE {verb} ON amendment "
            "BEGIN SELECT RAISE(ABORT, 'posted rows are never changed: amendment'); END"
        )


def _ordered_at() -> None:
    """Orders that are there already keep none: they count at the time of posting, as before."""
    op.add_column("channel_order", sa.Column("ordered_at", sa.Text()))


def _true_ups() -> None:
    settled = sa.text("settles IS NOT NULL")
    op.create_index(op.f("ix_stock_move_settles"), "stock_move", ["settles"], sqlite_where=settled, postgresql_where=settled)


def _products() -> None:
    op.add_column("product", sa.Column("selling_points", sa.Text(), server_default="", nullable=False))
    op.add_column("product", sa.Column("tare", INT64))
    op.add_column("pack", sa.Column("is_measured", INT64, server_default="0", nullable=False))


def upgrade() -> None:
    """Add it."""
    _delivery_note()
    _amendment()
    _ordered_at()
    _true_ups()
    _products()
