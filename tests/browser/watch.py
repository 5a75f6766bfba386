"""Chromium before a portal in this very process, watched for whatever people's texts make it do.

A page is opened, everything in it is touched and clicked, and its elements are looked at. What ran,
what asked another machine, what led away and what should not stand there is kept as findings.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask.testing import FlaskClient
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Error,
    Frame,
    Page,
    Request,
    Route,
)

from tests.browser.bridge import ORIGIN

LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8")
LIGHT = re.compile(r"/static/.*\.(?:css|woff2|svg|png)")  # what no text can change
POLICY = "Content Security Policy"
SHOWN = "/shown"  # the address of what is read elsewhere
FAILED, MISSING = 500, 400
TYPED = {"document", "fetch", "xhr"}  # what addresses lead to that people have typed
# Nothing leaves the browser to guess what it is, or in which characters it is written.
KINDS = {"text/html; charset=utf-8", "application/json", "application/problem+json"}
KINDS |= {"application/atom+xml; charset=utf-8", 'text/javascript; charset="utf-8"'}
KINDS |= {"image/jpeg", "image/webp", "text/plain; charset=utf-8", "text/calendar; charset=utf-8"}
ANSWERING = re.compile(r"/suggest\?|/similar\?|/preview$")
# Until what came with an answer has been put in its place and drawn.
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass
class Findings:
    """What happened on which page; `seen` counts the pages."""

    seen: int = 0
    told: list[str] = field(default_factory=list)

    def add(self, what: str, where: str, more: str = "") -> None:
        """Keep that something happened."""
        self.told.append(f"{what} on {where} {more[:200]}".strip())

    @property
    def kinds(self) -> Counter[str]:
        """How often each kind of thing happened."""
        return Counter(line.split(" on ")[0] for line in self.told)


class Watch:
    """A page on which findings are made, before a portal or, without `client`, before none."""

    def __init__(
        self, context: BrowserContext, client: FlaskClient | None, findings: Findings
    ) -> None:
        self._client, self.findings = client, findings
        self._at, self._leading, self._html = "", 0, ""
        context.expose_binding("ran", self._ran)
        context.route("**/*", self._answer)
        self.page: Page = context.new_page()
        self.page.on("dialog", self._asked)
        self.page.on("framenavigated", self._led)
        self.page.on("console", self._said)
        context.on("page", lambda page: self.findings.add("opened a window", self._at, page.url))

    def _ran(self, _source: object, *_told: object) -> None:
        self.findings.add("ran", self._at)

    def _asked(self, dialog: Dialog) -> None:
        self.findings.add("ran", self._at, f"{dialog.type} {dialog.message}")
        dialog.dismiss()

    def _said(self, message: ConsoleMessage) -> None:
        if POLICY in message.text:
            self.findings.add("stopped by the policy", self._at, message.text)

    def _led(self, frame: Frame) -> None:
        """Keep that a page leads away: there is one change of address for each that is opened."""
        self._leading -= 1
        if self._leading < 0:
            self.findings.add("led away", self._at, frame.url)

    def _answer(self, route: Route) -> None:
        asked = route.request
        if not asked.url.startswith(f"{ORIGIN}/"):
            self.findings.add("asked another machine", self._at, asked.url)
            route.abort()
        elif asked.url == ORIGIN + SHOWN:
            route.fulfill(body=self._html, content_type="text/html; charset=utf-8")
        elif LIGHT.search(asked.url) or self._client is None:
            route.fulfill(status=204)
        else:
            self._fulfill(route, asked, self._client)

    def _fulfill(self, route: Route, asked: Request, client: FlaskClient) -> None:
        with client.open(
            asked.url.removeprefix(ORIGIN),
            method=asked.method,
            data=asked.post_data_buffer,
            content_type=asked.headers.get("content-type"),
            follow_redirects=True,
        ) as found:
            status = found.status_code
            if status >= FAILED:
                self.findings.add("failed", self._at, str(status))
            elif status >= MISSING and asked.resource_type not in TYPED:
                self.findings.add("asked for nothing of ours", self._at, asked.url)
            kind = found.headers["Content-Type"]
            if kind not in KINDS or found.headers["X-Content-Type-Options"] != "nosniff":
                self.findings.add("of another kind", self._at, kind)
            headers = {name: value for name, value in found.headers if name != "Set-Cookie"}
            route.fulfill(status=status, headers=headers, body=found.get_data())

    def open(self, path: str) -> None:
        """Open a page, touch all of it and look at all of it."""
        self._go(path)
        self._look()

    def _go(self, path: str, name: str = "") -> None:
        self._at, self._leading = name or path, 1
        self.findings.seen += 1
        try:
            self.page.goto(ORIGIN + path)
        except Error as error:  # what was there before has not let go
            self.findings.add("led away", self._at, str(error))

    def show(self, name: str, html: str) -> None:
        """Show what is read elsewhere, as a mail or an entry of a feed, and look at it."""
        self._html = html
        self._go(SHOWN, name)
        self._look()

    def type(self, path: str, field: str, texts: Sequence[str], press: str = "") -> None:
        """Type texts into a field, whose page answers at once or when something is pressed."""
        self._go(path)
        for text in texts:
            with self.page.expect_response(ANSWERING) as answer:
                self.page.fill(field, text)
                if press:
                    self.page.click(press)
            answer.value.finished()
            self.page.evaluate(DRAWN)
            self._at = f"{path} while {text[:40]!r} is typed"
            self._look()

    def _look(self) -> None:
        try:
            odd: Sequence[str] = self.page.evaluate(LOOK)
        except Error as error:  # it has led away
            odd = [f"what cannot be looked at: {error}"]
        for one in odd:
            self.findings.add("holds", self._at, one)


@contextmanager
def watched(
    browser: Browser, client: FlaskClient | None, findings: Findings, *, bypass_csp: bool
) -> Iterator[Watch]:
    """Give a page of a new context, which forgets all when it is closed."""
    context = browser.new_context(bypass_csp=bypass_csp)
    try:
        yield Watch(context, client, findings)
    finally:
        context.close()
