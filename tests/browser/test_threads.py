"""The pages of threads: nothing that axe can find, light, and similar threads while one types."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from portal.accounts.services.memberships import Post
from portal.core.db import end_transaction
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.practices.services import drafts
from portal.search import outbox
from portal.threads.models import Post as ThreadPost
from portal.threads.models import PostKind, Thread, ThreadState, Visibility
from portal.threads.queries.anchors import at_practice
from tests.browser.axe import violations
from tests.browser.bridge import ORIGIN, connect
from tests.databases import ONE_DATABASE
from tests.factories.drafts import practice_of, somebody
from tests.factories.people import send, signed_in
from tests.factories.practices import publish
from tests.factories.threads import MENTOR, OFFICER, answered, asked

pytestmark = ONE_DATABASE
LOOKS: Any = (("light", 360), ("dark", 1280))
BAYU = "bayu@contoh.go.id"
TEXT = "Kami **belum** tahu, @kota-surabaya:\n\n- siapa membayar\n- sampai kapan\n\n> Tanya dulu."

FAQ = [{"question": {"id": "Perlu genset?"}, "answer": {"id": "Tidak."}, "asked_by": "35.10"}]


@pytest.fixture
def paths(empty_library: Flask) -> dict[str, str]:
    """A question with answers of every kind at a practice, and the pages that show it."""
    ((slug, record),) = publish(1, faq=FAQ).items()
    outbox.rebuild()
    writer = Post(role=Role.PUBLISHER, region=record["region"])
    bayu, dewi = somebody(BAYU, OFFICER, writer), somebody("dewi@contoh.go.id", MENTOR)
    key = asked(bayu, text=TEXT, anchor=at_practice(slug, block=1))
    answered(dewi, key, "Dinas kami.", as_region=True)
    answered(bayu, key, "Terima kasih.", kind=PostKind.COMMENT)
    answered(dewi, key, "Sampai akhir tahun.")
    with unit_of_work() as session:
        session.query(ThreadPost).filter_by(number=2).one().accepted = True
        session.query(Thread).one().state = ThreadState.CONFIRMED
        drafts.revise(session, bayu, practice_of(slug))
    closed = asked(bayu, "Contoh surat tugas pendamping", visibility=Visibility.MEMBERS)
    client = signed_in(empty_library, BAYU)
    form = {"title": "Siapa menanggung biaya server?", "body": "Siapa?", "action": "send"}
    assert send(client, f"/threads/{key}/posts/1/edit", **form).status_code == 303
    return {
        "thread": f"/threads/{key}",
        "for members": f"/threads/{closed}",
        "all": "/threads",
        "English": f"/en/threads/{key}",
        "edit": f"/threads/{key}/posts/1/edit",
        "fold": f"/threads/{key}/posts/2/fold",
        "questions of the draft": f"/practices/{slug}/edit/faq",
        "history": f"/threads/{key}/posts/1/history",
        "ask": f"/threads/new?practice={slug}&block=1",
        "practice": f"/practices/{slug}",
        "results": "/practices",
        "region": "/regions/35.78",
    }


@pytest.fixture
def page(browser: Browser, empty_library: Flask, paths: dict[str, str]) -> Iterator[Page]:
    """A page of the asker's, to which axe has access."""
    assert paths
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    client = signed_in(empty_library, BAYU)
    end_transaction()
    connect(page, client)
    yield page
    context.close()


def _is_clean(page: Page, name: str) -> None:
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], f"{name}, {scheme}, {width} px"
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320, name


def test_every_page_is_accessible(page: Page, paths: dict[str, str]) -> None:
    for name, path in paths.items():
        page.goto(ORIGIN + path)
        for details in page.locator("main details").all():
            details.evaluate("part => part.open = true")
        _is_clean(page, name)
    page.goto(ORIGIN + paths["ask"])
    page.click('button[value="send"]')
    expect(page.locator("#faults")).to_be_visible()
    _is_clean(page, "refused")


def test_what_is_similar_shows_while_one_types(page: Page, paths: dict[str, str]) -> None:
    page.goto(ORIGIN + paths["ask"])
    page.fill("#title", "Biaya server siapa menanggung")

    expect(page.locator("#mirip")).to_contain_text("Siapa menanggung biaya server?")
    expect(page.locator('input[name="seen"]')).to_have_value("1")
    _is_clean(page, "similar")


def test_a_first_view_of_a_thread_is_light(page: Page, paths: dict[str, str]) -> None:
    bodies: list[bytes] = []
    page.on("response", lambda answer: bodies.append(answer.body()))
    page.goto(ORIGIN + paths["thread"], wait_until="networkidle")

    assert len(bodies) <= 6
    assert sum(len(gzip.compress(body)) for body in bodies) <= 40 * 1024
