"""The pages of adoptions and the tree: nothing that axe can find, light, no sideways scroll."""

import gzip
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from portal.adoptions.models import Stage
from portal.core.db import end_transaction
from tests.benchmarks.tree import adopted
from tests.browser.axe import violations
from tests.browser.bridge import ORIGIN, connect
from tests.databases import ONE_DATABASE
from tests.factories.adoptions import (
    KESAMBI,
    OFFICER,
    begun,
    confirmed,
    dropped,
    reported,
)
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    SLUG,
    Post,
    actor_of,
    approved,
    somebody,
    submitted,
    written,
)
from tests.factories.people import active, signed_in_with_code

pytestmark = ONE_DATABASE
RINA, BAYU = "rina@uji.go.id", "bayu@uji.go.id"


@pytest.fixture
def keys(empty_library: Flask) -> dict[str, str]:
    """An adoption that is confirmed, one that was dropped, and one that has just begun."""
    sari, bayu = somebody("sari@uji.go.id", PUBLISHER), actor_of(active(BAYU, OFFICER))
    rina = actor_of(active(RINA, EDITOR, totp=True))
    written(sari)
    submitted(sari, SLUG)
    approved(rina, SLUG)
    other = somebody("kesambi@uji.go.id", Post(role=OFFICER.role, region=KESAMBI))
    key = begun(bayu)
    reported(bayu, key)
    confirmed(sari, key)
    second = somebody("randu@uji.go.id", Post(role=OFFICER.role, region="35.09"))
    begun(second, "35.09", parent=key, to=Stage.PILOTING)
    gone = begun(other, KESAMBI)
    dropped(other, gone)
    third = begun(
        actor_of(active("lima@uji.go.id", Post(role=OFFICER.role, region="35.12"))), "35.12"
    )
    return {"confirmed": key, "dropped": gone, "begun": third}


def _page(browser: Browser, app: Flask, mail: str) -> Page:
    page = browser.new_context(bypass_csp=True).new_page()
    client = signed_in_with_code(app, mail)
    end_transaction()
    connect(page, client)
    return page


def _visit(page: Page, looks: Iterator[tuple[str, int]], path: str) -> None:
    scheme, width = next(looks)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(ORIGIN + path)
    assert violations(page) == [], f"{path}, {scheme}, {width} px"
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320, path


def _looks() -> Iterator[tuple[str, int]]:
    while True:
        yield from (("light", 360), ("dark", 1280), ("light", 1280), ("dark", 360))


def test_every_page_is_accessible(
    browser: Browser, empty_library: Flask, keys: dict[str, str]
) -> None:
    looks = _looks()
    editor, officer = _page(browser, empty_library, RINA), _page(browser, empty_library, BAYU)
    for path in (
        f"/adoptions/{keys['confirmed']}",
        f"/adoptions/{keys['confirmed']}/verdict",
        f"/adoptions/{keys['dropped']}",
        f"/practices/{SLUG}/adoptions",
        f"/practices/{SLUG}",
        "/en/adoptions",
        "/adoptions/why-not",
        "/desk",
    ):
        _visit(editor, looks, path)
    five = _page(browser, empty_library, "lima@uji.go.id")
    for name in ("", "/step", "/blocks", "/indicators", "/papers", "/letter"):
        _visit(five, looks, f"/adoptions/{keys['begun']}{name}")
    for path in (f"/practices/{SLUG}/adopt", "/adoptions/new"):
        _visit(officer, looks, path)
    five.goto(f"{ORIGIN}/adoptions/{keys['begun']}/step")
    five.click("text=Nyatakan berhenti")
    assert five.locator("#faults li").count() == 2
    assert violations(five) == []
    for page in (editor, officer, five):
        page.context.close()


def test_a_tree_of_three_hundred_fits_and_is_light(browser: Browser, empty_library: Flask) -> None:
    path = f"/practices/{adopted()}/adoptions"
    page = browser.new_context(bypass_csp=True).new_page()
    end_transaction()
    connect(page, empty_library.test_client())
    page.set_viewport_size({"width": 360, "height": 800})
    answer = page.goto(ORIGIN + path)

    assert answer is not None
    assert len(gzip.compress(answer.body())) <= 30 * 1024
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    first, second = (page.locator(part).bounding_box() for part in (".listing", ".drawing"))
    assert first is not None
    assert second is not None
    assert first["y"] < second["y"]
    assert page.locator(".listing li").count() == page.locator(".tree g").count() == 301
    assert page.locator(".tree g rect, .tree g use").count() == 602
    page.set_viewport_size({"width": 1280, "height": 800})
    assert violations(page) == []
    page.context.close()
