"""Whoever is a mentor no longer is not shown as one: the profile ends with the membership."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.services.handover import Departure, Moving, moves
from portal.core.db import db
from portal.core.i18n import _l
from portal.core.permissions import ANONYMOUS, Role
from portal.mentors.models import MentorProfile, MentorState
from portal.mentors.services.designations import close, note


def start() -> None:
    """Register what a mentor who leaves no longer has."""
    moves(
        Moving(
            kind="mentor-profile",
            label=_l("Profil mentor yang ditutup"),
            held=lambda leaving: len(db.session.scalars(_profile_of(leaving)).all()),
            move=_close,
            queued=lambda _region_id: 0,
        )
    )


def _profile_of(leaving: Departure) -> sa.Select[MentorProfile]:
    concerned = sa.true() if leaving.role is Role.MENTOR else sa.false()
    return sa.select(MentorProfile).where(
        MentorProfile.person_id == leaving.person_id,
        MentorProfile.region_id == leaving.region_id,
        MentorProfile.state != MentorState.ENDED,
        concerned,
    )


def _close(session: Session, leaving: Departure) -> int:
    profiles = session.scalars(_profile_of(leaving)).all()
    for profile in profiles:
        close(session, profile)
        note(session, "end", ANONYMOUS, profile)
    return len(profiles)
