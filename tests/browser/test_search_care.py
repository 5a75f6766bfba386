"""An editor mends the search at a browser: words are tried and saved, answers pinned and undone."""

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.services.memberships import Post
from portal.core.permissions import Role
from tests.browser.axe import violations_in_every_look
from tests.browser.conftest import LivePortal
from tests.browser.entering import enter, inside
from tests.databases import ONE_DATABASE
from tests.factories.people import active

pytestmark = ONE_DATABASE

RINA = "rina.search@pusat.go.id"


@pytest.fixture(scope="module")
def portal(live_portal: LivePortal) -> LivePortal:
    """The portal that is served, with an editor."""
    with inside(live_portal.directory):
        active(RINA, Post(role=Role.EDITOR), totp=True)
    return live_portal


def test_an_editor_mends_the_search(page: Page, portal: LivePortal) -> None:
    enter(page, portal, RINA)
    found = {}
    page.get_by_role("link", name="Perawatan pencarian").click()
    found["searches"] = list(violations_in_every_look(page))
    page.get_by_role("link", name="Kamus", exact=True).click()
    found["dictionary"] = list(violations_in_every_look(page))

    page.get_by_role("link", name="Tambah grup kata").click()
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#faults")).to_be_visible()
    found["faults"] = list(violations_in_every_look(page))
    page.fill("#head", "Xqz")
    page.fill("#alike", "stunting")
    page.fill("#query", "xqz")
    page.keyboard.press("Enter")  # tries, and saves nothing
    expect(page.locator("#percobaan")).to_contain_text("Belum disimpan")
    expect(page.locator("#percobaan .beside a").first).to_be_visible()
    found["tried"] = list(violations_in_every_look(page))
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("main [role=status]")).to_contain_text("Tersimpan")
    found["group"] = list(violations_in_every_look(page))
    page.goto(f"{portal.url}/practices?q=xqz")
    expect(page.locator("[data-slug]").first).to_be_visible()

    page.goto(f"{portal.url}/needs/pins/new?query=xqz")
    page.fill("#first", f"{portal.url}/practices/ambon-kota-musik")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("main [role=status]")).to_contain_text("Tersimpan")
    found["pins of a query"] = list(violations_in_every_look(page))
    page.goto(f"{portal.url}/practices?q=xqz")
    expect(page.locator("[data-slug]").first).to_contain_text("Dipilih editor")
    found["a pinned answer"] = list(violations_in_every_look(page))
    page.goto(f"{portal.url}/en/needs/pins")
    found["pins in English"] = list(violations_in_every_look(page))

    for topic in ("pins", "synonyms"):
        page.goto(f"{portal.url}/needs/{topic}/xqz")
        page.get_by_role("button", name="Kembalikan seperti sebelum ini").first.click()
        expect(page.locator("main [role=status]")).to_contain_text("Perubahan diurungkan")
    page.goto(f"{portal.url}/practices?q=xqz")
    expect(page.locator("[data-slug]")).to_have_count(0)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
