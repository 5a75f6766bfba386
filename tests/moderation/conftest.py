"""People who write, report and decide, at a practice of Surabaya and elsewhere."""

import re
from dataclasses import dataclass, field
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.db import end_transaction
from portal.core.permissions import Actor
from portal.threads.queries.anchors import NOWHERE, at_practice
from tests.factories.clock import at
from tests.factories.drafts import EDITOR, actor_of
from tests.factories.people import active, mails, send, signed_in_with_code
from tests.factories.questions import published
from tests.factories.threads import ADMIN, MENTOR, OFFICER, asked

BAYU, DEWI, HADI, RINA, TINA = (
    f"{name}@contoh.go.id" for name in ("bayu", "dewi", "hadi", "rina", "tina")
)
BEFORE, NOW = "2026-09-01", "2027-01-08T10:00+07:00"
LINK = "Lihat [caranya](https://promo.example/daftar)."


@dataclass
class Scene:
    """A learner, a mentor and an admin of Surabaya, two editors; all but one for long.

    `slug` is a practice of Surabaya.
    """

    app: Flask
    slug: str
    bayu: Actor
    dewi: Actor
    hadi: Actor
    rina: Actor
    tina: Actor
    told: int = 0
    browsers: dict[tuple[str, date], FlaskClient] = field(default_factory=dict)

    def browser(self, mail: str = "") -> FlaskClient:
        """Return a browser of somebody, with the code where one is asked for, or of a visitor."""
        end_transaction()
        key = (mail, utcnow().date())  # a code counts once
        if mail and key not in self.browsers:
            self.browsers[key] = signed_in_with_code(self.app, mail)
        return self.browsers[key] if mail else self.app.test_client()

    def read(self, path: str, mail: str = "", *, status: int = 200) -> str:
        """Return what somebody reads at an address."""
        answer = self.browser(mail).get(path, follow_redirects=True)
        assert answer.status_code == status, answer.status
        return answer.get_data(as_text=True)

    def send(self, mail: str, path: str, *, status: int = 303, **fields: str) -> str:
        """Send a form, and return where it leads or what it answers."""
        answer = send(self.browser(mail), path, **fields)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.location or answer.get_data(as_text=True)

    def decide(self, mail: str, key: str, number: int, act: str, **fields: str) -> str:
        """Decide of a post, as it stands."""
        path = f"/threads/{key}/posts/{number}/moderate"
        return self.send(mail, path, **{"act": act, "ground": "", "reason": ""} | fields)  # type: ignore[arg-type]  # texts

    def asked(self, actor: Actor, text: str = "Kami belum tahu.", *, here: bool = False) -> str:
        """Return a new question, at the practice if `here`."""
        return asked(actor, text=text, anchor=at_practice(self.slug) if here else NOWHERE)

    def write(self, mail: str, key: str, body: str) -> int:
        """Return the number of an answer that somebody writes on the page."""
        path = self.send(mail, f"/threads/{key}/posts", kind="answer", **self._sent(mail, body))
        return int(path.rpartition("#p-")[2])

    def ask(self, mail: str, title: str, body: str) -> str:
        """Return the key of a question about the practice that somebody asks on the page."""
        sent = self._sent(mail, body) | {"kind": "question", "title": title, "seen": "1"}
        sent |= {"practice": self.slug, "visibility": "public"}
        return self.send(mail, "/threads/new", **sent).rpartition("/")[2]  # type: ignore[arg-type]  # texts

    def edit(self, mail: str, key: str, number: int, body: str) -> None:
        """Let an own answer say something else, on its page."""
        self.send(mail, f"/threads/{key}/posts/{number}/edit", action="send", body=body)

    def _sent(self, mail: str, body: str) -> dict[str, str]:
        page = self.read("/threads/new", mail)
        voice = re.search(r'(?:name="voice"|<option)\s+value="(\d*)"', page)
        assert voice is not None
        return {"voice": voice[1], "action": "send", "body": body}

    def news(self) -> list[tuple[str, str, str]]:
        """Tell what happened, and return what mails have come of it, as (name, subject, text)."""
        end_transaction()
        jobs.run_once()
        found = mails()
        new, self.told = found[self.told :], len(found)
        return [(to.partition("@")[0], subject, text) for to, subject, text in new]


@pytest.fixture
def scene(empty_library: Flask) -> Scene:
    """People and a practice; Bayu's account is two days old at `NOW`."""
    with at(BEFORE):
        slug = published()
        dewi = actor_of(active(DEWI, MENTOR))
        hadi = actor_of(active(HADI, ADMIN, totp=True))
        rina = actor_of(active(RINA, EDITOR, totp=True))
        tina = actor_of(active(TINA, EDITOR, totp=True))
    with at("2027-01-06T10:00+07:00"):
        bayu = actor_of(active(BAYU, OFFICER))
    made = Scene(empty_library, slug, bayu, dewi, hadi, rina, tina)
    with at(NOW):
        made.news()
    return made
