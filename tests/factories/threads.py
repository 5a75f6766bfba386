"""Invented threads: asked, answered and anchored as pages would have it."""

from typing import Any

from portal.accounts.services.memberships import Post
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.threads.models import PostKind, Thread, ThreadKind, Visibility
from portal.threads.permissions import Voice, voices_of
from portal.threads.queries import get_visible
from portal.threads.queries.anchors import NOWHERE, Anchor
from portal.threads.services import asking, posting
from portal.threads.services.posting import Words
from portal.threads.services.texts import body_of

OFFICER = Post(role=Role.OFFICER, region="35.10")
MENTOR = Post(role=Role.MENTOR, region="35.78")
PUBLISHER = Post(role=Role.PUBLISHER, region="35.78")
ADMIN = Post(role=Role.REGION_ADMIN, region="35.78")
TITLE = "Siapa menanggung biaya server?"


def voice_of(actor: Actor, *, as_region: bool = False) -> Voice:
    """Return the first voice of a person, or that of the region."""
    return next(voice for voice in voices_of(actor) if voice.as_region is as_region)


def words_of(actor: Actor, text: str, *, as_region: bool = False) -> Words:
    """Return what somebody says."""
    return Words(body=body_of(text), voice=voice_of(actor, as_region=as_region), language="id")


def asked(  # noqa: PLR0913  # a thread has no fewer parts
    actor: Actor,
    title: str = TITLE,
    text: str = "Kami belum tahu siapa yang membayar.",
    *,
    kind: ThreadKind = ThreadKind.QUESTION,
    visibility: Visibility = Visibility.PUBLIC,
    anchor: Anchor = NOWHERE,
    as_region: bool = False,
) -> str:
    """Return the public id of a new thread."""
    with unit_of_work() as session:
        words = words_of(actor, text, as_region=as_region)
        made = asking.Asked(
            kind=kind, title=title, visibility=visibility, anchor=anchor, words=words
        )
        return asking.ask(session, actor, made).public_id


def answered(
    actor: Actor,
    key: str,
    text: str = "Dinas kami yang menanggungnya.",
    *,
    kind: PostKind = PostKind.ANSWER,
    as_region: bool = False,
) -> int:
    """Return the number of a new post in a thread."""
    with unit_of_work() as session:
        thread = get_visible(actor, key)
        words = words_of(actor, text, as_region=as_region)
        return posting.write(session, actor, thread, kind, words).number


def changed(key: str, **values: Any) -> None:
    """Set columns of a thread, as what comes later in the house would."""
    with unit_of_work() as session:
        thread = session.query(Thread).filter_by(public_id=key).one()
        for name, value in values.items():
            setattr(thread, name, value)
