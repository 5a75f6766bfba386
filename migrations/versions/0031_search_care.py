"""what editors say of the search, and what the last day's changes did."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "search_change",
        sa.Column(
            "kind",
            sa.Enum("synonyms", "pins", name="care", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("said", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("undone_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["undone_id"],
            ["search_change.id"],
            name=op.f("fk__search_change__undone_id__search_change"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__search_change")),
    )
    with op.batch_alter_table("search_change", schema=None) as batch_op:
        batch_op.create_index("ix__search_change__topic", ["kind", "topic"])
        batch_op.create_index(batch_op.f("ix__search_change__undone_id"), ["undone_id"])
    op.create_table(
        "search_effect",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("effect", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__search_effect")),
        sa.UniqueConstraint("day", name=op.f("uq__search_effect__day")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("search_effect")
    op.drop_table("search_change")
