"""Somebody who uses a server of the portal over HTTP, and people who are signed in there."""

import http.client
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from portal.accounts.services.memberships import Post
from tests.factories.people import token_on
from tests.factories.reviewing import entered

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Answer = tuple[int, Any]  # status and body


class Client:
    """Somebody who writes over HTTP; a server that is gone gives None.

    `answers` are the moments and statuses of all answers, 0 where there was none.
    """

    def __init__(self, port: int, headers: Mapping[str, str], *, csrf: str = "") -> None:
        self._port = port
        self.headers = headers
        self.csrf = csrf
        self.answers: list[tuple[float, int]] = []

    def send(
        self, method: str, path: str, body: str | bytes | None = None, **headers: str
    ) -> tuple[int, bytes] | None:
        """Return status and body of an answer, or None if there was none, or no whole one."""
        answer = self._sent(method, path, body, **headers)
        self.answers.append((time.monotonic(), answer[0] if answer else 0))
        return answer

    def _sent(
        self, method: str, path: str, body: str | bytes | None, **headers: str
    ) -> tuple[int, bytes] | None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request(method, path, body=body, headers={**self.headers, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer | None:
        """Return status and JSON of an answer of the API, or None."""
        said = None if body is None else json.dumps(body)
        answer = self.send(method, f"/api/v1{path}", said, **headers)
        return answer and (answer[0], json.loads(answer[1]))

    def submit(self, path: str, **data: str) -> int:
        """Send a form as a browser does, and return the status of the answer, 0 without one."""
        answer = self.form(path, **data)
        return answer[0] if answer else 0

    def form(self, path: str, **data: str) -> Answer | None:
        """Send a form as a browser does, and return status and body of the answer, or None."""
        return self.send("POST", path, urlencode({"csrf_token": self.csrf, **data}), **FORM)


def browser_of(app: Flask, port: int, mail: str, *posts: Post) -> Client:
    """Return the browser of a new person, who has signed in by both factors at the server too.

    The portal `app` and the server must share their database and their secret.
    """
    browser, _person = entered(app, mail, *posts)
    cookie = browser.get_cookie("session")
    assert cookie is not None
    csrf = token_on(browser, "/inbox/settings")
    return Client(port, {"Cookie": f"session={cookie.value}"}, csrf=csrf)
