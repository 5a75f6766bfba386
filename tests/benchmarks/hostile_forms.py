"""A crawl with hostile input: `uv run python -m tests.benchmarks.hostile_forms 40`.

Everybody of the demonstration opens all pages and then sends, from each form and link, so many
requests with what no honest reader sends, to every address that there is. Prints how often each
status was answered, and what no answer may be: a 5xx, internals, what was typed as part of a page,
a lack of the security headers. Then all pages are opened again, with what is kept in them now.
With an address of a PostgreSQL database as second argument the portal keeps its rows there.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from portal.core.db import end_transaction
from portal.search import outbox
from tests.benchmarks.demonstrated import demonstrated
from tests.factories.people import signed_in_with_code, token_on
from tests.security.crawler import Crawl
from tests.security.hostile import EVERY, faults, forget_attempts, send, some

EACH = 40
VISITOR = ""
CRASHED = 500


class Campaign:
    """A crawl of a portal by many people, and what came of it."""

    def __init__(self, app: Flask, people: Collection[str], each: int) -> None:
        self._app, self._each, self._rng = app, each, random.Random(7)
        self._people = people
        self.statuses: Counter[int] = Counter()
        self.faults: Counter[str] = Counter()

    def run(self) -> None:
        """Let everybody look round, then send, then look again."""
        crawls = {who: Crawl(self._app, self._browser(who)).run() for who in self._people}
        for who, crawl in crawls.items():
            self._attack(who, crawl)
        for who in self._people:
            for path, status in Crawl(self._app, self._browser(who)).run().opened.items():
                if status >= CRASHED:
                    self._tell(f"{status} for {who}", path)

    def _browser(self, who: str) -> FlaskClient:
        """Return a browser that has just signed in: others' turns outlast a sign-in."""
        if not who:
            return self._app.test_client()
        with self._app.app_context():
            forget_attempts(self._app)
            client = signed_in_with_code(self._app, who)
            end_transaction()
        return client

    def _attack(self, who: str, crawl: Crawl) -> None:
        client, begun = self._browser(who), time.monotonic()
        token = token_on(client) if who else ""
        for sending in [*crawl.sendings.values(), *crawl.others()]:
            for what, fields in some(sending, self._each, self._rng):
                if self.statuses.total() % EVERY == 0:
                    forget_attempts(self._app)
                answer = send(client, sending, fields, token)
                self.statuses[answer.status_code] += 1
                for fault in faults(answer):
                    self._tell(f"{sending.method} {sending.endpoint} {fault}", f"{who} {what}")
        print(f"{who or 'visitor'}: {time.monotonic() - begun:.0f} s", flush=True)

    def _tell(self, fault: str, how: str) -> None:
        self.faults[fault] += 1
        if self.faults[fault] == 1:
            print(f"{fault}: {how}", flush=True)


def main(each: int, database: str | None) -> int:
    """Crawl, and tell."""
    with tempfile.TemporaryDirectory() as folder:
        app, roles = demonstrated(Path(folder), database)
        with app.app_context():
            outbox.rebuild()
            end_transaction()
        campaign = Campaign(app, [VISITOR, *roles], each)
        campaign.run()
    print(f"{campaign.statuses.total()} requests, {dict(sorted(campaign.statuses.items()))}")
    print(f"{campaign.faults.total()} faults, of {len(campaign.faults)} kinds")
    return int(bool(campaign.faults))


if __name__ == "__main__":
    asked = [*sys.argv[1:], ""]
    sys.exit(main(int(asked[0] or EACH), asked[1] if len(asked) > 2 else None))  # both were given
