"""No violation that axe can find, on any page, light and dark, narrow and wide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from config import ROOT
from tests.browser.axe import violations, violations_in_every_look
from tests.browser.conftest import LivePortal
from tests.browser.pages import PAGES
from tests.databases import ONE_DATABASE

pytestmark = ONE_DATABASE


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page to which axe has access; the policy of the portal itself would keep it out."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_in_every_look(page: Page, live_portal: LivePortal, name: str) -> None:
    page.goto(f"{live_portal.url}{PAGES[name]}")

    english = PAGES[name].startswith("/en")
    assert page.locator("html").get_attribute("lang") == ("en" if english else "id")
    assert page.locator("h1").count() == 1
    assert page.title().endswith("Sokoguru")
    assert list(violations_in_every_look(page)) == []


@pytest.mark.parametrize("name", ["results with filters", "practice", "regions", "home", "API"])
def test_what_can_be_opened_is_as_clean(page: Page, live_portal: LivePortal, name: str) -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(f"{live_portal.url}{PAGES[name]}")
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")

    assert violations(page) == []


def test_no_practice_scrolls_sideways_at_320_px(page: Page, live_portal: LivePortal) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    wide = []
    for path in sorted((ROOT / "content" / "practices").glob("*.md")):
        page.goto(f"{live_portal.url}/practices/{path.stem}")
        if page.evaluate("document.scrollingElement.scrollWidth") > 320:
            wide.append(path.stem)

    assert wide == []
