"""people who may be asked: designation, profile, what they know and have delivered."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "mentor_profile",
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed", "confirmed", "ended", name="mentorstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("about_html", sa.String(), nullable=False),
        sa.Column("renderer", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["person.id"],
            name=op.f("fk__mentor_profile__confirmed_by_id__person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"],
            ["person.id"],
            name=op.f("fk__mentor_profile__granted_by_id__person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__mentor_profile__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["region_id"],
            ["region.id"],
            name=op.f("fk__mentor_profile__region_id__region"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__mentor_profile")),
        sa.UniqueConstraint(
            "person_id", "region_id", name=op.f("uq__mentor_profile__person_id_region_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq__mentor_profile__public_id")),
    )
    with op.batch_alter_table("mentor_profile", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix__mentor_profile__region_id"), ["region_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix__mentor_profile__state"), ["state"], unique=False)

    op.create_table(
        "mentor_block",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practice.id"],
            name=op.f("fk__mentor_block__practice_id__practice"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["mentor_profile.id"],
            name=op.f("fk__mentor_block__profile_id__mentor_profile"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__mentor_block")),
    )
    with op.batch_alter_table("mentor_block", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix__mentor_block__practice_id"), ["practice_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix__mentor_block__profile_id"), ["profile_id"], unique=False
        )

    op.create_table(
        "mentor_language",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["mentor_profile.id"],
            name=op.f("fk__mentor_language__profile_id__mentor_profile"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__mentor_language")),
        sa.UniqueConstraint(
            "profile_id", "code", name=op.f("uq__mentor_language__profile_id_code")
        ),
    )
    op.create_table(
        "mentor_tag",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("facet", sa.String(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["mentor_profile.id"],
            name=op.f("fk__mentor_tag__profile_id__mentor_profile"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["term_id"],
            ["term.id"],
            name=op.f("fk__mentor_tag__term_id__term"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__mentor_tag")),
        sa.UniqueConstraint(
            "profile_id", "term_id", name=op.f("uq__mentor_tag__profile_id_term_id")
        ),
    )
    with op.batch_alter_table("mentor_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix__mentor_tag__term_id"), ["term_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("mentor_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__mentor_tag__term_id"))

    op.drop_table("mentor_tag")
    op.drop_table("mentor_language")
    with op.batch_alter_table("mentor_block", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__mentor_block__profile_id"))
        batch_op.drop_index(batch_op.f("ix__mentor_block__practice_id"))

    op.drop_table("mentor_block")
    with op.batch_alter_table("mentor_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__mentor_profile__state"))
        batch_op.drop_index(batch_op.f("ix__mentor_profile__region_id"))

    op.drop_table("mentor_profile")
