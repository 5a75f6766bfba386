"""claimed roles: which identity provider gave a membership, and whether it took it back."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("issuer", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("taken_back", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.alter_column("taken_back", server_default=None)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_column("taken_back")
        batch_op.drop_column("issuer")
