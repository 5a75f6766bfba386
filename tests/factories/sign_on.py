"""The way to the identity provider and back, as somebody walks it in a browser."""

import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories.people import signed_in
from tests.identity_provider import Provider

MAIL, RINA = "rina@dinas.go.id", "rina-1"
PAGE = "/account/sign-on"
MakePortal = Callable[..., Flask]


def _hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', page)
    assert found, page
    return dict(found)


def browser_at(app: Flask, address: str) -> FlaskClient:
    """Return a browser at an address."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def pressed(client: FlaskClient, way: str) -> TestResponse:
    """Press the button of the page that somebody comes back to."""
    page = client.get(way, follow_redirects=True)
    assert page.status_code == 200, page.get_data(as_text=True)
    text = page.get_data(as_text=True)
    action = re.search(r'action="([^"]*sign-on/return[^"]*)"', text)
    assert action is not None
    return client.post(action[1], data=_hidden(text))


def walked(
    client: FlaskClient,
    provider: Provider,
    subject: str = RINA,
    manner: str = "",
    *,
    start: str = "/sign-on",
) -> TestResponse:
    """Go to the provider, sign in there, and come back."""
    away = client.get(start)
    assert away.status_code == 303, away.get_data(as_text=True)
    return pressed(client, provider.login(away.location, subject, manner))


def linked_browser(
    app: Flask, provider: Provider, mail: str = MAIL, subject: str = RINA, manner: str = ""
) -> FlaskClient:
    """Return a browser in which somebody has linked the account."""
    client = signed_in(app, mail)
    answer = walked(client, provider, subject, manner, start=f"{PAGE}/begin")
    assert answer.location == "/account?done=linked", answer.get_data(as_text=True)
    return client
