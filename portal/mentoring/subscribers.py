"""What is done when places of mentors change."""

from sqlalchemy.orm import Session

from portal.core.events import listens
from portal.mentoring.events import PlacesChanged
from portal.mentoring.services.keeping import let_go
from portal.mentoring.services.placing import settle
from portal.mentors.events import MentorChanged


def start() -> None:
    """Listen."""
    listens(PlacesChanged)(_places)
    listens(MentorChanged)(_mentor)


def _places(session: Session, event: PlacesChanged) -> None:
    settle(session, event.region_id)


def _mentor(session: Session, event: MentorChanged) -> None:
    session.flush()
    let_go(session, event.region_id)
    settle(session, event.region_id)
