"""exchange: scopes of tokens, ids in other systems, and tables that wait for a look."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
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
    op.create_table(
        "external_id",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__external_id__practice_id__practice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__external_id")),
        sa.UniqueConstraint("scheme", "value", name=op.f("uq__external_id__scheme_value")),
    )
    with op.batch_alter_table("external_id", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__external_id__practice_id"), ["practice_id"])
    op.create_table(
        "import_table",
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__import_table__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__import_table")),
        sa.UniqueConstraint("public_id", name=op.f("uq__import_table__public_id")),
    )
    with op.batch_alter_table("import_table", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__import_table__created_at"), ["created_at"])
        batch_op.create_index(batch_op.f("ix__import_table__person_id"), ["person_id"])


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("import_table", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__import_table__person_id"))
        batch_op.drop_index(batch_op.f("ix__import_table__created_at"))
    op.drop_table("import_table")
    with op.batch_alter_table("external_id", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__external_id__practice_id"))
    op.drop_table("external_id")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_column("scopes")
