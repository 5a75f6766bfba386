"""The pages of mentorships in every look, and a request that finds no place."""

import pytest
from flask import Flask
from playwright.sync_api import Browser

from portal.accounts.services.memberships import Post
from portal.core.db import end_transaction
from portal.core.permissions import Role
from tests.browser.axe import violations, violations_in_every_look
from tests.browser.bridge import ORIGIN, connect
from tests.databases import ONE_DATABASE
from tests.factories.adoptions import OFFICER, OWNER
from tests.factories.drafts import somebody
from tests.factories.mentoring import DIMENSION, WISH, asked, limited, profile_of
from tests.factories.mentors import admin_of, mentor
from tests.factories.people import active, signed_in_with_code

pytestmark = ONE_DATABASE
BAYU, HADI, DEWI = "bayu@uji.go.id", "hadi2@uji.go.id", "dewi@uji.go.id"


@pytest.fixture
def key(empty_library: Flask) -> str:
    """A request that waits for an answer, to a mentor who has no place any more."""
    active(BAYU, OFFICER)
    active(HADI, Post(role=Role.REGION_ADMIN, region=OWNER), totp=True)
    for mail, region in ((DEWI, OWNER), ("wati@uji.go.id", OWNER), ("joko@uji.go.id", "35.09")):
        mentor(mail, region, dimensions=[DIMENSION])
    randu = somebody("randu@uji.go.id", Post(role=Role.OFFICER, region="35.09"))
    made = asked(randu, "35.09", mentor=DEWI)
    limited(admin_of(OWNER), DEWI, 0)
    return made


def test_pages_are_accessible_where_one_waits_and_where_one_answers(
    browser: Browser, empty_library: Flask, key: str
) -> None:
    dewi = profile_of(DEWI)[1]
    officer = browser.new_context(bypass_csp=True).new_page()
    client = signed_in_with_code(empty_library, BAYU)
    end_transaction()
    connect(officer, client)
    officer.goto(f"{ORIGIN}/mentoring/new?mentor={dewi}")
    assert list(violations_in_every_look(officer)) == []
    assert officer.locator("main .links li").count() == 1  # the colleague
    officer.fill("#wish", WISH)
    officer.click("text=Masuk antrean")
    assert officer.locator("h1").inner_text().startswith("Kab. Banyuwangi")
    assert officer.locator("main .pill").first.inner_text() == "Antre menunggu tempat"
    for path in ("/mentoring", "/en/desk", f"/mentors/{dewi}"):
        officer.goto(ORIGIN + path)
        assert violations(officer) == [], path
    admin = browser.new_context(bypass_csp=True).new_page()
    client = signed_in_with_code(empty_library, HADI)
    end_transaction()
    connect(admin, client)
    admin.goto(f"{ORIGIN}/mentoring/{key}")
    admin.click("text=Tolak permintaan")
    assert admin.locator("#faults li").count() == 1
    assert list(violations_in_every_look(admin)) == []
    for page in (officer, admin):
        page.context.close()
