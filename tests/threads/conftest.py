"""People who talk in threads, in a portal without practices."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.db import end_transaction
from portal.core.permissions import Actor
from tests.factories.drafts import EDITOR, somebody
from tests.factories.people import signed_in
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
