"""Runs the migrations over the portal's own engine."""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app

from portal.core.db import UtcDateTime

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: object, _context: AutogenContext) -> str | bool:
    """Render our column type as what it is in the database: migrations import no portal code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


with database.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
