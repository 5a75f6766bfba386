"""Posts are held back for words of gambling sites, and for the first outbound link of newcomers."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.queries import person_of
from portal.core.clock import utcnow
from portal.core.permissions import Actor
from portal.core.settings import current_settings
from portal.moderation.models import Cause, Hold
from portal.moderation.schemas.links import domains, is_within, seen_in, words_of
from portal.moderation.schemas.words import WordList
from portal.threads.models import Post
from portal.threads.models.decisions import Act, Decision
from portal.threads.permissions import EDITOR
from portal.threads.services.screening import Saying, screens

Look = Callable[[Session, Actor, Saying], Sequence[str]]


def start(content: Path) -> None:
    """Look at what is written in threads, with the words of a content folder."""
    words = WordList.from_folder(content)
    screens("words", _screen(Cause.WORD, lambda _session, _actor, said: _found(words, said)))
    screens("links", _screen(Cause.LINK, _outbound))


def _screen(cause: Cause, look: Look) -> Callable[[Session, Actor, Saying], bool]:
    """Return what holds a post back for what `look` finds, and notes the first of it.

    What a moderator has let this post say before may stay.
    """

    def screen(session: Session, actor: Actor, saying: Saying) -> bool:
        if EDITOR in actor.grants:
            return False
        for found in look(session, actor, saying):
            if not _was_released(session, saying.post, found):
                _note(session, saying.post, cause, found)
                return True
        return False

    return screen


def _was_released(session: Session, post: Post, found: str) -> bool:
    """Tell whether a moderator has let this post say the same before."""
    query = _released(Hold.post_id == post.id, Hold.found == found)
    return session.scalars(query).first() is not None


def _released(*conditions: sa.ColumnElement[bool]) -> sa.Select[int]:
    return (
        sa.select(Hold.id)
        .join(Decision, Decision.id == Hold.decision_id)
        .where(Decision.act == Act.RELEASE, *conditions)
        .limit(1)
    )


def _note(session: Session, post: Post, cause: Cause, found: str) -> None:
    """Note why a post waits; what was noted first stays."""
    waiting = sa.select(Hold.id).where(Hold.post_id == post.id, Hold.decision_id.is_(None))
    if session.scalars(waiting).first() is None:
        session.add(Hold(post_id=post.id, cause=cause, found=found))
        session.flush()


def _found(words: WordList, saying: Saying) -> list[str]:
    seen = seen_in(saying.html)
    texts = (seen.words, *saying.lines, *map(words_of, seen.addresses))
    return words.found_in("\n".join(texts))


def _outbound(session: Session, actor: Actor, saying: Saying) -> list[str]:
    settings = current_settings()
    own = urlsplit(settings.base_url).hostname or ""
    roles = {"", *(role.value for role in actor.roles)}
    allowed = [own, *(domain for role, domain in settings.link_domains if role in roles)]
    leading = domains(seen_in(saying.html).addresses)
    outside = [domain for domain in leading if not is_within(domain, allowed)]
    return outside if outside and _is_new(session, actor) else []


def _is_new(session: Session, actor: Actor) -> bool:
    """Tell whether an account is young, and no post of its with such a link was released yet."""
    person = person_of(actor.person_id or 0)
    if person.created_at <= utcnow() - timedelta(days=current_settings().new_account_days):
        return False
    own = Hold.post_id.in_(sa.select(Post.id).where(Post.author_id == person.id))
    return session.scalars(_released(Hold.cause == Cause.LINK, own)).first() is None
