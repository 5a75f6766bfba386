"""A saved search tells of each new practice that matches in the next digest, and never again."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Person
from portal.accounts.services.memberships import Post
from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.follows.models import Level
from portal.follows.services import following
from portal.notifications.jobs import send_digests
from portal.notifications.models import Happening, How, Notification
from portal.notifications.queries import inbox, registry
from portal.notifications.services import choosing
from portal.notifications.subscribers import follows, practices, tell_of
from portal.practices.models import PracticeVersion
from portal.practices.services import drafts
from portal.saved.events import SearchMatched
from portal.saved.models import Often, SavedSearch, SearchMatch
from portal.saved.queries import saved_as
from portal.saved.services import matching, saving
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
NAME = "Antrean puskesmas"
NEWS = f"Cocok dengan “{NAME}”: {TITLE}"
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)


class Scene:
    """An officer who has saved a search by a form, and those who write and approve."""

    def __init__(self, app: Flask) -> None:
        registry._kinds.clear()
        for kind in (*practices.KINDS, *follows.KINDS):
            tell_of(kind)
        outbox.rebuild()
        self.bayu = somebody(BAYU, Post(role=Role.OFFICER, region="35.10"))
        self.sari = somebody("sari@kota.go.id", PUBLISHER)
        self.rina = somebody("rina@pusat.go.id", EDITOR)
        form = {"query": MATCHING, "name": NAME, "often": "weekly"}
        answer = send(signed_in(app, BAYU), "/saved/searches/new", **form)
        assert answer.status_code == 303
        found = saved_as(self.bayu, MATCHING)
        assert found is not None
        self.key = found.public_id
        db.session.rollback()

    def look(self) -> list[str]:
        """Look for new matches, and return the officer's inbox."""
        jobs.run_once()
        matching.look()
        jobs.run_once()
        return self.told()

    def told(self) -> list[str]:
        """Return the officer's inbox."""
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


def _waiting() -> list[How]:
    """Return how often they want to hear of what waits for a digest, by what they have chosen."""
    db.session.rollback()
    query = sa.select(Happening).join(Notification).where(Notification.awaits_digest)
    found = [follows._as_saved(SearchMatched(**row.params)) for row in db.session.scalars(query)]
    db.session.rollback()
    return found


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


def _save(actor: Actor, query: str, name: str, often: Often = Often.WEEKLY) -> str:
    return saving.save(actor, query, name=name, often=often)


def test_several_searches_that_match_make_one_line_by_the_one_that_tells_soonest(
    scene: Scene,
) -> None:
    _save(scene.bayu, "dimension=tata-kelola&sector=kesehatan&status=active", "Bidang")
    _save(scene.bayu, "q=antrean", "Antrean", Often.DAILY)
    _save(scene.sari, "q=antrean", "Antrean")
    scene.publish()
    assert scene.look() == [f"Cocok dengan “Antrean”: {TITLE}"]
    assert _waiting() == [How.DAILY]
    sari = [line.message.title for line in inbox(scene.sari, 1).lines if line.message]
    assert sari == [f"Sudah terbit: {TITLE}"]
    matches = db.session.scalar(sa.select(sa.func.count()).select_from(SearchMatch))
    assert matches == 4, "each search counts what it has found"


def test_a_search_that_is_saved_anew_or_found_later_tells_nothing_again(scene: Scene) -> None:
    late = _save(scene.bayu, "q=nomor", "Nomor", Often.DAILY)
    scene.publish()
    jobs.run_once()
    with unit_of_work() as session:
        practice_id = practice_of(SLUG).id
        session.add(SearchMatch(search_id=_id_of(late), practice_id=practice_id, found_at=utcnow()))
    assert scene.look() == [NEWS]
    with unit_of_work() as session:
        session.execute(sa.delete(SearchMatch))
    assert scene.look() == [NEWS], "what an inbox has told is not told by another search"

    saving.remove(scene.bayu, scene.key)
    _save(scene.bayu, MATCHING, NAME)
    assert len(scene.look()) == 1


def _id_of(key: str) -> int:
    found: int | None = db.session.scalar(
        sa.select(SavedSearch.id).where(SavedSearch.public_id == key)
    )
    assert found is not None
    return found


def test_two_workers_that_look_at_once_note_it_once(scene: Scene) -> None:
    scene.publish()
    jobs.run_once()
    practice_id, search_id = practice_of(SLUG).id, _id_of(scene.key)
    db.session.rollback()

    for _worker in range(2):
        matching._note(practice_id, [search_id])
    jobs.run_once()

    assert scene.told() == [NEWS]


def test_a_search_that_is_gone_by_the_morning_is_in_no_digest(scene: Scene) -> None:
    scene.publish()
    assert scene.look() == [NEWS]
    saving.remove(scene.bayu, scene.key)

    assert _digests() == []
    assert scene.told() == [f"Cocok dengan pencarian Anda: {TITLE}"]


def test_who_wants_no_such_mail_gets_none_whatever_the_search_says(scene: Scene) -> None:
    assert scene.bayu.person_id is not None
    choosing.choose(scene.bayu.person_id, {"search-match": How.NEVER, "thread-new": How.DAILY})
    scene.publish()

    assert scene.look() == [NEWS]
    assert _digests() == []


def test_who_leaves_the_digests_leaves_those_of_searches_too(scene: Scene) -> None:
    assert scene.bayu.person_id is not None
    person_id = scene.bayu.person_id
    with unit_of_work() as session:
        person = session.get(Person, person_id)
        assert person is not None
        token = choosing.token_of(person, choosing.DIGEST)
    choosing.leave(token)
    scene.publish()

    assert scene.look() == [NEWS]
    assert _digests() == []


def test_a_search_that_cannot_be_read_any_more_keeps_no_other_from_telling(scene: Scene) -> None:
    broken = _save(scene.bayu, "q=a", "Rusak")
    with unit_of_work() as session:
        session.execute(
            sa.update(SavedSearch).where(SavedSearch.public_id == broken).values(query="sort=x&q=a")
        )
    scene.publish()
    assert scene.look() == [NEWS]


def test_who_follows_the_region_is_told_by_that_alone(scene: Scene) -> None:
    following.choose(scene.bayu, "region", "35.78", Level.FIRST)
    scene.publish()
    assert scene.look() == [f"Praktik baru: {TITLE}"]


@pytest.mark.parametrize("why", ["never", "other words", "older", "region muted", "long ago"])
def test_what_is_no_new_match_is_not_told(scene: Scene, why: str) -> None:
    if why == "never":
        saving.change(scene.bayu, scene.key, name=NAME, often=Often.NEVER)
    if why == "region muted":
        following.choose(scene.bayu, "region", "35.78", Level.MUTE)
    if why == "other words":
        saving.remove(scene.bayu, scene.key)
        _save(scene.bayu, "q=sampah", NAME)
    scene.publish()
    with unit_of_work() as session:
        if why == "older":
            session.execute(sa.update(SavedSearch).values(created_at=utcnow()))
        if why == "long ago":
            then = utcnow() - timedelta(days=15)
            session.execute(sa.update(SavedSearch).values(created_at=then - timedelta(days=1)))
            session.execute(sa.update(PracticeVersion).values(published_at=then))

    assert scene.look() == []
