"""Reads: where a thread arose: at a practice or a block of it, in a cell of the grid, a region."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.permissions import ANONYMOUS
from portal.practices.models import Practice, PracticeVersion
from portal.practices.permissions import visible_to
from portal.regions.queries import directory
from portal.vocabularies.queries import MATURITY, SPM, catalogue


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """Where a thread arises; `title` and `block_title` are of the practice, to be shown."""

    practice_id: int | None = None
    version_id: int | None = None
    block: int | None = None
    dimension_id: int | None = None
    sector_id: int | None = None
    about_region_id: int | None = None
    slug: str = ""
    number: int = 0
    title: Mapping[str, str] | None = None
    block_title: Mapping[str, str] | None = None


NOWHERE = Anchor()


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where a thread is to arise, by the names that addresses give to places."""

    practice: str = ""
    version: int | None = None
    block: int | None = None
    dimension: str = ""
    sector: str = ""
    region: str = ""


def at(spot: Spot) -> Anchor:
    """Return the anchor at the most exact place that is named.

    Raises:
        NotFound: if there is no such place.
    """
    if spot.practice:
        return at_practice(spot.practice, number=spot.version, block=spot.block)
    if spot.dimension or spot.sector:
        return at_cell(spot.dimension, spot.sector)
    return at_region(spot.region) if spot.region else NOWHERE


def at_practice(slug: str, *, number: int | None = None, block: int | None = None) -> Anchor:
    """Return the anchor at a public practice, as it stands or stood, or at a block of it.

    Raises:
        NotFound: if there is no such practice, version or block that everybody may see.
    """
    query = (
        sa.select(
            Practice.id,
            Practice.slug,
            Practice.region_id,
            PracticeVersion.id.label("version_id"),
            PracticeVersion.number,
            PracticeVersion.record,
        )
        .join(PracticeVersion, PracticeVersion.practice_id == Practice.id)
        .where(
            Practice.slug == slug,
            visible_to(ANONYMOUS),
            PracticeVersion.published_at.is_not(None),
            PracticeVersion.id == Practice.current_version_id
            if number is None
            else PracticeVersion.number == number,
        )
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    blocks: list[Mapping[str, Any]] = row.record["blocks"]
    if block is not None and not 1 <= block <= len(blocks):
        raise NotFound
    return Anchor(
        practice_id=row.id,
        version_id=row.version_id,
        block=block,
        about_region_id=row.region_id,
        slug=row.slug,
        number=row.number,
        title=row.record["title"],
        block_title=blocks[block - 1]["title"] if block else None,
    )


def at_cell(dimension: str, sector: str) -> Anchor:
    """Return the anchor at a cell of the grid, or at a whole row or column where one is "".

    Raises:
        NotFound: if there is no such dimension or sector.
    """
    return Anchor(dimension_id=_term(MATURITY, dimension), sector_id=_term(SPM, sector))


def _term(scheme: str, code: str) -> int | None:
    if not code:
        return None
    found = catalogue()[scheme].terms.get(code)
    if found is None or found.parent:
        raise NotFound
    return found.id


def at_region(code: str) -> Anchor:
    """Return the anchor at a region.

    Raises:
        NotFound: if there is none of this code today.
    """
    region = directory().by_code.get(code)
    if region is None:
        raise NotFound
    return Anchor(about_region_id=region.id)
