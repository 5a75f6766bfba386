"""The inbox: what its owner has read."""

import sqlalchemy as sa

from portal.core.clock import utcnow
from portal.core.errors import NotFound
from portal.core.uow import unit_of_work
from portal.notifications.models import Notification


def mark_read(person_id: int, number: int) -> None:
    """Note that somebody has read a line.

    Raises:
        NotFound: if it is in nobody's inbox, or in another's.
    """
    with unit_of_work() as session:
        line = session.get(Notification, number)
        if line is None or line.person_id != person_id:
            raise NotFound
        line.read_at = line.read_at or utcnow()


def mark_all_read(person_id: int, *, up_to: int) -> None:
    """Note that somebody has read everything up to the line `up_to`, the newest that was shown."""
    with unit_of_work() as session:
        session.execute(
            sa.update(Notification)
            .where(
                Notification.person_id == person_id,
                Notification.id <= up_to,
                Notification.read_at.is_(None),
            )
            .values(read_at=utcnow())
            .execution_options(synchronize_session=False)
        )
