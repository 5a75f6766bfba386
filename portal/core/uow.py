"""The unit of work: the only place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from portal.core.db import db

_OPEN = "unit_of_work"


def work_of(session: Session) -> dict[Any, Any] | None:
    """Return a place for what is true only inside the open unit of work, None if none is open."""
    return session.info.get(_OPEN)


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """Open a transaction and commit it at the end, or join the one already open.

    An error inside rolls everything back, jobs and index rows included.
    """
    session = db.session()
    if _OPEN in session.info:
        yield session
        return
    session.info[_OPEN] = {}
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_OPEN, None)
