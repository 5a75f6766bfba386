"""At 64 kbit/s, with an empty cache, there is something to read within three seconds."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import LivePortal
from tests.browser.slow import first_words
from tests.databases import ONE_DATABASE

pytestmark = ONE_DATABASE

MOST_SECONDS = 3
MOST_MOVED = 0.1  # what Chromium calls good
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
    assert found.moved <= MOST_MOVED
