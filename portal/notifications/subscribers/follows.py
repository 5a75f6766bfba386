"""What people are told of what they follow: new posts, threads and versions, and new matches."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.core.formats import words
from portal.core.i18n import _, _l
from portal.core.permissions import Actor, permits
from portal.follows.models import Level
from portal.follows.permissions import FOLLOW
from portal.follows.queries import levels
from portal.notifications.events import SearchMatched
from portal.notifications.models import How
from portal.notifications.queries.registry import Kind, Message
from portal.notifications.subscribers.talk import about, heard
from portal.notifications.subscribers.threads import hands_of
from portal.practices.events import PracticeApproved
from portal.practices.models import PUBLIC_STATES, Practice, PracticeVersion
from portal.practices.queries.topics import topics_of as topics_of_practice
from portal.regions.queries import directory
from portal.threads.events import PostWritten
from portal.threads.models import Post, PostKind, PostState, Thread, ThreadKind
from portal.threads.queries.topics import topics_of


def _hearing(session: Session, event: PostWritten) -> Iterable[int]:
    """Return who wants to hear of a post that does not begin its thread."""
    thread, post = session.get(Thread, event.thread_id), session.get(Post, event.post_id)
    if thread is None or post is None or post.kind is PostKind.OPENING:
        return ()
    own, *wider = topics_of(thread)
    closely, widely = levels([own]), levels(wider)
    wanted = {Level.ALL, Level.FIRST} if _is_first(session, thread, post) else {Level.ALL}
    return [
        *(person_id for person_id, level in closely.items() if level in wanted),
        *(
            person_id
            for person_id, level in widely.items()
            if level is Level.ALL and person_id not in closely
        ),
    ]


def _is_first(session: Session, thread: Thread, post: Post) -> bool:
    """Tell whether a post is the first answer, or in a discussion the first reply."""
    if thread.kind is ThreadKind.QUESTION and post.kind is not PostKind.ANSWER:
        return False
    earlier = sa.select(Post.id).where(
        Post.thread_id == thread.id,
        Post.kind == post.kind,
        Post.state == PostState.VISIBLE,
        Post.number < post.number,
    )
    return session.scalars(earlier.limit(1)).first() is None


def _watching(session: Session, event: PostWritten) -> Iterable[int]:
    """Return who follows what a new thread hangs on, and knows nothing of the thread yet."""
    thread, post = session.get(Thread, event.thread_id), session.get(Post, event.post_id)
    if thread is None or post is None or post.kind is not PostKind.OPENING:
        return ()
    own, *wider = topics_of(thread)
    knowing = {*levels([own]), *(hands_of(thread) if thread.holder_kind else ())}
    found = levels(wider)
    return [who for who, level in found.items() if level is not Level.MUTE and who not in knowing]


def _versed(session: Session, event: PracticeApproved) -> Iterable[int]:
    """Return who follows a practice, its region or one of its cells."""
    practice = session.get(Practice, event.practice_id)
    found = levels(topics_of_practice(practice)) if practice else {}
    return [person_id for person_id, level in found.items() if level is not Level.MUTE]


def _post(actor: Actor, event: PostWritten) -> Message | None:
    return about(heard(actor, event.thread_id, event.post_id), _("Tulisan baru"))


def _thread(actor: Actor, event: PostWritten) -> Message | None:
    return about(heard(actor, event.thread_id, event.post_id), _("Utas baru"))


def _version(actor: Actor, event: PracticeApproved) -> Message | None:
    if event.version_number == 1:
        return _practice(actor, event.practice_id, _("Praktik baru"))
    return _practice(actor, event.practice_id, _("Versi baru"))


def _match(actor: Actor, event: SearchMatched) -> Message | None:
    return _practice(actor, event.practice_id, _("Cocok dengan pencarian Anda"))


def _practice(actor: Actor, practice_id: int, title: str) -> Message | None:
    """Return what is told of a practice that everybody may read, to whoever has a role."""
    practice = db.session.get(Practice, practice_id)
    if practice is None or practice.state not in PUBLIC_STATES or not permits(actor, FOLLOW):
        return None
    version = db.session.get(PracticeVersion, practice.current_version_id or 0)
    if version is None:
        return None
    region = directory().by_id[practice.region_id].name
    return Message(
        f"{title}: {words(version.record['title'])}",
        f"{region}: {words(version.record['summary'])}",
        f"/practices/{practice.slug}",
    )


KINDS = (
    Kind(
        name="thread-post",
        label=_l("Tulisan baru di utas yang Anda ikuti"),
        event=PostWritten,
        how=How.DAILY,
        recipients=_hearing,
        message=_post,
    ),
    Kind(
        name="thread-new",
        label=_l("Utas baru tentang yang Anda ikuti"),
        event=PostWritten,
        how=How.DAILY,
        recipients=_watching,
        message=_thread,
    ),
    Kind(
        name="practice-version",
        label=_l("Praktik dan versi baru dari yang Anda ikuti"),
        event=PracticeApproved,
        how=How.DAILY,
        recipients=_versed,
        message=_version,
    ),
    Kind(
        name="search-match",
        label=_l("Praktik baru yang cocok dengan pencarian tersimpan Anda"),
        event=SearchMatched,
        how=How.WEEKLY,
        recipients=lambda _session, event: (event.owner_id,),
        message=_match,
    ),
)
