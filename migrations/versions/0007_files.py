"""files of practices."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "practice_file",
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("image", "attachment", name="purpose", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("stored", sa.String(), nullable=False),
        sa.Column("parts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("main", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("bytes_in_all", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("member_only", sa.Boolean(), nullable=False),
        sa.Column(
            "text_state",
            sa.Enum(
                "none", "waiting", "whole", "part", name="textstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__practice_file__person_id__person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__practice_file__practice_id__practice"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__practice_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq__practice_file__public_id")),
        sa.UniqueConstraint("stored", name=op.f("uq__practice_file__stored")),
    )
    with op.batch_alter_table("practice_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix__practice_file__practice_id"), ["practice_id"], unique=False
        )

    op.create_table(
        "file_use",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("member_only", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["practice_file.id"],
            name=op.f("fk__file_use__file_id__practice_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["practice_version.id"],
            name=op.f("fk__file_use__version_id__practice_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__file_use")),
        sa.UniqueConstraint("version_id", "file_id", name=op.f("uq__file_use__version_id_file_id")),
    )
    with op.batch_alter_table("file_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__file_use__file_id"), ["file_id"], unique=False)

    op.create_table(
        "file_text",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["practice_file.id"],
            name=op.f("fk__file_text__file_id__practice_file"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__file_text")),
        sa.UniqueConstraint("file_id", "page", name=op.f("uq__file_text__file_id_page")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("file_text")
    with op.batch_alter_table("file_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__file_use__file_id"))

    op.drop_table("file_use")
    with op.batch_alter_table("practice_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__practice_file__practice_id"))

    op.drop_table("practice_file")
