"""Reads: the days on which offices are closed."""

from datetime import date

import sqlalchemy as sa

from portal.core.db import db
from portal.threads.models.holding import Holiday


def holidays() -> frozenset[date]:
    """Return all days on which offices are closed in the whole country."""
    return frozenset(db.session.scalars(sa.select(Holiday.day)))
