"""Who becomes a mentor whom others see: granted by the region's admin, confirmed by an editor."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.queries.members import MemberState, member
from portal.core import audit
from portal.core.clock import utcnow
from portal.core.errors import Conflict, Forbidden, NotFound
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, Role, permits, require
from portal.core.slugs import new_public_id
from portal.core.uow import unit_of_work
from portal.mentors.events import MentorChanged
from portal.mentors.models import MentorProfile, MentorState
from portal.mentors.permissions import CONFIRM, DESIGNATE, is_serving, visible_to

SERVING = {MemberState.ACTIVE, MemberState.ENDING}


def designate(actor: Actor, region_id: int, person: str) -> None:
    """Propose a mentor of a region, by public id, to the editors.

    Raises:
        Forbidden: if the actor does not govern the region.
        NotFound: if nobody there is a mentor by this id.
        Conflict: if the person is designated already.
    """
    require(actor, DESIGNATE, region_id)
    with unit_of_work() as session:
        found = member(region_id, person, Role.MENTOR)
        if found.state not in SERVING:
            raise NotFound
        profile = session.scalars(
            sa.select(MentorProfile).where(
                MentorProfile.person_id == found.person_id, MentorProfile.region_id == region_id
            )
        ).one_or_none()
        if profile is None:
            profile = MentorProfile(
                public_id=new_public_id(), person_id=found.person_id, region_id=region_id
            )
            session.add(profile)
        elif profile.state is not MentorState.ENDED:
            raise Conflict(_("Orang ini sudah ditetapkan sebagai mentor."))
        profile.state, profile.ended_at, profile.confirmed_by_id = MentorState.PROPOSED, None, None
        profile.granted_by_id, profile.granted_at = actor.person_id, utcnow()
        profile.agreed = False  # agreeing once is not agreeing for ever
        note(session, "designate", actor, profile)


def confirm(actor: Actor, public_id: str) -> None:
    """Be the second of the two who make somebody a mentor whom others see.

    Raises:
        NotFound: if there is no such mentor.
        Forbidden: if the actor is no editor, or the one who proposed or would become one.
        Conflict: if the designation does not wait any more.
    """
    require(actor, CONFIRM)
    with unit_of_work() as session:
        profile = profile_at(session, actor, public_id)
        if profile.state is not MentorState.PROPOSED:
            raise Conflict(_("Penetapan ini tidak lagi menunggu."))
        if actor.person_id in {profile.granted_by_id, profile.person_id}:
            raise Forbidden(_("Orang kedua yang menyetujui, bukan yang mengusulkan."))
        profile.state, profile.confirmed_by_id = MentorState.CONFIRMED, actor.person_id
        note(session, "confirm", actor, profile)


def end(actor: Actor, public_id: str) -> int:
    """End a designation, or refuse it, and return its region; the membership stays as it is.

    Raises:
        NotFound: if there is no such mentor whom the actor may see.
        Forbidden: if the actor neither governs the region nor is an editor.
    """
    with unit_of_work() as session:
        profile = profile_at(session, actor, public_id)
        if not permits(actor, CONFIRM):
            require(actor, DESIGNATE, profile.region_id)
        close(session, profile)
        note(session, "end", actor, profile)
        return profile.region_id


def close(session: Session, profile: MentorProfile) -> None:
    """Let a profile be seen by nobody any more; what it says is kept for another time."""
    profile.state, profile.ended_at = MentorState.ENDED, utcnow()
    emit(session, MentorChanged(profile.id, profile.region_id))


def profile_at(session: Session, actor: Actor, public_id: str) -> MentorProfile:
    """Return a profile to be changed.

    Raises:
        NotFound: if there is none that the actor may see.
    """
    query = sa.select(MentorProfile).where(
        MentorProfile.public_id == public_id, is_serving(), visible_to(actor)
    )
    profile = session.scalars(query).one_or_none()
    if profile is None:
        raise NotFound
    return profile


def note(
    session: Session, action: str, actor: Actor, profile: MentorProfile, **details: Any
) -> None:
    """Put on the audit chain what was done with a mentor."""
    audit.record(
        session,
        f"mentor:{action}",
        actor=actor,
        region_id=profile.region_id,
        kind="mentor",
        key=profile.public_id,
        details=details,
    )
