"""operation: workers say that they live; tasks of the schedule remember their last runs."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "worker_beat",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__worker_beat")),
        sa.UniqueConstraint("name", name=op.f("uq__worker_beat__name")),
    )
    with op.batch_alter_table("scheduled_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("scheduled_task", schema=None) as batch_op:
        batch_op.drop_column("done_at")
        batch_op.drop_column("asked_at")
    op.drop_table("worker_beat")
