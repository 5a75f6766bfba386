"""Single sign-on in a real browser, under the policy that pages have: to the provider and back."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from portal.core.db import db
from tests.browser.axe import violations_in_every_look
from tests.conftest import make_app
from tests.databases import ONE_DATABASE, Database, copied
from tests.factories.people import PASSWORD, active, invited, mails
from tests.identity_provider import NAME, running
from tests.servers import free_port

pytestmark = ONE_DATABASE
MAIL = "rina@dinas.go.id"


@dataclass(frozen=True)
class Served:
    """A portal that trusts a provider; `invitation` is the path of one that waits."""

    url: str
    invitation: str


@pytest.fixture
def portal(unwritten: Path, database: Database, tmp_path: Path) -> Iterator[Served]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running() as provider, copied(database, unwritten, tmp_path / "data") as directory:
        app = make_app(directory, PORTAL_BASE_URL=url, **provider.environ())
        with app.app_context():
            active(MAIL)
            invited("budi@dinas.go.id")
            path = mails()[-1][2].split(url)[1].split()[0]
            db.session.remove()
        server = make_server("127.0.0.1", port, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Served(url, path)
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


def _enter(page: Page, portal: Served) -> None:
    page.goto(f"{portal.url}/sign-in?next=/account/sign-on")
    page.fill("#mail", MAIL)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/account/sign-on")


def test_rina_links_her_account_and_enters_by_the_provider(
    browser: Browser, page: Page, portal: Served
) -> None:
    narrow = browser.new_context(viewport={"width": 360, "height": 740})
    rina = narrow.new_page()
    _enter(rina, portal)
    rina.click(f"text=Hubungkan dengan {NAME}")
    rina.click("text=Rina")  # at the provider's page
    rina.click("main button")  # nobody is linked by a page alone
    rina.wait_for_url("**/account?done=linked")
    rina.click(".me button")
    rina.wait_for_url(f"{portal.url}/")

    rina.goto(f"{portal.url}/en/sign-in?next=/en/account/sign-on")
    rina.click(f"text=Sign in by {NAME}")
    rina.click("text=Rina")
    rina.wait_for_url("**/en/account/sign-on")
    assert "Your account has been linked since" in rina.inner_text("main")
    narrow.close()

    without_script = browser.new_context(java_script_enabled=False)
    reader = without_script.new_page()
    reader.goto(f"{portal.url}/sign-in")
    reader.click(f"text=Masuk lewat {NAME}")
    reader.click("text=Rina")
    reader.click("main button")
    assert reader.inner_text("h1") == "Akun saya"
    without_script.close()

    found = {}
    for path in ("/sign-in", portal.invitation):
        page.goto(portal.url + path)
        found[path] = list(violations_in_every_look(page))
    page.route("**/portal*.js", lambda route: route.abort())  # it would press the button
    page.click(f"text=Terima lewat {NAME}")
    page.click("text=Rina")
    assert page.inner_text("h1") == "Satu langkah lagi"
    found["back"] = list(violations_in_every_look(page))
    _enter(page, portal)
    found["linked"] = list(violations_in_every_look(page))
    assert {name: faults for name, faults in found.items() if faults} == {}
