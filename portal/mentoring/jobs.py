"""What the worker does for mentorships, and for champions and those who may become one."""

from datetime import timedelta

from portal.core.schedule import every
from portal.core.uow import unit_of_work
from portal.mentoring.services import graduation, keeping, recalling


def serve_jobs() -> None:
    """Register what is done at its time."""
    every(timedelta(hours=1), "mentorships")(look_after_mentorships)
    every(timedelta(days=1), "graduation")(graduate)


def look_after_mentorships() -> None:
    """Recall and end requests that were not answered, and offer places that have become free."""
    with unit_of_work() as session:
        keeping.keep(session)
        recalling.look_after(session)


def graduate() -> None:
    """End and suspend statuses whose time or proofs have ended, and propose who has the proofs."""
    with unit_of_work() as session:
        graduation.tonight(session)
