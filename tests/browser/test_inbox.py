"""The inbox, its settings and the pages of system admins are accessible in every look."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from portal.accounts.queries import person_by_mail
from portal.accounts.services.memberships import Post
from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.jobs import Job
from portal.core.mail_models import MailState, OutgoingMail
from portal.core.mail_rules import MailBounced
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.notifications.services.choosing import token_of
from portal.notifications.services.sending import suppress
from portal.practices.services import reviews
from tests.browser.axe import violations_in_every_look
from tests.browser.conftest import LivePortal
from tests.browser.entering import enter, inside
from tests.databases import ONE_DATABASE
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    SLUG,
    practice_of,
    somebody,
    submitted,
    written,
)
from tests.factories.people import active

pytestmark = ONE_DATABASE

SARI = "sari.inbox@kota.go.id"
OP = "op.inbox@pusat.go.id"


@pytest.fixture(scope="module")
def portal(live_portal: LivePortal) -> LivePortal:
    """The portal that is served, with news for a publisher and trouble for a system admin."""
    with inside(live_portal.directory):
        _write_news()
        _make_trouble()
    return live_portal


def _write_news() -> None:
    sari = somebody(SARI, PUBLISHER)
    rina = somebody("rina.inbox@pusat.go.id", EDITOR)
    written(sari)
    submitted(sari, SLUG)
    with unit_of_work() as session:
        reviews.comment(session, rina, practice_of(SLUG), "summary", "Sebut angkanya.\n" * 9)
        reviews.request_changes(session, rina, practice_of(SLUG), "Lihat catatan.")
        suppress(session, MailBounced(SARI, "550 5.1.1 no such officer"))
    jobs.run_once()


def _make_trouble() -> None:
    active(OP, Post(role=Role.SYSTEM_ADMIN), totp=True)
    with unit_of_work() as session:
        session.execute(
            sa.update(OutgoingMail)
            .where(OutgoingMail.recipient == SARI)
            .values(state=MailState.REFUSED, ended_at=utcnow(), reason="550 no such officer")
        )
        session.add(
            Job(kind="index", key="practice:7", run_at=utcnow().replace(year=2999), error="OSError")
        )


@pytest.fixture
def page(browser: Browser, live_portal: LivePortal) -> Iterator[Page]:
    context = browser.new_context(base_url=live_portal.url, bypass_csp=True)
    yield context.new_page()
    context.close()


def test_the_inbox_and_what_belongs_to_it(portal: LivePortal, page: Page) -> None:
    enter(page, portal, SARI)
    page.goto("/inbox")
    expect(page.locator(".me .fresh")).to_contain_text("2")
    assert list(violations_in_every_look(page)) == []

    page.get_by_role("button", name="Tandai sudah dibaca").first.click()
    expect(page.locator(".me .fresh")).to_contain_text("1")
    page.get_by_role("button", name="Tandai semua sudah dibaca").click()
    expect(page.locator(".me .fresh")).to_have_count(0)
    assert list(violations_in_every_look(page)) == []

    page.goto("/en/inbox/settings")
    assert list(violations_in_every_look(page)) == []
    page.get_by_role("button", name="This address is right, send again").click()
    page.get_by_label("Comments on drafts").select_option("weekly")
    page.get_by_role("button", name="Save choices").click()
    expect(page.get_by_label("Comments on drafts")).to_have_value("weekly")
    assert list(violations_in_every_look(page)) == []


def test_the_link_in_a_mail(portal: LivePortal, page: Page) -> None:
    with inside(portal.directory):
        person = person_by_mail(SARI)
        assert person is not None
        token = token_of(person, "draft-commented")
    page.goto(f"/inbox/unsubscribe/{token}")
    assert list(violations_in_every_look(page)) == []

    page.get_by_role("button", name="Berhenti").click()
    expect(page.locator("main [role=status]")).to_contain_text("Komentar pada naskah")
    assert list(violations_in_every_look(page)) == []


def test_what_a_system_admin_sees(portal: LivePortal, page: Page) -> None:
    enter(page, portal, OP)

    for address in ("/admin/mail", "/en/admin/jobs"):
        page.goto(address)
        expect(page.locator(".told li").first).to_be_visible()
        assert list(violations_in_every_look(page)) == []
