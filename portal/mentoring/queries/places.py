"""Reads: which mentors have a place for one more region."""

from collections.abc import Collection

import sqlalchemy as sa

from portal.core.clock import today
from portal.core.db import db
from portal.mentoring.models import TAKING, Mentorship, MentorshipState
from portal.mentoring.schemas import allot
from portal.mentors.models import MentorProfile
from portal.mentors.permissions import is_public

State = MentorshipState


def taken_of(mentor_id: int) -> int:
    """Return how many places of a mentor are taken."""
    counted = sa.select(sa.func.count()).where(
        Mentorship.mentor_id == mentor_id, Mentorship.state.in_(TAKING)
    )
    return db.session.scalar(counted) or 0


def free_places(region_ids: Collection[int] | None = None) -> dict[int, int]:
    """Return {profile id: places that nobody takes} of mentors who can be asked today.

    They are confirmed, shown and not resting; of some regions, or of all.
    """
    taken = (
        sa.select(sa.func.count())
        .where(Mentorship.mentor_id == MentorProfile.id, Mentorship.state.in_(TAKING))
        .correlate(MentorProfile)
        .scalar_subquery()
    )
    rests = sa.func.coalesce(MentorProfile.paused_until >= today(), sa.false())
    query = sa.select(MentorProfile.id, MentorProfile.capacity - taken).where(is_public(), ~rests)
    if region_ids is not None:
        query = query.where(MentorProfile.region_id.in_(sorted(region_ids)))
    return {mentor_id: max(0, left) for mentor_id, left in db.session.execute(query)}


def in_line(region_ids: Collection[int] | None = None) -> list[Mentorship]:
    """Return who holds an offered place or waits for one, in the order in which they get it.

    An offer that was taken up holds its place until the champion region has answered.
    """
    held = sa.and_(
        Mentorship.state.in_((State.OFFERED, State.REQUESTED)), Mentorship.offered_at.is_not(None)
    )
    query = (
        sa.select(Mentorship)
        .where(sa.or_(held, Mentorship.state == State.WAITING))
        .order_by(Mentorship.state == State.WAITING, Mentorship.requested_at, Mentorship.id)
    )
    if region_ids is not None:
        query = query.where(Mentorship.champion_region_id.in_(sorted(region_ids)))
    return list(db.session.scalars(query))


def open_places(region_ids: Collection[int] | None = None) -> dict[int, int]:
    """Return {profile id: places that nobody takes, holds or waits for}, as `free_places` does."""
    free, regions = free_places(region_ids), _regions_of()
    lines: dict[int, list[int | None]] = {}
    for one in in_line(region_ids):
        lines.setdefault(one.champion_region_id, []).append(one.mentor_id)
    for region_id, wanted in lines.items():
        own = {mentor: left for mentor, left in free.items() if regions[mentor] == region_id}
        allot(own, wanted)
        free |= own
    return free


def _regions_of() -> dict[int, int]:
    rows = db.session.execute(sa.select(MentorProfile.id, MentorProfile.region_id))
    return {row.id: row.region_id for row in rows}
