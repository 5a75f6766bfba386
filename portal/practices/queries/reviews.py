"""Reads: what was said about a draft, by whom, and how its rounds of review went."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.accounts.queries import is_active
from portal.core.db import db
from portal.core.permissions import Role
from portal.practices.models import Practice, PracticeVersion
from portal.practices.models.drafts import (
    ReviewComment,
    ReviewInvitation,
    ReviewRound,
    Verdict,
)

# As what somebody speaks who holds several roles: those in the practice's region come first.
IN_THE_REGION = (Role.REGION_ADMIN, Role.PUBLISHER, Role.MENTOR, Role.OFFICER)
ELSEWHERE = (Role.EDITOR, Role.MENTOR, Role.EXPERT, *Role)


@dataclass(frozen=True)
class Speaker:
    """A person as colleagues see them; `role` is what they are today, None if nothing any more."""

    name: str
    role: Role | None
    of_region: bool


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A remark on a field, by its path in the record, or on the whole where it is "".

    `round_number` is 0 for what colleagues said before the first submission.
    """

    id: int
    path: str
    text: str
    round_number: int
    author: Speaker
    written_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Round:
    """A submission and what came of it; `version` is the number of what it became."""

    number: int
    record: Mapping[str, Any]
    submitted_by: Speaker
    submitted_at: datetime
    reviewer_id: int | None
    reviewer: Speaker | None
    verdict: Verdict | None
    note: str | None
    decided_at: datetime | None
    version: int | None


def open_comments(practice_id: int) -> list[Comment]:
    """Return what was said about the present draft and is not settled yet, oldest first."""
    return [said for said in current_comments(practice_id) if said.settled_at is None]


def current_comments(practice_id: int) -> list[Comment]:
    """Return what was said since a version was approved last, oldest first."""
    approved = db.session.scalar(
        sa.select(sa.func.max(ReviewRound.decided_at)).where(
            ReviewRound.practice_id == practice_id, ReviewRound.verdict == Verdict.APPROVED
        )
    )
    said = comments_of(practice_id)
    return [comment for comment in said if approved is None or comment.written_at > approved]


def comments_of(practice_id: int) -> list[Comment]:
    """Return everything that was said about a practice's drafts, oldest first."""
    rows = db.session.scalars(
        sa.select(ReviewComment)
        .where(ReviewComment.practice_id == practice_id)
        .order_by(ReviewComment.id)
    ).all()
    speakers = speakers_of(practice_id, {row.person_id for row in rows})
    return [
        Comment(
            id=row.id,
            path=row.path,
            text=row.text,
            round_number=row.round_number,
            author=speakers[row.person_id],
            written_at=row.written_at,
            settled_at=row.settled_at,
        )
        for row in rows
    ]


def rounds_of(practice_id: int) -> list[Round]:
    """Return the rounds of review of a practice, oldest first."""
    rows = db.session.execute(
        sa.select(ReviewRound, PracticeVersion.number)
        .outerjoin(PracticeVersion, PracticeVersion.id == ReviewRound.version_id)
        .where(ReviewRound.practice_id == practice_id)
        .order_by(ReviewRound.number)
    ).all()
    people = {row.submitted_by for row, _number in rows} | {row.reviewer_id for row, _n in rows}
    speakers = speakers_of(practice_id, {person for person in people if person is not None})
    return [
        Round(
            number=row.number,
            record=row.record,
            submitted_by=speakers[row.submitted_by],
            submitted_at=row.submitted_at,
            reviewer_id=row.reviewer_id,
            reviewer=speakers[row.reviewer_id] if row.reviewer_id is not None else None,
            verdict=row.verdict,
            note=row.note,
            decided_at=row.decided_at,
            version=version,
        )
        for row, version in rows
    ]


def guests_of(practice_id: int) -> list[Speaker]:
    """Return who was invited to comment on a practice's drafts, in the order of the invitations."""
    ids = db.session.scalars(
        sa.select(ReviewInvitation.person_id)
        .where(ReviewInvitation.practice_id == practice_id)
        .order_by(ReviewInvitation.id)
    ).all()
    speakers = speakers_of(practice_id, set(ids))
    return [speakers[person_id] for person_id in ids]


def speakers_of(practice_id: int, people: Collection[int]) -> dict[int, Speaker]:
    """Return {id: person} as they stand to a practice today."""
    region_id = db.session.scalar(sa.select(Practice.region_id).where(Practice.id == practice_id))
    names = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(people)))
    held: dict[int, set[tuple[Role, int | None]]] = {}
    for row in db.session.execute(
        sa.select(Membership.person_id, Membership.role, Membership.region_id).where(
            Membership.person_id.in_(people), is_active()
        )
    ):
        held.setdefault(row.person_id, set()).add((row.role, row.region_id))
    return {
        person_id: _speaker(name, held.get(person_id, set()), region_id)
        for person_id, name in names
    }


def _speaker(name: str, held: set[tuple[Role, int | None]], region_id: int | None) -> Speaker:
    own = {role for role, region in held if region is not None and region == region_id}
    for role in IN_THE_REGION:
        if role in own:
            return Speaker(name, role, of_region=True)
    others = {role for role, _region in held}
    return Speaker(
        name, next((role for role in ELSEWHERE if role in others), None), of_region=False
    )
