"""What a week at the counter asked for: who a delivery note was made out to.

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


def upgrade() -> None:
    """Add it."""
    _delivery_note()
