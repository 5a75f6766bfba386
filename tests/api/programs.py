"""Programs that act for people of a story, and read the answers in one language."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from portal.accounts.queries import person_by_mail
from portal.accounts.services import tokens
from portal.core.db import Entity, db, reading
from portal.core.i18n import _, written_for
from portal.core.permissions import ANONYMOUS
from tests.api.specification import mismatches, resolved

API = "/api/v1"
PRACTICES = f"{API}/practices"


@contextmanager
def another_writes(app: Flask, kind: type[Entity], change: str) -> Iterator[None]:
    """Let another have the turn to write as soon as the next change of a kind is kept."""
    with app.app_context():
        other = db.engine.connect()

    @event.listens_for(kind, change, once=True)
    def changed(*_told: object) -> None:
        event.listen(db.session, "after_commit", lambda _session: other.begin(), once=True)

    try:
        yield
        assert other.in_transaction()
    finally:
        other.close()


class Program:
    """A program that acts for whoever has an address, or for nobody."""

    def __init__(self, app: Flask, mail: str = "", language: str = "id") -> None:
        self._client = app.test_client()
        self.language = language
        self._spec: Mapping[str, Any] = self._client.get(f"{API}/openapi.json").get_json()
        self.headers = {"Accept-Language": language}
        if mail:
            with reading():
                person = person_by_mail(mail)
            assert person is not None
            token = tokens.make(person.id, "uji", by=ANONYMOUS)
            self.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, address: str, body: Any = None, **sent: Any) -> TestResponse:
        """Send a request with a JSON body, or with something else."""
        sent = sent or {"json": body}
        return self._client.open(
            address, method=method, headers=self.headers, buffered=True, **sent
        )

    def told(
        self, method: str, address: str, body: Any = None, status: int = 200, **sent: Any
    ) -> dict[str, Any]:
        """Return an answer of a status, which is what the specification says of it."""
        answer = self.ask(method, address, body, **sent)
        assert answer.status_code == status, answer.get_data(as_text=True)
        assert answer.headers["Content-Language"] == self.language
        said: dict[str, Any] = answer.get_json()
        specified = resolved(self._spec, self._responses(method, address)[str(status)])
        (content,) = specified["content"].values()
        assert list(mismatches(said, content["schema"], self._spec)) == []
        return said

    def refused(
        self, method: str, address: str, body: Any, status: int, why: str, **values: object
    ) -> dict[str, Any]:
        """Return a refusal that gives its reason, an Indonesian text, in the language asked for."""
        said = self.told(method, address, body, status)
        assert said["detail"] == self.words(why, **values)
        return said

    def words(self, text: str, **values: object) -> str:
        """Return an Indonesian text in the language asked for."""
        with written_for(self.language):
            translated = _(text, **values)
        assert (translated == text % values) is (self.language == "id"), text
        return translated

    def _responses(self, method: str, address: str) -> dict[str, Any]:
        path = address.partition("?")[0]
        fitting = [
            known
            for known in self._spec["paths"]
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), path)
        ]
        best = min(fitting, key=lambda known: known.count("{"))
        responses: dict[str, Any] = self._spec["paths"][best][method.lower()]["responses"]
        return responses
