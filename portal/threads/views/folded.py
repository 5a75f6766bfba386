"""What the page of a thread shows of its answer's way into a practice."""

from dataclasses import dataclass

from flask import url_for

from portal.core.db import db
from portal.core.formats import words
from portal.core.i18n import _
from portal.core.permissions import Actor, permits
from portal.practices.forms.steps.asked import FAQ
from portal.practices.permissions import START_PRACTICE, WRITE_DRAFT
from portal.practices.queries.faq import Newest, newest
from portal.search.views.listing_shapes import Link
from portal.threads.models import Post, Thread, Visibility
from portal.threads.queries.folded import Folded
from portal.threads.queries.reading import Conversation
from portal.threads.services.folding import is_settled

SECTION = "tanya-jawab"  # of the practice's page


@dataclass(frozen=True)
class Fold:
    """What a writer of the practice is told of the answer, and the link that goes on, if any."""

    text: str
    link: Link | None


def version_link(folded: Folded | None) -> Link | None:
    """Return the link to the version that has an answer among its questions."""
    if folded is None:
        return None
    url = url_for("practices.version", slug=folded.slug, number=folded.number, _anchor=SECTION)
    label = _(
        "versi %(number)s praktik “%(title)s”", number=folded.number, title=words(folded.title)
    )
    return Link(label, url)


def fold_of(talk: Conversation, actor: Actor) -> Fold | None:
    """Return what writers of the practice may do with the accepted answer, None for others.

    Nothing once a version has it, which everybody is told.
    """
    thread, pinned = talk.thread, talk.pinned
    if pinned is None or not is_settled(thread, pinned.post):
        return None
    is_folded = thread.folded_version_id is not None
    if thread.practice_id is None or is_folded or not permits(actor, START_PRACTICE):
        return None
    found = newest(db.session(), thread.practice_id)
    if not permits(actor, WRITE_DRAFT, found.practice):
        return None
    return _told(thread, pinned.post, found)


def _told(thread: Thread, post: Post, found: Newest) -> Fold | None:
    if thread.visibility is not Visibility.PUBLIC:
        return Fold(_("Jawaban dari utas khusus anggota tidak dapat masuk ke praktik."), None)
    if not found.has(thread.public_id):
        url = url_for("threads.fold", thread=thread.public_id, number=post.number)
        return Fold("", Link(_("Masukkan ke tanya jawab praktik"), url))
    if not found.token:
        return None
    url = url_for("editor.step", slug=found.practice.slug, step=FAQ.slug)
    return Fold(_("Jawaban ini sudah ada di draf praktik."), Link(_("Buka di draf"), url))
