"""Forms that no other browser test opens are accessible in every state and every look."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from portal.accounts.models import Person
from portal.core import jobs
from portal.core.db import end_transaction
from portal.core.uow import unit_of_work
from portal.practices.services import reviews
from portal.practices.services.editing import bring_back
from tests.browser.axe import violations_in_every_look
from tests.browser.bridge import ORIGIN, connect
from tests.databases import ONE_DATABASE
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    SLUG,
    actor_of,
    approved,
    practice_of,
    somebody,
    submitted,
    written,
)
from tests.factories.people import (
    PASSWORD,
    active,
    invited,
    link_in,
    mails,
    send,
    signed_in,
    signed_in_with_code,
)
from tests.factories.uploads import File, attached, pdf, photo

pytestmark = ONE_DATABASE
SARI, RINA = "sari@kota.go.id", "rina@pusat.go.id"
PRACTICE = f"/practices/{SLUG}"
Sit = Callable[[FlaskClient], Page]
Found = dict[str, list[str]]


@pytest.fixture
def sit(browser: Browser) -> Iterator[Sit]:
    """How to open a page that answers as a client, and to which axe has access."""
    with ExitStack() as stack:

        def at(client: FlaskClient) -> Page:
            context = stack.enter_context(browser.new_context(bypass_csp=True, base_url=ORIGIN))
            end_transaction()  # or it would keep the portal from writing
            page = context.new_page()
            connect(page, client)
            return page

        yield at


def _look(page: Page, found: Found, state: str, *, at: str = "", press: str = "") -> None:
    """Open a page, or press a button of the one that is open, and keep what axe finds."""
    if at:
        page.goto(at)
    if press:
        page.locator("main").get_by_role("button", name=press).first.click()
        expect(page.locator("#faults, [role=alert]").first).to_be_visible()
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    found[state] = list(violations_in_every_look(page))


def _wrong(found: Found) -> Found:
    return {state: told for state, told in found.items() if told}


def test_ways_into_the_portal(empty_library: Flask, sit: Sit) -> None:
    active(SARI, PUBLISHER)
    active(RINA, EDITOR, totp=True)
    client, found = signed_in(empty_library, SARI), Found()
    send(client, "/account/mail", **{"mail-mail": "s@kota.go.id", "mail-current": PASSWORD})
    moved = link_in(mails()[-1][2])
    invited("joko@kota.go.id", PUBLISHER)
    invitation = link_in(mails()[-1][2])
    empty_library.test_client().post("/reset", data={"mail": SARI})
    jobs.run_once()
    reset = link_in(mails()[-1][2])
    visitor = sit(empty_library.test_client())

    visitor.goto("/sign-in")
    visitor.fill("#mail", SARI)
    visitor.fill("#password", "bukan sandinya")
    _look(visitor, found, "a wrong password", press="Masuk")
    _look(visitor, found, "no address", at="/en/reset", press="Send the link")
    _look(visitor, found, "invited", at=invitation)
    _look(visitor, found, "no account made", press="Buat akun dan masuk")
    _look(visitor, found, "a new password", at=f"/en{reset}")
    _look(visitor, found, "no password typed", press="Save the password")
    _look(visitor, found, "a new address", at=moved)
    code = sit(signed_in(empty_library, RINA))
    _look(code, found, "no code", at="/sign-in/code", press="Lanjutkan")

    assert _wrong(found) == {}


def test_what_is_brought_in_and_brought_back(empty_library: Flask, sit: Sit) -> None:
    sari = somebody(SARI, PUBLISHER)
    written(sari)
    page, found = sit(signed_in(empty_library, SARI)), Found()

    _look(page, found, "a practice without title", at="/practices/new", press="Mulai menulis")
    _look(page, found, "import", at="/practices/import")
    _look(page, found, "nothing imported", press="Simpan sebagai draf")
    _look(page, found, "no files", at=f"{PRACTICE}/files")
    _look(page, found, "no file chosen", press="Unggah")
    attached(sari, SLUG, File("Laporan.pdf", pdf(), "application/pdf"), member_only=True)
    attached(sari, SLUG, File("loket.jpg", photo(), "image/jpeg"))
    end_transaction()
    _look(page, found, "files", at=f"/en{PRACTICE}/files?done=added")
    page.goto(f"{PRACTICE}/edit/history")
    with unit_of_work() as session:
        bring_back(session, sari, practice_of(SLUG), 1, token=2)
    _look(page, found, "too late to bring back", press="Pakai lagi")
    _look(page, found, "brought back", at=f"/en{PRACTICE}/edit/history?done=1")

    assert _wrong(found) == {}


def test_what_is_kept_and_what_is_recorded(empty_library: Flask, sit: Sit) -> None:
    sari = somebody(SARI, PUBLISHER)
    rina = actor_of(active(RINA, EDITOR, totp=True))
    written(sari)
    with unit_of_work() as session:
        reviews.comment(session, sari, practice_of(SLUG), "title.id", "Cukup jelas?")
        session.get_one(Person, rina.person_id).name = "Rina Wulandari Kusumaningtyas"
    submitted(sari, SLUG)
    approved(rina, SLUG)
    client, found = empty_library.test_client(), Found()
    client.post("/saved", data={"add": SLUG})
    visitor = sit(client)
    editor = sit(signed_in_with_code(empty_library, RINA))

    _look(visitor, found, "kept", at="/saved")
    assert visitor.locator("[data-slug]").count() == 1
    _look(editor, found, "audit", at="/admin/audit")
    _look(editor, found, "the first of the audit, in English", at="/en/admin/audit?before=4")

    editor.set_viewport_size({"width": 1280, "height": 900})
    tops = "parts => parts.map(part => part.getBoundingClientRect().top)"
    high = editor.locator(".masthead .wrap > *, .masthead .lang").evaluate_all(tops)
    assert max(high) - min(high) < 30, "the masthead is one line"
    assert _wrong(found) == {}
