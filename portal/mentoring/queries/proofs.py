"""Reads: the four proofs that a region has learnt in a dimension and can teach it, of all at once.

A success that was verified, a level of M3 or more that is believed, a practice of its own that came
after it had begun to adopt, and five answers that others confirmed.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.adoptions.models import Adoption, Outcome, Stage
from portal.core.db import db
from portal.practices.models import Practice, PracticeState, PracticeTag, PracticeVersion
from portal.regions.queries.profile import believed_levels
from portal.regions.schemas.champions import Basis, Proof
from portal.threads.models import SETTLED, Post, PostState, Speaker, Thread
from portal.vocabularies.models import Term

LEAST_LEVEL = 3
LEAST_ANSWERS = 5
TEACHERS = (Speaker.MENTOR, Speaker.OWNER, Speaker.ADOPTER)

Key = tuple[int, str]  # region id and dimension


@dataclass(frozen=True)
class _Dated:
    public_id: str
    since: datetime


def missing(basis: Basis) -> list[Proof]:
    """Return which of the four proofs are not there."""
    there = {
        Proof.ADOPTION: basis.adoption,
        Proof.LEVEL: basis.level >= LEAST_LEVEL,
        Proof.PRACTICE: basis.practice,
        Proof.ANSWERS: basis.answers >= LEAST_ANSWERS,
    }
    return [proof for proof, holds in there.items() if not holds]


def proofs(region_ids: Collection[int] | None = None) -> dict[Key, Basis]:
    """Return {(region id, dimension): what is proved} of some regions, or of all in four queries.

    Where nothing is proved at all, there is no entry.
    """
    adopted, levels = _adopted(region_ids), believed_levels(region_ids)
    published, answers = _published(region_ids), _answers(region_ids)
    return {
        key: _basis(key, adopted.get(key), levels, published.get(key, []), answers)
        for key in {*adopted, *levels, *published, *answers}
    }


def proofs_of(region_id: int, dimension: str) -> Basis:
    """Return what is proved of a region in a dimension."""
    return proofs([region_id]).get((region_id, dimension), Basis())


def _basis(
    key: Key,
    adopted: _Dated | None,
    levels: Mapping[Key, tuple[int, int]],
    published: list[_Dated],
    answers: Counter[Key],
) -> Basis:
    assessment, level = levels.get(key, (0, 0))
    grown = [own for own in published if adopted and own.since >= adopted.since]
    return Basis(
        adoption=adopted.public_id if adopted else "",
        assessment=assessment,
        level=level,
        practice=grown[0].public_id if grown else "",
        answers=answers[key],
    )


def _among(
    column: sa.ColumnElement[Any] | InstrumentedAttribute[Any], ids: Collection[int] | None
) -> sa.ColumnElement[bool]:
    return sa.true() if ids is None else column.in_(sorted(ids))


def _tagged(version: sa.ColumnElement[Any] | InstrumentedAttribute[Any]) -> sa.ColumnElement[bool]:
    """Return the condition on `PracticeTag` that it is a dimension of a version."""
    return sa.and_(PracticeTag.version_id == version, PracticeTag.facet == "dimension")


def _adopted(ids: Collection[int] | None) -> dict[Key, _Dated]:
    """Return the verified success that was begun first, by region and dimension."""
    rows = db.session.execute(
        sa.select(Adoption.region_id, Term.code, Adoption.public_id, Adoption.started_at)
        .join(PracticeTag, _tagged(Adoption.version_id))
        .join(Term, Term.id == PracticeTag.term_id)
        .where(
            Adoption.stage == Stage.VERIFIED,
            Adoption.outcome == Outcome.SUCCESS,
            _among(Adoption.region_id, ids),
        )
        .order_by(Adoption.started_at, Adoption.id)
    )
    found: dict[Key, _Dated] = {}
    for region_id, code, public_id, started_at in rows:
        found.setdefault((region_id, code), _Dated(public_id, started_at))
    return found


def _published(ids: Collection[int] | None) -> dict[Key, list[_Dated]]:
    """Return the running practices that regions published themselves, the oldest first."""
    own = (
        sa.select(
            PracticeVersion.practice_id, sa.func.min(PracticeVersion.published_at).label("since")
        )
        .where(PracticeVersion.by_editors.is_(False), PracticeVersion.published_at.is_not(None))
        .group_by(PracticeVersion.practice_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Practice.region_id, Term.code, Practice.public_id, own.c.since)
        .join(own, own.c.practice_id == Practice.id)
        .join(PracticeTag, _tagged(Practice.current_version_id))
        .join(Term, Term.id == PracticeTag.term_id)
        .where(
            Practice.state == PracticeState.PUBLISHED,
            _among(Practice.region_id, ids),
        )
        .order_by(own.c.since, Practice.id)
    )
    found: dict[Key, list[_Dated]] = {}
    for region_id, code, public_id, since in rows:
        found.setdefault((region_id, code), []).append(_Dated(public_id, since))
    return found


def _answers(ids: Collection[int] | None) -> Counter[Key]:
    """Return how many answers of a region others confirmed, by the dimensions of the questions.

    They count if the region spoke itself, or its mentor, or as owner or adopter of the practice.
    """
    dimension = sa.or_(Term.id == Thread.dimension_id, Term.id == PracticeTag.term_id)
    rows = db.session.execute(
        sa.select(Post.region_id, Term.code, sa.func.count(Post.id.distinct()))
        .join(Thread, Thread.id == Post.thread_id)
        .outerjoin(PracticeTag, _tagged(Thread.version_id))
        .join(Term, dimension)
        .where(
            Post.accepted,
            Post.state == PostState.VISIBLE,
            Post.region_id.is_not(None),
            sa.or_(Post.as_region, Post.speaker.in_(TEACHERS)),
            Thread.state.in_(SETTLED),
            Thread.hidden_at.is_(None),
            sa.or_(Thread.region_id.is_(None), Thread.region_id != Post.region_id),
            _among(Post.region_id, ids),
        )
        .group_by(Post.region_id, Term.code)
    )
    return Counter({(region_id or 0, code): number for region_id, code, number in rows})
