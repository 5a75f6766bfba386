"""The desk, the review in every state of its forms, and versions are accessible in every look."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.practices.services import drafts, reviews
from tests.browser.axe import violations_in_every_look
from tests.browser.conftest import LivePortal
from tests.browser.entering import enter, inside
from tests.databases import ONE_DATABASE, Database, copied
from tests.factories.drafts import (
    COMPLETE,
    EDITOR,
    PUBLISHER,
    SLUG,
    Post,
    actor_of,
    approved,
    practice_of,
    submitted,
    written,
)
from tests.factories.people import active
from tests.servers import environ_of, flask_running, free_port

pytestmark = ONE_DATABASE

SARI, GURU = "sari@kota.go.id", "guru@kampus.go.id"
RINA, RUDI = "rina@pusat.go.id", "rudi@pusat.go.id"  # a code opens once, so one test has each
CHANGES = {
    "summary": {"id": "Warga mengambil nomor antrean puskesmas dari kantor kelurahan."},
    "blocks": [COMPLETE["blocks"][1], COMPLETE["blocks"][0]],
    "year": 2025,
}


def fill() -> None:
    """Bring two versions, a revision before an editor, and drafts in other states."""
    sari = actor_of(active(SARI, PUBLISHER))
    rina = actor_of(active(RINA, EDITOR, totp=True))
    active(RUDI, EDITOR, totp=True)
    guru = active(GURU, Post(role=Role.EXPERT))
    written(sari)
    submitted(sari, SLUG)
    approved(rina, SLUG)
    for changes in (CHANGES, {"contact": {"office": "Dinkes", "mail": "tanya@kota.go.id"}}):
        with unit_of_work() as session:
            practice = practice_of(SLUG)
            token = drafts.revise(session, sari, practice).token
            drafts.save(session, sari, practice, changes, token=token)
        submitted(sari, SLUG)
        if changes is CHANGES:
            approved(rina, SLUG)
    asked = written(sari, title="Bank sampah yang menimbang sendiri di setiap rukun warga")
    submitted(sari, asked)
    with unit_of_work() as session:
        remark = reviews.comment(session, rina, practice_of(SLUG), "summary.id", "Kantor mana?")
        reviews.comment(session, sari, practice_of(SLUG), "summary.id", "Kantor kelurahan.")
        reviews.settle(session, sari, practice_of(SLUG), remark.id)
        reviews.invite(session, rina, practice_of(SLUG), guru)
        reviews.comment(session, rina, practice_of(asked), "indicators.0", "Dari laporan mana?")
        reviews.request_changes(
            session, rina, practice_of(asked), "Sebut sumber setiap angka, lalu kirim lagi."
        )
    written(sari, title="Masih ditulis", indicators=[])


@pytest.fixture(scope="module")
def portal(
    unwritten: Path, database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LivePortal]:
    """A portal of its own that is served, filled with what is being written."""
    target = tmp_path_factory.mktemp("reviewed") / "data"
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with copied(database, unwritten, target) as directory:
        with inside(directory):
            fill()
        environ = environ_of(directory, PORTAL_BASE_URL=url, PORTAL_WORKERS="1")
        with flask_running(["serve", "--port", str(port)], environ=environ) as server:
            server.wait_until_serving()
            yield LivePortal(url, directory)


def test_versions_and_what_differs(page: Page, portal: LivePortal) -> None:
    found = {}
    for name in ("versions", "diff/1/2", "diff/1/2?all=1", "diff/2/2"):
        for prefix in ("", "/en"):
            page.goto(f"{portal.url}{prefix}/practices/{SLUG}/{name}")
            found[f"{prefix} {name}"] = list(violations_in_every_look(page))

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_desk_of_each(page: Page, portal: LivePortal) -> None:
    found = {}
    for mail in (SARI, RINA, GURU):
        enter(page, portal, mail)
        page.goto(f"{portal.url}/desk")
        assert page.locator(".tasks li").count() > 0
        found[mail] = list(violations_in_every_look(page))
        page.click(".me button")
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_review_in_every_state_of_its_forms(page: Page, portal: LivePortal) -> None:
    enter(page, portal, RUDI)
    found = {}
    address = f"{portal.url}/practices/{SLUG}/review"
    page.goto(address)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    found["all open"] = list(violations_in_every_look(page))
    page.click("#f-title-id .saying button")
    assert page.locator("#faults a").get_attribute("href") == "#k-f-title-id"
    found["no comment"] = list(violations_in_every_look(page))
    page.fill("#k-f-title-id", "Judulnya terlalu panjang?")
    page.click("#f-title-id .saying button")
    assert "Judulnya" in page.inner_text("#f-title-id .remarks")
    found["commented"] = list(violations_in_every_look(page))
    page.fill("#undang", "siapa@kota.go.id")
    page.click("text=Undang >> nth=-1")
    found["nobody to invite"] = list(violations_in_every_look(page))
    while page.locator(".remarks button").count():
        page.locator(".remarks button").first.click()
    page.click("text=Kembalikan ke daerah")
    assert page.locator("#faults a").get_attribute("href") == "#perubahan"
    found["no change named"] = list(violations_in_every_look(page))
    page.goto(f"{address}/1")
    found["a past round"] = list(violations_in_every_look(page))
    page.goto(address)
    page.click("text=Lanjut ke persetujuan")
    found["approval"] = list(violations_in_every_look(page))

    assert {name: faults for name, faults in found.items() if faults} == {}
