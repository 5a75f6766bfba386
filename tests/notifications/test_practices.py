"""Who is told what while a practice is written, reviewed and published."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.services import memberships
from portal.core import jobs
from portal.core.db import db
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.notifications.models import Notification
from portal.notifications.queries import inbox, registry
from portal.notifications.subscribers import practices, tell_of
from portal.practices.services import drafts, reviews
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    TITLE,
    actor_of,
    approved,
    practice_of,
    submitted,
    written,
)
from tests.factories.people import active, mails

HADI = memberships.Post(role=Role.REGION_ADMIN, region=REGION)


class Scene:
    """A publisher, the region's admin, who is an editor too, an editor elsewhere, an expert."""

    def __init__(self) -> None:
        self.sari = actor_of(active("sari@kota.go.id", PUBLISHER))
        self.colleague = actor_of(active("kolega@kota.go.id", PUBLISHER))
        self.hadi = actor_of(active("hadi@kota.go.id", HADI, EDITOR, totp=True))
        self.rina = actor_of(active("rina@pusat.go.id", EDITOR, totp=True))
        self.expert = actor_of(active("ahli@kampus.go.id"))
        self.slug = written(self.sari)
        self._seen = 0
        self.news()

    def news(self) -> list[tuple[str, str]]:
        """Tell what happened, and return what mails have come of it, as (recipient, subject)."""
        jobs.run_once()
        found = mails()
        new, self._seen = found[self._seen :], len(found)
        return sorted((to.partition("@")[0], subject) for to, subject, _text in new)


@pytest.fixture
def scene(empty_library: Flask) -> Scene:
    registry._kinds.clear()
    for kind in practices.KINDS:
        tell_of(kind)
    return Scene()


def _titles(actor: Actor) -> list[tuple[str, str]]:
    """Return an inbox as (title, path); "" where nothing may be told."""
    db.session.rollback()
    return [
        (line.message.title, line.message.path) if line.message else ("", "")
        for line in inbox(actor, 1).lines
    ]


def test_each_step_is_told_once_to_whom_it_concerns(scene: Scene) -> None:
    submitted(scene.sari, SLUG)
    assert scene.news() == [("rina", f"Menunggu tinjauan: {TITLE}")]
    assert _titles(scene.rina) == [(f"Menunggu tinjauan: {TITLE}", f"/practices/{SLUG}/review")]

    with unit_of_work() as session:
        reviews.comment(session, scene.rina, practice_of(SLUG), "summary", "Sebut angkanya.")
        reviews.request_changes(session, scene.rina, practice_of(SLUG), "Lihat catatan.")
    assert scene.news() == [("sari", f"Perlu diubah: {TITLE}")]
    assert _titles(scene.sari)[::-1] == [
        (f"Komentar baru: {TITLE}", f"/practices/{SLUG}/edit"),
        (f"Perlu diubah: {TITLE}", f"/practices/{SLUG}/edit"),
    ]

    submitted(scene.sari, SLUG)
    assert scene.news() == [("rina", f"Menunggu tinjauan: {TITLE}")]
    assert "memperbaiki" in mails()[-1][2]
    approved(scene.rina, SLUG)
    assert scene.news() == [("sari", f"Sudah terbit: {TITLE}")]

    assert _titles(scene.rina) == [(f"Menunggu tinjauan: {TITLE}", f"/practices/{SLUG}")] * 2
    assert _titles(scene.hadi) == _titles(scene.colleague) == _titles(scene.expert) == []


def test_an_expert_is_told_of_an_invitation_and_not_what_is_no_longer_open(scene: Scene) -> None:
    submitted(scene.sari, SLUG)
    scene.news()
    with unit_of_work() as session:
        reviews.invite(session, scene.rina, practice_of(SLUG), scene.expert.person_id or 0)
    assert scene.news() == [("ahli", f"Anda diundang menanggapi: {TITLE}")]
    with unit_of_work() as session:
        reviews.comment(session, scene.sari, practice_of(SLUG), "", "x" * 500)
    scene.news()
    assert len(_titles(scene.expert)) == 2

    with unit_of_work() as session:
        memberships.revoke(session, scene.expert.person_id or 0, memberships.Post(role=Role.EXPERT))
    assert _titles(actor_of(scene.expert.person_id or 0)) == [("", "")] * 2


def test_what_is_done_before_it_is_told_is_not_told(scene: Scene) -> None:
    submitted(scene.sari, SLUG)
    approved(scene.rina, SLUG)
    with unit_of_work() as session:
        memberships.revoke(session, scene.sari.person_id or 0, PUBLISHER)

    assert scene.news() == [
        ("hadi", f"Sudah terbit: {TITLE}"),
        ("kolega", f"Sudah terbit: {TITLE}"),
    ], "the region is told where the author has left"


def test_a_draft_that_was_thrown_away_is_told_to_nobody(scene: Scene) -> None:
    submitted(scene.sari, SLUG)
    with unit_of_work() as session:
        reviews.request_changes(session, scene.rina, practice_of(SLUG), "Mulai lagi.")
        drafts.discard(session, scene.sari, practice_of(SLUG))

    assert scene.news() == []
    assert db.session.scalars(sa.select(Notification.id)).all() == []
