"""Pages of mentors and of who holds a question are accessible in every state."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from portal.threads.queries.anchors import at_region
from tests.browser.axe import violations_in_every_look
from tests.browser.conftest import LivePortal
from tests.browser.entering import enter, inside
from tests.databases import ONE_DATABASE
from tests.factories.mentors import designated, says
from tests.factories.people import EDITOR_POST, active
from tests.factories.questions import elsewhere, officer
from tests.factories.threads import answered

pytestmark = ONE_DATABASE

CODE = "35.10"
DEWI = "dewi.mentor@banyuwangi.go.id"
RINA = "rina.moderator@pusat.go.id"
SARI = "sari.moderator@pusat.go.id"


@dataclass(frozen=True)
class Asked:
    """A portal in which a mentor, with the profile `mentor`, holds the question `thread`."""

    portal: LivePortal
    mentor: str
    thread: str


@pytest.fixture(scope="module")
def asked(live_portal: LivePortal) -> Asked:
    """The portal that is served, with questions about a region and a mentor of it."""
    with inside(live_portal.directory):
        dewi, key = designated(DEWI, CODE)
        says(dewi, key, dimensions=["tata-kelola"], blocks=[])
        for moderator in (RINA, SARI):
            active(moderator, EDITOR_POST, totp=True)
        bayu = officer("bayu.petugas@banyuwangi.go.id")
        questions = [elsewhere(bayu, at_region(CODE)) for _number in range(3)]
        answered(dewi, questions[2], "Main [slot gacor](https://promo.example/) saja.")
    return Asked(live_portal, key, questions[0])


def test_axe_finds_nothing_on_the_pages_of_mentors_and_questions(asked: Asked, page: Page) -> None:
    found: dict[str, list[str]] = {}

    def look(name: str, path: str = "") -> None:
        if path:
            page.goto(asked.portal.url + path)
        found[name] = list(violations_in_every_look(page))

    look("mentors", "/mentors")
    look("mentor in English", f"/en/mentors/{asked.mentor}")
    enter(page, asked.portal, DEWI)
    look("desk", "/desk")
    look("thread", f"/threads/{asked.thread}")
    look("holding", f"/threads/{asked.thread}/holding")
    page.click("text=Berikan pertanyaan")
    look("nothing chosen")
    look("report", f"/threads/{asked.thread}/posts/1/flag")
    page.select_option("#ground", "duplicate")
    page.click("text=Kirim laporan")
    look("report without its original")
    page.goto(f"{asked.portal.url}/mentors/{asked.mentor}/edit")
    page.fill("#capacity", "banyak")
    page.click("text=Simpan profil")
    look("profile with a fault")
    page.context.clear_cookies()
    enter(page, asked.portal, SARI)
    moderate = f"{asked.portal.url}/threads/{asked.thread}/moderate"
    page.goto(moderate)
    page.click("text=Gabungkan utas ini")
    look("moderation with faults")
    page.check("[name=merge-original] >> nth=0")
    page.fill("#merge-reason", "Sama.")
    with page.expect_navigation():
        page.click("text=Gabungkan utas ini")
    look("duplicate")
    page.goto(moderate)
    look("moderation of a duplicate")

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_axe_finds_nothing_on_the_pages_of_moderators(asked: Asked, page: Page) -> None:
    found: dict[str, list[str]] = {}
    enter(page, asked.portal, RINA)
    page.goto(f"{asked.portal.url}/moderation")
    found["queue"] = list(violations_in_every_look(page))
    page.click("text=Putuskan dengan alasan")
    page.click("text=Simpan keputusan")
    found["nothing decided"] = list(violations_in_every_look(page))
    page.select_option("#act", "reject")
    page.select_option("#ground", "spam")
    page.click("text=Simpan keputusan")
    found["decided"] = list(violations_in_every_look(page))

    assert "Ditolak" in page.inner_text("main")
    assert {name: faults for name, faults in found.items() if faults} == {}
