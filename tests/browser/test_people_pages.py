"""Pages of one's account and of the members of a region are accessible in every state."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page

from portal.accounts.models import Person, SignIn
from portal.accounts.queries import FRESH, person_by_mail
from portal.accounts.services import handover, memberships
from portal.accounts.services.memberships import Post
from portal.core.clock import utcnow
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from tests.browser.axe import violations_in_every_look
from tests.browser.conftest import LivePortal
from tests.browser.entering import enter, inside
from tests.databases import ONE_DATABASE
from tests.factories.people import PASSWORD, active, code_of, invited

pytestmark = ONE_DATABASE

HADI, SARI, DITA, JOKO = (
    f"{name}.people@banyuwangi.go.id" for name in ("hadi", "sari", "dita", "joko")
)
CODE = "35.10"
MEMBERS = f"/regions/{CODE}/members"


@pytest.fixture(scope="module")
def portal(live_portal: LivePortal) -> LivePortal:
    """The portal that is served, with an admin, members, and somebody who has left."""
    publisher = Post(role=Role.PUBLISHER, region=CODE, decree_no="188/12/2026")
    with inside(live_portal.directory):
        active(HADI, Post(role=Role.REGION_ADMIN, region=CODE), totp=True)
        active(SARI, publisher)
        active(DITA, publisher)
        invited(JOKO, publisher)
        left = active("mantan.people@banyuwangi.go.id", publisher)
        handover.end_by_command(left, publisher, None)
        with unit_of_work() as session:
            memberships.grant(session, left, Post(role=Role.OFFICER, region=CODE))
    return live_portal


def test_one_s_account_in_every_state(page: Page, portal: LivePortal) -> None:
    enter(page, portal, SARI)
    found = {"account": list(violations_in_every_look(page))}
    for name in ("", "/password", "/mail"):
        form = page.locator(f'main form[action="/account{name}"]')
        form.locator("input:not([type=hidden]):not([type=checkbox])").first.fill("")
        form.locator("button").click()
        assert page.locator("#faults").count() == 1
        found[f"faults {name}"] = list(violations_in_every_look(page))
        page.goto(f"{portal.url}/account")
    page.goto(f"{portal.url}/en/account/tokens")
    found["no tokens"] = list(violations_in_every_look(page))
    page.click("main form button")
    found["a token without name"] = list(violations_in_every_look(page))
    page.fill("#name", "unggah dari aplikasi dinas")
    page.click("main form:last-of-type button")
    assert page.locator("code.token").count() == 1
    found["a token"] = list(violations_in_every_look(page))

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_one_s_own_data_in_every_state(page: Page, portal: LivePortal) -> None:
    with inside(portal.directory), unit_of_work() as session:
        session.query(Person).filter_by(mail=SARI).update({Person.notice_seen: "2020-01-01"})
    enter(page, portal, SARI)
    found = {}
    page.goto(f"{portal.url}/account/data")
    found["a new notice"] = list(violations_in_every_look(page))
    page.click("text=Sudah saya baca")
    page.wait_for_url("**/account/data")
    assert page.locator("aside.demo").count() == 0
    page.click("button:has-text('Minta penghapusan')")
    assert page.locator("#faults li").count() == 2
    found["faults"] = list(violations_in_every_look(page))
    page.fill("#erase-current", PASSWORD)
    page.check("#erase-sure")
    page.click("button:has-text('Minta penghapusan')")
    found["to be erased"] = list(violations_in_every_look(page))
    page.click("button:has-text('Batalkan penghapusan')")
    assert page.inner_text("[role=status]") == "Penghapusan dibatalkan. Akun Anda tetap ada."

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_what_one_follows_in_every_state(page: Page, portal: LivePortal) -> None:
    enter(page, portal, SARI)
    found = {}
    page.goto(f"{portal.url}/account/follows")
    found["nothing"] = list(violations_in_every_look(page))
    page.goto(f"{portal.url}/en/practices?q=sampah&dimension=lingkungan")
    page.click(".follow summary")
    found["a search to be saved"] = list(violations_in_every_look(page))
    page.click("text=Save it, and tell me")
    assert page.inner_text(".follow summary") == "Saved"
    page.goto(f"{portal.url}/account/follows?kind=region&key=35.10")
    page.click(".signs summary")
    found["a list, and what was asked for"] = list(violations_in_every_look(page))
    page.click("text=Berhenti mengikuti")
    assert page.inner_text("[role=status]") == "Anda tidak lagi mengikutinya."

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_second_factor_in_every_state(page: Page, portal: LivePortal) -> None:
    enter(page, portal, DITA)
    found = {}
    page.goto(f"{portal.url}/account/second-factor")
    found["none"] = list(violations_in_every_look(page))
    page.click("main form button")
    found["to be confirmed"] = list(violations_in_every_look(page))
    page.fill("#code", "12345")
    page.click("main form button")
    found["a wrong code"] = list(violations_in_every_look(page))
    with inside(portal.directory):
        person = person_by_mail(DITA)
        assert person is not None
        code = code_of(person.id)
    page.fill("#code", code)
    page.click("main form button")
    assert page.locator(".codes li").count() == 10
    found["recovery codes"] = list(violations_in_every_look(page))
    page.goto(f"{portal.url}/en/account/second-factor")
    page.click("main form button")
    found["faults where it is on"] = list(violations_in_every_look(page))

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_members_of_a_region_in_every_state(page: Page, portal: LivePortal) -> None:
    enter(page, portal, HADI)
    found = {}
    page.goto(f"{portal.url}{MEMBERS}")
    found["members"] = list(violations_in_every_look(page))
    page.click("text=Kirim undangan >> nth=-1")
    assert page.locator("#faults").count() == 1
    found["faults"] = list(violations_in_every_look(page))
    page.goto(f"{portal.url}/en{MEMBERS}")
    page.click('a[href$="/publisher/end"] >> nth=0')
    found["ending"] = list(violations_in_every_look(page))
    page.goto(f"{portal.url}{MEMBERS}")
    page.click('a[href^="/handovers/"]')
    found["handed over"] = list(violations_in_every_look(page))
    page.goto(f"{portal.url}{MEMBERS}")
    with inside(portal.directory), unit_of_work() as session:
        old = utcnow() - FRESH
        session.execute(sa.update(SignIn).values(created_at=old, second_factor_at=old))
    page.reload()
    assert page.locator("#current").count() == 1
    found["password asked again"] = list(violations_in_every_look(page))
    with inside(portal.directory), unit_of_work() as session:
        session.execute(sa.update(SignIn).values(revoked_at=utcnow()))
    page.fill("#name", "Tuti")
    page.click("text=Kirim undangan >> nth=-1")
    assert "masih ada" in page.inner_text("h1")
    found["kept"] = list(violations_in_every_look(page))

    assert {name: faults for name, faults in found.items() if faults} == {}
