"""Whose answer went into a practice is told, though the practice credits their regions alone."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.formats import words
from portal.core.i18n import _, _l
from portal.core.permissions import Actor
from portal.notifications.models import How
from portal.notifications.queries.registry import Kind, Message
from portal.notifications.subscribers.talk import seen
from portal.notifications.subscribers.threads import unmuted
from portal.threads.events import AnswerFolded
from portal.threads.models import Post, Thread
from portal.threads.queries.folded import folded_in


def _credited(session: Session, event: AnswerFolded) -> Iterable[int]:
    """Return who asked and who gave the answer."""
    thread = session.get(Thread, event.thread_id)
    if thread is None:
        return ()
    accepted = sa.select(Post.author_id).where(Post.thread_id == thread.id, Post.accepted)
    return unmuted(thread, [thread.author_id, *session.scalars(accepted)])


def _message(actor: Actor, event: AnswerFolded) -> Message | None:
    thread = seen(actor, event.thread_id)
    folded = folded_in(actor, thread) if thread else None
    if thread is None or folded is None:
        return None
    return Message(
        _("Jawaban masuk ke praktik: %(title)s", title=thread.title),
        _(
            "Versi %(number)s praktik “%(title)s” memuat pertanyaan ini dan jawabannya, dengan "
            "nama daerah yang bertanya dan menjawab.",
            number=folded.number,
            title=words(folded.title),
        ),
        f"/practices/{folded.slug}/v{folded.number}",
    )


KINDS = (
    Kind(
        name="answer-folded",
        label=_l("Jawaban yang masuk ke praktik"),
        event=AnswerFolded,
        how=How.DAILY,
        recipients=_credited,
        message=_message,
    ),
)
