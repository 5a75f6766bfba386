"""Writes: the champion region accepts and names who does it, or declines and says why."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.errors import BadInput, Conflict
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, Role, require
from portal.mentoring.events import MentorshipAccepted, MentorshipDeclined, PlacesChanged
from portal.mentoring.models import TAKING, Mentorship, MentorshipState
from portal.mentoring.permissions import ANSWER_REQUEST
from portal.mentoring.queries import parties_of
from portal.mentoring.queries.places import taken_of
from portal.mentoring.schemas import MAX_TEXT
from portal.mentoring.services.trail import happened, move, require_way
from portal.mentors.models import MentorProfile, MentorState
from portal.mentors.permissions import is_serving

State = MentorshipState


def accept(
    session: Session, actor: Actor, mentorship: Mentorship, mentor: str | None = None
) -> None:
    """Accept; with `mentor` an admin names, by public id, who does it.

    That the mentor has a place is looked at here, in the transaction that takes it.

    Raises:
        Forbidden: if the actor does not answer for the champion region.
        BadInput: if nobody of the region is named.
        Conflict: if it does not wait for an answer, or the mentor has no place.
    """
    require(actor, ANSWER_REQUEST, parties_of(mentorship))
    require_way(mentorship, State.ACCEPTED)
    if mentorship.expires_at is None or mentorship.expires_at <= utcnow():
        raise Conflict(_("Permintaan ini sudah lewat tujuh hari."))
    mentorship.mentor_id = _with_place(session, actor, mentorship, mentor).id
    mentorship.decided_at = utcnow()
    event = move(session, mentorship, State.ACCEPTED, by=actor)
    emit(session, MentorshipAccepted(mentorship.id, event.id, actor.person_id))


def decline(session: Session, actor: Actor, mentorship: Mentorship, reason: str) -> None:
    """Decline, and say why.

    Raises:
        Forbidden: if the actor does not answer for the champion region.
        BadInput: if the reason is missing or too long.
        Conflict: if it does not wait for an answer.
    """
    require(actor, ANSWER_REQUEST, parties_of(mentorship))
    told = reason.strip()
    if not told or len(told) > MAX_TEXT:
        raise BadInput(_("Tulis alasannya, paling panjang %(most)s karakter.", most=MAX_TEXT))
    require_way(mentorship, State.DECLINED)
    mentorship.decided_at, mentorship.reason = utcnow(), told
    event = move(session, mentorship, State.DECLINED, by=actor, note=told)
    emit(session, MentorshipDeclined(mentorship.id, event.id, actor.person_id))


def name(session: Session, actor: Actor, mentorship: Mentorship, mentor: str | None) -> None:
    """Name, by public id, who goes on with what nobody does since the mentor has left.

    Raises:
        Forbidden: if the actor does not answer for the champion region.
        BadInput: if nobody of the region is named.
        Conflict: if somebody does it, or it does not go on, or the mentor has no place.
    """
    require(actor, ANSWER_REQUEST, parties_of(mentorship))
    if mentorship.mentor_id is not None or mentorship.state not in TAKING:
        raise Conflict(_("Keadaan pendampingan ini sudah berubah. Muat ulang halamannya."))
    mentorship.mentor_id = _with_place(session, actor, mentorship, mentor).id
    happened(session, mentorship, came_from=mentorship.state, by=actor)
    emit(session, PlacesChanged(mentorship.champion_region_id))


def _with_place(
    session: Session, actor: Actor, mentorship: Mentorship, key: str | None
) -> MentorProfile:
    """Return who goes along, who has a place for it."""
    profile = _mentor(session, actor, mentorship, key)
    if taken_of(profile.id) >= profile.capacity:
        raise Conflict(_("Semua tempat mentor ini sudah terisi."))
    return profile


def _mentor(
    session: Session, actor: Actor, mentorship: Mentorship, key: str | None
) -> MentorProfile:
    """Return who was asked, or whom an admin names now."""
    governs = mentorship.champion_region_id in actor.regions(Role.REGION_ADMIN)
    chosen = MentorProfile.id == (mentorship.mentor_id or 0)
    if governs and key:
        chosen = MentorProfile.public_id == key
    query = sa.select(MentorProfile).where(
        chosen,
        MentorProfile.region_id == mentorship.champion_region_id,
        MentorProfile.state == MentorState.CONFIRMED,
        is_serving(),
    )
    profile = session.scalars(query).one_or_none()
    if profile is None:
        raise BadInput(_("Pilih mentor daerah Anda yang akan mendampingi."))
    return profile
