"""Reads: how many practices are public, and how much stands in them."""

import sqlalchemy as sa

from portal.core.db import db
from portal.core.generations import Kept
from portal.core.permissions import ANONYMOUS
from portal.practices.models import Practice, PracticeVersion
from portal.practices.permissions import visible_to
from portal.practices.queries import KIND
from portal.search.registry import generation_of


def count_public() -> int:
    """Return how many practices are public."""
    query = sa.select(sa.func.count(Practice.id)).where(visible_to(ANONYMOUS))
    return db.session.scalar(query) or 0


def count_blocks() -> int:
    """Return how many building blocks the public practices have."""
    return _lengths.get()[0]


def count_indicators() -> int:
    """Return how many indicators the public practices have."""
    return _lengths.get()[1]


def _read_lengths() -> tuple[int, int]:
    """Return the lengths of all lists together: each record is read for it, so it is kept."""
    query = (
        sa.select(_length("blocks"), _length("indicators"))
        .select_from(Practice)
        .join(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(visible_to(ANONYMOUS))
    )
    blocks, indicators = db.session.execute(query).one()
    return int(blocks or 0), int(indicators or 0)


def _length(name: str) -> sa.ColumnElement[int | None]:
    return sa.func.sum(sa.func.json_array_length(PracticeVersion.record[name]))


_lengths = Kept(generation_of(KIND), load=_read_lengths)
