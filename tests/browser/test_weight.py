"""What a first view weighs: bytes over the line, requests, hosts, script."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Response

from tests.browser.conftest import LivePortal
from tests.browser.pages import COMPARED
from tests.databases import ONE_DATABASE

pytestmark = ONE_DATABASE

KB = 1024
MOST_REQUESTS = 6
BUDGETS = {
    "/": 30,
    "/en/": 30,
    "/practices?q=anak": 30,
    "/practices": 30,
    "/practices/tangsel-redkar": 35,
    "/practices/jakarta-jaki-crm": 35,
    COMPARED: 30,
    "/saved": 30,
    "/regions": 30,
    "/regions/34.01": 30,
    "/regions/34.01/sheet": 30,
    "/champions": 35,
    "/pages/about": 30,
    "/api": 30,
}
MOST_SCRIPT = 8


@pytest.mark.parametrize("address", BUDGETS)
def test_a_first_view_is_light(browser: Browser, live_portal: LivePortal, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    page.goto(f"{live_portal.url}{address}", wait_until="networkidle")

    sizes = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers}
    scripts = sum(size for url, size in sizes.items() if url.endswith(".js"))

    assert {urlsplit(url).netloc for url in sizes} == {urlsplit(live_portal.url).netloc}
    assert len(sizes) <= MOST_REQUESTS
    assert sum(sizes.values()) <= BUDGETS[address] * KB
    assert 0 < scripts <= MOST_SCRIPT * KB
    assert context.cookies() == []
    context.close()
