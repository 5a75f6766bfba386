"""The profile of a region: accessible in every state, and one sheet of paper for its head."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from portal.accounts.services.memberships import Post
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.regions.queries import directory
from portal.regions.schemas.measures import What
from portal.regions.services import traits
from tests.browser.axe import violations_in_every_look
from tests.browser.conftest import LivePortal
from tests.browser.entering import enter, inside
from tests.browser.writers import seats
from tests.databases import ONE_DATABASE
from tests.factories import clock
from tests.factories.champions import championed, proposed
from tests.factories.drafts import somebody
from tests.factories.people import active
from tests.factories.practices import publish
from tests.factories.profile import entered, region_id, verified

pytestmark = ONE_DATABASE
CODE = "62.13"
PAGE = f"/regions/{CODE}"
BAYU, RINA = "bayu.profile@kab.go.id", "rina.profile@pusat.go.id"
OFFICER, EDITOR = Post(role=Role.OFFICER, region=CODE), Post(role=Role.EDITOR)
LEVELS = dict.fromkeys(
    ("tata-kelola", "citra", "ekonomi", "kehidupan", "masyarakat", "lingkungan"), 2.0
)
SECTORS = dict.fromkeys(
    ("pendidikan", "kesehatan", "pekerjaan-umum", "perumahan", "trantibumlinmas", "sosial"), 61.25
)
LONG = "Berita acara penilaian yang judulnya panjang sekali " * 3
TRAITS = {
    "population_band": "500-ribu-1-juta",
    "terrain": "kepulauan",
    "connectivity": "lemah",
    "fiscal_band": "sangat-rendah",
    "zone": "WIB",
}
PAGE_OBJECT = re.compile(rb"/Type\s*/Page\b(?!s)")


def _filled() -> None:
    """Say of a region all that can be said, by its officer and an editor."""
    bayu, rina = somebody(BAYU, OFFICER), somebody("mira.profile@pusat.go.id", EDITOR)
    verified(rina, bayu, CODE, LEVELS, source=LONG)
    verified(rina, bayu, CODE, SECTORS, What.SPM, source=LONG)
    entered(rina, CODE, {"spbe": 2.5, "iid": 61.5, "ip-spm": 85, "pemdi": 2}, What.INDEX)
    entered(bayu, CODE, dict.fromkeys(LEVELS, 3.0), date="2026-09-01", asks=True, source=LONG)
    with unit_of_work() as session:
        for code in (CODE, "62.01", "62.02", "62.03", "62.71"):
            writer = somebody(f"profil{code}@kab.go.id", Post(role=Role.OFFICER, region=code))
            traits.set_traits(session, writer, region_id(code), TRAITS)


@pytest.fixture(scope="module")
def portal(live_portal: LivePortal) -> LivePortal:
    """The portal that is served, with a region of which much is known."""
    with inside(live_portal.directory):
        _filled()
        active(RINA, EDITOR, totp=True)
    return live_portal


@pytest.fixture(scope="module")
def deciding(portal: LivePortal) -> list[str]:
    """The pages on which editors decide of the region as a champion, which it is by now."""
    with inside(portal.directory):
        editor = somebody("rani.profile@pusat.go.id", EDITOR)
        # Long ago: the worker suspends it when its night comes, for want of real proofs.
        with clock.at("2026-05-04T03:00+00:00"):
            status = championed(editor, CODE, "tata-kelola")
        return [f"/champions/statuses/{status}", f"/champions/proposals/{proposed(CODE, 'citra')}"]


def _looked_at(page: Page, portal: LivePortal, *paths: str) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        page.goto(f"{portal.url}{path}")
        assert page.locator("h1").count() == 1
        found[path] = [str(fault) for fault in violations_in_every_look(page)]
    return {path: faults for path, faults in found.items() if faults}


def test_what_everybody_reads_of_a_region(
    page: Page, portal: LivePortal, deciding: list[str]
) -> None:
    assert _looked_at(page, portal, "/champions?dimension=tata-kelola") == {}
    assert page.locator("svg.columns rect.actual").count() == 8
    paths = (PAGE, f"/en{PAGE}", f"{PAGE}/sheet", f"/en{PAGE}/sheet")

    assert _looked_at(page, portal, *paths) == {}
    assert page.locator("svg.radar polygon.believed").count() == 1


def test_the_pages_of_those_who_write_for_it(
    page: Page, portal: LivePortal, tmp_path: Path
) -> None:
    enter(page, portal, BAYU)
    forms = ("maturity", "spm", "index", "import", "traits")
    paths = [f"{PAGE}/profile", f"/en{PAGE}/profile", *(f"{PAGE}/profile/{one}" for one in forms)]

    assert _looked_at(page, portal, *paths) == {}
    page.goto(f"{portal.url}{PAGE}/profile/maturity")
    page.click("main form button")
    assert page.locator("#faults").count() == 1
    assert list(violations_in_every_look(page)) == []
    file = tmp_path / "profil.csv"
    file.write_text("what,code,date,value,source\nmaturity,citra,2026-01-01,9,x\n")
    page.goto(f"{portal.url}{PAGE}/profile/import")
    page.set_input_files("#file", file)
    page.click("main form button")
    assert page.locator(".line-faults li").count() == 1
    assert list(violations_in_every_look(page)) == []


def test_the_page_of_those_who_check_it(
    page: Page, portal: LivePortal, deciding: list[str]
) -> None:
    enter(page, portal, RINA)
    assert _looked_at(page, portal, *deciding) == {}

    assert _looked_at(page, portal, "/desk", f"{PAGE}/profile/check", f"/en{PAGE}/profile") == {}
    page.goto(f"{portal.url}{PAGE}/profile/check")
    page.click("button[value=refuse]")
    assert page.locator("#faults li").count() == 2
    assert list(violations_in_every_look(page)) == []


@pytest.mark.parametrize("language", ["", "/en"])
def test_whatever_is_known_one_sheet_is_enough(
    empty_library: Flask, browser: Browser, language: str
) -> None:
    _filled()
    title = {"id": ("Judul praktik yang sangat panjang sekali " * 3)[:100], "en": "T" * 100}
    for number, sector in enumerate(SECTORS):
        publish(2, seed=number, title=title, sectors=[sector], dimensions=list(LEVELS)[:3])
    assert directory().by_code[CODE].terrain == "kepulauan"

    with seats(empty_library, browser, language) as sit:
        writer = sit(BAYU)
        assert writer.open(f"{PAGE}/sheet") == 200
        page = writer.page
        assert page.locator(".weaknesses > li").count() == 3
        sheets = [page.pdf(prefer_css_page_size=True), page.pdf(format="A4")]

    assert [len(PAGE_OBJECT.findall(sheet)) for sheet in sheets] == [1, 1]
