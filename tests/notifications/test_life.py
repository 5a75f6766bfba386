"""The region is told what becomes of its published practices, and asked while it can answer."""

from datetime import date, timedelta

import pytest
from flask import Flask

from portal.core import jobs
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.notifications.queries import registry
from portal.notifications.subscribers import life as subscriber
from portal.notifications.subscribers import tell_of
from portal.practices.services import heartbeat, life
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    TITLE,
    Post,
    actor_of,
    approved,
    practice_of,
    submitted,
    written,
)
from tests.factories.people import active, mails

OVERDUE = timedelta(days=91)


@pytest.fixture
def sari(empty_library: Flask) -> Actor:
    """A publisher whose practice is public; her region has an admin as well."""
    registry._kinds.clear()
    for kind in subscriber.KINDS:
        tell_of(kind)
    made = actor_of(active("sari@kota.go.id", PUBLISHER))
    active("hadi@kota.go.id", Post(role=Role.REGION_ADMIN, region=REGION), totp=True)
    submitted(made, written(made))
    approved(actor_of(active("rina@pusat.go.id", EDITOR, totp=True)), SLUG)
    return made


def _news(seen: int) -> list[tuple[str, str]]:
    jobs.run_once()
    return [(to.partition("@")[0], subject) for to, subject, _text in mails()[seen:]]


def _beat(day: date) -> None:
    with unit_of_work() as session:
        heartbeat.beat(session, day)


def test_who_can_confirm_is_asked_when_it_is_due_and_warned_when_it_is_late(sari: Actor) -> None:
    seen, due = len(mails()), practice_of(SLUG).verify_by or date.min

    _beat(due)
    _beat(due)
    assert _news(seen) == [
        ("sari", f"Masih berjalan? {TITLE}"),
        ("hadi", f"Masih berjalan? {TITLE}"),
    ]
    _beat(due + OVERDUE)
    with unit_of_work() as session:
        life.confirm(session, sari, practice_of(SLUG), [])
    assert len(_news(seen)) == 2, "it was confirmed before the warning was told"


def test_what_editors_do_with_it_is_told_with_their_words(sari: Actor) -> None:
    seen = len(mails())
    editor = actor_of(active("tono@pusat.go.id", EDITOR, totp=True))
    for act in (
        lambda session: life.suspend(session, editor, practice_of(SLUG), "Angkanya diragukan."),
        lambda session: life.release(session, editor, practice_of(SLUG)),
        lambda session: life.withdraw(session, editor, practice_of(SLUG), "Angkanya salah."),
    ):
        with unit_of_work() as session:
            act(session)
        jobs.run_once()

    told = [(subject, "diragukan" in text) for to, subject, text in mails()[seen:] if "sari" in to]
    assert told == [
        (f"Ditangguhkan: {TITLE}", True),
        (f"Tayang kembali: {TITLE}", False),
        (f"Ditarik: {TITLE}", False),
    ]
