"""personal data: consents, requests for erasure, and which privacy notice somebody has read."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "consent",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column(
            "act",
            sa.Enum("shown", "given", "withdrawn", name="consentact", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__consent__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__consent__person_id"), ["person_id"], unique=False)

    op.create_table(
        "erasure_request",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__erasure_request__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__erasure_request")),
    )
    with op.batch_alter_table("erasure_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix__erasure_request__person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix__erasure_request__due_at"), ["due_at"], unique=False)

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("notice_seen", sa.String(), nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("notice_seen")

    op.drop_table("erasure_request")
    op.drop_table("consent")
