"""At 64 kbit/s, with nothing kept from before, there is something to read within three seconds."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import LivePortal
from tests.browser.slow import first_words
from tests.databases import ONE_DATABASE

pytestmark = ONE_DATABASE

MOST_SECONDS = 3
WORDS = {
    "/practices?q=anak": "#hasil .entry .title",
    "/": "main h1",
    "/practices/tangsel-redkar": ".standfirst",
}


@pytest.mark.parametrize("address", WORDS)
def test_the_first_words_come_over_a_slow_line(
    browser: Browser, live_portal: LivePortal, address: str
) -> None:
    found = first_words(browser, live_portal.url + address, WORDS[address])

    assert found.seconds <= MOST_SECONDS


def test_what_comes_after_the_words_changes_their_place_little(
    browser: Browser, live_portal: LivePortal
) -> None:
    page = browser.new_page()
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => {"
        " for (const entry of list.getEntries()) if (!entry.hadRecentInput) moved += entry.value;"
        "}).observe({ type: 'layout-shift', buffered: true });"
    )
    for address in WORDS:
        page.route("**/more.*.css", lambda route: (page.wait_for_timeout(500), route.continue_()))
        page.goto(live_portal.url + address, wait_until="networkidle")

        assert page.evaluate("moved") <= 0.1, address
    page.close()
