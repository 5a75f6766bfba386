"""drafts and review."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "draft_save",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("record", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__draft_save__person_id__person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__draft_save__practice_id__practice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__draft_save")),
        sa.UniqueConstraint("practice_id", "token", name=op.f("uq__draft_save__practice_id_token")),
    )
    op.create_table(
        "former_slug",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__former_slug__practice_id__practice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__former_slug")),
        sa.UniqueConstraint("slug", name=op.f("uq__former_slug__slug")),
    )
    with op.batch_alter_table("former_slug", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix__former_slug__practice_id"), ["practice_id"], unique=False
        )

    op.create_table(
        "review_comment",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__review_comment__person_id__person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__review_comment__practice_id__practice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__review_comment")),
    )
    with op.batch_alter_table("review_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix__review_comment__practice_id"), ["practice_id"], unique=False
        )

    op.create_table(
        "review_invitation",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["person.id"],
            name=op.f("fk__review_invitation__invited_by__person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__review_invitation__person_id__person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__review_invitation__practice_id__practice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__review_invitation")),
        sa.UniqueConstraint(
            "practice_id", "person_id", name=op.f("uq__review_invitation__practice_id_person_id")
        ),
    )
    with op.batch_alter_table("review_invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix__review_invitation__person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "draft",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("base_version_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["base_version_id"],
            ["practice_version.id"],
            name=op.f("fk__draft__base_version_id__practice_version"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"],
            ["person.id"],
            name=op.f("fk__draft__holder_id__person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__draft__practice_id__practice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__draft")),
        sa.UniqueConstraint("practice_id", name=op.f("uq__draft__practice_id")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__draft__holder_id"), ["holder_id"], unique=False)

    op.create_table(
        "review_round",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("record", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum("changes-requested", "approved", name="verdict", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__review_round__practice_id__practice"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"],
            ["person.id"],
            name=op.f("fk__review_round__reviewer_id__person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"],
            ["person.id"],
            name=op.f("fk__review_round__submitted_by__person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["practice_version.id"],
            name=op.f("fk__review_round__version_id__practice_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__review_round")),
        sa.UniqueConstraint(
            "practice_id", "number", name=op.f("uq__review_round__practice_id_number")
        ),
    )
    with op.batch_alter_table("review_round", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix__review_round__reviewer_id"), ["reviewer_id"], unique=False
        )

    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "draft_state",
                sa.Enum(
                    "writing",
                    "submitted",
                    "in-review",
                    "changes-requested",
                    name="draftstate",
                    native_enum=False,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.create_index(
            batch_op.f("ix__practice__draft_state"), ["draft_state"], unique=False
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__practice__draft_state"))
        batch_op.drop_column("draft_state")

    with op.batch_alter_table("review_round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__review_round__reviewer_id"))

    op.drop_table("review_round")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__draft__holder_id"))

    op.drop_table("draft")
    with op.batch_alter_table("review_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__review_invitation__person_id"))

    op.drop_table("review_invitation")
    with op.batch_alter_table("review_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__review_comment__practice_id"))

    op.drop_table("review_comment")
    with op.batch_alter_table("former_slug", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__former_slug__practice_id"))

    op.drop_table("former_slug")
    op.drop_table("draft_save")
