"""A real Chromium before a real server."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.databases import Database, copied
from tests.required import require
from tests.servers import environ_of, flask_running, free_port

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class LivePortal:
    """A portal served by the production server; `url` has no slash at its end."""

    url: str
    directory: Path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once; open a page of its own for each test."""
    require("browser", present=CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page to which axe has access."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def live_portal(
    seeded: Path, database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LivePortal]:
    """The starter library behind gunicorn on a free port of this machine."""
    target = tmp_path_factory.mktemp("live") / "data"
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with copied(database, seeded, target) as directory:
        environ = environ_of(directory, PORTAL_BASE_URL=url, PORTAL_WORKERS="1")
        with flask_running(["serve", "--port", str(port)], environ=environ) as server:
            server.wait_until_serving()
            yield LivePortal(url, directory)
