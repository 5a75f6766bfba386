"""An officer searches, narrows and reads: with and without script, with the keyboard alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LivePortal
from tests.databases import ONE_DATABASE

pytestmark = ONE_DATABASE


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(
    browser: Browser, live_portal: LivePortal, request: pytest.FixtureRequest
) -> Iterator[Page]:
    context = browser.new_context(
        java_script_enabled=request.param,
        base_url=live_portal.url,
        viewport={"width": 1280, "height": 900},
    )
    yield context.new_page()
    context.close()


def test_search_narrow_read(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Cari praktik", exact=True).fill("anak pendek kurang gizi")
    page.get_by_role("button", name="Cari").click()
    expect(page.locator("article").first).to_have_attribute("data-slug", "sabang-geunaseh")

    page.goto("/practices?q=anak")
    before = int(page.locator("[data-total]").get_attribute("data-total") or "0")
    facet = page.locator('[data-facet="sector"][data-value="pendidikan"]')
    promised = int(facet.get_attribute("data-count") or "0")
    facet.locator("label").click()
    apply = page.get_by_role("button", name="Terapkan")
    if apply.is_visible():
        apply.click()
    page.wait_for_url(re.compile("sector=pendidikan"))
    expect(page.locator("[data-total]")).to_have_attribute("data-total", str(promised))
    assert promised < before

    page.locator("article h2 a, article h3 a").first.click()
    page.wait_for_url(re.compile(r"/practices/[a-z-]+$"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("#source-s1").count() == 1


def test_a_chosen_filter_can_be_taken_back_where_nothing_is_left(page: Page) -> None:
    page.goto("/practices?q=helikopter&dimension=citra")
    expect(page.locator("[data-total]")).to_have_attribute("data-total", "0")

    page.get_by_role("link", name=re.compile("Citra")).first.click()

    page.wait_for_url(lambda url: "dimension" not in url)


def test_the_same_search_again_leaves_what_is_shown(
    browser: Browser, live_portal: LivePortal
) -> None:
    page = browser.new_page()
    page.goto(f"{live_portal.url}/practices?q=anak")
    apply = page.get_by_role("button", name="Terapkan")
    total = page.locator("[data-total]")
    apply.click()
    expect(total).to_be_focused()
    page.locator("article").first.evaluate("article => { article.pressed = true }")
    steps = page.evaluate("history.length")

    apply.click()

    expect(total).to_be_focused()
    assert page.locator("article").first.evaluate("article => article.pressed")
    assert page.evaluate("history.length") == steps
    page.close()


def test_the_grid_leads_to_what_it_counts(page: Page) -> None:
    page.goto("/")
    cell = page.locator("table.grid td a").first
    count = (cell.inner_text().split() or ["0"])[0]

    cell.click()

    page.wait_for_url(re.compile("dimension="))
    expect(page.locator("[data-total]")).to_have_attribute("data-total", count)


def test_the_other_language_is_the_same_page(page: Page) -> None:
    page.goto("/practices?q=sampah&dimension=lingkungan")

    page.get_by_role("link", name="English").click()

    page.wait_for_url(re.compile(r"/en/practices\?q=sampah&dimension=lingkungan"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _press in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    page.keyboard.type("jalan rusak")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("q=jalan"))
    expect(page.locator("article").first).to_have_attribute(
        "data-slug", "siak-unit-reaksi-cepat-jalan"
    )


def test_a_practice_prints_on_a4(browser: Browser, live_portal: LivePortal) -> None:
    page = browser.new_page()
    page.goto(f"{live_portal.url}/practices/tangsel-redkar")
    page.emulate_media(media="print")

    body = page.pdf(format="A4")

    assert body.startswith(b"%PDF")
    assert not page.locator("header nav").is_visible()
    assert page.locator("#source-s1").is_visible()
    page.close()
