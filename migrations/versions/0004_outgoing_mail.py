"""outgoing mail."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "outgoing_mail",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "sent", "refused", name="mailstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__outgoing_mail")),
        sa.UniqueConstraint("key", name=op.f("uq__outgoing_mail__key")),
    )
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__outgoing_mail__state"), ["state"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__outgoing_mail__state"))

    op.drop_table("outgoing_mail")
