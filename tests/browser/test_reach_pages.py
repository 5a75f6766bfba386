"""What tells of needs, searches, imports and packs is clean, and leads nowhere in vain."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal.accounts.services.memberships import Post
from portal.core.permissions import Role
from portal.search import outbox
from tests.browser.axe import violations_in_every_look
from tests.browser.conftest import LivePortal, Sit
from tests.databases import ONE_DATABASE
from tests.factories.drafts import EDITOR
from tests.factories.needs import CELL, KESAMBI, LONTAR, MERANTI, QUERY, RANDU, gathered
from tests.factories.needs import searched_by as searches
from tests.factories.people import active, signed_in_with_code
from tests.factories.practices import publish

pytestmark = ONE_DATABASE
BAYU, WATI, RINA = "bayu@uji.go.id", "wati@uji.go.id", "rina@uji.go.id"
OFFICERS = {BAYU: LONTAR, "lia@uji.go.id": LONTAR, "ari@uji.go.id": RANDU, "edi@uji.go.id": RANDU}
LONG = "pengelolaan tempat pembuangan akhir sampah regional bersama antarkabupaten"
HEAD = "Nama Inovasi Daerah,Tahapan Inovasi,Waktu Penerapan Inovasi Daerah\n"
TABLE = f"{HEAD}Antrean daring,Penerapan,2024\n,Mungkin,tahun lalu\n{'x' * 140},Penerapan,2024\n"
PHONES = (360, 412)
# Which links of the masthead lie over one another, and in how many lines they stand.
OVERLAPS = """
  () => {
    const shown = [...document.querySelectorAll(".masthead a, .masthead button")]
      .map((each) => ({ name: each.textContent.trim(), box: each.getBoundingClientRect() }))
      .filter(({ box }) => box.width);
    return shown.flatMap((one, at) => shown.slice(at + 1)
      .filter(({ box }) => box.left < one.box.right - 1 && one.box.left < box.right - 1
        && box.top < one.box.bottom - 1 && one.box.top < box.bottom - 1)
      .map((two) => `${one.name} / ${two.name}`));
  }
"""


@pytest.fixture
def app(empty_library: Flask) -> Flask:
    """A portal with a few practices, and people who have looked for two things in vain."""
    publish(3)
    outbox.rebuild()
    for mail, code in OFFICERS.items():
        active(mail, Post(role=Role.OFFICER, region=code))
    active("kirana@uji.go.id", Post(role=Role.OFFICER, region=KESAMBI))
    active(WATI, Post(role=Role.PUBLISHER, region=MERANTI))
    active(RINA, EDITOR, totp=True)
    for mail in (*OFFICERS, "kirana@uji.go.id"):
        searches(empty_library, mail, QUERY, **CELL)
        searches(empty_library, mail, LONG)
    gathered(empty_library)
    return empty_library


def _seen(page: Page, found: dict[str, list[str]], *paths: str) -> None:
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        found[path] = list(violations_in_every_look(page))


def test_the_pages_are_clean_for_each_who_uses_them(app: Flask, sit: Sit) -> None:
    found: dict[str, list[str]] = {}
    visitor = sit(app.test_client())
    _seen(visitor, found, "/needs", "/en/needs?state=claimed")
    need = visitor.goto("/needs") and visitor.locator("h2 a").first.get_attribute("href")
    _seen(visitor, found, f"{need}", f"/en{need}")

    bayu = sit(signed_in_with_code(app, BAYU))
    _seen(bayu, found, f"{need}", "/needs/new", "/saved/searches", "/practices/pack")
    _seen(bayu, found, f"/saved/searches/new?q={LONG}")
    bayu.get_by_role("button", name="Simpan").click()
    expect(bayu.locator("main [role=status]")).to_be_visible()
    _seen(bayu, found, "/en/saved/searches", "/practices?dimension=lingkungan&sector=kesehatan")

    wati = sit(signed_in_with_code(app, WATI))
    _seen(wati, found, f"/en{need}", "/practices/import")
    table = {"name": "tabel.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    wati.set_input_files("input[type=file]", table)
    wati.locator("main form button").first.click()
    expect(wati.locator("main article")).to_have_count(3)
    found["a table to look at"] = list(violations_in_every_look(wati))

    rina = sit(signed_in_with_code(app, RINA))
    _seen(rina, found, "/needs/raw", "/needs/searches", "/en/needs/synonyms", "/needs/pins")
    rina.goto("/needs")
    expect(rina.get_by_role("link", name="Catat kebutuhan")).to_have_count(0)

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_on_a_phone_nothing_of_the_masthead_covers_something(app: Flask, sit: Sit) -> None:
    pages = {mail: sit(signed_in_with_code(app, mail)) for mail in (BAYU, RINA)}
    visitor = sit(app.test_client())
    for page in (*pages.values(), visitor):
        for width in PHONES:
            for prefix in ("", "/en"):
                page.set_viewport_size({"width": width, "height": 800})
                page.goto(f"{prefix}/needs")
                assert page.evaluate(OVERLAPS) == []

    tops = "links => links.map(link => link.getBoundingClientRect().top)"
    visitor.set_viewport_size({"width": 360, "height": 800})
    visitor.goto("/needs")
    lines = visitor.locator(".menu a:visible, .me a").evaluate_all(tops)
    assert len(set(lines)) == 1, "a visitor's menu is one line"


def test_no_link_of_these_pages_leads_to_nothing(page: Page, live_portal: LivePortal) -> None:
    asked: dict[str, int] = {}
    for path in ("/needs", "/figures", "/data", "/pages/asean", "/pages/help", "/practices?q=anak"):
        for prefix in ("", "/en"):
            page.goto(f"{live_portal.url}{prefix}{path}")
            links = page.eval_on_selector_all("main a, .foot a", "all => all.map(a => a.href)")
            own = {link.partition("#")[0] for link in links if link.startswith(live_portal.url)}
            if prefix:
                paths = {urlsplit(link).path for link in own}
                assert "/api" not in paths
            for link in own - asked.keys():
                asked[link] = page.request.get(link).status

    assert {link: status for link, status in asked.items() if status >= 400} == {}
