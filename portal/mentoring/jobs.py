"""What the worker does every night for champions, and those who may become one."""

from datetime import timedelta

from portal.core.schedule import every
from portal.core.uow import unit_of_work
from portal.mentoring.services import graduation


def serve_jobs() -> None:
    """Register it."""
    every(timedelta(days=1), "graduation")(graduate)


def graduate() -> None:
    """End and suspend statuses whose time or proofs have ended, and propose who has the proofs."""
    with unit_of_work() as session:
        graduation.tonight(session)
