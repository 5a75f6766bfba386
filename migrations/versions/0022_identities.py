"""identities: an account at an identity provider may open an account here."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "identity",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__identity__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq__identity__issuer_subject")),
        sa.UniqueConstraint("person_id", "issuer", name=op.f("uq__identity__person_id_issuer")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("identity")
