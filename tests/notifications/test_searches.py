"""A saved search tells of each new practice that matches in the next digest, and never again."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.services.memberships import Post
from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.follows.models import Follow, Level
from portal.follows.services import following
from portal.notifications.jobs import searches, send_digests
from portal.notifications.models import Notification
from portal.notifications.queries import inbox, registry
from portal.notifications.subscribers import follows, practices, tell_of
from portal.practices.models import PracticeVersion
from portal.practices.services import drafts
from portal.search import outbox
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    SLUG,
    TITLE,
    approved,
    practice_of,
    saved,
    somebody,
    submitted,
    written,
)
from tests.factories.people import mails, send, signed_in

BAYU = "bayu@kab.go.id"
MATCHING = "q=puskesmas&dimension=tata-kelola"
NEWS = f"Cocok dengan pencarian Anda: {TITLE}"
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)


class Scene:
    """An officer who has saved a search by a press of a button, and those who write and approve."""

    def __init__(self, app: Flask) -> None:
        registry._kinds.clear()
        for kind in (*practices.KINDS, *follows.KINDS):
            tell_of(kind)
        outbox.rebuild()
        self.bayu = somebody(BAYU, Post(role=Role.OFFICER, region="35.10"))
        self.sari = somebody("sari@kota.go.id", PUBLISHER)
        self.rina = somebody("rina@pusat.go.id", EDITOR)
        client = signed_in(app, BAYU)
        answer = send(client, "/account/follows", kind="search", key=MATCHING, level="all")
        assert answer.status_code == 303

    def look(self) -> list[str]:
        """Look for new matches, and return the officer's inbox."""
        jobs.run_once()
        searches.look()
        jobs.run_once()
        lines = inbox(self.bayu, 1).lines
        return [line.message.title if line.message else "" for line in lines]

    def publish(self, *, again: bool = False) -> None:
        """Publish the practice, or its next version."""
        if again:
            with unit_of_work() as session:
                drafts.revise(session, self.sari, practice_of(SLUG))
            saved(self.sari, SLUG, summary={"id": "Warga mengambil nomor antrean dari telepon."})
        else:
            written(self.sari)
        submitted(self.sari, SLUG)
        approved(self.rina, SLUG)


@pytest.fixture
def scene(empty_library: Flask) -> Scene:
    return Scene(empty_library)


def _digests() -> list[str]:
    """Let it be the next Monday, and return what the officer's digests say."""
    with unit_of_work() as session:
        session.execute(sa.update(Notification).values(created_at=LONG_AGO))
    send_digests()
    return [text for to, _subject, text in mails() if to == BAYU and "Rangkuman" in text]


def test_the_next_digest_lists_a_new_match_once_and_no_other_does(scene: Scene) -> None:
    assert scene.look() == []
    scene.publish()
    assert scene.look() == [NEWS]
    assert scene.look() == [NEWS]
    (digest,) = _digests()
    assert digest.count(NEWS) == 1
    assert f"/practices/{SLUG}" in digest

    scene.publish(again=True)
    outbox.rebuild()

    assert scene.look() == [NEWS]
    assert len(_digests()) == 1


def _save(actor: Actor, key: str, level: Level = Level.ALL) -> None:
    following.choose(actor, "search", key, level)


def test_several_searches_and_follows_that_match_make_one_line(scene: Scene) -> None:
    _save(scene.bayu, "dimension=tata-kelola&sector=kesehatan&status=active")
    _save(scene.bayu, "q=antrean")
    _save(scene.sari, "q=antrean")
    scene.publish()
    assert scene.look() == [NEWS]
    sari = [line.message.title for line in inbox(scene.sari, 1).lines if line.message]
    assert sari == [f"Sudah terbit: {TITLE}"]


def test_who_follows_the_region_is_told_by_that_alone(scene: Scene) -> None:
    following.choose(scene.bayu, "region", "35.78", Level.FIRST)
    scene.publish()
    assert scene.look() == [f"Praktik baru: {TITLE}"]


@pytest.mark.parametrize("why", ["muted", "other words", "older", "region muted", "long ago"])
def test_what_is_no_new_match_is_not_told(scene: Scene, why: str) -> None:
    if why == "muted":
        _save(scene.bayu, MATCHING, Level.MUTE)
    if why == "region muted":
        following.choose(scene.bayu, "region", "35.78", Level.MUTE)
    if why == "other words":
        following.end(scene.bayu, "search", MATCHING)
        _save(scene.bayu, "q=sampah")
    scene.publish()
    with unit_of_work() as session:
        if why == "older":
            session.execute(sa.update(Follow).values(created_at=utcnow()))
        if why == "long ago":
            then = utcnow() - timedelta(days=15)
            session.execute(sa.update(Follow).values(created_at=then - timedelta(days=1)))
            session.execute(sa.update(PracticeVersion).values(published_at=then))

    assert scene.look() == []
