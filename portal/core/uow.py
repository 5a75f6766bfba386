"""The unit of work: the only place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from portal.core.db import db

_OPEN = "unit_of_work"


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """Open a transaction and commit it at the end, or join the one already open.

    An error inside rolls everything back, jobs and index rows included.
    """
    session = db.session()
    if session.info.get(_OPEN):
        yield session
        return
    session.info[_OPEN] = True
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_OPEN, None)
