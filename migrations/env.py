"""Runs the migrations over the portal's own engine."""

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy.engine import Connection

from portal.core.db import UtcDateTime

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: object, _context: AutogenContext) -> str | bool:
    """Render our column type as what it is in the database: migrations import no portal code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Run all steps in one transaction: an error, or a row left without its parent, undoes them.

    Raises:
        RuntimeError: naming the tables with rows that point nowhere.
    """
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if orphans:
                tables = ", ".join(sorted({row[0] for row in orphans}))
                raise RuntimeError(f"rows without their parent in {tables}")


def run_on_sqlite(connection: Connection) -> None:
    """Run with foreign keys off: dropping a table, as batch mode does, would empty its children.

    The switch has no effect inside a transaction, so it is set on the bare connection.
    """
    bare = connection.connection.driver_connection
    bare.execute("PRAGMA foreign_keys=OFF")
    try:
        run(connection)
    finally:
        bare.execute("PRAGMA foreign_keys=ON")


with database.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        run_on_sqlite(connection)
    else:
        run(connection)
    connection.commit()
