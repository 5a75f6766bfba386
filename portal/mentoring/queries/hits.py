"""Reads: which practices are of a region that is champion of a dimension of theirs."""

from collections.abc import Collection

import sqlalchemy as sa

from portal.core.db import db
from portal.practices.models import Practice, PracticeTag
from portal.regions.models.champions import ChampionState, ChampionStatus
from portal.vocabularies.models import Term

_OF_CHAMPIONS = (
    sa.select(Practice.id, ChampionStatus.dimension)
    .join(ChampionStatus, ChampionStatus.region_id == Practice.region_id)
    .join(PracticeTag, PracticeTag.version_id == Practice.current_version_id)
    .join(Term, Term.id == PracticeTag.term_id)
    .where(
        Practice.id.in_(sa.bindparam("ids", expanding=True)),
        ChampionStatus.state == ChampionState.ACTIVE,
        PracticeTag.facet == "dimension",
        Term.code == ChampionStatus.dimension,
    )
    .order_by(Practice.id, PracticeTag.id)
)


def of_champions(practice_ids: Collection[int]) -> dict[int, list[str]]:
    """Return {practice id: dimensions of which its region is champion today}, in one query."""
    rows = db.session.execute(_OF_CHAMPIONS, {"ids": practice_ids})
    found: dict[int, list[str]] = {}
    for practice_id, dimension in rows:
        found.setdefault(practice_id, []).append(dimension)
    return found
