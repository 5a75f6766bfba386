"""Who may do what with a thread and its posts; what is read by many stands here as SQL too."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.core.clock import utcnow
from portal.core.errors import Forbidden
from portal.core.permissions import Actor, Grant, Role, declare, permits
from portal.threads.models import (
    Post,
    PostState,
    Speaker,
    Thread,
    ThreadKind,
    ThreadState,
    Visibility,
)

MEMBERS = frozenset(
    {Role.OFFICER, Role.PUBLISHER, Role.MENTOR, Role.REGION_ADMIN, Role.EDITOR, Role.EXPERT}
)
SPEAKERS = (Role.PUBLISHER, Role.MENTOR, Role.REGION_ADMIN)
TAKERS = (Role.PUBLISHER, Role.REGION_ADMIN)
HOLDERS = frozenset({Role.PUBLISHER, Role.MENTOR, Role.REGION_ADMIN})
EDITOR = Grant(Role.EDITOR)
SILENCE = timedelta(days=14)
_adopters: set[Callable[[int, int], bool]] = set()


@dataclass(frozen=True)
class Talk:
    """A thread with what decides who may take it: the ids of who was asked to answer.

    `offered` tells that it waits so long that it is offered to the actor.
    """

    thread: Thread
    invited: frozenset[int] = field(default_factory=frozenset)
    offered: bool = False


@dataclass(frozen=True)
class Settling:
    """A thread with an answer: who gave it, and when anybody wrote there last."""

    thread: Thread
    answerer_id: int
    last_post_at: datetime


@dataclass(frozen=True)
class Said:
    """A post in its thread; `answered` tells that others have written after it."""

    post: Post
    thread: Thread
    answered: bool = False


@dataclass(frozen=True)
class Voice:
    """As whom somebody speaks: from a region, as the region itself, or nationally for None."""

    region_id: int | None = None
    as_region: bool = False


def voices_of(actor: Actor) -> list[Voice]:
    """Return all voices that somebody has, those of a person first."""
    regions = sorted(actor.regions(*MEMBERS))
    voices = [Voice(region_id) for region_id in regions]
    if any(grant.region_id is None and grant.role in MEMBERS for grant in actor.grants):
        voices.append(Voice())
    speaking = (region for region in regions if permits(actor, SPEAK_AS_REGION, region))
    return [*voices, *(Voice(region_id, as_region=True) for region_id in speaking)]


def require_voice(actor: Actor, voice: Voice) -> None:
    """Refuse to let somebody speak as whom they are not.

    Raises:
        Forbidden: accordingly.
    """
    if voice not in voices_of(actor):
        raise Forbidden


def adopters(known: Callable[[int, int], bool]) -> None:
    """Let a feature above tell whether a region (the second id) has adopted a practice."""
    _adopters.add(known)


def speaker_of(actor: Actor, voice: Voice, thread: Thread) -> Speaker:
    """Return as what somebody speaks in a thread."""
    if voice.region_id is None:
        return Speaker.EDITOR if EDITOR in actor.grants else Speaker.EXPERT
    if thread.practice_id is not None and voice.region_id == thread.about_region_id:
        return Speaker.OWNER
    practice_id, region_id = thread.practice_id, voice.region_id
    if practice_id is not None and any(knows(practice_id, region_id) for knows in _adopters):
        return Speaker.ADOPTER
    is_mentor = voice.region_id in actor.regions(Role.MENTOR)
    return Speaker.MENTOR if is_mentor else Speaker.OFFICER


def _is_member(actor: Actor, _target: object) -> bool:
    return any(grant.role in MEMBERS for grant in actor.grants)


def _may_view(actor: Actor, thread: Thread) -> bool:
    if thread.visibility is Visibility.MEMBERS and not _is_member(actor, None):
        return False
    if _moderates(actor, thread):
        return True
    withheld = thread.opening.state is PostState.QUARANTINED
    return thread.hidden_at is None and (not withheld or actor.person_id == thread.author_id)


def _speaks_for(actor: Actor, region_id: int) -> bool:
    return region_id in actor.regions(*SPEAKERS)


def _moderates(actor: Actor, thread: Thread) -> bool:
    """Tell whether somebody moderates a thread: editors all, admins those on own practices."""
    own = thread.practice_id is not None and thread.about_region_id in actor.regions(
        Role.REGION_ADMIN
    )
    return EDITOR in actor.grants or own


def _moderates_any(actor: Actor, _target: object) -> bool:
    return bool(actor.roles & {Role.EDITOR, Role.REGION_ADMIN})


def _may_see_post(actor: Actor, said: Said) -> bool:
    return _may_view(actor, said.thread) and _may_read(actor, said)


def _may_read(actor: Actor, said: Said) -> bool:
    if _moderates(actor, said.thread):
        return said.post.state is not PostState.DELETED
    quarantined = said.post.state is PostState.QUARANTINED
    own = quarantined and said.post.author_id == actor.person_id
    return own or said.post.state is PostState.VISIBLE


def _may_hold(actor: Actor, talk: Talk) -> bool:
    """Tell whether somebody may give a question to others, or ask others to answer it.

    Whoever holds it, writers of the region that has promised the answer or holds it, editors.
    """
    thread = talk.thread
    own = {thread.promise_region_id, thread.holder_region_id} & actor.regions(*TAKERS)
    holds = actor.person_id == thread.holder_id and bool(actor.roles & HOLDERS)
    return EDITOR in actor.grants or bool(own) or holds


def _may_take(actor: Actor, talk: Talk) -> bool:
    """Tell whether somebody may take a question: who may give it, unless they asked it.

    Also mentors who were asked to answer, and those to whom it is offered.
    """
    asked = Role.MENTOR in actor.roles and actor.person_id in talk.invited
    return actor.person_id != talk.thread.author_id and (
        _may_hold(actor, talk) or asked or talk.offered
    )


def _may_settle(actor: Actor, settling: Settling) -> bool:
    """Tell whether somebody may say that an answer helped: the asker.

    After 14 days in which nobody wrote also the mentor who answered, and editors.
    """
    if not _is_member(actor, None):
        return False
    if actor.person_id == settling.thread.author_id:
        return True
    answered = Role.MENTOR in actor.roles and actor.person_id == settling.answerer_id
    silent = settling.last_post_at <= utcnow() - SILENCE
    return silent and (answered or EDITOR in actor.grants)


def _is_own(actor: Actor, said: Said) -> bool:
    return (
        _is_member(actor, None)
        and said.post.author_id == actor.person_id
        and said.post.state in {PostState.VISIBLE, PostState.QUARANTINED}
    )


def _may_delete(actor: Actor, said: Said) -> bool:
    """Tell whether somebody may take back a post: an own one on which nobody has built yet."""
    return _is_own(actor, said) and not said.answered


VIEW_THREAD = declare("thread:view", _may_view)
READ_MEMBER_THREADS = declare("thread:read-member-only", _is_member)
ASK = declare("thread:ask", _is_member)
ANSWER = declare("thread:answer", _is_member)
SPEAK_AS_REGION = declare("thread:speak", _speaks_for)
SETTLE = declare("thread:settle", _may_settle)
HOLD = declare("thread:hold", _may_hold)
TAKE = declare("thread:take", _may_take)
MODERATE = declare("thread:moderate", _moderates)
VIEW_POST = declare("post:view", _may_see_post)
EDIT_POST = declare("post:edit", _is_own)
DELETE_POST = declare("post:delete", _may_delete)
VOTE = declare("post:vote", _is_member)
FLAG = declare("post:flag", _is_member)
MODERATE_ANY = declare("thread:moderate-any", _moderates_any)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `Thread` that says what `_may_view` says.

    While the opening waits for moderators, the thread is theirs and its author's.
    """
    readable = sa.true() if _is_member(actor, None) else Thread.visibility == Visibility.PUBLIC
    if EDITOR in actor.grants:
        return readable
    withheld = Thread.opening.has(Post.state == PostState.QUARANTINED)
    readers = sa.or_(~withheld, Thread.author_id == actor.person_id)
    shown = sa.and_(Thread.hidden_at.is_(None), readers)
    return sa.and_(readable, sa.or_(shown, moderated_by(actor)))


