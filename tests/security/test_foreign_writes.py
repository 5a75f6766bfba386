"""Forms of other sites change nothing, and nobody is sent away from the portal."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from portal.core.access import public
from portal.core.security import MAX_TARGET, local_target
from tests.conftest import disconnect, make_app
from tests.security.hostile import AWAY

HERE = "http://localhost"
OURS = (
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": HERE},
    {"Origin": "http://LOCALHOST"},
    {"Referer": f"{HERE}/practices?q=anak"},
    {"Sec-Fetch-Site": "same-origin", "Origin": HERE, "Referer": f"{HERE}/"},
)
FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": HERE},
    {"Sec-Fetch-Site": "something-new"},
    {"Origin": "null"},
    {"Origin": "https://evil.example"},
    {"Origin": "https://localhost"},
    {"Origin": "http://localhost:8000"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://evil.example", "Referer": f"{HERE}/"},
    {"Origin": "http://[broken"},
    {"Referer": "http://evil.example/?http://localhost/"},
    {"Referer": "http://localhost@evil.example/"},
)


def _told(headers: dict[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in headers.items()) or "nothing"


@pytest.fixture(scope="module")
def writing(seeded: Path) -> Iterator[Flask]:
    app = make_app(seeded)

    @public
    def write() -> str:
        return "written"

    for prefix in ("", "/api"):
        app.add_url_rule(
            f"{prefix}/write", f"write{prefix}", write, methods=["GET", "POST", "PUT", "DELETE"]
        )
    yield app
    disconnect(app)


@pytest.mark.parametrize("headers", OURS, ids=_told)
def test_a_form_of_the_portal_itself_is_carried_out(
    writing: Flask, headers: dict[str, str]
) -> None:
    assert writing.test_client().post("/write", headers=headers).data == b"written"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("headers", FOREIGN, ids=_told)
def test_a_form_of_another_site_is_refused(
    writing: Flask, headers: dict[str, str], method: str
) -> None:
    client = writing.test_client()

    answers = {path: client.open(path, method=method, headers=headers) for path in PATHS}

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(
        PATHS, 403
    )
    assert "dari situs lain" in answers["/write"].get_data(as_text=True)
    assert "another site" in answers["/en/write"].get_data(as_text=True)
    assert answers["/api/write"].content_type == "application/problem+json"


PATHS = ("/write", "/en/write", "/api/write")


def test_anybody_may_link_to_the_portal(writing: Flask) -> None:
    answer = writing.test_client().get("/write", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.data == b"written"


def test_under_https_a_page_read_without_is_foreign(seeded: Path) -> None:
    client = make_app(seeded, PORTAL_BASE_URL="https://sokoguru.example").test_client()

    def save(origin: str) -> int:
        headers = {"Host": "sokoguru.example", "Origin": origin}
        return client.post("/saved", data={"clear": "1"}, headers=headers).status_code

    assert save("https://sokoguru.example") == 303
    assert save("http://sokoguru.example") == 403


@pytest.mark.parametrize(
    "asked",
    ["/", "/practices?q=anak&dimension=citra", "/en/practices/x-y", "/saved", "/a?next=//evil"],
)
def test_a_place_on_the_portal_is_gone_to(asked: str) -> None:
    assert local_target(asked, "/else") == asked


def test_a_fragment_is_left_behind() -> None:
    assert local_target("/practices?q=a#there", "/else") == "/practices?q=a"


@pytest.mark.parametrize("asked", [*AWAY, "/" + "a" * MAX_TARGET])
def test_any_other_place_is_not(asked: str) -> None:
    assert local_target(asked, "/else") == "/else"


@given(st.text())
def test_whatever_is_asked_the_reader_stays(asked: str) -> None:
    for text in (asked, "/" + asked, "//" + asked):
        target = local_target(text, "/else")
        assert target.startswith("/")
        assert not target.startswith(("//", "/\\"))
        assert target.isprintable()


def test_the_form_itself_never_leads_away(reader: FlaskClient) -> None:
    for back in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:x"):
        answer = reader.post("/saved", data={"add": "tangsel-redkar", "back": back})

        assert answer.headers["Location"] == "/saved#kept-tangsel-redkar"
        reader.post("/saved", data={"clear": "1"})
