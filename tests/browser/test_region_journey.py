"""A region keeps a practice true, and its people change: a real browser, both languages."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from portal.accounts.queries import person_by_mail
from portal.core import jobs
from portal.core.db import reading
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.practices.jobs import verify
from portal.search import outbox
from tests.browser.bridge import ORIGIN
from tests.browser.writers import Seat, seats
from tests.databases import ONE_DATABASE
from tests.factories import clock
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    Post,
    actor_of,
    approved,
    somebody,
    submitted,
    written,
)
from tests.factories.people import active

pytestmark = ONE_DATABASE
PATH = f"/practices/{SLUG}"
MEMBERS = f"/regions/{REGION}/members"
LESSON = "Kontrak habis dan sumber kodenya tidak diserahkan."


@pytest.fixture(params=["", "/en"], ids=["id", "en"])
def at(empty_library: Flask, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Seat]:
    """How to sit down at the browser of somebody of the region."""
    active("sari@kota.go.id", PUBLISHER)
    active("joko@kota.go.id", PUBLISHER)
    active("hadi@kota.go.id", Post(role=Role.REGION_ADMIN, region=REGION), totp=True)
    outbox.rebuild()
    with seats(empty_library, browser, request.param) as sit:
        yield sit


def _actor(mail: str) -> Actor:
    with reading():
        person = person_by_mail(mail)
        assert person is not None
        return actor_of(person.id)


def _publish() -> None:
    sari = _actor("sari@kota.go.id")
    submitted(sari, written(sari))
    approved(somebody("rina@pusat.go.id", EDITOR), SLUG)


def _day() -> None:
    """Let a day's work be done, of the clock and of the jobs."""
    verify()
    jobs.run_once()


def test_a_practice_is_confirmed_when_it_is_late_and_stopped_with_its_lesson(at: Seat) -> None:
    with clock.at("2027-01-10"):
        _publish()
    with clock.at("2028-04-10"):
        _day()
        sari, reader = at("sari@kota.go.id"), at("")
        badge = reader.page.locator(f"article[data-slug={SLUG}] .pill.warn")
        reader.open("/practices")
        expect(badge).to_have_count(1)

        sari.open(f"{PATH}/confirm")
        sari.page.locator("fieldset.measure input").nth(0).fill("38")
        sari.page.locator("fieldset.measure input").nth(1).fill("2028")
        sari.page.locator("fieldset.measure input").nth(2).fill("Laporan loket 2028")
        sari.send(f"{PATH}/confirm")
        _day()
        reader.open("/practices")
        expect(badge).to_have_count(0)
        reader.open(PATH)
        shown = reader.page.locator("#hasil").inner_text()
        assert "38" in shown
        assert "45" in shown
        assert reader.open(f"{PATH}/v2") == 404, "no new version was made"

        sari.open(f"{PATH}/confirm")
        sari.page.locator("#stop-reason").select_option("vendor")
        sari.page.locator("#stop-lesson").fill(LESSON)
        sari.send(f"{PATH}/stop")
        _day()
        reader.open("/practices?q=antrean")
        expect(reader.page.locator(f"article[data-slug={SLUG}]")).to_have_count(0)
        reader.open("/practices?q=antrean&status=stopped")
        expect(reader.page.locator(f"article[data-slug={SLUG}]")).to_have_count(1)
        reader.open(PATH)
        expect(reader.page.locator(".notice.stop")).to_contain_text(LESSON)


def test_who_leaves_hands_over_and_the_last_admin_stays(at: Seat) -> None:
    _publish()
    sari = _actor("sari@kota.go.id")
    drafts = {written(sari, title=title) for title in ("Draf pertama", "Draf kedua")}
    leaving, hadi, reader = at("sari@kota.go.id"), at("hadi@kota.go.id"), at("")
    assert leaving.open("/practices/draf-pertama/edit") == 200

    hadi.open(MEMBERS)
    row = hadi.page.locator("li, tr").filter(has_text="sari@kota.go.id").last
    row.locator('a[href$="/publisher/end"]').click()
    hadi.page.locator("#decree_no").fill("SK 12/2026")
    people = hadi.page.locator("#successor option").all_inner_texts()
    hadi.page.locator("#successor").select_option(
        label=next(name for name in people if "joko" in name.lower())
    )
    hadi.page.locator("main form button[type=submit]").last.click()

    told = hadi.page.locator("main").inner_text()
    assert "SK 12/2026" in told
    assert ": 2" in told
    for slug in drafts:
        assert leaving.open(f"/practices/{slug}/edit") in {403, 404}
        assert at("joko@kota.go.id").open(f"/practices/{slug}/edit") == 200
    assert reader.open(PATH) == 200

    hadi.open(MEMBERS)
    own = hadi.page.locator('a[href$="/region-admin/end"]')
    hadi.page.goto(ORIGIN + str(own.first.get_attribute("href")))
    hadi.page.locator("main form button[type=submit]").last.click()
    expect(hadi.page.locator("#faults, .notice.stop").first).to_be_visible()
    assert hadi.open(MEMBERS) == 200
    with unit_of_work():
        assert _actor("hadi@kota.go.id").roles >= {Role.REGION_ADMIN}
