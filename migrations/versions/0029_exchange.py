"""exchange: scopes of tokens, ids in other systems, and tables that wait for a look."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0026"
branch_labels = None
depends_on = None

# What tokens could do before there were scopes.
EVERYTHING = ("read", "practices:write", "reviews:write", "threads:write", "members:write")


def upgrade() -> None:
    """Apply."""
    everything = sa.text(f"'{json.dumps(EVERYTHING)}'")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("scopes", sa.JSON(), nullable=False, server_default=everything)
        )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.alter_column("scopes", server_default=None)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_column("scopes")
