"""The search field suggests while somebody types: by keyboard, by mouse, and only as a help."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from tests.browser.axe import AXE
from tests.browser.conftest import LivePortal
from tests.databases import ONE_DATABASE

pytestmark = ONE_DATABASE

FIELDS = {"/": "Cari praktik", "/practices": "Cari praktik", "/en/none": "Search practices"}


@pytest.fixture
def page(browser: Browser, live_portal: LivePortal) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live_portal.url, viewport={"width": 1280, "height": 900}, bypass_csp=True
    )
    yield context.new_page()
    context.close()


def _field(page: Page) -> Locator:
    return page.locator("#q")


def _type(page: Page, text: str) -> Locator:
    """Type a text and return the options once there are any."""
    _field(page).fill(text)
    options = page.locator("#saran").get_by_role("option")
    expect(options.first).to_be_visible()
    return options


@pytest.mark.parametrize("address", FIELDS)
def test_the_arrow_keys_choose_and_enter_goes(page: Page, address: str) -> None:
    page.goto(address)
    field = page.get_by_role("combobox", name=FIELDS[address], exact=True)
    expect(field).to_have_attribute("aria-expanded", "false")

    options = _type(page, "smart kamp")

    expect(field).to_have_attribute("aria-expanded", "true")
    controlled = page.locator(f"#{field.get_attribute('aria-controls')}")
    expect(controlled).to_have_role("listbox")
    count = options.count()
    expect(page.locator("#live")).to_have_text(re.compile(rf"^{count} "))
    field.press("ArrowDown")
    active = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    expect(active).to_have_attribute("aria-selected", "true")
    expect(active).to_contain_text("Smart Kampung")
    expect(page.locator("[aria-selected=true]")).to_have_count(1)
    expect(field).to_be_focused()
    field.press("Enter")
    page.wait_for_url(re.compile(r"/practices/banyuwangi-smart-kampung$"))


def test_the_arrows_go_round(page: Page) -> None:
    page.goto("/")
    options = _type(page, "sa")
    last = options.count() - 1

    for key, wanted in (
        ("ArrowUp", last),
        ("ArrowDown", 0),
        ("ArrowUp", last),
        ("ArrowUp", last - 1),
    ):
        _field(page).press(key)
        expect(options.nth(wanted)).to_have_attribute("aria-selected", "true")


def test_escape_closes_and_leaves_what_was_typed(page: Page) -> None:
    page.goto("/")
    _type(page, "sampah")

    _field(page).press("Escape")

    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(_field(page)).to_have_value("sampah")
    expect(_field(page)).to_have_attribute("aria-expanded", "false")
    assert _field(page).get_attribute("aria-activedescendant") is None
    _field(page).press("ArrowDown")
    expect(page.locator("#saran").get_by_role("option").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_have_count(0)


@pytest.mark.parametrize("address", ["/", "/practices?dimension=lingkungan"])
def test_enter_without_a_choice_searches(page: Page, address: str) -> None:
    page.goto(address)
    _type(page, "kompos")

    _field(page).press("Enter")

    page.wait_for_url(re.compile("q=kompos"))
    expect(page.locator("[data-total]")).to_contain_text("kompos")
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_a_topic_leads_to_as_many_practices_as_it_says(page: Page) -> None:
    page.goto("/practices")
    option = _type(page, "kesehat").first
    said = re.search(r"(\d+) praktik", option.inner_text())
    assert said is not None

    option.click()

    page.wait_for_url(re.compile("/sectors/kesehatan$"))
    expect(page.locator("[data-total]").first).to_have_attribute("data-total", said[1])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("address", FIELDS)
def test_axe_finds_nothing_while_the_list_is_open(
    page: Page, address: str, width: int, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(address)
    page.evaluate(AXE)
    _type(page, "sa")
    _field(page).press("ArrowDown")

    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]

    told = [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found]
    assert told == [], json.dumps(told, indent=1)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_an_older_request_is_given_up(page: Page) -> None:
    held: list[Route] = []
    failed: list[str] = []

    def hold(route: Route) -> None:
        held.append(route)

    def note(request: Request) -> None:
        failed.append(request.url)

    page.route(re.compile(r"suggest\?q=sam$"), hold)
    page.on("requestfailed", note)
    page.goto("/")
    with page.expect_request(re.compile(r"suggest\?q=sam$")):
        _field(page).fill("sam")

    _type(page, "sampah")

    assert [url.partition("?")[2] for url in failed] == ["q=sam"]
    expect(page.locator("#saran").get_by_role("option").first).to_contain_text("sampah")


@pytest.mark.parametrize("way", ["offline", "save-data"])
def test_nothing_is_asked_where_the_line_is_dear(page: Page, way: str) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    value = (
        "'onLine', {value: false}"
        if way == "offline"
        else "'connection', {value: {saveData: true}}"
    )
    page.add_init_script(f"Object.defineProperty(navigator, {value})")
    page.clock.install()
    page.goto("/")
    page.on("request", note)

    _field(page).fill("sampah")
    page.clock.run_for(1000)

    assert [url for url in asked if "suggest" in url] == []
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_without_script_it_is_a_search_field(browser: Browser, live_portal: LivePortal) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{live_portal.url}/")

    expect(page.get_by_role("searchbox")).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_count(0)
    page.close()
