"""No violation that axe can find, on any page, light and dark, narrow and wide."""

import json
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser

from config import ROOT
from tests.browser.conftest import LivePortal
from tests.browser.pages import PAGES
from tests.databases import ONE_DATABASE

pytestmark = ONE_DATABASE

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = (360, 1280)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(
    browser: Browser, live_portal: LivePortal, name: str, scheme: str
) -> None:
    # The policy of the portal itself would keep axe out.
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_portal.url}{PAGES[name]}")
        page.evaluate(AXE)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        told = [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found]
        assert told == [], f"{width} px: {json.dumps(told, indent=1)}"
    context.close()


@pytest.mark.parametrize("name", ["results with filters", "practice", "regions", "home", "API"])
def test_what_can_be_opened_is_as_clean(
    browser: Browser, live_portal: LivePortal, name: str
) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": 360, "height": 900})
    page = context.new_page()
    page.goto(f"{live_portal.url}{PAGES[name]}")
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    page.evaluate(AXE)

    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]

    assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found] == []
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_at_320_px(
    browser: Browser, live_portal: LivePortal, name: str
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.goto(f"{live_portal.url}{PAGES[name]}")

    width = page.evaluate("document.scrollingElement.scrollWidth")

    assert width <= 320
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_its_language_and_has_one_heading(
    browser: Browser, live_portal: LivePortal, name: str
) -> None:
    page = browser.new_page()
    page.goto(f"{live_portal.url}{PAGES[name]}")

    english = PAGES[name].startswith("/en")
    assert page.locator("html").get_attribute("lang") == ("en" if english else "id")
    assert page.locator("h1").count() == 1
    assert page.title().endswith("Sokoguru")
    page.close()


def test_no_practice_scrolls_sideways_at_320_px(browser: Browser, live_portal: LivePortal) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700})
    wide = []
    for path in sorted((ROOT / "content" / "practices").glob("*.md")):
        page.goto(f"{live_portal.url}/practices/{path.stem}")
        if page.evaluate("document.scrollingElement.scrollWidth") > 320:
            wide.append(path.stem)

    assert wide == []
    page.close()