def moderated_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition on `Thread` that says what `_moderates` says."""
    if EDITOR in actor.grants:
        return sa.true()
    regions = sorted(actor.regions(Role.REGION_ADMIN))
    if not regions:
        return sa.false()
    return sa.and_(Thread.practice_id.is_not(None), Thread.about_region_id.in_(regions))


def findable(*, by_members: bool) -> sa.ColumnElement[bool]:
    """Return the condition on `Thread` that says what a search may find, whoever asks.

    What only moderators or its author may see is no find, so there are two kinds of readers.
    """
    readable = sa.true() if by_members else Thread.visibility == Visibility.PUBLIC
    return sa.and_(readable, is_shown())


def is_shown() -> sa.ColumnElement[bool]:
    """Return the condition on `Thread` that moderators withhold neither it nor its opening."""
    visible = Thread.opening.has(Post.state == PostState.VISIBLE)
    return sa.and_(Thread.hidden_at.is_(None), visible)


def is_readable(thread: Thread) -> bool:
    """Tell of a thread what `is_shown` says."""
    return thread.hidden_at is None and thread.opening.state is PostState.VISIBLE


def is_unanswered(thread: Thread) -> bool:
    """Tell whether a thread is a question without an answer, whether anybody can give one or not.

    Such a question always has one holder.
    """
    return thread.kind is ThreadKind.QUESTION and thread.state is ThreadState.OPEN


def is_awaited(thread: Thread) -> bool:
    """Tell whether a question waits for its answer, so that whoever holds it is to be told.

    While moderators withhold it or have locked it, it waits for nobody.
    """
    return is_unanswered(thread) and is_readable(thread) and thread.locked_at is None


def posts_visible_to(actor: Actor, *, moderates: bool) -> sa.ColumnElement[bool]:
    """Return the condition on the `Post`s of a thread that says what `_may_see_post` says."""
    if moderates:
        return Post.state != PostState.DELETED
    visible = Post.state == PostState.VISIBLE
    own = sa.and_(Post.state == PostState.QUARANTINED, Post.author_id == actor.person_id)
    return sa.or_(visible, own)
