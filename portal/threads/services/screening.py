"""What is looked at before anybody reads it; features above register by `screen` what they know."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.permissions import Actor
from portal.threads.models import Post, PostKind, PostState, Thread
from portal.threads.models.files import PostFile
from portal.threads.services.progress import follow_up


@dataclass(frozen=True)
class Saying:
    """All that readers would see of a post: its HTML, and in `lines` its title and its files."""

    post: Post
    html: str
    lines: Sequence[str]


Screen = Callable[[Session, Actor, Saying], bool]


def screens(name: str, screen: Screen) -> None:
    """Register what tells whether a post is to be held back; the last one of a name counts."""
    _screens[name] = screen


def passes(session: Session, actor: Actor, thread: Thread, post: Post) -> bool:
    """Hold a post back that does not pass all screens, and tell whether it can be read.

    It is to be called after every change of what a post says; what waits already goes on waiting.
    """
    saying = Saying(post, post.html, _lines(session, thread, post))
    held = [name for name, screen in _screens.items() if screen(session, actor, saying)]
    if held and post.state is PostState.VISIBLE:
        post.state = PostState.QUARANTINED
        follow_up(session, thread)
    return post.state is PostState.VISIBLE


def _lines(session: Session, thread: Thread, post: Post) -> list[str]:
    session.flush()
    rows = session.execute(
        sa.select(PostFile.name, PostFile.alt).where(PostFile.post_id == post.id)
    )
    shown = [text for row in rows for text in row if text]
    return [thread.title, *shown] if post.kind is PostKind.OPENING else shown


_screens: dict[str, Screen] = {}
