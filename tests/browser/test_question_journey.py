"""From a question at a paragraph to knowledge: a real browser without script, both languages."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, expect

from portal.accounts.queries import person_of
from portal.accounts.services.memberships import Post
from portal.core import jobs
from portal.core.audit import AuditEvent
from portal.core.db import db, reading
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.search import outbox
from tests.browser.writers import Writer, seats
from tests.databases import ONE_DATABASE
from tests.factories.clock import at
from tests.factories.drafts import EDITOR, REGION, actor_of, approved, submitted
from tests.factories.mentors import mentor
from tests.factories.people import active, mails
from tests.factories.questions import FRIDAY, SERVER, closed_on, look, officer, published, question

pytestmark = ONE_DATABASE
BAYU, DEWI, JOKO = "bayu@kab.go.id", "dewi.utami@kota.go.id", "joko@kab.go.id"
HADI, RINA = f"admin{REGION}@dinas.go.id", "editor@pusat.go.id"
TITLE = "Siapa menanggung server?"
AGAIN = "Siapa menanggung biaya servernya?"
ANSWER = "Dinas Kesehatan yang menanggung dua server."
TWO_DAYS, THREE_DAYS, FIVE_DAYS = (f"2027-01-{day}T16:00+08:00" for day in (13, 14, 18))
ANSWERED, SILENT = "2027-01-19T09:00+08:00", "2027-02-03T09:00+08:00"
# What stands on the pages in each language.
WORDS = {
    "": {
        "due": "14 Januari 2027 16:00 WITA",
        "block": "bagian 3",
        "alike": "Mungkin sudah terjawab",
        "answered": "Pertanyaan Anda dijawab",
        "mark": "Tandai sebagai jawaban",
        "confirmed": "Terkonfirmasi",
        "not this": "Bukan ini jawabannya",
        "worked": "Berhasil kami terapkan",
        "applied": "Berhasil diterapkan",
        "fold": "Masukkan ke tanya jawab praktik",
        "credit": "Ditanyakan Kabupaten Banyuwangi · dijawab Kota Surabaya",
        "folded": "versi 2 praktik",
    },
    "/en": {
        "due": "January 14, 2027 16:00 WITA",
        "block": "part 3",
        "alike": "Perhaps answered already",
        "answered": "Your question is answered",
        "mark": "Mark as the answer",
        "confirmed": "Confirmed",
        "not this": "This is not the answer",
        "worked": "It worked for us",
        "applied": "Applied with success",
        "fold": "Put into the practice's questions and answers",
        "credit": "Asked by Kabupaten Banyuwangi · answered by Kota Surabaya",
        "folded": "version 2 of the practice",
    },
}


class Story:
    """People around a practice with three blocks, one of whom sits at a browser at a moment."""

    def __init__(self, app: Flask, browser: Browser, prefix: str) -> None:
        self._app, self._browser, self._prefix = app, browser, prefix
        self.words = WORDS[prefix]
        admin = Post(role=Role.REGION_ADMIN, region=REGION)
        self.hadi = actor_of(active(HADI, admin, totp=True))
        self.rina = actor_of(active(RINA, EDITOR, totp=True))
        self.slug = published()
        self.dewi = mentor(DEWI, blocks=[SERVER])
        bayu = officer(BAYU)
        with unit_of_work():
            person_of(bayu.person_id or 0).locale = prefix.removeprefix("/") or "id"
        self.again = question(officer(JOKO), self.slug, title=AGAIN)
        closed_on("2027-01-12")
        outbox.rebuild()

    @contextmanager
    def seat(self, mail: str, moment: str) -> Iterator[Writer]:
        """Sit down at the browser of somebody, "" for a visitor."""
        with at(moment), seats(self._app, self._browser, self._prefix) as sit:
            yield sit(mail)

    def read(self, path: str, mail: str = "", *, moment: str = SILENT) -> str:
        """Return what somebody sees of a page."""
        with self.seat(mail, moment) as reader:
            assert reader.open(path) == 200
            return reader.page.locator("main").inner_text()

    def press(self, path: str, mail: str, button: str, *, moment: str = SILENT) -> None:
        """Press a button of a page."""
        with self.seat(mail, moment) as reader:
            reader.open(path)
            reader.page.get_by_role("button", name=self.words[button]).click()

    def ask(self) -> str:
        """Ask at the third block, past what is similar, and return the path of the thread."""
        with self.seat(BAYU, FRIDAY) as bayu:
            bayu.open(f"/practices/{self.slug}")
            bayu.page.locator("#blok-3 .ask-here a").last.click()
            bayu.page.fill("#title", TITLE)
            bayu.page.fill("#body", "Di kabupaten kami belum ada pos anggarannya.")
            bayu.page.locator("main form button[value=send]").click()
            expect(bayu.page.locator(".similar")).to_contain_text(self.words["alike"])
            bayu.page.locator("main form button[value=send]").click()
            expect(bayu.page.locator("h1")).to_have_text(TITLE)
            address = bayu.page.locator("#p-1 a.when").get_attribute("href")
            assert address is not None
            return address.removeprefix(self._prefix).removesuffix("/posts/1")

    def answer(self, path: str) -> None:
        """Answer from the desk, in the name of the region."""
        with self.seat(DEWI, ANSWERED) as dewi:
            dewi.open("/desk")
            dewi.page.locator(f'.asked a.btn[href="{self._prefix}{path}#tulis"]').click()
            dewi.page.fill("#body", ANSWER)
            as_region = dewi.page.locator('#voice option[value$="*"]').get_attribute("value")
            dewi.page.select_option("#voice", as_region)
            dewi.page.locator("#tulis form button[value=send]").click()
            expect(dewi.page.locator(".post.answer")).to_contain_text(ANSWER)

    def fold(self, path: str) -> None:
        """Put the answer into the practice, and publish its next version with it."""
        with self.seat(HADI, SILENT) as hadi:
            hadi.open(path)
            hadi.page.get_by_role("link", name=self.words["fold"]).click()
            expect(hadi.page.locator("main")).to_contain_text(self.words["credit"])
            hadi.page.fill("#question", TITLE)  # in Indonesian, also where it was asked in English
            hadi.page.fill("#answer", ANSWER)
            hadi.page.locator("main form button[type=submit]").last.click()
            expect(hadi.page.locator("#f-faq-0-answer-id")).to_have_value(ANSWER)
        with at(SILENT):
            submitted(self.hadi, self.slug)
            approved(self.rina, self.slug)

    def merge(self, path: str) -> None:
        """Join what was asked twice with the thread that has the answer."""
        with self.seat(RINA, SILENT) as rina:
            rina.open(f"/threads/{self.again}/moderate")
            form = rina.page.locator("form:has(button[value=merge])")
            form.locator("[name=merge-address]").fill(path)
            form.locator("[name=merge-reason]").fill("Sudah terjawab.")
            form.locator("button[value=merge]").click()


@pytest.fixture(params=list(WORDS), ids=["id", "en"])
def story(empty_library: Flask, browser: Browser, request: pytest.FixtureRequest) -> Story:
    """The portal before the question."""
    with at(FRIDAY):
        return Story(empty_library, browser, request.param)


def _told(mail: str, moment: str) -> list[str]:
    """Return the subjects of what waits to be sent to somebody at a moment."""
    with at(moment):
        jobs.run_once()
    return [subject for recipient, subject, _text in mails() if recipient == mail]


def test_a_question_becomes_knowledge(story: Story, empty_library: Flask) -> None:
    words = story.words
    path = story.ask()
    asked = story.read(path, BAYU, moment=FRIDAY)
    assert words["block"] in asked
    assert f"{DEWI.split('@', maxsplit=1)[0]}, Kota Surabaya" in asked
    assert words["due"] in asked

    for moment, mail in ((TWO_DAYS, DEWI), (THREE_DAYS, HADI), (FIVE_DAYS, RINA)):
        before = len(_told(mail, FRIDAY))
        look(moment)
        assert any(TITLE in subject for subject in _told(mail, moment)[before:]), mail

    story.answer(path)
    outbox.rebuild()
    public = story.read(path)
    with at(SILENT):
        client = empty_library.test_client()
        feed, api = (
            client.get(address).get_data(as_text=True)
            for address in (f"/feeds{path}.atom", f"/api/v1{path}")
        )
    for surface in (public, feed, api):
        assert ANSWER in surface
        assert "Kota Surabaya" in surface
        assert "dewi" not in surface
    with reading():
        wrote = sa.select(AuditEvent.actor_id).where(AuditEvent.action == "thread:answer")
        assert db.session.scalars(wrote).all() == [story.dewi.person_id]
    told = _told(BAYU, ANSWERED)
    assert [subject for subject in told if subject.startswith(words["answered"])] == [
        f"{words['answered']}: {TITLE}"
    ]

    story.press(path, DEWI, "mark")
    assert words["confirmed"] in story.read(path)
    story.press(path, BAYU, "not this")
    assert words["confirmed"] not in story.read(path)
    story.press(path, BAYU, "worked")
    assert words["applied"] in story.read(path)

    story.fold(path)
    assert words["folded"] in story.read(path)
    with story.seat("", SILENT) as visitor:
        visitor.open(path)
        visitor.page.get_by_role("link", name=words["folded"]).click()
        visitor.page.locator("#tanya-1 summary").click()
        expect(visitor.page.locator("#tanya-1")).to_contain_text(words["credit"])

    story.merge(path)
    with story.seat(JOKO, SILENT) as joko:
        joko.open(f"/threads/{story.again}")
        joko.page.locator("header .notice a").click()
        expect(joko.page.locator("h1")).to_have_text(TITLE)
        expect(joko.page.locator("main")).to_contain_text(AGAIN)
    assert TITLE in story.read("/account/follows", JOKO)
