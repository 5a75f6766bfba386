"""The data saver: light pages for who wants them, and kept apart from those of all others."""

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.queries import person_by_mail
from portal.core.db import reading
from tests.factories.people import active, send, signed_in

MAIL = "bayu@kab.go.id"
COOKIE = "data-saver"
ASKED = {"Save-Data": "on"}
ON, OFF = "Nyalakan hemat data", "Matikan hemat data"
PAGES = ("/", "/practices?q=anak", "/practices/tangsel-redkar", "/regions/34.01", "/threads")


def _switched(client: FlaskClient, wanted: str, back: str = "/practices") -> str:
    answer = client.post("/data-saver", data={"data_saver": wanted, "back": back})
    assert answer.status_code == 303
    return answer.location


def test_a_stranger_switches_it_on_and_off_by_a_cookie(library: Flask) -> None:
    visitor = library.test_client()
    page = visitor.get("/practices?q=anak").get_data(as_text=True)
    assert ON in page
    assert 'name="back" value="/practices?q=anak"' in page
    assert visitor.get_cookie(COOKIE) is None

    assert _switched(visitor, "on", "/practices?q=anak") == "/practices?q=anak"
    cookie = visitor.get_cookie(COOKIE)
    assert cookie is not None
    assert (cookie.value, cookie.http_only, cookie.same_site) == ("on", True, "Lax")
    assert OFF in visitor.get("/practices?q=anak").get_data(as_text=True)
    assert "Switch the data saver off" in visitor.get("/en/").get_data(as_text=True)

    _switched(visitor, "off")
    assert visitor.get_cookie(COOKIE) is None
    assert ON in visitor.get("/practices?q=anak").get_data(as_text=True)


def test_an_account_keeps_it_without_a_cookie(app: Flask) -> None:
    active(MAIL)
    client = signed_in(app, MAIL)

    assert client.post("/data-saver", data={"data_saver": "on"}).status_code == 400, "no token"
    assert send(client, "/data-saver", data_saver="on", back="/regions").location == "/regions"

    assert client.get_cookie(COOKIE) is None
    with reading():
        person = person_by_mail(MAIL)
        assert person is not None
        assert person.data_saver
    assert OFF in client.get("/regions").get_data(as_text=True)
    send(client, "/data-saver", data_saver="off")
    assert ON in client.get("/regions").get_data(as_text=True)


def test_the_preference_of_an_account_counts_and_not_the_cookie(app: Flask) -> None:
    active(MAIL)
    client = signed_in(app, MAIL)
    client.set_cookie(COOKIE, "on")

    assert ON in client.get("/regions").get_data(as_text=True)


@pytest.mark.parametrize(
    "form", [{}, {"data_saver": ""}, {"data_saver": "x"}, {"data_saver": "on\0"}]
)
def test_what_says_neither_is_refused(library: Flask, form: dict[str, str]) -> None:
    visitor = library.test_client()

    assert visitor.post("/data-saver", data=form).status_code == 400
    assert visitor.get_cookie(COOKIE) is None


def test_it_leads_nowhere_else(library: Flask) -> None:
    visitor = library.test_client()

    for back in ("https://x.id/", "//x.id", "", "\\x"):
        assert _switched(visitor, "on", back) == "/"
    assert visitor.get("/data-saver").status_code == 405


def test_where_the_browser_asks_there_is_nothing_to_switch(reader: FlaskClient) -> None:
    page = reader.get("/practices", headers=ASKED).get_data(as_text=True)

    assert "karena peramban Anda memintanya" in page
    assert ON not in page
    assert OFF not in page


def test_light_pages_are_kept_apart_and_tagged(library: Flask) -> None:
    plain, saver = library.test_client(), library.test_client()
    saver.set_cookie(COOKIE, "on")
    path = "/practices?sort=newest"

    answers = [
        client.get(path, headers=headers)
        for _again in range(2)
        for client, headers in ((plain, {}), (saver, {}), (plain, ASKED))
    ]

    bodies = [answer.data for answer in answers]
    assert bodies[:3] == bodies[3:]
    assert len(set(bodies)) == 3
    assert len({answer.headers["ETag"] for answer in answers}) == 3
    assert all("Save-Data" in answer.headers["Vary"] for answer in answers)
    assert [answer.headers["Cache-Control"] for answer in answers[:3]] == [
        "no-cache",
        "private, no-cache",
        "no-cache",
    ]
    for client, answer in ((plain, answers[0]), (saver, answers[1])):
        other = saver if client is plain else plain
        known = {"If-None-Match": answer.headers["ETag"]}
        assert client.get(path, headers=known).status_code == 304
        assert other.get(path, headers=known).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_a_light_page_weighs_less_and_needs_less(reader: FlaskClient, path: str) -> None:
    whole, light = (
        reader.get(path, headers=headers).get_data(as_text=True) for headers in ({}, ASKED)
    )

    def weight(page: str) -> int:
        return len(gzip.compress(page.encode(), 4))

    assert weight(whole) - weight(light) >= 300, "bytes over the line"
    assert "<script type" not in re.sub(r'<script type="application/ld\+json".*?>', "", light)
    outside = re.sub(r"<details.*?</details>", "", light, flags=re.DOTALL)
    assert "<img" not in outside
    heading = re.search(r"<h1.*?</h1>", whole, re.DOTALL)
    assert heading is not None
    assert heading[0] in light
