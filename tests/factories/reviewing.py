"""Browsers of invented people who write and review."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.accounts.services.memberships import Post
from portal.core.permissions import Actor
from tests.factories.drafts import actor_of
from tests.factories.people import active, code_of, signed_in, token_on


def entered(app: Flask, mail: str, *posts: Post) -> tuple[FlaskClient, Actor]:
    """Return a browser in which a new person has signed in by both factors, and the person."""
    person_id = active(mail, *posts, totp=True)
    client = signed_in(app, mail)
    token = token_on(client, "/sign-in/code")
    answer = client.post("/sign-in/code", data={"csrf_token": token, "code": code_of(person_id)})
    assert answer.status_code == 303
    return client, actor_of(person_id)


def sent(client: FlaskClient, to: str, **data: str) -> TestResponse:
    """Send a form with the token of the session."""
    return client.post(to, data={"csrf_token": token_on(client), **data})


def read(client: FlaskClient, address: str, status: int = 200) -> str:
    """Return a page that answers with a status."""
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.get_data(as_text=True)
