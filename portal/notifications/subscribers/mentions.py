"""Whoever is called by an `@` that came later, by an edit, is told like those who were at first."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.i18n import _l
from portal.core.permissions import Actor
from portal.notifications.models import Happening, How, Notification
from portal.notifications.queries.registry import Kind, Message
from portal.notifications.subscribers.threads import called_at, meant_by, unmuted
from portal.threads.events import MentionAdded
from portal.threads.models import Thread

NAME = "mentioned-later"


def _called(session: Session, event: MentionAdded) -> Iterable[int]:
    """Return who is called, unless an earlier `@` in the same post has told them."""
    thread = session.get(Thread, event.thread_id)
    if thread is None:
        return ()
    known = set(session.scalars(_told(event)))
    found = unmuted(thread, meant_by(event.called_id, event.region_id))
    return [person_id for person_id in found if person_id not in known]


def _told(event: MentionAdded) -> sa.Select[int]:
    post = f"{event.thread_id}:{event.post_id}:"
    earlier = sa.or_(*(Happening.key.startswith(f"{name}:{post}") for name in ("mentioned", NAME)))
    return (
        sa.select(Notification.person_id)
        .join(Happening, Happening.id == Notification.happening_id)
        .where(earlier)
    )


def _message(actor: Actor, event: MentionAdded) -> Message | None:
    return called_at(actor, event.thread_id, event.post_id)


KINDS = (
    Kind(
        name=NAME,
        label=_l("Tulisan yang menyebut Anda setelah diubah"),
        event=MentionAdded,
        how=How.NOW,
        recipients=_called,
        message=_message,
    ),
)
