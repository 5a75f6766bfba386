"""What people type in threads, made ready to be kept: rendered, with whom it calls."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.queries import actor_of, person_of
from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.permissions import permits
from portal.core.rendering import Text, render_all
from portal.core.text import RENDERER_VERSION
from portal.threads.models import Mention, Post, PostRevision, Thread
from portal.threads.permissions import VIEW_THREAD
from portal.threads.queries.mentions import Meant, links_in, meant_by
from portal.threads.schemas.texts import LONGEST_TEXT, MOST_MENTIONS


class TextRefused(BadInput):
    """A text that cannot be kept; the message, already translated, says why."""


@dataclass(frozen=True)
class Body:
    """A text as it is kept: its source, its safe HTML, and whom it calls."""

    source: str
    html: str
    meant: Meant


def body_of(source: str) -> Body:
    """Return a text ready to be kept; takes up to some seconds, so call it before writing.

    Raises:
        TextRefused: if it is empty, too long, calls too many or cannot be shown.
    """
    source = source.strip()
    if not source:
        raise TextRefused(_("Tulis dulu teksnya."))
    if len(source) > LONGEST_TEXT:
        raise TextRefused(_("Isian ini paling panjang %(most)s karakter.", most=LONGEST_TEXT))
    meant = meant_by(source)
    if len(meant.region_ids) + len(meant.person_ids) > MOST_MENTIONS:
        raise TextRefused(_("Sebut paling banyak %(most)s daerah atau mentor.", most=MOST_MENTIONS))
    rendered = render_all({"": Text(meant.source, mentions=meant.links)})[""]
    if rendered.degraded:
        raise TextRefused(_("Teks ini terlalu rumit untuk ditampilkan. Sederhanakan susunannya."))
    return Body(meant.source, str(rendered.html), meant)


def texts_of(said: Post | PostRevision) -> dict[str, Text]:
    """Return what a post says, or said, as it is rendered."""
    return {"": Text(said.source, mentions=links_in(said.source))}


def put_html(said: Post | PostRevision, html: Mapping[str, str]) -> None:
    """Keep what was made of a text."""
    said.html = html[""]


def fill(post: Post, body: Body) -> None:
    """Let a post say a text."""
    post.source, post.html, post.renderer = body.source, body.html, RENDERER_VERSION


def note_mentions(session: Session, thread: Thread, post: Post, body: Body) -> list[Mention]:
    """Note whom a post calls, of people those who may read the thread.

    Return the mentions that it did not have before.
    """
    called = sa.select(Mention.region_id, Mention.person_id).where(Mention.post_id == post.id)
    before = {tuple(row) for row in session.execute(called)}
    session.execute(sa.delete(Mention).where(Mention.post_id == post.id))
    readers = [
        person_id
        for person_id in sorted(body.meant.person_ids)
        if permits(actor_of(person_of(person_id)), VIEW_THREAD, thread)
    ]
    mentions = [
        *(Mention(post_id=post.id, region_id=found) for found in sorted(body.meant.region_ids)),
        *(Mention(post_id=post.id, person_id=found) for found in readers),
    ]
    session.add_all(mentions)
    return [one for one in mentions if (one.region_id, one.person_id) not in before]
