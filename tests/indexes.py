"""The index of a portal under test, wherever it lies."""

import shutil
from collections.abc import Iterator

from portal.core.db import db, end_transaction, reading
from portal.core.settings import current_settings
from portal.search.cli import POSTGRES


def lose() -> None:
    """Throw the index of the present portal away."""
    settings = current_settings()
    if settings.search_engine == POSTGRES:
        change("DROP SCHEMA search_index CASCADE")
    else:
        shutil.rmtree(settings.index_dir)


def change(statement: str) -> None:
    """Do something to an index that lies in the database."""
    end_transaction()
    with db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def rows() -> Iterator[tuple[str, str]]:
    """Yield all that an index in the database holds, as text, with the name of its table."""
    if current_settings().search_engine != POSTGRES:
        return
    with reading(), db.engine.connect() as connection:
        names = connection.exec_driver_sql(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'search_index'"
        ).scalars()
        for name in list(names):
            found = connection.exec_driver_sql(f"SELECT t::text FROM search_index.{name} AS t")
            yield from ((name, str(text)) for text in found.scalars())
