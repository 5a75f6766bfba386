"""adoptions: a region takes over a practice, stage by stage, and what it plans."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STAGES = (
    *("interested", "exploring", "committed", "adapting", "piloting", "operating"),
    *("reported", "verified", "dropped"),
)
OUTCOMES = ("success", "partial", "none")
ACTS = ("started", "moved", "dropped", "resumed", "confirmed", "returned", "verified")


def upgrade() -> None:
    """Apply."""
    _adoption()
    _history()
    _plan()
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("replicated", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.drop_column("replicated")
    for table in (
        *("adoption_document", "adoption_task", "adoption_indicator", "adoption_block"),
        *("stage_event", "adoption"),
    ):
        op.drop_table(table)


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _refers(
    table: str, column: str, target: str, ondelete: str = "RESTRICT"
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk__{table}__{column}__{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix__{table}__{column}"), [column], unique=False)


def _adoption() -> None:
    op.create_table(
        "adoption",
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("catalogue", sa.String(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("source_region_id", sa.Integer(), nullable=True),
        sa.Column("stage", _enum("stage", *STAGES), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=True),
        sa.Column("reason_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("report", sa.String(), nullable=True),
        sa.Column("outcome", _enum("outcome", *OUTCOMES), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *_rules(),
        _refers("adoption", "region_id", "region"),
        _refers("adoption", "practice_id", "practice"),
        _refers("adoption", "version_id", "practice_version"),
        _refers("adoption", "parent_id", "adoption"),
        _refers("adoption", "source_region_id", "region"),
        _refers("adoption", "reason_id", "term"),
        _refers("adoption", "holder_id", "person"),
        _refers("adoption", "confirmed_by_id", "person"),
        _refers("adoption", "verified_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__adoption")),
    )
    _index("adoption", "practice_id", "version_id", "parent_id", "source_region_id")
    _index("adoption", "stage", "reason_id", "holder_id", "moved_at")


def _rules() -> list[sa.Constraint]:
    checks = {
        "parent_is_older": "parent_id < id",
        "source_is_another": "source_region_id <> region_id",
        "of_one_thing": (
            "(practice_id IS NULL) = (version_id IS NULL) "
            "AND (practice_id IS NULL) = (url IS NOT NULL)"
        ),
        "open": "(stage IN ('verified', 'dropped')) = (is_open IS NULL)",
        "why_dropped": "(stage = 'dropped') = (reason_id IS NOT NULL)",
        "verified_by_two": (
            "stage <> 'verified' OR (outcome IS NOT NULL AND confirmed_by_id IS NOT NULL "
            "AND verified_by_id IS NOT NULL AND confirmed_by_id <> verified_by_id)"
        ),
    }
    return [
        *(sa.CheckConstraint(text, name=op.f(f"ck__adoption__{k}")) for k, text in checks.items()),
        *(
            sa.UniqueConstraint(
                "region_id", thing, "is_open", name=op.f(f"uq__adoption__region_id_{thing}_is_open")
            )
            for thing in ("practice_id", "url")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq__adoption__public_id")),
    ]


def _history() -> None:
    op.create_table(
        "stage_event",
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("act", _enum("act", *ACTS), nullable=False),
        sa.Column("came_from", _enum("stage", *STAGES), nullable=True),
        sa.Column("stage", _enum("stage", *STAGES), nullable=False),
        sa.Column("outcome", _enum("outcome", *OUTCOMES), nullable=True),
        sa.Column("reason_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _refers("stage_event", "adoption_id", "adoption", "CASCADE"),
        _refers("stage_event", "reason_id", "term"),
        _refers("stage_event", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__stage_event")),
    )
    _index("stage_event", "adoption_id", "reason_id")


def _plan() -> None:
    op.create_table(
        "adoption_block",
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("choice", _enum("choice", "kept", "changed", "dropped", "added"), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _refers("adoption_block", "adoption_id", "adoption", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__adoption_block")),
        sa.UniqueConstraint(
            "adoption_id", "number", name=op.f("uq__adoption_block__adoption_id_number")
        ),
    )
    op.create_table(
        "adoption_indicator",
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("unit", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("direction", _enum("direction", "down", "up"), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("baseline", sa.Double(), nullable=True),
        sa.Column("baseline_period", sa.String(), nullable=False),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("actual", sa.Double(), nullable=True),
        sa.Column("actual_period", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _refers("adoption_indicator", "adoption_id", "adoption", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__adoption_indicator")),
    )
    op.create_table(
        "adoption_task",
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        _refers("adoption_task", "adoption_id", "adoption", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__adoption_task")),
    )
    op.create_table(
        "adoption_document",
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("documentkind", "letter", "agreement", "other"), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _refers("adoption_document", "adoption_id", "adoption", "CASCADE"),
        _refers("adoption_document", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__adoption_document")),
    )
    for table in ("adoption_indicator", "adoption_task", "adoption_document"):
        _index(table, "adoption_id")
