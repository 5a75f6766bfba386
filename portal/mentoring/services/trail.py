"""What mentorships leave behind of what was done with them: state, history, and audit."""

from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.clock import utcnow
from portal.core.errors import Conflict
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import ANONYMOUS, Actor
from portal.mentoring.events import PlacesChanged
from portal.mentoring.models import OPEN, WAYS, Mentorship, MentorshipEvent, MentorshipState


def move(
    session: Session,
    mentorship: Mentorship,
    to: MentorshipState,
    *,
    by: Actor = ANONYMOUS,
    note: str = "",
) -> MentorshipEvent:
    """Put a mentorship into a state that it may reach, with its line of history and its audit.

    Raises:
        Conflict: if that state cannot be reached from the one in which it is.
    """
    require_way(mentorship, to)
    was, mentorship.state = mentorship.state, to
    event = happened(session, mentorship, came_from=was, by=by, note=note)
    if to not in OPEN:  # it took a place, or gave one back
        emit(session, PlacesChanged(mentorship.champion_region_id))
    return event


def require_way(mentorship: Mentorship, to: MentorshipState) -> None:
    """Refuse a state that a mentorship cannot reach from the one in which it is.

    Raises:
        Conflict: accordingly.
    """
    if to not in WAYS.get(mentorship.state, ()):
        raise Conflict(_("Keadaan pendampingan ini sudah berubah. Muat ulang halamannya."))


def happened(
    session: Session,
    mentorship: Mentorship,
    *,
    came_from: MentorshipState | None,
    by: Actor = ANONYMOUS,
    note: str = "",
) -> MentorshipEvent:
    """Add a line to the history of a mentorship as it stands now, and to the audit."""
    event = MentorshipEvent(
        mentorship_id=mentorship.id,
        came_from=came_from,
        state=mentorship.state,
        note=note,
        person_id=by.person_id,
        happened_at=utcnow(),
    )
    session.add(event)
    session.flush()  # others need its id
    audit.record(
        session,
        f"mentorship:{mentorship.state}",
        actor=by,
        region_id=_acting_for(mentorship, by),
        kind="mentorship",
        key=mentorship.public_id,
        details={"from": came_from, "to": mentorship.state},
    )
    return event


def _acting_for(mentorship: Mentorship, by: Actor) -> int:
    """Return for which of the two regions somebody acts; time acts for the learner's."""
    own = {grant.region_id for grant in by.grants}
    sides = (mentorship.learner_region_id, mentorship.champion_region_id)
    return next((side for side in sides if side in own), sides[0])
