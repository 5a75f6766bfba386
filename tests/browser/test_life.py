"""The pages of a practice's life, in each of their states: nothing that axe can find."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.practices.models import Pulse
from portal.practices.services import claims, life
from tests.browser.axe import violations
from tests.browser.bridge import ORIGIN, connect
from tests.databases import ONE_DATABASE
from tests.factories.drafts import (
    EDITOR,
    REGION,
    SLUG,
    Post,
    actor_of,
    approved,
    practice_of,
    somebody,
    submitted,
    written,
)
from tests.factories.people import active, code_of, send, signed_in
from tests.factories.practices import publish

pytestmark = ONE_DATABASE
LOOKS: Any = (("light", 360), ("dark", 1280))
PAGE = f"/practices/{SLUG}"
LESSON = "Kontrak habis dan sumber kodenya tidak diserahkan.\n\nMinta sumber kode sejak awal."


@pytest.fixture
def hadi(empty_library: Flask) -> int:
    """Return the admin of a region with a practice of its own."""
    hadi = active("hadi@kota.go.id", Post(role=Role.REGION_ADMIN, region=REGION), totp=True)
    written(actor_of(hadi))
    submitted(actor_of(hadi), SLUG)
    approved(somebody("rina@pusat.go.id", EDITOR), SLUG)
    return hadi


@pytest.fixture
def client(empty_library: Flask, hadi: int) -> FlaskClient:
    """Return the browser of the admin, both factors given."""
    client = signed_in(empty_library, "hadi@kota.go.id")
    send(client, "/sign-in/code", "/sign-in/code", code=code_of(hadi))
    return client


@pytest.fixture
def page(browser: Browser, client: FlaskClient) -> Iterator[Page]:
    """A page of the admin's, to which axe has access."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    connect(page, client)
    yield page
    context.close()


def _is_clean(page: Page, state: str) -> None:
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], f"{state}, {scheme}, {width} px"
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320, state


def _open(page: Page, path: str, state: str) -> None:
    page.goto(ORIGIN + path)
    _is_clean(page, state)


def _do(actor: int, act: Callable[..., object], slug: str = SLUG, *arguments: str) -> None:
    with unit_of_work() as session:
        act(session, actor_of(actor), practice_of(slug), *arguments)


def _pulse(pulse: Pulse) -> None:
    with unit_of_work():
        practice_of(SLUG).pulse = pulse


def test_a_region_speaks_for_its_practice(page: Page, hadi: int) -> None:
    _open(page, f"{PAGE}/confirm", "confirm")
    page.fill("#m0-value", "banyak")
    page.get_by_role("button", name="Masih berjalan", exact=True).click()
    page.wait_for_selector("#faults")
    _is_clean(page, "confirm refused")
    page.fill("#m0-value", "38,5")
    page.fill("#m0-period", "2027")
    page.fill("#m0-source", "Laporan loket 2027")
    page.get_by_role("button", name="Masih berjalan", exact=True).click()
    page.wait_for_selector("[role=status]:not(#live)")
    _open(page, f"{PAGE}#hasil", "measured again")
    _pulse(Pulse.OVERDUE)
    _open(page, PAGE, "overdue")
    _open(page, "/en/practices", "overdue in a list")
    _open(page, f"/en{PAGE}/confirm", "confirm overdue in English")
    page.goto(f"{ORIGIN}{PAGE}/confirm")
    page.get_by_role("button", name="Nyatakan berhenti").click()
    page.wait_for_selector("#faults")
    _is_clean(page, "stop refused")
    page.select_option("#stop-reason", "vendor")
    page.fill("#stop-lesson", LESSON)
    page.get_by_role("button", name="Nyatakan berhenti").click()
    page.wait_for_selector("#lagi")
    _is_clean(page, "resume")
    _open(page, f"/en{PAGE}", "stopped in English")
    _do(hadi, life.resume)
    _open(page, PAGE, "resumed")


def test_a_region_takes_over_what_editors_compiled(page: Page, hadi: int) -> None:
    (slug,) = publish(1, region=REGION, status="active", stopped={})
    _open(page, f"/practices/{slug}", "compilation")
    _open(page, f"/practices/{slug}/confirm", "claim")
    page.get_by_role("button", name="Konfirmasi tanpa perubahan").click()
    page.wait_for_selector("#faults")
    _is_clean(page, "claim refused")
    _do(hadi, claims.claim, slug)
    _open(page, f"/practices/{slug}", "claimed")
    _open(page, f"/practices/{slug}/confirm", "claim under way")


def test_a_practice_is_taken_from_readers(page: Page, hadi: int, empty_library: Flask) -> None:
    _open(page, f"/regions/{REGION}/mailbox", "mailbox")
    page.fill("#mail", "bukan surel")
    page.get_by_role("button", name="Simpan perubahan").click()
    page.wait_for_selector("#faults")
    _is_clean(page, "mailbox refused")
    _open(page, f"{PAGE}/retire", "retire")
    page.get_by_role("button", name="Cabut praktik ini").click()
    page.wait_for_selector("#faults")
    _is_clean(page, "withdraw refused")
    _do(hadi, life.suspend, SLUG, "Angkanya ternyata keliru.")
    _open(page, f"{PAGE}/retire", "suspended, its admin")
    _open(page, PAGE, "suspended, for its region")
    page.unroute_all()
    connect(page, empty_library.test_client())
    _open(page, PAGE, "suspended")
    _do(hadi, life.withdraw, SLUG, "Angkanya ternyata keliru.\nKami minta maaf.")
    _open(page, f"/en{PAGE}", "withdrawn in English")
