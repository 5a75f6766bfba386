"""Reads: who can be given a question today, and what each of them knows."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core.clock import today
from portal.core.db import db
from portal.mentors.models import MentorBlock, MentorProfile, MentorState, MentorTag
from portal.mentors.permissions import is_serving

Conditions = sa.ColumnElement[bool]


@dataclass(frozen=True, kw_only=True)
class Available:
    """A mentor with ids of terms, and (practice id, Indonesian title of a block) delivered."""

    person_id: int
    public_id: str
    name: str
    region_id: int
    agreed: bool
    dimensions: frozenset[int]
    sectors: frozenset[int]
    delivered: frozenset[tuple[int, str]]

    @property
    def terms(self) -> frozenset[int]:
        """All that the mentor knows."""
        return self.dimensions | self.sectors


def available(*, region_id: int | None = None) -> list[Available]:
    """Return the confirmed mentors who are not resting, of a region or of all, by name."""
    conditions = [_is_designated(), _rests().is_(False)]
    if region_id is not None:
        conditions.append(MentorProfile.region_id == region_id)
    return _found(*conditions)


def known_terms(person_id: int | None) -> frozenset[int]:
    """Return the ids of the terms that a person knows as a confirmed mentor."""
    return frozenset(
        db.session.scalars(
            sa.select(MentorTag.term_id)
            .join(MentorProfile, MentorProfile.id == MentorTag.profile_id)
            .where(MentorProfile.person_id == person_id, _is_designated())
        )
    )


def knowing(terms: Collection[int]) -> set[int]:
    """Return who knows one of `terms` as a confirmed mentor and is not resting, by their ids."""
    return set(
        db.session.scalars(
            sa.select(MentorProfile.person_id)
            .join(MentorTag, MentorTag.profile_id == MentorProfile.id)
            .where(MentorTag.term_id.in_(terms), _is_designated(), _rests().is_(False))
        )
    )


def _is_designated() -> Conditions:
    return sa.and_(MentorProfile.state == MentorState.CONFIRMED, is_serving())


def _rests() -> Conditions:
    return sa.func.coalesce(MentorProfile.paused_until >= today(), sa.false())


def _found(*conditions: Conditions) -> list[Available]:
    rows = db.session.execute(
        sa.select(MentorProfile, Person.name, Person.public_id)
        .join(Person, Person.id == MentorProfile.person_id)
        .where(*conditions)
        .order_by(Person.name, MentorProfile.id)
    ).all()
    ids = [row.MentorProfile.id for row in rows]
    terms: dict[tuple[int, str], set[int]] = defaultdict(set)
    for tag in db.session.scalars(sa.select(MentorTag).where(MentorTag.profile_id.in_(ids))):
        terms[tag.profile_id, tag.facet].add(tag.term_id)
    delivered: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for block in db.session.scalars(sa.select(MentorBlock).where(MentorBlock.profile_id.in_(ids))):
        delivered[block.profile_id].add((block.practice_id, block.title["id"]))
    return [
        Available(
            person_id=profile.person_id,
            public_id=public_id,
            name=name,
            region_id=profile.region_id,
            agreed=profile.agreed,
            dimensions=frozenset(terms[profile.id, "dimension"]),
            sectors=frozenset(terms[profile.id, "sector"]),
            delivered=frozenset(delivered[profile.id]),
        )
        for profile, name, public_id in rows
    ]
