"""Hostile texts in threads: titles, posts, their histories, files, and what is told of them."""

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from typing import TypeVar

from portal.core import jobs
from portal.core.errors import BadInput
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.core.uploads.intake import Sent
from portal.core.uploads.types import UploadRefused
from portal.notifications.queries import PER_PAGE as INBOX_PAGE
from portal.threads.models import PostKind, ThreadKind, Visibility
from portal.threads.queries import get_visible, visible_post
from portal.threads.queries.anchors import NOWHERE, Anchor
from portal.threads.queries.mentions import all_mentors
from portal.threads.schemas.texts import LONGEST_ALT, MOST_FILES, MOST_MENTIONS, POSTS_A_PAGE
from portal.threads.services import files, posting
from portal.threads.services.asking import Asked, ask
from portal.threads.services.files import Shown
from portal.threads.services.posting import Changed, Words
from portal.threads.services.progress import follow_up
from portal.threads.services.texts import Body, body_of
from tests.factories.threads import voice_of
from tests.factories.uploads import picture
from tests.security.planted import LONGEST_TITLE, RINA, SHORTEST_TITLE, WATI, Planted, line_of

T = TypeVar("T")
LONGEST_NAME = 80
PICTURES = 5  # of so many files one is a picture, which takes long to be made anew


def talk(planted: Planted, place: Anchor, *, every: int = 1) -> None:
    """Let people ask, answer, edit and attach.

    All texts are said, but of `every` so many one is told in inboxes and mails, or attached, or
    put in the place of another, which takes longer.
    """
    bodies = dict(_bodies(planted))
    with unit_of_work():
        _titles(planted, place, dict(list(bodies.items())[::every]))
        _conversations(planted, bodies)
        _mentions(planted)
        _history(planted, dict(list(bodies.items())[every // 2 :: every]))
    _attachments(planted, every)
    jobs.run_once()
    told, pages = len(bodies) // INBOX_PAGE + 1, len(bodies) // 100 + 1
    planted.pages[RINA] += [f"/inbox?page={page + 1}" for page in range(told)]
    planted.pages[WATI] += [f"/threads?per_page=100&page={page + 1}" for page in range(pages)]
    planted.pages[WATI] += ["/threads?mine=1", "/desk", "/inbox"]


def _bodies(planted: Planted) -> Iterator[tuple[str, Body]]:
    """Yield the texts ready to be kept, but for those that are refused."""
    for text in planted.texts.all:
        try:
            yield text, body_of(text)
        except BadInput:
            planted.texts.refused += 1


def _titled(text: str) -> str:
    return line_of(text, LONGEST_TITLE, SHORTEST_TITLE)


def _titles(planted: Planted, place: Anchor, bodies: Mapping[str, Body]) -> None:
    """Begin a thread that is called by each text and says it."""
    for number, (text, writer) in enumerate(zip(bodies, cycle(planted.writers), strict=False)):
        key = begun(writer, text, bodies[text], place, is_question=number % 5 == 0)
        if number % 20 == 0:
            planted.pages[""].append(f"/threads/{key}")
            planted.pages[WATI].append(f"/threads/{key}/holding")


def begun(  # a thread has no fewer parts
    writer: Actor,
    title: str,
    body: Body,
    place: Anchor = NOWHERE,
    *,
    is_question: bool = False,
) -> str:
    """Return the key of a new thread."""
    made = Asked(
        kind=ThreadKind.QUESTION if is_question else ThreadKind.DISCUSSION,
        title=_titled(title),
        visibility=Visibility.PUBLIC,
        anchor=place,
        words=words_for(writer, body),
    )
    with unit_of_work() as session:
        return ask(session, writer, made).public_id


def words_for(writer: Actor, body: Body, shown: Sequence[Shown] = ()) -> Words:
    """Return what somebody says in the own name."""
    return Words(body=body, voice=voice_of(writer), language="id", files=shown)


def _conversations(planted: Planted, bodies: Mapping[str, Body]) -> None:
    """Fill the first pages of threads with the texts, each of them as a post."""
    for number, group in enumerate(groups_of(list(bodies), POSTS_A_PAGE - 1)):
        writer = planted.writers[number]
        key = begun(writer, group[0], bodies[group[0]])
        with unit_of_work() as session:
            thread = get_visible(writer, key)
            for text in group:
                said = words_for(writer, bodies[text])
                posting.add(session, writer, thread, PostKind.COMMENT, said)
            follow_up(session, thread)
        planted.pages[WATI] += [f"/threads/{key}", f"/threads/{key}?quote=2"]
        planted.feeds.append(f"/feeds/threads/{key}.atom")
    planted.feeds.append("/feeds/threads.atom")


def _mentions(planted: Planted) -> None:
    """Call mentors, whose names are texts, and their region."""
    for group in groups_of(all_mentors(), MOST_MENTIONS - 1):
        called = " ".join(f"@{mentor.handle}" for mentor in group)
        body = body_of(f"Kami bertanya kepada @kota-surabaya {called}")
        key = begun(planted.rina, "Siapa yang tahu?", body)
        planted.pages[WATI].append(f"/threads/{key}")


def _history(planted: Planted, bodies: Mapping[str, Body]) -> None:
    """Edit one opening again and again, so that its history shows each text in both places."""
    wati = planted.wati
    key = begun(wati, "Yang berulang kali diubah", body_of("Mula-mula begini."))
    for text, body in bodies.items():
        with unit_of_work() as session:
            _thread, post = visible_post(wati, key, 1)
            posting.edit(session, wati, post, Changed(body=body, title=_titled(text)))
    planted.pages[""].append(f"/threads/{key}/posts/1/history")
    planted.pages[WATI].append(f"/threads/{key}/posts/1/edit")


def _attachments(planted: Planted, every: int) -> None:
    """Attach files and pictures that are called and described by the texts."""
    wati, drawn = planted.wati, picture("PNG", (40, 30))
    texts = planted.texts.all[::every]
    sent = [(text, f"{text[:LONGEST_NAME]}.csv", b"a,b\n1,2\n") for text in texts]
    sent += [(text, f"{text[:LONGEST_NAME]}.png", drawn) for text in texts[::PICTURES]]
    key = ""
    for number, group in enumerate(groups_of(sent, MOST_FILES)):
        if number % (POSTS_A_PAGE - 1) == 0:
            key = begun(wati, "Berkas dari daerah", body_of("Berkas menyusul."))
            planted.pages[""].append(f"/threads/{key}")
        shown = list(_attached(planted, group))
        planted.downloads += [f"/files/{file.key}" for file in shown]
        with unit_of_work() as session:
            said = words_for(wati, body_of("Berkas kami."), shown)
            posting.add(session, wati, get_visible(wati, key), PostKind.COMMENT, said)


def _attached(planted: Planted, group: Sequence[tuple[str, str, bytes]]) -> Iterator[Shown]:
    """Yield the files of a post, but for those whose names are refused."""
    for text, name, body in group:
        try:
            sent = Sent(io.BytesIO(body), name, "")
            yield Shown(files.attach(planted.wati, sent).public_id, line_of(text, LONGEST_ALT))
        except UploadRefused:
            planted.texts.refused += 1


def groups_of(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield items, at most so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
