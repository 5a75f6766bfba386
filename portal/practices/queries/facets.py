"""Reads: all public practices as the facets see them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.core.db import db
from portal.practices.models import (
    PUBLIC_STATES,
    Practice,
    PracticeState,
    PracticeTag,
    PracticeVersion,
    Pulse,
)
from portal.regions.queries import directory
from portal.search.facets import FacetTable, Row
from portal.vocabularies.models import Term
from portal.vocabularies.queries import NON_SPM

NO_TAGS: tuple[int, Iterator[Any]] = (0, iter(()))


class Seen(NamedTuple):
    """All of a practice that can change while its version stays as it is."""

    id: int
    region_id: int
    state: PracticeState
    pulse: Pulse
    version_id: int | None
    replicated: bool
    verify_by: date | None


def facet_table(former: FacetTable) -> FacetTable:
    """Return all public practices as the facets see them, given how they saw them before.

    A version is frozen: a practice is seen as before while what it is stamped with is so.
    """
    shown = sa.select(
        Practice.id,
        Practice.region_id,
        Practice.state,
        Practice.pulse,
        Practice.current_version_id,
        Practice.replicated,
        Practice.verify_by,
    ).where(Practice.state.in_(PUBLIC_STATES))
    rows = db.session.execute(shown.order_by(Practice.id))
    stamps = {str(row[0]): Seen._make(row) for row in rows}
    lacking = former.lacks(stamps)
    whole = len(lacking) == len(stamps)
    ids = sa.true() if whole else Practice.id.in_([int(key) for key in lacking])
    return former.renewed(stamps, _rows(sa.and_(Practice.state.in_(PUBLIC_STATES), ids)))


def _rows(condition: sa.ColumnElement[bool]) -> Iterator[Row]:
    """Yield the practices of a condition, one after another; both queries go by their ids."""
    tagged = db.session.execute(
        sa.select(Practice.id, PracticeTag.facet, Term.code)
        .join(PracticeTag, PracticeTag.version_id == Practice.current_version_id)
        .join(Term, Term.id == PracticeTag.term_id)
        .where(condition)
        .order_by(Practice.id)
    )
    tags = groupby(tagged, key=itemgetter(0))
    of, mine = next(tags, NO_TAGS)
    rows = db.session.execute(
        sa.select(
            Practice.id,
            Practice.region_id,
            Practice.state,
            Practice.pulse,
            PracticeVersion.evidence_level,
            PracticeVersion.year,
            PracticeVersion.has_english,
            PracticeVersion.published_at,
        )
        .join(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(condition)
        .order_by(Practice.id)
    )
    for row in rows:
        found: dict[str, list[str]] = defaultdict(list)
        if of == row.id:
            for _id, facet, code in mine:
                found[facet].append(code)
            of, mine = next(tags, NO_TAGS)
        yield _facet_row(row, found)


def _facet_row(row: Any, tags: Mapping[str, Sequence[str]]) -> Row:
    region = directory().by_id[row.region_id]
    believed = row.pulse is not Pulse.OVERDUE
    return Row(
        key=str(row.id),
        facets={
            **tags,
            "sector": tags.get("sector") or (NON_SPM,),
            "province": (region.province_code,),
            "region": (region.code,),
            "kind": (region.kind.value,),
            "champion": tuple(badge.kind for badge in region.badges),
            "evidence": (str(row.evidence_level),),
            "year": (str(row.year),) if row.year else (),
            "language": ("id", "en") if row.has_english else ("id",),
            "status": ("stopped" if row.state is PracticeState.STOPPED else "active",),
        },
        sorts={
            "relevance": (believed, row.published_at, row.id),
            "newest": (row.published_at, row.id),
            "evidence": (row.evidence_level, believed, row.published_at, row.id),
        },
    )
