"""What needs listen to: practices that come out."""

from sqlalchemy.orm import Session

from portal.core.events import listens
from portal.needs.services import answering
from portal.practices.events import PracticeApproved


def start() -> None:
    """Listen."""
    listens(PracticeApproved)(_answer)


def _answer(session: Session, event: PracticeApproved) -> None:
    answering.published(session, event.practice_id)
