"""An officer keeps two practices, compares them, prints the sheet, and takes one out again."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route, expect

from portal.practices.queries import public_views
from portal.vocabularies.queries import scheme
from tests.browser.conftest import LivePortal
from tests.databases import ONE_DATABASE
from tests.factories.practices import publish

pytestmark = ONE_DATABASE

PAGE_OBJECT = re.compile(rb"/Type\s*/Page\b(?!s)")
SHEETS: dict[str, dict[str, Any]] = {
    "as the page asks": {"prefer_css_page_size": True},
    "standing": {"format": "A4"},
    "lying": {"format": "A4", "landscape": True},
}


@pytest.fixture
def page(browser: Browser, live_portal: LivePortal) -> Iterator[Page]:
    """A browser that runs no script."""
    context = browser.new_context(
        java_script_enabled=False,
        base_url=live_portal.url,
        viewport={"width": 1280, "height": 900},
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["", "/en"])
def test_keep_two_compare_them_and_take_one_out(page: Page, language: str) -> None:
    english = bool(language)
    save = "Save to compare" if english else "Simpan untuk dibandingkan"
    told = "Saved in this browser." if english else "Tersimpan di peramban ini."
    page.goto(f"{language}/practices?q=anak")
    slug = page.locator("article").nth(1).get_attribute("data-slug")
    assert page.context.cookies() == []

    page.locator("article").nth(1).get_by_role("button", name=save).click()
    page.wait_for_url(re.compile(rf"practices\?q=anak#kept-{slug}$"))
    expect(page.get_by_text(told).and_(page.locator(":target"))).to_be_visible()
    expect(page.get_by_text(told).locator("visible=true")).to_have_count(1)

    page.goto(f"{language}/practices/tangsel-redkar")
    page.get_by_role("button", name=save).click()
    expect(page.locator("#kept-tangsel-redkar")).to_be_visible()
    page.get_by_role("button", name=save).click()
    expect(page.locator("#again-tangsel-redkar")).to_be_visible()
    expect(page.locator("#kept-tangsel-redkar")).to_be_hidden()

    page.locator(".keep").get_by_role("link").click()
    expect(page.locator(".shelf li")).to_have_count(2)
    page.get_by_role(
        "button", name="Compare those ticked" if english else "Bandingkan yang"
    ).click()
    expect(page.get_by_role("columnheader")).to_have_count(2)

    page.get_by_role("link", name="Take out" if english else "Keluarkan").first.click()
    expect(page.get_by_role("columnheader")).to_have_count(1)

    page.goto(f"{language}/saved")
    page.locator(".shelf").get_by_role(
        "button", name="Remove" if english else "Hapus"
    ).first.click()
    expect(page.locator(".shelf li")).to_have_count(1)
    page.get_by_role("button", name="Remove all" if english else "Kosongkan simpanan").click()
    expect(page.locator(".shelf li")).to_have_count(0)
    assert page.context.cookies() == []


def test_the_note_takes_the_focus_so_that_it_is_read_out(
    browser: Browser, live_portal: LivePortal
) -> None:
    context = browser.new_context(base_url=live_portal.url)
    page = context.new_page()
    page.goto("/practices/tangsel-redkar")

    page.get_by_role("button", name="Simpan untuk dibandingkan").click()

    expect(page.locator("#kept-tangsel-redkar")).to_be_focused()
    context.close()


def _longest(library: Flask) -> list[str]:
    """Return the four practices of which the comparison has most to say."""
    client = library.test_client()
    with library.app_context():
        slugs = [view.slug for view in public_views()]
    return sorted(slugs, key=lambda slug: -len(client.get(f"/practices/compare?slug={slug}").data))[
        :4
    ]


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_four_longest_print_on_one_sheet(
    browser: Browser, live_portal: LivePortal, library: Flask, sheet: str
) -> None:
    query = "&".join(f"slug={slug}" for slug in _longest(library))
    page = browser.new_page()
    for language in ("", "/en"):
        page.goto(f"{live_portal.url}{language}/practices/compare?{query}")

        printed = page.pdf(**SHEETS[sheet])

        assert len(PAGE_OBJECT.findall(printed)) == 1
    page.emulate_media(media="print")
    expect(page.locator("tbody th").first).to_be_visible()
    expect(page.locator(".drop").first).to_be_hidden()
    page.close()


TEXT = {"id": "Kalimat panjang yang memakan tempat di lembar ini dan tidak berhenti cepat, " * 4}
STATEMENT = {"text": TEXT, "sources": ["s1"]}


def _boundless(number: int) -> dict[str, Any]:
    """Return a record that says much in every row."""
    kinds = [term.code for term in scheme("actor-kind").top()]
    both = {"id": f"Ukuran {number} " + "kata yang panjang " * 6, "en": "Measure"}
    measured = {"value": 123456.78, "period": "2015-04", "sources": ["s1"]}
    section = {"id": "Kata. [s1]", "en": "Word. [s1]"}
    return {
        "title": {"id": ("Judul yang sangat panjang " * 4)[:100], "en": "Title"},
        "region": "62.13",
        "year": 2015,
        "dimensions": ["tata-kelola", "kehidupan", "lingkungan"],
        "sectors": ["pekerjaan-umum", "trantibumlinmas", "perumahan"],
        "status": "stopped",
        "stopped": {"reason": "anggaran", "text": TEXT},
        "duration_months": 14,
        "cost": STATEMENT
        | {
            "band": "1-10-miliar",
            "funding": [term.code for term in scheme("funding").top()],
        },
        "people": STATEMENT,
        "prerequisites": [STATEMENT | {"must": True}] * 6,
        "indicators": [
            {
                "name": both,
                "unit": both,
                "direction": "up",
                "baseline": measured,
                "actual": measured,
                "contested": measured,
            }
        ]
        * 6,
        "kit": [STATEMENT | {"kind": term.code} for term in scheme("kit-kind").top()],
        "replications": [STATEMENT | {"region": "62.13", "year": 2020}] * 6,
        "partners": [{"kind": kind, "name": {"id": "Mitra"}} for kind in kinds],
        "sections": {
            "problem": section,
            "solution": section,
            "results": section,
            "failures": TEXT,
        },
    }


def _serve(client: FlaskClient, route: Route) -> None:
    """Answer a browser's request from a portal that no server serves."""
    parts = urlsplit(route.request.url)
    with client.get(f"{parts.path}?{parts.query}") as answer:
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.data)


@pytest.mark.parametrize("sheet", SHEETS)
def test_whatever_is_written_one_sheet_is_enough(browser: Browser, app: Flask, sheet: str) -> None:
    slugs = [slug for number in range(4) for slug in publish(1, seed=number, **_boundless(number))]
    client = app.test_client()
    page = browser.new_page()
    page.route("**/*", lambda route: _serve(client, route))
    page.goto("http://localhost/practices/compare?" + "&".join(f"slug={slug}" for slug in slugs))
    expect(page.get_by_role("columnheader")).to_have_count(4)

    printed = page.pdf(**SHEETS[sheet])

    assert len(PAGE_OBJECT.findall(printed)) == 1
    page.emulate_media(media="print")
    assert page.locator("tbody tr").count() == 17
    page.close()
