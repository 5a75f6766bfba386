"""champion badges."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "region_badge",
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.String(), nullable=False),
        sa.Column("text", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind_id"],
            ["term.id"],
            name=op.f("fk__region_badge__kind_id__term"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["region_id"],
            ["region.id"],
            name=op.f("fk__region_badge__region_id__region"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__region_badge")),
        sa.UniqueConstraint(
            "region_id",
            "kind_id",
            "date",
            "url",
            name=op.f("uq__region_badge__region_id_kind_id_date_url"),
        ),
    )
    with op.batch_alter_table("region_badge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__region_badge__kind_id"), ["kind_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("region_badge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__region_badge__kind_id"))

    op.drop_table("region_badge")
