"""The index of a portal under test, wherever it lies."""

import shutil

from portal.core.db import db, end_transaction
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
