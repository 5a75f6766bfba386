"""mentoring: a region asks another for company, and the history of that."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STATES = (
    *("waiting", "offered", "requested", "accepted", "agreed", "active", "paused", "closing"),
    *("completed", "outcome_verified", "no_outcome", "declined", "expired", "withdrawn"),
    "ended_early",
)


def upgrade() -> None:
    """Apply."""
    _mentorship()
    op.create_table(
        "mentorship_event",
        sa.Column("mentorship_id", sa.Integer(), nullable=False),
        sa.Column("came_from", _state(), nullable=True),
        sa.Column("state", _state(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _refers("mentorship_event", "mentorship_id", "mentorship", "CASCADE"),
        _refers("mentorship_event", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__mentorship_event")),
    )
    _index("mentorship_event", "mentorship_id")


def downgrade() -> None:
    """Undo."""
    for table in ("mentorship_event", "mentorship"):
        op.drop_table(table)


def _state() -> sa.Enum:
    return sa.Enum(*STATES, name="mentorshipstate", native_enum=False, length=40)


def _refers(
    table: str, column: str, target: str, ondelete: str = "RESTRICT"
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk__{table}__{column}__{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix__{table}__{column}"), [column], unique=False)


def _mentorship() -> None:
    op.create_table(
        "mentorship",
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("learner_region_id", sa.Integer(), nullable=False),
        sa.Column("champion_region_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=True),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("state", _state(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *_rules(),
        _refers("mentorship", "learner_region_id", "region"),
        _refers("mentorship", "champion_region_id", "region"),
        _refers("mentorship", "mentor_id", "mentor_profile"),
        _refers("mentorship", "practice_id", "practice"),
        _refers("mentorship", "holder_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__mentorship")),
    )
    _index("mentorship", "learner_region_id", "champion_region_id", "mentor_id", "practice_id")
    _index("mentorship", "state", "holder_id")


def _rules() -> list[sa.Constraint]:
    checks = {
        "of_two_regions": "learner_region_id <> champion_region_id",
        "expires": "state NOT IN ('requested', 'offered') OR expires_at IS NOT NULL",
        "says_why": "state NOT IN ('declined', 'ended_early') OR reason <> ''",
    }
    return [
        *(
            sa.CheckConstraint(text, name=op.f(f"ck__mentorship__{name}"))
            for name, text in checks.items()
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq__mentorship__public_id")),
    ]
