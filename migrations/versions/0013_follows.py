"""what people follow."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "follow",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "level",
            sa.Enum("all", "first", "mute", name="level", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__follow__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__follow")),
        sa.UniqueConstraint(
            "person_id", "kind", "key", name=op.f("uq__follow__person_id_kind_key")
        ),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index("ix__follow__topic", ["kind", "key"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("follow")
