"""What can be followed about practices: the topics that one touches, from the closest on.

A cell is a dimension and a sector, as `tata-kelola/kesehatan`; where one is left out it is a whole
row or column of the grid.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from portal.core.db import db
from portal.follows.queries import Key
from portal.practices.models import Practice, PracticeVersion
from portal.regions.queries import directory

PRACTICE, REGION, CELL, SEARCH = "practice", "region", "cell", "search"


def topics_of(practice: Practice) -> list[Key]:
    """Return what whoever follows it is told of a practice: itself, its region, its cells."""
    version = db.session.get(PracticeVersion, practice.current_version_id or 0)
    record: Mapping[str, Any] = version.record if version else {}
    return [
        (PRACTICE, practice.public_id),
        *region_topics(practice.region_id),
        *cell_topics(record.get("dimensions", ()), record.get("sectors", ())),
    ]


def region_topics(region_id: int) -> list[Key]:
    """Return a region by its code, and by those under which it may have been followed before."""
    region = directory().by_id[region_id]
    return [(REGION, code) for code in (region.code, *region.former_codes)]


def cell_topics(dimensions: Sequence[str], sectors: Sequence[str]) -> list[Key]:
    """Return the cells of some dimensions and sectors, then their rows and columns."""
    pairs: Iterable[tuple[str, str]] = (
        *product(dimensions, sectors),
        *((dimension, "") for dimension in dimensions),
        *(("", sector) for sector in sectors),
    )
    return [(CELL, cell_key(*pair)) for pair in pairs]


def cell_key(dimension: str, sector: str) -> str:
    """Return the key of a cell, or with "" for one of both that of a row or a column."""
    return f"{dimension}/{sector}"
