"""people."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("approved", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(sa.Column("granted_by_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix__membership__granted_by_id"), ["granted_by_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk__membership__granted_by_id__person"),
            "person",
            ["granted_by_id"],
            ["id"],
            ondelete="SET NULL",
        )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.alter_column("approved", server_default=None)
    _create_handover()
    _create_api_token()


def _create_handover() -> None:
    op.create_table(
        "handover",
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("decree_no", sa.String(), nullable=True),
        sa.Column("moved", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("left", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk__handover__membership_id__membership"),
            ondelete="CASCADE",
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["person.id"],
                name=op.f(f"fk__handover__{column}__person"),
                ondelete="SET NULL",
            )
            for column in ("successor_id", "ended_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__handover")),
        sa.UniqueConstraint("public_id", name=op.f("uq__handover__public_id")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        for column in ("membership_id", "successor_id", "ended_by_id"):
            batch_op.create_index(batch_op.f(f"ix__handover__{column}"), [column], unique=False)


def _create_api_token() -> None:
    op.create_table(
        "api_token",
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__api_token__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__api_token")),
        sa.UniqueConstraint("public_id", name=op.f("uq__api_token__public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq__api_token__token_hash")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__api_token__person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("api_token")
    op.drop_table("handover")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk__membership__granted_by_id__person"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix__membership__granted_by_id"))
        batch_op.drop_column("granted_by_id")
        batch_op.drop_column("approved")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_column("confirmed_at")
