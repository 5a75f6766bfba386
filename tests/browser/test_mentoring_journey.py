"""S6 from the request to the end in a real browser without script, and its pages seen by axe."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal.accounts.services.memberships import Post
from portal.core.clock import today
from portal.core.db import end_transaction
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.mentoring.models import Mentorship, MentorshipState
from tests.browser.axe import violations
from tests.browser.bridge import ORIGIN, connect
from tests.browser.writers import Seat, Writer, seats
from tests.databases import ONE_DATABASE
from tests.factories.adoptions import ADMIN, LONTAR, OFFICER, OWNER, begun, reported
from tests.factories.drafts import EDITOR, PUBLISHER, SLUG, approved, somebody, submitted, written
from tests.factories.mentoring import DIMENSION, WISH, profile_of, state_of
from tests.factories.mentors import mentor
from tests.factories.people import active, signed_in_with_code
from tests.factories.together import GOAL, NOTES

pytestmark = ONE_DATABASE
DEWI = "dewi@uji.go.id"
PEOPLE = {
    "bayu": OFFICER,
    "ratna": ADMIN,
    "hadi": Post(role=Role.REGION_ADMIN, region=OWNER),
    "rina": EDITOR,
}
LOOKS = (("light", 360), ("dark", 1280), ("light", 1280), ("dark", 360))


@pytest.fixture
def portal(empty_library: Flask) -> Flask:
    """A champion region with a mentor, and a region that has adopted and measured its practice."""
    for name, post in PEOPLE.items():
        active(f"{name}@uji.go.id", post, totp=name != "bayu")
    sari = somebody("sari@uji.go.id", PUBLISHER)
    written(sari)
    submitted(sari, SLUG)
    approved(somebody("rini@uji.go.id", EDITOR), SLUG)
    mentor(DEWI, OWNER, dimensions=[DIMENSION])
    officer = somebody("lain@uji.go.id", OFFICER)
    reported(officer, begun(officer))
    return empty_library


class Journey:
    """Everybody at their browsers."""

    def __init__(self, sit: Seat) -> None:
        self._sit = sit
        self.seats: dict[str, Writer] = {}

    def at(self, name: str, path: str) -> Writer:
        """Return somebody who has opened a page."""
        if name not in self.seats:
            self.seats[name] = self._sit(f"{name}@uji.go.id")
        writer = self.seats[name]
        assert writer.open(path) == 200, path
        return writer


def _key() -> str:
    with unit_of_work() as session:
        return session.scalars(sa.select(Mentorship.public_id)).one()


def _press(writer: Writer, name: str) -> None:
    button = writer.page.get_by_role("button", name=name, exact=False).first
    expect(button, writer.page.locator("main").inner_text()).to_be_visible()
    button.click()


def _asked(journey: Journey) -> str:
    bayu = journey.at("bayu", f"/mentoring/new?mentor={profile_of(DEWI)[1]}").page
    bayu.select_option("#region", LONTAR)
    bayu.select_option("#dimension", DIMENSION)
    bayu.fill("#wish", WISH)
    _press(journey.seats["bayu"], "Kirim permintaan")
    key = _key()
    _press(journey.at("dewi", f"/mentoring/{key}"), "Terima permintaan")
    assert state_of(key) is MentorshipState.ACCEPTED
    return key


def _agreed(journey: Journey, key: str) -> None:
    bayu = journey.at("bayu", f"/mentoring/{key}")
    bayu.page.get_by_role("link", name="Kesepakatan").click()
    bayu.page.get_by_role("link", name="Tulis kesepakatan").click()
    _press(bayu, "Simpan versi ini")
    expect(bayu.page.locator("#faults li")).to_have_count(1)
    bayu.page.click("#faults a")
    bayu.page.fill("#goal1", GOAL)
    bayu.page.select_option("#months", "3")
    _press(bayu, "Simpan versi ini")
    for name in ("ratna", "hadi"):
        desk = journey.at(name, "/desk")
        desk.page.click("[aria-labelledby=h-kesepakatan-tanda-tangan] .btn")
        _press(desk, "Tanda tangani versi 1")
        expect(desk.page.locator("main")).to_contain_text("Tanda tangan Anda tercatat.")
    assert state_of(key) is MentorshipState.ACTIVE


def _met(journey: Journey, key: str) -> None:
    dewi = journey.at("dewi", f"/mentoring/{key}/sessions/new")
    dewi.page.fill("#day", today().isoformat())
    dewi.page.fill("#clock", "09:30")
    dewi.page.fill("#notes", NOTES)
    _press(dewi, "Simpan")
    dewi.page.locator(".session h2 a").click()
    dewi.page.fill("#item-task", "Kirim rekap loket")
    dewi.page.fill("#item-due_on", today().isoformat())
    _press(dewi, "Tambahkan tugas")
    bayu = journey.at("bayu", f"/mentoring/{key}/sessions")
    expect(bayu.page.locator("main")).to_contain_text(NOTES)
    _press(bayu, "Selesai")


def _closed(journey: Journey, key: str) -> None:
    for name in ("bayu", "dewi"):
        page = journey.at(name, f"/mentoring/{key}/closing").page
        page.select_option("#reached1", "yes")
        page.select_option("#proof1", index=1)
        page.fill("#helped", "Contoh SOP.")
        page.fill("#hindered", "Mutasi petugas.")
        _press(journey.seats[name], "Kirim formulir penutupan")
    rina = journey.at("rina", f"/mentoring/{key}/outcome")
    rina.page.fill("#judge-note", "Angkanya cocok.")
    _press(rina, "Hasilnya terbukti")
    assert state_of(key) is MentorshipState.OUTCOME_VERIFIED


def _looks() -> Iterator[tuple[str, int]]:
    while True:
        yield from LOOKS


def _seen(app: Flask, browser: Browser) -> Page:
    """Return a page, with script for axe, of the mentor."""
    page = browser.new_context(bypass_csp=True).new_page()
    client = signed_in_with_code(app, DEWI)
    end_transaction()
    connect(page, client)
    return page


def _look(page: Page, looks: Iterator[tuple[str, int]], key: str, *parts: str) -> None:
    for part in parts:
        scheme, width = next(looks)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{ORIGIN}/mentoring/{key}{part}")
        assert violations(page) == [], f"{part}, {scheme}, {width} px"
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 320, part


def test_from_the_request_to_what_came_of_it(browser: Browser, portal: Flask) -> None:
    looks = _looks()
    with seats(portal, browser, "") as sit:
        journey = Journey(sit)
        key = _asked(journey)
        seen = _seen(portal, browser)
        _agreed(journey, key)
        _look(seen, looks, key, "", "/agreement", "/agreement/new", "/course", "/sessions/new")
        _met(journey, key)
        _look(seen, looks, key, "/sessions", "/sessions/1", "/closing")
        _closed(journey, key)
        _look(seen, looks, key, "", "/outcome", "/sessions/1")
