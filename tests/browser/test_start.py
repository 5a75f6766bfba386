"""The fixtures themselves: a page of the live portal in a real browser."""

from playwright.sync_api import Browser

from tests.browser.conftest import LivePortal


def test_the_home_page_opens(browser: Browser, live_portal: LivePortal) -> None:
    page = browser.new_page()

    answer = page.goto(f"{live_portal.url}/")

    assert answer is not None
    assert answer.status == 200
    assert page.title()
    page.close()
