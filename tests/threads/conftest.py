"""People who talk in threads, in a portal without practices."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core.db import end_transaction
from portal.core.permissions import Actor
from tests.factories.drafts import EDITOR, somebody
from tests.factories.people import send, signed_in, token_on
from tests.factories.questions import officer
from tests.factories.reviewing import entered, read
from tests.factories.threads import MENTOR, OFFICER, PUBLISHER

BAYU, DEWI, SARI, RINA = (f"{name}@contoh.go.id" for name in ("bayu", "dewi", "sari", "rina"))


@dataclass(frozen=True)
class Talkers:
    """A learner of Banyuwangi, a mentor and a publisher of Surabaya, a national editor."""

    app: Flask
    bayu: Actor
    dewi: Actor
    sari: Actor
    rina: Actor

    @property
    def people(self) -> tuple[Actor, ...]:
        """All of them."""
        return self.bayu, self.dewi, self.sari, self.rina

    def browser(self, mail: str = "") -> FlaskClient:
        """Return a browser of somebody, or of a visitor."""
        end_transaction()
        return signed_in(self.app, mail) if mail else self.app.test_client()

    def read(self, path: str, mail: str = "", *, status: int = 200) -> str:
        """Return what somebody reads at an address."""
        answer = self.browser(mail).get(path, follow_redirects=True)
        assert answer.status_code == status, answer.status
        return answer.get_data(as_text=True)

    def voice(self, mail: str, *, as_region: bool = False) -> str:
        """Return by which choice somebody speaks, for the region or as one of its people."""
        page = self.read("/threads/new", mail)
        voices = re.findall(r'(?:name="voice"|<option)\s+value="(\d+\*?|)"', page)
        return next(voice for voice in voices if voice.endswith("*") is as_region)

    def write(self, mail: str, key: str, body: str, **more: str) -> tuple[int, str]:
        """Answer in a thread, and return the status and where it leads, or the page."""
        client = self.browser(mail)
        data = {
            "csrf_token": token_on(client),
            "kind": "answer",
            "voice": self.voice(mail),
            "action": "send",
            "body": body,
        }
        answer = client.post(f"/threads/{key}/posts", data=data | more)
        return answer.status_code, answer.location or answer.get_data(as_text=True)


@pytest.fixture
def talkers(empty_library: Flask) -> Talkers:
    """A portal with people."""
    return Talkers(
        empty_library,
        somebody(BAYU, OFFICER),
        somebody(DEWI, MENTOR),
        somebody(SARI, PUBLISHER),
        somebody(RINA, EDITOR),
    )


WHY = "Sudah terjawab tuntas."


@dataclass(frozen=True)
class House:
    """A portal with an asker, a mentor, and the browser of an editor."""

    app: Flask
    bayu: Actor
    dewi: Actor
    editor: FlaskClient

    def do(
        self, key: str, act: str, *, by: FlaskClient | None = None, **typed: str
    ) -> TestResponse:
        """Send a form of the page of moderators, with a reason."""
        fields = {f"{act}-{name}": value for name, value in {"reason": WHY, **typed}.items()}
        return send(by or self.editor, f"/threads/{key}/moderate", act=act, **fields)

    def read(self, path: str, status: int = 200) -> str:
        """Return what the editor reads."""
        return read(self.editor, path, status)


@pytest.fixture
def house(empty_library: Flask) -> House:
    """People who ask, answer and moderate."""
    bayu, dewi = officer(BAYU), somebody(DEWI, MENTOR)
    rina, _actor = entered(empty_library, "rina@pusat.go.id", EDITOR)
    return House(empty_library, bayu, dewi, rina)
