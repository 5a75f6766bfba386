"""what moderators decide, and what waits for them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ACTS = ("hide", "show", "lock", "unlock", "merge", "move", "release", "reject", "dismiss")
GROUNDS = ("spam", "personal-data", "rude", "misleading", "duplicate", "other")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "decision",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.Enum(*ACTS, name="act", native_enum=False, length=40), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(*GROUNDS, name="ground", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["thread.id"],
            name=op.f("fk__decision__thread_id__thread"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk__decision__post_id__post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__decision__person_id__person"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(op.f("ix__decision__thread_id"), ["thread_id"])
        batch_op.create_index(op.f("ix__decision__post_id"), ["post_id"])
    _create_what_waits()


def _create_what_waits() -> None:
    waits = sa.text("decision_id IS NULL")
    op.create_table(
        "hold",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum("word", "link", name="cause", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk__hold__post_id__post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
            name=op.f("fk__hold__decision_id__decision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__hold")),
    )
    op.create_table(
        "flag",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "ground", sa.Enum(*GROUNDS, name="ground", native_enum=False, length=40), nullable=False
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk__flag__post_id__post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk__flag__person_id__person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["original_id"],
            ["thread.id"],
            name=op.f("fk__flag__original_id__thread"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
            name=op.f("fk__flag__decision_id__decision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__flag")),
    )
    for table, columns, unique in (
        ("hold", ("post_id", "decision_id"), ["post_id"]),
        ("flag", ("post_id", "person_id", "decision_id"), ["post_id", "person_id"]),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.create_index(op.f(f"ix__{table}__{column}"), [column])
            batch_op.create_index(
                f"uq__{table}__open",
                unique,
                unique=True,
                sqlite_where=waits,
                postgresql_where=waits,
            )


def downgrade() -> None:
    """Undo."""
    op.drop_table("flag")
    op.drop_table("hold")
    op.drop_table("decision")
