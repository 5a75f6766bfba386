"""Editors are told what waits of a region, and the region what became of it."""

import pytest
from flask import Flask

from portal.accounts.services.memberships import Post
from portal.core import jobs
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.notifications.models import How
from portal.notifications.queries import registry
from portal.notifications.services import choosing
from portal.notifications.subscribers import assessments, tell_of
from portal.regions.queries.profile import assessments_of, waiting_of
from portal.regions.services import checking
from tests.factories.drafts import EDITOR, actor_of
from tests.factories.people import active, mails
from tests.factories.profile import entered, region_id

REGION = "35.78"


@pytest.fixture
def bayu(empty_library: Flask) -> Actor:
    """An officer who hears of all at once, and a colleague elsewhere who hears of nothing."""
    registry._kinds.clear()
    for kind in assessments.KINDS:
        tell_of(kind)
    made = actor_of(active("bayu@kota.go.id", Post(role=Role.OFFICER, region=REGION)))
    other = actor_of(active("jauh@kab.go.id", Post(role=Role.OFFICER, region="35.10")))
    for person in (made, other):
        choosing.choose(person.person_id or 0, {kind.name: How.NOW for kind in assessments.KINDS})
    assert empty_library
    return made


def _news(seen: int) -> list[tuple[str, str]]:
    jobs.run_once()
    return [(to.partition("@")[0], subject) for to, subject, _text in mails()[seen:]]


def test_editors_hear_that_values_wait_and_the_region_what_became_of_them(bayu: Actor) -> None:
    rina = actor_of(active("rina@pusat.go.id", EDITOR, totp=True))
    number = region_id(REGION)

    entered(bayu, REGION, {"citra": 3, "ekonomi": 2}, asks=True)
    seen = len(mails())
    assert _news(seen) == [("rina", "Menunggu verifikasi: nilai Kota Surabaya")]

    first, second = (view.id for view in waiting_of(number))
    seen = len(mails())
    with unit_of_work() as session:
        checking.verify(session, rina, number, [first])
        checking.refuse(session, rina, number, [second], "Tautannya mati.")
    assert sorted(_news(seen)) == [
        ("bayu", "Terverifikasi: nilai Kota Surabaya"),
        ("bayu", "Tidak diverifikasi: nilai Kota Surabaya"),
    ]
    assert any("Karena: Tautannya mati." in text for _to, _subject, text in mails())

    seen = len(mails())
    with unit_of_work() as session:
        checking.revoke(session, rina, number, first, "Sumbernya ditarik.")
    assert _news(seen) == [("bayu", "Verifikasi dicabut: nilai Kota Surabaya")]
    assert all(not view.believed for view in assessments_of(bayu, number))


def test_values_that_nobody_is_asked_to_verify_are_told_to_nobody(bayu: Actor) -> None:
    active("rina@pusat.go.id", EDITOR, totp=True)
    seen = len(mails())

    entered(bayu, REGION, {"citra": 3})

    assert _news(seen) == []
