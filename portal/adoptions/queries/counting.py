"""Reads: how many adoptions there are of something, and why they or the practices ended."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from portal.adoptions.models import CLOSED, Adoption, Outcome, Stage
from portal.adoptions.permissions import visible_to
from portal.core.db import db
from portal.core.generations import Kept
from portal.core.permissions import ANONYMOUS
from portal.practices.models import Practice, PracticeTag, PracticeVersion
from portal.practices.queries.endings import stop_reasons
from portal.regions.queries import RegionView, directory
from portal.vocabularies.models import Term
from portal.vocabularies.queries import NON_SPM

GENERATION = "adoptions"
FACETS = ("dimension", "sector")
RESULTS = (Outcome.SUCCESS, Outcome.PARTIAL)
_COUNTS = (
    sa.select(Adoption.practice_id, Adoption.stage, Term.code, sa.func.count().label("number"))
    .outerjoin(Term, Term.id == Adoption.reason_id)
    .where(Adoption.practice_id.in_(sa.bindparam("ids", expanding=True)))
    .group_by(Adoption.practice_id, Adoption.stage, Term.code)
    .order_by(Adoption.practice_id)
)


@dataclass
class Counts:
    """How many adoptions a practice has: begun, of these open, verified, and dropped."""

    started: int = 0
    running: int = 0
    verified: int = 0
    dropped: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, stage: Stage, reason: str | None, count: int) -> None:
        """Count more of a stage."""
        self.started += count
        if stage is Stage.VERIFIED:
            self.verified += count
        elif stage is Stage.DROPPED:
            self.dropped += count
            self.reasons[reason or ""] += count
        else:
            self.running += count


def counts(practice_ids: Collection[int]) -> dict[int, Counts]:
    """Return {practice id: how many adoptions it has}, of those that have any."""
    rows = db.session.execute(_COUNTS, {"ids": practice_ids})
    found: dict[int, Counts] = {}
    for row in rows:
        found.setdefault(row.practice_id, Counts()).add(row.stage, row.code, row.number)
    return found


@dataclass(frozen=True)
class Closed:
    """How many adoptions of a practice have ended, and how many of them with a result."""

    ok: int
    total: int


def closed() -> Mapping[int, Closed]:
    """Return {practice id: its adoptions that were verified or dropped} of all that have any.

    A result is one that both sides have seen, were it in part.
    """
    return _closed.get()


def _count_closed() -> Mapping[int, Closed]:
    worked = sa.and_(Adoption.stage == Stage.VERIFIED, Adoption.outcome.in_(RESULTS))
    rows = db.session.execute(
        sa.select(
            Adoption.practice_id,
            sa.func.sum(sa.case((worked, 1), else_=0)),
            sa.func.count(),
        )
        .where(Adoption.practice_id.is_not(None), Adoption.stage.in_(CLOSED))
        .group_by(Adoption.practice_id)
    )
    return {practice_id: Closed(int(ok), total) for practice_id, ok, total in rows}


_closed = Kept(GENERATION, load=_count_closed)


@dataclass(frozen=True)
class Ended:
    """A practice with the reasons for which regions dropped it, and why it stopped itself."""

    slug: str
    title: Mapping[str, str]
    region: RegionView
    dimensions: tuple[str, ...]
    sectors: tuple[str, ...]
    dropped: Mapping[str, int]
    stopped: str | None


def ended() -> list[Ended]:
    """Return the public practices that were dropped somewhere or stopped, by their slugs."""
    dropped: dict[int, Counter[str]] = {}
    for row in _dropped():
        dropped.setdefault(row.practice_id, Counter())[row.code] += row.number
    stopped = stop_reasons()
    ids = {*dropped, *stopped}
    tags = _tags(ids)
    rows = db.session.execute(
        sa.select(
            Practice.id,
            Practice.slug,
            Practice.region_id,
            PracticeVersion.record["title"].label("title"),
        )
        .join(PracticeVersion, PracticeVersion.id == Practice.current_version_id)
        .where(Practice.id.in_(ids))
        .order_by(Practice.slug)
    )
    return [
        Ended(
            slug=row.slug,
            title=row.title,
            region=directory().by_id[row.region_id],
            dimensions=tuple(tags.get((row.id, "dimension"), ())),
            sectors=tuple(tags.get((row.id, "sector"), (NON_SPM,))),
            dropped=dropped.get(row.id, {}),
            stopped=stopped.get(row.id),
        )
        for row in rows
    ]


def _dropped() -> Sequence[Any]:
    """Return how often what everybody may read was dropped, by practice and reason."""
    query = (
        sa.select(Adoption.practice_id, Term.code, sa.func.count().label("number"))
        .join(Practice, Practice.id == Adoption.practice_id)
        .join(Term, Term.id == Adoption.reason_id)
        .where(Adoption.stage == Stage.DROPPED, visible_to(ANONYMOUS))
        .group_by(Adoption.practice_id, Term.code)
    )
    return db.session.execute(query).all()


def _tags(ids: Collection[int]) -> dict[tuple[int, str], list[str]]:
    rows = db.session.execute(
        sa.select(Practice.id, PracticeTag.facet, Term.code)
        .join(PracticeTag, PracticeTag.version_id == Practice.current_version_id)
        .join(Term, Term.id == PracticeTag.term_id)
        .where(Practice.id.in_(ids), PracticeTag.facet.in_(FACETS))
        .order_by(PracticeTag.id)
    )
    found: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        found.setdefault((row.id, row.facet), []).append(row.code)
    return found
