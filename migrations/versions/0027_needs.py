"""needs: what was searched for, and what is missing."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "search_event",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("session", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("stems", sa.String(), nullable=False),
        sa.Column("filters", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("dimension", sa.String(), nullable=True),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("clicked", sa.Integer(), nullable=True),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__search_event__practice_id__practice"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__search_event")),
    )
    with op.batch_alter_table("search_event", schema=None) as batch_op:
        batch_op.create_index("ix__search_event__session", ["day", "session"], unique=False)
        batch_op.create_index(
            batch_op.f("ix__search_event__practice_id"), ["practice_id"], unique=False
        )
    op.create_table(
        "search_salt",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__search_salt")),
        sa.UniqueConstraint("day", name=op.f("uq__search_salt__day")),
    )
    op.create_table(
        "need",
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=True),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("regions", sa.Integer(), nullable=False),
        sa.Column("sources", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("wordings", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("claimed_until", sa.Date(), nullable=True),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__need__practice_id__practice"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["region_id"],
            ["region.id"],
            name=op.f("fk__need__region_id__region"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__need")),
        sa.UniqueConstraint("public_id", name=op.f("uq__need__public_id")),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__need__practice_id"), ["practice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix__need__region_id"), ["region_id"], unique=False)
        batch_op.create_index(batch_op.f("ix__need__state"), ["state"], unique=False)
    op.create_table(
        "need_wish",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("query", sa.String(), nullable=True),
        sa.Column("notify", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk__need_wish__need_id__need"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__need_wish__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["region_id"],
            ["region.id"],
            name=op.f("fk__need_wish__region_id__region"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__need_wish")),
        sa.UniqueConstraint("need_id", "person_id", name=op.f("uq__need_wish__need_id_person_id")),
    )
    with op.batch_alter_table("need_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__need_wish__person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix__need_wish__region_id"), ["region_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("need_wish")
    op.drop_table("need")
    op.drop_table("search_salt")
    op.drop_table("search_event")
