"""What was reported or held back is settled by whatever a moderator decides of it."""

from sqlalchemy.orm import Session

from portal.core.events import emit, listens
from portal.moderation.services.settling import settle
from portal.threads.events import Moderated, ReportSettled
from portal.threads.models.decisions import Decision


def _settled(session: Session, event: Moderated) -> None:
    """Close what waited, and tell those who reported it."""
    for flag in settle(session, session.get_one(Decision, event.decision_id)):
        emit(session, ReportSettled(flag.id, flag.person_id, event.decision_id))


def start() -> None:
    """Listen."""
    listens(Moderated)(_settled)
