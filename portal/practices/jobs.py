"""What the worker does for the practices each day."""

from datetime import timedelta

from portal.core.schedule import every
from portal.core.uow import unit_of_work
from portal.practices.services import heartbeat
from portal.practices.services.pulse import today


def verify() -> None:
    """Remind regions of what is to be confirmed, and tell readers what was not."""
    with unit_of_work() as session:
        heartbeat.remind(session, today())
        heartbeat.beat(session, today())


def start() -> None:
    """Register the work."""
    every(timedelta(days=1), "verify")(verify)
