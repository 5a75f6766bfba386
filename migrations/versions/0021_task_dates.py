"""task dates: a task of an adoption is due on a day."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("adoption_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due", sa.Date(), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("adoption_task", schema=None) as batch_op:
        batch_op.drop_column("due")
