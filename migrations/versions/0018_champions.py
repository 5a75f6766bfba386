"""champions: statuses of regions with their history, and graduations that wait for an editor."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATES = ("active", "suspended", "revoked", "expired")
ACTS = ("granted", "renewed", "suspended", "reinstated", "revoked", "expired")
PROPOSED = ("open", "granted", "declined", "withdrawn")


def upgrade() -> None:
    """Apply."""
    _status()
    _event()
    _proposal()


def downgrade() -> None:
    """Undo."""
    for table in ("graduation_proposal", "champion_event", "champion_status"):
        op.drop_table(table)


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk__{table}__{column}__{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix__{table}__{column}"), [column], unique=False)


def _one_open(table: str) -> sa.UniqueConstraint:
    name = op.f(f"uq__{table}__region_id_dimension_is_open")
    return sa.UniqueConstraint("region_id", "dimension", "is_open", name=name)


def _check(table: str, name: str, text: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(text, name=op.f(f"ck__{table}__{name}"))


def _status() -> None:
    table = "champion_status"
    op.create_table(
        table,
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("state", _enum("championstate", *STATES), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("basis", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("warned", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        _check(table, "open", "(state IN ('active', 'suspended')) = (is_open IS NOT NULL)"),
        _check(table, "ends_later", "expires_on > granted_on"),
        _refers(table, "region_id", "region"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk__{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq__{table}__public_id")),
        _one_open(table),
    )
    _index(table, "state")


def _event() -> None:
    table = "champion_event"
    op.create_table(
        table,
        sa.Column("status_id", sa.Integer(), nullable=False),
        sa.Column("act", _enum("championact", *ACTS), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _refers(table, "status_id", "champion_status"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk__{table}")),
    )
    _index(table, "status_id", "happened_at")


def _proposal() -> None:
    table = "graduation_proposal"
    op.create_table(
        table,
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("state", _enum("proposalstate", *PROPOSED), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=True),
        sa.Column("proofs", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _check(table, "open", "(state = 'open') = (is_open IS NOT NULL)"),
        _refers(table, "region_id", "region"),
        _refers(table, "decided_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk__{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq__{table}__public_id")),
        _one_open(table),
    )
    _index(table, "state")
