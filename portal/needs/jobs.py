"""What the worker does for needs."""

from datetime import timedelta

from portal.core.clock import today
from portal.core.schedule import every
from portal.core.uow import unit_of_work
from portal.needs.services import answering, claiming, gathering, own_data


def serve_jobs() -> None:
    """Register what is done at its time, and what is kept how long."""
    own_data.start()
    every(timedelta(hours=1), "needs")(look_after_needs)


def look_after_needs() -> None:
    """End claims that led to nothing, and count anew what is missing."""
    with unit_of_work() as session:
        claiming.lapse(session, today())
        answering.reopen(session)
        gathering.gather(session, today())
