"""the life of a practice after publication."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATES = ("draft", "published", "stopped", "suspended", "withdrawn")
HAPPENINGS = ("confirmed", "stopped", "resumed", "suspended", "released", "withdrawn")
PULSES = ("verified", "due", "overdue")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "life_event",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column(
            "what",
            sa.Enum(*HAPPENINGS, name="happening", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "was",
            sa.Enum(*STATES, name="practicestate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__life_event__person_id__person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__life_event__practice_id__practice"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reason_id"],
            ["term.id"],
            name=op.f("fk__life_event__reason_id__term"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__life_event")),
    )
    with op.batch_alter_table("life_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__life_event__practice_id"), ["practice_id"])
        batch_op.create_index(batch_op.f("ix__life_event__reason_id"), ["reason_id"])

    op.create_table(
        "later_measure",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["life_event.id"],
            name=op.f("fk__later_measure__event_id__life_event"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__later_measure__practice_id__practice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__later_measure")),
    )
    with op.batch_alter_table("later_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__later_measure__event_id"), ["event_id"])
        batch_op.create_index(batch_op.f("ix__later_measure__practice_id"), ["practice_id"])

    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "pulse",
                sa.Enum(*PULSES, name="pulse", native_enum=False, length=40),
                server_default="verified",
                nullable=False,
            )
        )
        batch_op.create_index(batch_op.f("ix__practice__verify_by"), ["verify_by"])
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role_mailbox", sa.String(), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_column("role_mailbox")
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__practice__verify_by"))
        batch_op.drop_column("pulse")
    op.drop_table("later_measure")
    op.drop_table("life_event")
