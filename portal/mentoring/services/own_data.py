"""What is kept of a person because of mentorships, for the file of one's own data."""

from typing import Any

import sqlalchemy as sa

from portal.accounts.services.personal import holds
from portal.core.db import db
from portal.mentoring.models import Mentorship, MentorshipEvent
from portal.mentors.models import MentorProfile


def start() -> None:
    """Register it."""
    holds("mentorships_held", _held)
    holds("mentorships_as_mentor", _as_mentor)
    holds("mentorship_steps", _steps)


def _held(person_id: int) -> list[str]:
    held = sa.select(Mentorship.public_id).where(Mentorship.holder_id == person_id)
    return list(db.session.scalars(held.order_by(Mentorship.id)))


def _as_mentor(person_id: int) -> list[str]:
    asked = (
        sa.select(Mentorship.public_id)
        .join(MentorProfile, MentorProfile.id == Mentorship.mentor_id)
        .where(MentorProfile.person_id == person_id)
    )
    return list(db.session.scalars(asked.order_by(Mentorship.id)))


def _steps(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(
            Mentorship.public_id,
            MentorshipEvent.state,
            MentorshipEvent.note,
            MentorshipEvent.happened_at,
        )
        .join(Mentorship, Mentorship.id == MentorshipEvent.mentorship_id)
        .where(MentorshipEvent.person_id == person_id)
        .order_by(MentorshipEvent.id)
    )
    return [
        {
            "mentorship": row.public_id,
            "state": row.state,
            "note": row.note,
            "at": row.happened_at,
        }
        for row in rows
    ]
