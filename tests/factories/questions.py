"""Invented questions at a practice with three blocks, and the days on which they are asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from portal.accounts.models import TimeZone
from portal.accounts.queries import person_of
from portal.accounts.services.memberships import Post
from portal.core import events
from portal.core.clock import utcnow
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.threads.events import QuestionUnanswered
from portal.threads.jobs import look_after_questions
from portal.threads.models import Thread, ThreadState
from portal.threads.models.holding import Holiday
from portal.threads.queries import get_visible, visible_post
from portal.threads.queries.anchors import Anchor, at_practice
from portal.threads.services import posting
from tests.factories.clock import at
from tests.factories.drafts import COMPLETE, PUBLISHER, approved, somebody, submitted, written
from tests.factories.mentors import editor
from tests.factories.threads import asked, changed

LEARNER = "35.10"
OFFICER = Post(role=Role.OFFICER, region=LEARNER)
SERVER = "Perangkat dan server"
FRIDAY = "2027-01-08T16:30+08:00"


def published(title: str = "Antrean puskesmas satu pintu", **changes: object) -> str:
    """Return the slug of a public practice of the region of these factories."""
    sari = somebody(f"sari{utcnow().timestamp()}@kota.go.id", PUBLISHER)
    third = {"kind": "infrastruktur", "title": {"id": SERVER}, "body": {"id": "Satu server."}}
    blocks = [*COMPLETE["blocks"], third]
    slug = written(sari, title=title, blocks=blocks, **changes)
    submitted(sari, slug)
    approved(editor(), slug)
    return slug


def officer(mail: str = "bayu@kab.go.id", zone: TimeZone = TimeZone.WITA) -> Actor:
    """Return somebody of a region that learns, whose clock shows `zone`."""
    actor = somebody(mail, OFFICER)
    with unit_of_work():
        person_of(actor.person_id or 0).zone = zone
    return actor


def question(actor: Actor, slug: str, block: int | None = 3, **more: object) -> str:
    """Return the key of a new question at a block of a practice."""
    return asked(actor, anchor=at_practice(slug, block=block), **more)  # type: ignore[arg-type]  # what `asked` takes


def elsewhere(actor: Actor, anchor: Anchor) -> str:
    """Return the key of a new question at another place."""
    return asked(actor, anchor=anchor)


def thread_at(key: str) -> Thread:
    """Return a thread as it stands."""
    with unit_of_work() as session:
        return session.query(Thread).filter_by(public_id=key).one()


def closed_on(day: str) -> None:
    """Let offices be closed on a day."""
    with unit_of_work() as session:
        label = {"id": "Libur uji", "en": "Test holiday"}
        session.add(Holiday(day=date.fromisoformat(day), label=label, source="Uji"))


@contextmanager
def hearing() -> Iterator[list[tuple[int, int]]]:
    """Return what is told of questions that wait, as (thread id, step)."""
    heard: list[tuple[int, int]] = []
    listeners = events._listeners[QuestionUnanswered]
    listeners["test"] = lambda _session, event: heard.append((event.thread_id, event.step))
    try:
        yield heard
    finally:
        del listeners["test"]


def look(moment: str) -> None:
    """Let the worker look after questions at a moment."""
    with at(moment):
        look_after_questions()


def act(actor: Actor, key: str, service: object, *more: object) -> None:
    """Let somebody do something with a question, by a service."""
    with unit_of_work() as session:
        service(session, actor, get_visible(actor, key), *more)  # type: ignore[operator]  # one


def thanked(actor: Actor, key: str, number: int) -> None:
    """Let somebody find a post helpful, and let it have been confirmed as the answer."""
    with unit_of_work() as session:
        _thread, post = visible_post(actor, key, number)
        posting.vote(session, actor, post, on=True)
        post.accepted = True
    changed(key, state=ThreadState.CONFIRMED)
