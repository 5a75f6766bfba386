"""public changes: when the public was last told something new of a practice, or that it is gone."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

practice = sa.table(
    "practice",
    sa.column("id", sa.Integer()),
    sa.column("current_version_id", sa.Integer()),
    sa.column("public_changed_at", sa.DateTime(timezone=True)),
)
version = sa.table(
    "practice_version",
    sa.column("id", sa.Integer()),
    sa.column("published_at", sa.DateTime(timezone=True)),
)
event = sa.table(
    "life_event",
    sa.column("practice_id", sa.Integer()),
    sa.column("happened_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("public_changed_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.create_index(
            batch_op.f("ix__practice__public_changed_at"), ["public_changed_at"], unique=False
        )
    published = sa.select(version.c.published_at).where(
        version.c.id == practice.c.current_version_id
    )
    op.execute(practice.update().values(public_changed_at=published.scalar_subquery()))
    later = sa.select(event.c.happened_at).where(
        event.c.practice_id == practice.c.id, event.c.happened_at > practice.c.public_changed_at
    )
    last = later.with_only_columns(sa.func.max(event.c.happened_at)).scalar_subquery()
    op.execute(practice.update().where(sa.exists(later)).values(public_changed_at=last))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix__practice__public_changed_at"))
        batch_op.drop_column("public_changed_at")
