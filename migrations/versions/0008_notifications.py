"""notifications."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

HOWS = sa.Enum("now", "daily", "weekly", "never", name="how", native_enum=False, length=40)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "scheduled_task",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__scheduled_task")),
        sa.UniqueConstraint("name", name=op.f("uq__scheduled_task__name")),
    )
    op.create_table(
        "happening",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("params", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__happening")),
        sa.UniqueConstraint("key", name=op.f("uq__happening__key")),
    )
    _people()
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unsubscribe", sa.String(), nullable=True))


def _people() -> None:
    """Make the tables that belong to persons."""
    op.create_table(
        "notification",
        sa.Column("happening_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("awaits_digest", sa.Boolean(), nullable=False),
        sa.Column("mail_key", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["happening_id"],
            ["happening.id"],
            name=op.f("fk__notification__happening_id__happening"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__notification__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__notification")),
        sa.UniqueConstraint(
            "happening_id", "person_id", name=op.f("uq__notification__happening_id_person_id")
        ),
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index("ix__notification__unread", ["person_id", "read_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix__notification__awaits_digest"), ["awaits_digest"], unique=False
        )
        batch_op.create_index(batch_op.f("ix__notification__mail_key"), ["mail_key"], unique=False)
    op.create_table(
        "notification_preference",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("how", HOWS, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__notification_preference__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__notification_preference")),
        sa.UniqueConstraint(
            "person_id", "kind", name=op.f("uq__notification_preference__person_id_kind")
        ),
    )
    op.create_table(
        "mail_suppression",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mail_hash", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__mail_suppression__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__mail_suppression")),
        sa.UniqueConstraint("person_id", name=op.f("uq__mail_suppression__person_id")),
    )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_column("unsubscribe")
    for table in (
        "mail_suppression",
        "notification_preference",
        "notification",
        "happening",
        "scheduled_task",
    ):
        op.drop_table(table)
