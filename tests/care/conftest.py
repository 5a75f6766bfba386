"""An editor who has given the code, and readers, at a portal with the starter library."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.services.memberships import Post
from portal.care.views import trials
from portal.core.db import end_transaction
from portal.core.permissions import Role
from tests.factories.people import active, signed_in_with_code, token_on

RINA = "rina@pusat.go.id"


@dataclass
class Desk:
    """An editor's browser beside a reader's."""

    app: Flask
    editor: FlaskClient
    token: str

    def read(self, path: str, *, status: int = 200) -> str:
        """Return what the editor reads at an address."""
        answer = self.editor.get(path, follow_redirects=True)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return unescape(answer.get_data(as_text=True))

    def send(self, path: str, *, status: int = 303, **fields: str) -> str:
        """Send a form, and return the page that answers, or where it leads to."""
        end_transaction()
        answer = self.editor.post(path, data={"csrf_token": self.token, **fields})
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.location or unescape(answer.get_data(as_text=True))

    def seen(self, path: str) -> str:
        """Return the last change that the form of a page knows of."""
        found = re.search(r'name="seen"[^>]* value="(\d*)"', self.read(path))
        assert found is not None
        return found[1]

    def found(self, query: str) -> list[str]:
        """Return the slugs that a reader finds, best first."""
        end_transaction()
        page = self.app.test_client().get("/practices", query_string={"q": query})
        return re.findall(r'data-slug="([^"]+)"', page.get_data(as_text=True))

    def come_again(self) -> None:
        """Let the editor sign in anew, as on another day."""
        end_transaction()
        self.editor = signed_in_with_code(self.app, RINA)
        self.token = token_on(self.editor)

    def undo(self, path: str, number: int = 0) -> str:
        """Press a button of a page's history, the newest being the first."""
        page = self.read(path)
        buttons = re.findall(
            r'action="(/needs/changes/\d+/undo)">.*?name="seen" value="(\d+)"', page, re.DOTALL
        )
        where, seen = buttons[number]
        return self.send(where, seen=seen)


@pytest.fixture
def desk(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An editor's browser at a portal of its own, whose trials take the time they need."""
    monkeypatch.setattr(trials, "WHILE_SOMEBODY_WAITS", 600.0)
    active(RINA, Post(role=Role.EDITOR), totp=True)
    editor = signed_in_with_code(app, RINA)
    return Desk(app, editor, token_on(editor))


@pytest.fixture
def other_worker(app: Flask) -> Callable[[], Flask]:
    """How to get another process of the same portal, as another web worker is one."""
    from tests.conftest import make_app  # noqa: PLC0415  # as the fixtures of all tests do

    return lambda: make_app(app.extensions["settings"].data_dir)
