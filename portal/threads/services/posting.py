"""What people write in threads: written, edited with its history, taken back, voted for."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.clock import utcnow
from portal.core.errors import BadInput, Conflict, NotFound
from portal.core.events import emit
from portal.core.i18n import _
from portal.core.permissions import Actor, permits, require
from portal.core.slugs import new_public_id
from portal.threads import queries
from portal.threads.events import MentionAdded, PostEdited, PostRemoved, PostWritten, ThreadRemoved
from portal.threads.models import (
    Mention,
    Post,
    PostKind,
    PostRevision,
    PostState,
    Thread,
    ThreadKind,
    ThreadState,
    Vote,
)
from portal.threads.permissions import (
    ANSWER,
    DELETE_POST,
    EDIT_POST,
    VIEW_POST,
    VIEW_THREAD,
    VOTE,
    Said,
    Voice,
    require_voice,
    speaker_of,
)
from portal.threads.schemas.texts import LONGEST_TITLE, SHORTEST_TITLE
from portal.threads.services import files, texts
from portal.threads.services.files import Shown
from portal.threads.services.progress import follow_up
from portal.threads.services.screening import passes
from portal.threads.services.texts import Body
from portal.threads.services.trail import note


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody says: the text, as whom, in which language, with which files."""

    body: Body
    voice: Voice
    language: str
    files: Sequence[Shown] = ()


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What a post is to say; `title` is what its thread is to be called, of an opening alone."""

    body: Body
    files: Sequence[Shown] = ()
    title: str | None = None


def write(session: Session, actor: Actor, thread: Thread, kind: PostKind, words: Words) -> Post:
    """Write an answer or a comment in a thread, and return it.

    Raises:
        NotFound: if the actor may not see the thread.
        Forbidden: if the actor may not write, or not as whom they say.
        Conflict: if the thread is closed.
        BadInput: if the files are not as they should be, or a discussion is to be answered.
    """
    if not permits(actor, VIEW_THREAD, thread):
        raise NotFound
    require(actor, ANSWER)
    require_open(thread)
    answers = {PostKind.COMMENT, PostKind.ANSWER} if _is_question(thread) else {PostKind.COMMENT}
    if kind not in answers:
        raise BadInput(_("Pilih salah satu dari daftar."))
    post = add(session, actor, thread, kind, words)
    follow_up(session, thread)
    note(session, kind.value, actor, post, as_region=post.as_region)
    if passes(session, actor, thread, post):
        emit(session, PostWritten(thread.id, post.id, post.author_id))
    return post


def add(session: Session, actor: Actor, thread: Thread, kind: PostKind, words: Words) -> Post:
    """Put a post at the end of a thread, of whose rules the caller has seen to.

    Raises:
        Forbidden: if the actor does not speak as whom they say.
        BadInput: if the files are not as they should be.
    """
    require_voice(actor, words.voice)
    last = sa.select(sa.func.max(Post.number)).where(Post.thread_id == thread.id)
    post = Post(
        public_id=new_public_id(),
        thread_id=thread.id,
        number=(session.scalar(last) or 0) + 1,
        kind=kind,
        state=PostState.VISIBLE,
        author_id=actor.person_id,
        region_id=words.voice.region_id,
        as_region=words.voice.as_region,
        speaker=speaker_of(actor, words.voice, thread),
        language=words.language,
    )
    texts.fill(post, words.body)
    session.add(post)
    session.flush()
    texts.note_mentions(session, thread, post, words.body)
    files.put(session, actor, post, words.files)
    return post


def _is_question(thread: Thread) -> bool:
    return thread.kind is ThreadKind.QUESTION


def require_open(thread: Thread) -> None:
    """Refuse to change what is said in a thread that is closed.

    Raises:
        Conflict: if it is locked, or a duplicate of another.
    """
    if thread.locked_at is not None:
        raise Conflict(_("Utas ini dikunci, jadi tidak menerima tulisan lagi."))
    if thread.state is ThreadState.DUPLICATE:
        raise Conflict(_("Utas ini digabung ke utas lain. Lanjutkan di sana."))


def edit(session: Session, actor: Actor, post: Post, changed: Changed) -> None:
    """Let an own post say something else; what it said before stays readable.

    Raises:
        NotFound, Forbidden: if the actor may not see the post or not change it.
        Conflict: if the thread is closed.
        BadInput: if the title or the files are not as they should be.
    """
    thread = session.get_one(Thread, post.thread_id)
    target = _seen(session, actor, thread, post)
    require(actor, EDIT_POST, target)
    require_open(thread)
    body, called, new = changed.body, thread.title, []
    if changed.title is not None and post.number == 1:
        called = checked_title(changed.title)
    if (body.source, called) != (post.source, thread.title):
        if post.state is PostState.VISIBLE:  # what nobody could read leaves no history
            _keep_revision(session, thread, post)
        thread.title = called
        texts.fill(post, body)
        new = texts.note_mentions(session, thread, post, body)
        post.edited_at = utcnow()
    files.put(session, actor, post, changed.files)
    note(session, "edit", actor, post)
    emit(session, PostEdited(thread.id, post.id, post.author_id))
    if passes(session, actor, thread, post):
        for one in new:
            called_by = (thread.id, post.id, one.region_id, one.person_id, post.author_id)
            emit(session, MentionAdded(*called_by))


def _seen(session: Session, actor: Actor, thread: Thread, post: Post) -> Said:
    """Return a post in its thread if the actor may see it, with what was built on it."""
    target = queries.said(session, thread, post)
    if not permits(actor, VIEW_POST, target):
        raise NotFound
    return target


def _keep_revision(session: Session, thread: Thread, post: Post) -> None:
    before = sa.select(sa.func.count()).where(PostRevision.post_id == post.id)
    session.add(
        PostRevision(
            post_id=post.id,
            number=(session.scalar(before) or 0) + 1,
            title=thread.title if post.number == 1 else None,
            source=post.source,
            html=post.html,
            renderer=post.renderer,
            written_at=post.edited_at or post.created_at,
        )
    )


def checked_title(title: str) -> str:
    """Return a title in one line.

    Raises:
        BadInput: if it is too short or too long.
    """
    title = " ".join(title.split())
    if not SHORTEST_TITLE <= len(title) <= LONGEST_TITLE:
        raise BadInput(
            _(
                "Judul utas sepanjang %(least)s sampai %(most)s karakter.",
                least=SHORTEST_TITLE,
                most=LONGEST_TITLE,
            )
        )
    return title


def delete(session: Session, actor: Actor, post: Post) -> None:
    """Take back an own post on which nobody has built; with its opening the thread goes.

    Raises:
        NotFound, Forbidden: if the actor may not see the post or not take it back.
        Conflict: if the thread is closed.
    """
    thread = session.get_one(Thread, post.thread_id)
    require(actor, DELETE_POST, _seen(session, actor, thread, post))
    require_open(thread)
    note(session, "delete", actor, post)
    if post.number == 1:
        emit(session, ThreadRemoved(thread.id, post.author_id))
        session.delete(thread)
        return
    post.state, post.source, post.html = PostState.DELETED, "", ""
    files.remove_all(session, post)
    for table in (PostRevision, Mention, Vote):
        session.execute(sa.delete(table).where(table.post_id == post.id))
    follow_up(session, thread)
    emit(session, PostRemoved(thread.id, post.id, post.author_id))


def vote(session: Session, actor: Actor, post: Post, *, on: bool) -> None:
    """Find a post helpful, or need what its opening asks for too; or take that back.

    Raises:
        NotFound, Forbidden: if the actor may not see the post or not vote.
        Conflict: if it is an own post.
    """
    thread = session.get_one(Thread, post.thread_id)
    if not permits(actor, VIEW_POST, Said(post, thread)):
        raise NotFound
    require(actor, VOTE)
    if post.author_id == actor.person_id:
        raise Conflict(_("Tulisan sendiri tidak dapat dipilih."))
    mine = sa.and_(Vote.post_id == post.id, Vote.person_id == actor.person_id)
    cast = session.scalars(sa.select(Vote).where(mine)).one_or_none()
    if on and cast is None:
        regions = sorted(grant.region_id for grant in actor.grants if grant.region_id is not None)
        region_id = regions[0] if regions else None
        session.add(Vote(post_id=post.id, person_id=actor.person_id, region_id=region_id))
    elif cast is not None and not on:
        session.delete(cast)
