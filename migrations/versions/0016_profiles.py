"""profiles of regions: traits, assessments with what was done to them, targets."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "assessment_act",
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "enter",
                "verify",
                "refuse",
                "revoke",
                "withdraw",
                name="act",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"],
            ["region.id"],
            name=op.f("fk__assessment_act__region_id__region"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__assessment_act")),
    )
    with op.batch_alter_table("assessment_act", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix__assessment_act__region_id"), ["region_id"], unique=False
        )

    op.create_table(
        "region_target",
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"],
            ["region.id"],
            name=op.f("fk__region_target__region_id__region"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__region_target")),
        sa.UniqueConstraint(
            "region_id", "scheme", "code", name=op.f("uq__region_target__region_id_scheme_code")
        ),
    )
    op.create_table(
        "assessment",
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("date", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("self", "verified", "official", name="kind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("entered_id", sa.Integer(), nullable=False),
        sa.Column("decided_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_id"],
            ["assessment_act.id"],
            name=op.f("fk__assessment__decided_id__assessment_act"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["entered_id"],
            ["assessment_act.id"],
            name=op.f("fk__assessment__entered_id__assessment_act"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["region_id"],
            ["region.id"],
            name=op.f("fk__assessment__region_id__region"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_id"],
            ["assessment_act.id"],
            name=op.f("fk__assessment__withdrawn_id__assessment_act"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix__assessment__decided_id"), ["decided_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix__assessment__entered_id"), ["entered_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix__assessment__region_id"), ["region_id"], unique=False)
        batch_op.create_index("ix__assessment__waits", ["waits", "region_id"], unique=False)
        batch_op.create_index(
            "ix__assessment__what", ["scheme", "withdrawn_id", "kind"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix__assessment__withdrawn_id"), ["withdrawn_id"], unique=False
        )

    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.add_column(sa.Column("population_band", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("terrain", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("connectivity", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("fiscal_band", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("zone", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("shows_self", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_column("shows_self")
        batch_op.drop_column("zone")
        batch_op.drop_column("fiscal_band")
        batch_op.drop_column("connectivity")
        batch_op.drop_column("terrain")
        batch_op.drop_column("population_band")

    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__assessment__withdrawn_id"))
        batch_op.drop_index("ix__assessment__what")
        batch_op.drop_index("ix__assessment__waits")
        batch_op.drop_index(batch_op.f("ix__assessment__region_id"))
        batch_op.drop_index(batch_op.f("ix__assessment__entered_id"))
        batch_op.drop_index(batch_op.f("ix__assessment__decided_id"))

    op.drop_table("assessment")
    op.drop_table("region_target")
    with op.batch_alter_table("assessment_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__assessment_act__region_id"))

    op.drop_table("assessment_act")
