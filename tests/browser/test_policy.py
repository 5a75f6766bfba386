"""The policy of the portal stops nothing of its own, and cards are not fetched by pages."""

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Request

from tests.browser.conftest import LivePortal
from tests.browser.pages import PAGES
from tests.databases import ONE_DATABASE

pytestmark = ONE_DATABASE


@pytest.mark.parametrize("name", ["home", "practice", "results", "region", "old version"])
def test_the_browser_reports_no_violation(
    browser: Browser, live_portal: LivePortal, name: str
) -> None:
    page = browser.new_page()
    said: list[str] = []
    asked: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("console", hear)
    page.on("request", note)
    page.add_init_script(
        "window.violations = [];"
        "addEventListener('securitypolicyviolation',"
        " (event) => violations.push(event.violatedDirective + ' ' + event.sample), true);"
    )
    page.goto(f"{live_portal.url}{PAGES[name]}", wait_until="networkidle")

    assert page.evaluate("violations") == []
    assert said == []
    assert [url for url in asked if "card" in url] == []
    page.close()
