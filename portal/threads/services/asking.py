"""Threads begin here: a question or a discussion, where it arose."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.accounts.queries import person_of
from portal.core.clock import utcnow
from portal.core.events import emit
from portal.core.permissions import Actor, require
from portal.core.slugs import new_public_id
from portal.threads.events import PostWritten
from portal.threads.models import (
    PostKind,
    Thread,
    ThreadKind,
    ThreadState,
    Visibility,
)
from portal.threads.permissions import ASK, require_voice
from portal.threads.queries.anchors import Anchor
from portal.threads.services import holding
from portal.threads.services.posting import Words, add, checked_title
from portal.threads.services.screening import passes
from portal.threads.services.trail import note


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A thread that is to begin: what it is, where it arose, who may read it, and its opening."""

    kind: ThreadKind
    title: str
    visibility: Visibility
    anchor: Anchor
    words: Words


def ask(session: Session, actor: Actor, asked: Asked) -> Thread:
    """Begin a thread, and return it; a question is in somebody's hands from the first moment.

    Raises:
        Forbidden: if the actor may not ask, or not as whom they say.
        BadInput: if the title or the files are not as they should be.
    """
    require(actor, ASK)
    require_voice(actor, asked.words.voice)
    person, now = person_of(actor.person_id or 0), utcnow()
    anchor = asked.anchor
    thread = Thread(
        public_id=new_public_id(),
        kind=asked.kind,
        title=checked_title(asked.title),
        language=asked.words.language,
        visibility=asked.visibility,
        state=ThreadState.OPEN,
        author_id=person.id,
        region_id=asked.words.voice.region_id,
        practice_id=anchor.practice_id,
        version_id=anchor.version_id,
        block=anchor.block,
        dimension_id=anchor.dimension_id,
        sector_id=anchor.sector_id,
        about_region_id=anchor.about_region_id,
        zone=person.zone,
        turn=0,
        last_post_at=now,
    )
    if thread.kind is ThreadKind.QUESTION:  # the database takes none that nobody holds
        holding.begin(thread, now=now)
    session.add(thread)
    session.flush()
    post = add(session, actor, thread, PostKind.OPENING, asked.words)
    note(session, "ask", actor, post, kind=thread.kind.value, as_region=post.as_region)
    if passes(session, actor, thread, post):
        if thread.kind is ThreadKind.QUESTION:
            holding.tell(session, thread)
        emit(session, PostWritten(thread.id, post.id, person.id))
    return thread
