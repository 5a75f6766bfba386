"""Feeds of what becomes of a practice, of adoptions and of champions: whole, and never too much."""

import re
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.accounts.services.memberships import Post
from portal.adoptions.models import Stage
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.practices.services import life
from portal.regions.models.champions import ChampionStatus
from portal.regions.services import champions
from tests.factories.adoptions import OFFICER, begun, moved
from tests.factories.champions import championed
from tests.factories.drafts import EDITOR, practice_of, somebody

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "http://127.0.0.1:8000"
SLUG = "tangsel-redkar"
PRACTICE = f"/feeds/practices/{SLUG}.atom"
ADOPTIONS, CHAMPIONS = "/feeds/adoptions.atom", "/feeds/champions.atom"
FEEDS = (PRACTICE, ADOPTIONS, CHAMPIONS)


def _feed(client: FlaskClient, address: str) -> ET.Element:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.data)


def _text(element: ET.Element, tag: str) -> str:
    return element.findtext(f"{ATOM}{tag}") or ""


def _entries(feed: ET.Element) -> list[ET.Element]:
    return feed.findall(f"{ATOM}entry")


def _links(element: ET.Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in element.findall(f"{ATOM}link")}


def _let_things_happen() -> str:
    """Return the key of an adoption, beside which a status was granted and a practice stopped."""
    key = begun(somebody("bayu@contoh.go.id", OFFICER), slug=SLUG, to=Stage.EXPLORING)
    championed(somebody("rina@contoh.go.id", EDITOR), "35.10", "lingkungan")
    owner = somebody("adm@contoh.go.id", Post(role=Role.PUBLISHER, region="36.74"))
    with unit_of_work() as session:
        life.stop(session, owner, practice_of(SLUG), "anggaran", "Anggarannya habis.")
    return key


@pytest.mark.parametrize(("prefix", "locale"), [("", "id"), ("/en", "en")])
def test_each_feed_has_what_the_standard_asks_for(app: Flask, prefix: str, locale: str) -> None:
    key = _let_things_happen()
    client = app.test_client()
    ids = []

    for address in FEEDS:
        feed = _feed(client, prefix + address)
        assert _links(feed)["self"] == f"{BASE}{prefix}{address}"
        page = client.get(_links(feed)["alternate"].removeprefix(BASE))
        assert page.status_code == 200
        assert re.search(
            rf'type="application/atom\+xml"[^>]*href="{re.escape(prefix + address)}"',
            page.get_data(as_text=True),
        )
        entries = _entries(feed)
        assert entries
        for element in (feed, *entries):
            ids.append(_text(element, "id"))
            assert ids[-1].startswith("urn:uuid:")
            assert _text(element, "title")
            assert datetime.fromisoformat(_text(element, "updated")).tzinfo
        for entry in entries:
            assert entry.findtext(f"{ATOM}author/{ATOM}name")
            assert _links(entry)["alternate"].startswith(f"{BASE}{prefix}/")
        moments = [_text(entry, "updated") for entry in entries]
        assert moments == sorted(moments, reverse=True)
        assert _text(feed, "updated") == moments[0]
    assert len(set(ids)) == len(ids)
    (adoption,) = _entries(_feed(client, f"{prefix}{ADOPTIONS}?practice={SLUG}"))
    assert _links(adoption)["alternate"] == f"{BASE}{prefix}/adoptions/{key}"
    assert _text(adoption, "summary") == {"id": "Menjajaki", "en": "Exploring"}[locale]


def test_what_happens_to_a_practice_is_told(app: Flask) -> None:
    client = app.test_client()
    (published,) = _entries(_feed(client, f"/en{PRACTICE}"))
    assert _text(published, "title").startswith("Version 1: ")

    _let_things_happen()

    stopped, before = _entries(_feed(client, f"/en{PRACTICE}"))
    assert _links(stopped)["alternate"] == f"{BASE}/en/practices/{SLUG}"
    assert _text(before, "id") == _text(published, "id")
    assert "habis" not in client.get(PRACTICE).get_data(as_text=True)


def test_an_adoption_that_moves_is_the_same_entry(app: Flask) -> None:
    key = _let_things_happen()
    client = app.test_client()
    (before,) = _entries(_feed(client, f"{ADOPTIONS}?region=35.10"))

    moved(somebody("budi@contoh.go.id", OFFICER), key, Stage.COMMITTED)

    (after,) = _entries(_feed(client, f"{ADOPTIONS}?region=35.10"))
    assert _text(after, "id") == _text(before, "id")
    assert _text(after, "updated") >= _text(before, "updated")
    assert _entries(_feed(client, f"{ADOPTIONS}?region=35.78")) == []


def test_why_a_status_ended_is_for_its_page(app: Flask) -> None:
    _let_things_happen()
    editor = somebody("ani@contoh.go.id", EDITOR)
    key = championed(editor, "35.10", "tata-kelola")
    with unit_of_work() as session:
        status = session.query(ChampionStatus).filter_by(public_id=key).one()
        champions.revoke(session, editor, status, "Buktinya tidak benar.")

    text = app.test_client().get(CHAMPIONS).get_data(as_text=True)

    assert "Dicabut" in text
    assert "Buktinya" not in text


def test_who_has_it_already_is_told_so(app: Flask) -> None:
    _let_things_happen()

    def get(address: str, **headers: str) -> TestResponse:
        with app.app_context():  # as in a server, a context for each request
            return app.test_client().get(address, headers=headers)

    for address in FEEDS:
        first = get(address)
        assert get(address, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
        since = {"If-Modified-Since": first.headers["Last-Modified"]}
        assert get(address, **since).status_code == 304


@pytest.mark.parametrize("state", sorted(set(PracticeState) - {"published", "stopped"}))
def test_what_is_not_public_is_in_no_feed(app: Flask, state: PracticeState) -> None:
    _let_things_happen()
    with unit_of_work() as session:
        session.query(Practice).filter_by(slug=SLUG).one().state = state
    client = app.test_client()

    assert client.get(PRACTICE).status_code == 404
    assert _entries(_feed(client, ADOPTIONS)) == []
    assert SLUG not in client.get(ADOPTIONS).get_data(as_text=True)


@pytest.mark.parametrize(
    ("page", "feeds"),
    [
        ("/", ("/feeds/practices.atom",)),
        (f"/practices/{SLUG}", (PRACTICE, f"/feeds/threads.atom?practice={SLUG}")),
        (f"/practices/{SLUG}/versions", (PRACTICE,)),
        (f"/practices/{SLUG}/adoptions", (f"{ADOPTIONS}?practice={SLUG}",)),
        ("/adoptions?phase=rencana", (f"{ADOPTIONS}?phase=rencana",)),
        ("/champions", (CHAMPIONS,)),
        (
            "/regions/35.10",
            (
                "/feeds/practices.atom?region=35.10",
                "/feeds/threads.atom?region=35.10",
                f"{ADOPTIONS}?region=35.10",
            ),
        ),
        ("/dimensions/lingkungan", ("/feeds/practices.atom?dimension=lingkungan",)),
        (
            "/practices?dimension=lingkungan&sector=kesehatan",
            ("/feeds/practices.atom?dimension=lingkungan&amp;sector=kesehatan",),
        ),
    ],
)
def test_pages_lead_to_their_feeds(reader: FlaskClient, page: str, feeds: tuple[str, ...]) -> None:
    head = reader.get(page).get_data(as_text=True).partition("</head>")[0]

    for feed in feeds:
        assert f'href="{feed}"' in head
        assert reader.get(feed.replace("&amp;", "&")).status_code == 200
