"""What the worker does: tell what happened, and write the digests of the morning."""

from collections.abc import Sequence
from datetime import timedelta

from portal.core.clock import utcnow
from portal.core.jobs import handles
from portal.core.schedule import every
from portal.core.uow import unit_of_work
from portal.notifications.jobs import letters, searches
from portal.notifications.services import digests, telling


def tell(keys: Sequence[str]) -> None:
    """Tell people of the events with these keys, in their inboxes and by mail."""
    for key in keys:
        with unit_of_work() as session:
            for letter in telling.tell(session, key):
                letters.send(session, letter)


def send_digests() -> None:
    """Write to everybody for whom something has been waiting since before this morning."""
    now = utcnow()
    for person_id in digests.waiting():
        with unit_of_work() as session:
            digest = digests.take(session, person_id, now)
            if digest.entries:
                letters.send_digest(session, digest)


def start() -> None:
    """Register the work."""
    handles(telling.JOB)(tell)
    every(timedelta(hours=1), "searches")(searches.look)
    every(timedelta(hours=1), "digests")(send_digests)  # it is seven at three moments of a day
