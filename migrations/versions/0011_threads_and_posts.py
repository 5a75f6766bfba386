"""threads and posts."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("label", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__holiday")),
        sa.UniqueConstraint("day", name=op.f("uq__holiday__day")),
    )
    op.create_table(
        "thread",
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("question", "discussion", name="threadkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum("public", "members", name="visibility", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "answered",
                "confirmed",
                "applied",
                "duplicate",
                name="threadstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("block", sa.Integer(), nullable=True),
        sa.Column("dimension_id", sa.Integer(), nullable=True),
        sa.Column("sector_id", sa.Integer(), nullable=True),
        sa.Column("about_region_id", sa.Integer(), nullable=True),
        sa.Column(
            "zone",
            sa.Enum("WIB", "WITA", "WIT", name="timezone", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "holder_kind",
            sa.Enum("person", "region", "editors", name="holderkind", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("holder_region_id", sa.Integer(), nullable=True),
        sa.Column("promise_region_id", sa.Integer(), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_post_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("post_count", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(holder_kind = 'person') = (holder_id IS NOT NULL) OR holder_kind IS NULL",
            name=op.f("ck__thread__person_holds"),
        ),
        sa.CheckConstraint(
            "NOT (kind = 'question' AND state = 'open') OR "
            "(holder_kind IS NOT NULL AND due_at IS NOT NULL)",
            name=op.f("ck__thread__open_question_is_held"),
        ),
        sa.ForeignKeyConstraint(
            ["about_region_id"],
            ["region.id"],
            name=op.f("fk__thread__about_region_id__region"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
            name=op.f("fk__thread__author_id__person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["dimension_id"],
            ["term.id"],
            name=op.f("fk__thread__dimension_id__term"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"],
            ["thread.id"],
            name=op.f("fk__thread__duplicate_of_id__thread"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"],
            ["person.id"],
            name=op.f("fk__thread__holder_id__person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["holder_region_id"],
            ["region.id"],
            name=op.f("fk__thread__holder_region_id__region"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__thread__practice_id__practice"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["promise_region_id"],
            ["region.id"],
            name=op.f("fk__thread__promise_region_id__region"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["region_id"],
            ["region.id"],
            name=op.f("fk__thread__region_id__region"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["sector_id"],
            ["term.id"],
            name=op.f("fk__thread__sector_id__term"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"],
            ["person.id"],
            name=op.f("fk__thread__settled_by_id__person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["practice_version.id"],
            name=op.f("fk__thread__version_id__practice_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__thread")),
        sa.UniqueConstraint("public_id", name=op.f("uq__thread__public_id")),
    )
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__thread__about_region_id"), ["about_region_id"])
        batch_op.create_index(batch_op.f("ix__thread__author_id"), ["author_id"])
        batch_op.create_index(batch_op.f("ix__thread__dimension_id"), ["dimension_id"])
        batch_op.create_index("ix__thread__due", ["step", "due_at"])
        batch_op.create_index(batch_op.f("ix__thread__duplicate_of_id"), ["duplicate_of_id"])
        batch_op.create_index(batch_op.f("ix__thread__holder_id"), ["holder_id"])
        batch_op.create_index(batch_op.f("ix__thread__holder_region_id"), ["holder_region_id"])
        batch_op.create_index(batch_op.f("ix__thread__last_post_at"), ["last_post_at"])
        batch_op.create_index(batch_op.f("ix__thread__practice_id"), ["practice_id"])
        batch_op.create_index(batch_op.f("ix__thread__promise_region_id"), ["promise_region_id"])
        batch_op.create_index(batch_op.f("ix__thread__region_id"), ["region_id"])
        batch_op.create_index(batch_op.f("ix__thread__sector_id"), ["sector_id"])
        batch_op.create_index(batch_op.f("ix__thread__state"), ["state"])
        batch_op.create_index(batch_op.f("ix__thread__version_id"), ["version_id"])

    op.create_table(
        "answer_invitation",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invited_by_id"],
            ["person.id"],
            name=op.f("fk__answer_invitation__invited_by_id__person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__answer_invitation__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["thread.id"],
            name=op.f("fk__answer_invitation__thread_id__thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__answer_invitation")),
        sa.UniqueConstraint(
            "thread_id", "person_id", name=op.f("uq__answer_invitation__thread_id_person_id")
        ),
    )
    with op.batch_alter_table("answer_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__answer_invitation__person_id"), ["person_id"])

    op.create_table(
        "post",
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("opening", "answer", "comment", name="postkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "visible",
                "quarantined",
                "hidden",
                "deleted",
                name="poststate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("as_region", sa.Boolean(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column(
            "speaker",
            sa.Enum(
                "owner",
                "adopter",
                "mentor",
                "editor",
                "officer",
                "expert",
                name="speaker",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("renderer", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
            name=op.f("fk__post__author_id__person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["region_id"],
            ["region.id"],
            name=op.f("fk__post__region_id__region"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["thread.id"],
            name=op.f("fk__post__thread_id__thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__post")),
        sa.UniqueConstraint("public_id", name=op.f("uq__post__public_id")),
        sa.UniqueConstraint("thread_id", "number", name=op.f("uq__post__thread_id_number")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__post__author_id"), ["author_id"])
        batch_op.create_index(batch_op.f("ix__post__region_id"), ["region_id"])

    op.create_table(
        "mention",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__mention__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk__mention__post_id__post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["region_id"],
            ["region.id"],
            name=op.f("fk__mention__region_id__region"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__mention")),
        sa.UniqueConstraint("post_id", "person_id", name=op.f("uq__mention__post_id_person_id")),
        sa.UniqueConstraint("post_id", "region_id", name=op.f("uq__mention__post_id_region_id")),
    )
    op.create_table(
        "post_file",
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("image", "attachment", name="purpose", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("alt", sa.String(), nullable=True),
        sa.Column("stored", sa.String(), nullable=False),
        sa.Column("parts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("main", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("bytes_in_all", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__post_file__person_id__person"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk__post_file__post_id__post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__post_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq__post_file__public_id")),
        sa.UniqueConstraint("stored", name=op.f("uq__post_file__stored")),
    )
    with op.batch_alter_table("post_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__post_file__post_id"), ["post_id"])

    op.create_table(
        "post_revision",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("renderer", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["post.id"],
            name=op.f("fk__post_revision__post_id__post"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__post_revision")),
        sa.UniqueConstraint("post_id", "number", name=op.f("uq__post_revision__post_id_number")),
    )
    op.create_table(
        "vote",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__vote__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk__vote__post_id__post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["region_id"],
            ["region.id"],
            name=op.f("fk__vote__region_id__region"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__vote")),
        sa.UniqueConstraint("post_id", "person_id", name=op.f("uq__vote__post_id_person_id")),
    )
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__vote__person_id"), ["person_id"])


def downgrade() -> None:
    """Undo."""
    for table in (
        "vote",
        "post_revision",
        "post_file",
        "mention",
        "post",
        "answer_invitation",
        "thread",
        "holiday",
    ):
        op.drop_table(table)
