"""Chromium before a portal in this very process: no server, no socket, somebody signed in."""

from urllib.parse import urlsplit

from flask.testing import FlaskClient
from playwright.sync_api import Page, Route

ORIGIN = "http://127.0.0.1:8000"


def connect(page: Page, client: FlaskClient) -> None:
    """Answer every request of a page as `client`, with the session that `client` has."""

    def answer(route: Route) -> None:
        asked = route.request
        parts = urlsplit(asked.url)
        with client.open(
            parts.path,
            query_string=parts.query,
            method=asked.method,
            data=asked.post_data_buffer,
            content_type=asked.headers.get("content-type"),
            follow_redirects=True,
        ) as found:
            headers = {name: value for name, value in found.headers if name != "Set-Cookie"}
            route.fulfill(status=found.status_code, headers=headers, body=found.get_data())

    page.route("**/*", answer)
