"""Hostile texts in every place, in a real Chromium: `uv run python -m tests.benchmarks.xss [FILE]`.

Writes a corpus wherever people's texts appear, and reads all pages, feeds and mails that show it:
without the policy of the portal, so that only what makes texts safe is tried, and again with it.
Everything is touched and clicked. The corpus is that of `tests.security.payloads`, or one of others
in FILE, a text a line. Prints how much was seen and what happened, and ends with 1 if anything did.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from flask_migrate import upgrade
from markdown import markdown
from playwright.sync_api import Browser, sync_playwright

from portal.core.db import end_transaction
from portal.search import outbox
from portal.threads.queries.anchors import at_practice
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.watch import Findings, Watch, watched
from tests.conftest import make_app
from tests.factories.people import signed_in_with_code
from tests.factories.practices import load_vocabularies_and_regions
from tests.security import planted_moderation, planted_practices, planted_threads
from tests.security.payloads import PAYLOADS, from_file
from tests.security.planted import RINA, WATI, Planted, begin, line_of
from tests.security.told import downloads_told, feeds_told, forms_told, mails_told

SHOWN = 30
MAIL = "mail"  # the folder to which it goes
AT_ONCE = 20  # parts of feeds and mails on one page, unless each is looked at by itself
# Where an address carries what somebody typed.
ASKED = (
    "/practices?q={}",
    "/threads?q={}",
    "/en/practices?q={}&dimension=citra",
    "/practices/suggest?q={}",
    "/threads/similar?q={}",
    "/regions?q={}",
    "/sign-in?next={}",
    "/practices?sector={}",
    "/threads?state={}",
    "/threads/new?practice={}",
    "/practices/compare?slug={}",
    "/mentors?region={}",
    "/practices?page={}",
    "/account?done={}",
    "/api/v1/threads?q={}",
    "/api/v1/practices?page={}",
    "/{}",
    "/en/threads/{}",
)
LONGEST, LEAST = 190, 8  # characters that a search takes, and that a title needs


def plant(texts: Sequence[str], *, every: int) -> Planted:
    """Write the texts everywhere in a portal with nothing in it but vocabularies and regions."""
    planted = begin(texts)
    slugs = planted_practices.publish(planted, max(4, len(texts) // (20 * every)))
    place = at_practice(slugs[0], block=1)
    planted_threads.talk(planted, place, every=every)
    planted_moderation.moderate(planted, place)
    planted_practices.show(planted, slugs)
    outbox.rebuild()
    return planted


def look(app: Flask, browser: Browser, planted: Planted, *, every: int) -> Findings:
    """Read whatever shows the texts, without the policy; of `every` so many one is asked for."""
    findings = Findings()
    for mail in ("", WATI, RINA):
        client = signed_in_with_code(app, mail) if mail else app.test_client()
        end_transaction()
        with watched(browser, client, findings, bypass_csp=True) as watch:
            for path in planted.pages[mail]:
                watch.open(path)
            if mail == WATI:
                _ask(watch, planted.texts.all[::every], each=every == 1)
                _type(watch, planted, every)
                for name, html in forms_told(client, planted.texts.all[::every], each=every == 1):
                    watch.show(name, html)
    _told(app, browser, planted, findings, every)
    return findings


def _ask(watch: Watch, texts: Sequence[str], *, each: bool) -> None:
    """Ask for the texts at each of the addresses that carry them, or at one after the other."""
    for number, text in enumerate(texts):
        for address in ASKED if each else ASKED[number % len(ASKED) :][:1]:
            watch.open(address.format(quote(text[:LONGEST], safe="")))


def _type(watch: Watch, planted: Planted, every: int) -> None:
    """Type the texts where a page answers while somebody types."""
    texts = [line_of(text, LONGEST, LEAST) for text in planted.texts.all[:: every * 10]]
    watch.type("/practices", "#q", texts)
    watch.type("/threads/new", "#title", texts)
    watch.type(planted.editor, "#f-sections-problem-id", texts, press="[data-see]")


def _told(app: Flask, browser: Browser, planted: Planted, findings: Findings, every: int) -> None:
    """Read what feeds and mails tell, as whoever trusts them shows it."""
    client = app.test_client()
    with watched(browser, client, findings, bypass_csp=True) as watch:
        for address in planted.feeds:
            watch.open(address)
        downloads_told(client, planted.downloads, findings)
        folder = app.extensions["settings"].data_dir / MAIL
        told = [*feeds_told(client, planted.feeds, findings), *mails_told(folder, findings)]
        at_once = AT_ONCE if every > 1 else 1
        for start in range(0, len(told), at_once):
            names, parts = zip(*told[start : start + at_once], strict=True)
            watch.show(f"{names[0]} and up to {names[-1]}", "\n".join(parts))


def look_again(app: Flask, browser: Browser, planted: Planted, *, every: int) -> Findings:
    """Read and ask with the policy, which must have nothing to stop; one of `every` so many."""
    findings = Findings()
    for mail in ("", WATI):
        client = signed_in_with_code(app, mail) if mail else app.test_client()
        end_transaction()
        with watched(browser, client, findings, bypass_csp=False) as watch:
            for path in planted.pages[mail][::every]:
                watch.open(path)
            if not mail:
                _ask(watch, planted.texts.all[::every], each=every == 1)
    return findings


def control(browser: Browser, texts: Sequence[str]) -> int:
    """Return how many of the texts do something where nothing makes them safe.

    Without it, that nothing happens would not tell whether anything would be noticed.
    """
    return sum(_does_something(browser, text) for text in texts)


def _does_something(browser: Browser, text: str) -> bool:
    findings = Findings()
    with watched(browser, None, findings, bypass_csp=True) as watch:
        for html in (text, f"<p title=\"{text}\" class='{text}'>", markdown(text)):
            watch.show("the text itself", html)
            if findings.told:
                return True
    return False


def main() -> int:
    """Write, read and tell."""
    texts = from_file(Path(sys.argv[1])) if len(sys.argv) > 1 else list(PAYLOADS)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        print(f"{len(texts)} texts; {control(browser, texts)} do something if nothing stops them")
        app = make_app(Path(folder), PORTAL_MAIL_URL=f"file:{folder}/{MAIL}")
        with app.app_context():
            upgrade()
            load_vocabularies_and_regions()
            planted = plant(texts, every=1)
            found = look(app, browser, planted, every=1)
            again = look_again(app, browser, planted, every=1)
        browser.close()
    told = found.told + again.told
    for line in told[:SHOWN]:
        print(line)
    print(f"{planted.texts.refused} times a text was refused; the others were written")
    print(f"{found.seen} pages without the policy, {again.seen} with it, {len(told)} findings")
    print(f"{time.monotonic() - begun:.0f} s")
    return int(bool(told))


if __name__ == "__main__":
    sys.exit(main())
