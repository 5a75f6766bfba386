"""threads whose answer stands in a version of their practice."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folded_version_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix__thread__folded_version_id", ["folded_version_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk__thread__folded_version_id__practice_version"),
            "practice_version",
            ["folded_version_id"],
            ["id"],
            ondelete="RESTRICT",
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk__thread__folded_version_id__practice_version"), type_="foreignkey"
        )
        batch_op.drop_index("ix__thread__folded_version_id")
        batch_op.drop_column("folded_version_id")
