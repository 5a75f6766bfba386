"""Working on a portal that is served, and signing in to it at a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from portal.accounts.queries import person_by_mail
from portal.core.db import db
from tests.browser.conftest import LivePortal
from tests.conftest import make_app
from tests.factories.people import PASSWORD, code_of
from tests.servers import environ_of


@contextmanager
def inside(directory: Path) -> Iterator[None]:
    """Work on what is served, and let go of it, since an open transaction keeps others waiting."""
    secret = environ_of(directory)["PORTAL_SECRET_KEY"]
    with make_app(directory, PORTAL_SECRET_KEY=secret).app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def enter(page: Page, portal: LivePortal, mail: str) -> None:
    """Sign in, with a code where one is asked for: it opens once, so one test has such a person."""
    page.goto(f"{portal.url}/sign-in")
    page.fill("#mail", mail)
    page.fill("#password", PASSWORD)
    with page.expect_navigation():  # or the next page is asked for before somebody is there
        page.click("main button")
    if page.url.endswith("/code"):
        give_code(page, portal, mail)
    assert page.locator(".me form").count() == 1


def give_code(page: Page, portal: LivePortal, mail: str) -> None:
    """Fill the page that asks for a code, and go on."""
    with inside(portal.directory):
        person = person_by_mail(mail)
        assert person is not None
        code = code_of(person.id)
    page.fill("#code", code)
    with page.expect_navigation():
        page.click("main form:first-of-type button")
