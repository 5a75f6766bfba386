"""mentoring: what both regions sign, sessions with what is to be done, and how it ended."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = (
    *("agreement", "agreement_signature", "mentorship_session", "action_item"),
    *("closing_form", "goal_claim", "mentorship_follow_up"),
)


def upgrade() -> None:
    """Apply."""
    _agreements()
    _sessions()
    _closing()


def downgrade() -> None:
    """Undo."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _refers(
    table: str, column: str, target: str, ondelete: str = "RESTRICT"
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk__{table}__{column}__{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq__{table}__{'_'.join(columns)}"))


def _make(table: str, *parts: "sa.Column[object] | sa.Constraint") -> None:
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk__{table}"))
    op.create_table(table, *parts, _whole("id"), key)


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix__{table}__{column}"), [column], unique=False)


def _agreements() -> None:
    _make(
        "agreement",
        _whole("mentorship_id"),
        _whole("number"),
        sa.Column("terms", sa.JSON(none_as_null=True), nullable=False),
        _text("digest"),
        _whole("written_by_id"),
        _moment("written_at"),
        _moment("reminded_at", nullable=True),
        _refers("agreement", "mentorship_id", "mentorship", "CASCADE"),
        _refers("agreement", "written_by_id", "person"),
        _once("agreement", "mentorship_id", "number"),
    )
    _make(
        "agreement_signature",
        _whole("agreement_id"),
        _whole("region_id"),
        _whole("person_id"),
        _moment("signed_at"),
        _refers("agreement_signature", "agreement_id", "agreement", "CASCADE"),
        _refers("agreement_signature", "region_id", "region"),
        _refers("agreement_signature", "person_id", "person"),
        _once("agreement_signature", "agreement_id", "region_id"),
        _once("agreement_signature", "agreement_id", "person_id"),
    )
    _index("agreement", "written_by_id")
    _index("agreement_signature", "person_id")


def _sessions() -> None:
    _make(
        "mentorship_session",
        _whole("mentorship_id"),
        _whole("number"),
        _moment("starts_at"),
        _whole("minutes"),
        sa.Column("mode", _enum("mode", "tatap-muka", "daring", "kunjungan"), nullable=False),
        _text("notes"),
        _whole("revision"),
        _whole("written_by_id"),
        _moment("changed_at"),
        _refers("mentorship_session", "mentorship_id", "mentorship", "CASCADE"),
        _refers("mentorship_session", "written_by_id", "person"),
        _once("mentorship_session", "mentorship_id", "number"),
    )
    _make(
        "action_item",
        _whole("session_id"),
        _text("text"),
        sa.Column("side", _enum("side", "learner", "champion"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        _moment("done_at", nullable=True),
        _moment("reminded_at", nullable=True),
        _whole("written_by_id"),
        _refers("action_item", "session_id", "mentorship_session", "CASCADE"),
        _refers("action_item", "written_by_id", "person"),
    )
    _index("mentorship_session", "written_by_id")
    _index("action_item", "session_id", "due_on", "written_by_id")


def _closing() -> None:
    _make(
        "closing_form",
        _whole("mentorship_id"),
        _whole("region_id"),
        _text("helped"),
        _text("hindered"),
        sa.Column("again", _enum("again", "yes", "maybe", "no"), nullable=False),
        _whole("person_id"),
        _moment("sent_at"),
        _refers("closing_form", "mentorship_id", "mentorship", "CASCADE"),
        _refers("closing_form", "region_id", "region"),
        _refers("closing_form", "person_id", "person"),
        _once("closing_form", "mentorship_id", "region_id"),
    )
    _make(
        "goal_claim",
        _whole("form_id"),
        _whole("goal"),
        sa.Column("reached", _enum("reached", "yes", "partly", "no"), nullable=False),
        _whole("adoption_id", nullable=True),
        _whole("version_id", nullable=True),
        sa.Column("proof", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "(reached = 'yes') = (proof IS NOT NULL) "
            "AND (proof IS NOT NULL) = ((adoption_id IS NULL) <> (version_id IS NULL))",
            name=op.f("ck__goal_claim__reached_has_proof"),
        ),
        _refers("goal_claim", "form_id", "closing_form", "CASCADE"),
        _refers("goal_claim", "adoption_id", "adoption"),
        _refers("goal_claim", "version_id", "practice_version"),
        _once("goal_claim", "form_id", "goal"),
    )
    _make(
        "mentorship_follow_up",
        _whole("mentorship_id"),
        sa.Column("due_on", sa.Date(), nullable=False),
        _moment("asked_at", nullable=True),
        _moment("answered_at", nullable=True),
        sa.Column("lasted", _enum("lasted", "yes", "partly", "no"), nullable=True),
        _text("note"),
        _whole("person_id", nullable=True),
        _refers("mentorship_follow_up", "mentorship_id", "mentorship", "CASCADE"),
        _refers("mentorship_follow_up", "person_id", "person"),
        _once("mentorship_follow_up", "mentorship_id"),
    )
    _index("closing_form", "person_id")
    _index("goal_claim", "adoption_id", "version_id")
    _index("mentorship_follow_up", "due_on", "person_id")
