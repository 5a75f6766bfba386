"""A newcomer's first link waits for a moderator: a real browser without script, both languages."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from portal.core import jobs
from tests.browser.writers import Writer, seats
from tests.databases import ONE_DATABASE
from tests.factories.clock import at
from tests.factories.drafts import EDITOR, somebody
from tests.factories.people import active, mails
from tests.factories.threads import MENTOR, OFFICER, TITLE, asked

pytestmark = ONE_DATABASE
BAYU, DEWI, RINA = "bayu@kab.go.id", "dewi@kota.go.id", "rina@pusat.go.id"
LONG_AGO, TWO_DAYS_AGO, NOW = (
    f"{day}T10:00+07:00" for day in ("2026-09-01", "2027-01-06", "2027-01-08")
)
LINK = "Lihat [caranya](https://promo.example/daftar)."
WORD = "Main slot gacor saja."
REASON = "Halaman resmi produsennya."
HELD = {
    "": "Menunggu pemeriksaan moderator",
    "/en": "Waiting for a moderator",
}


class Story:
    """A question, a newcomer of two days, and an editor, one of whom sits at a browser."""

    def __init__(self, app: Flask, browser: Browser, prefix: str) -> None:
        self._app, self._browser, self._prefix = app, browser, prefix
        self.held = HELD[prefix]
        with at(LONG_AGO):
            dewi = somebody(DEWI, MENTOR)
            active(RINA, EDITOR, totp=True)
            self.path = f"/threads/{asked(dewi)}"
        with at(TWO_DAYS_AGO):
            active(BAYU, OFFICER)

    @contextmanager
    def seat(self, mail: str) -> Iterator[Writer]:
        """Sit down at the browser of somebody, "" for a visitor."""
        with at(NOW), seats(self._app, self._browser, self._prefix) as sit:
            yield sit(mail)

    def reads(self, mail: str) -> str:
        """Return what somebody sees of the thread."""
        with self.seat(mail) as reader:
            assert reader.open(self.path) == 200
            return reader.page.locator("main").inner_text()

    def write(self, text: str) -> str:
        """Let the newcomer write in the thread, and return what the page says then."""
        with self.seat(BAYU) as bayu:
            bayu.open(self.path)
            bayu.page.fill("#body", text)
            bayu.page.locator("#tulis form button[value=send]").click()
            return bayu.page.locator("main").inner_text()


@pytest.fixture(params=list(HELD), ids=["id", "en"])
def story(empty_library: Flask, browser: Browser, request: pytest.FixtureRequest) -> Story:
    """The portal before the newcomer writes."""
    return Story(empty_library, browser, request.param)


def _told(mail: str) -> list[tuple[str, str]]:
    """Return what waits to be sent to somebody, as (subject, text)."""
    with at(NOW):
        jobs.run_once()
    return [(subject, text) for recipient, subject, text in mails() if recipient == mail]


def test_a_link_waits_and_is_released_and_a_gambling_word_is_rejected(story: Story) -> None:
    assert story.held in story.write(LINK)
    assert story.held in story.write(WORD)
    for mail in ("", DEWI):
        seen = story.reads(mail)
        assert "caranya" not in seen
        assert "gacor" not in seen

    with story.seat(RINA) as rina:
        rina.open("/moderation")
        cases = rina.page.locator("article.case")
        expect(cases).to_have_count(2)
        expect(cases.first).to_contain_text("promo.example")
        expect(cases.last).to_contain_text("slot gacor")
        cases.first.get_by_role("link").last.click()
        rina.page.select_option("#act", "release")
        rina.page.fill("#reason", REASON)
        rina.page.locator("main form button[type=submit]").click()
        cases.first.get_by_role("link").last.click()
        rina.page.select_option("#act", "reject")
        rina.page.select_option("#ground", "spam")
        rina.page.locator("main form button[type=submit]").click()
        expect(cases).to_have_count(0)

    seen = story.reads("")
    assert "caranya" in seen
    assert "gacor" not in seen
    with story.seat("") as visitor:
        visitor.open(story.path)
        link = visitor.page.locator(".prose a", has_text="caranya")
        assert link.get_attribute("rel") == "ugc nofollow noopener"
    told = _told(BAYU)
    assert any(TITLE in subject and REASON in text for subject, text in told)
    assert len([subject for subject, _text in told if TITLE in subject]) == 2
