"""The feed: what is new, narrowed like the results page, as RFC 4287 wants it."""

import re
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core.db import db
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.practices.services.versions import store_compilations
from tests.factories.practices import publish

FEED = "/feeds/practices.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BASE = "http://127.0.0.1:8000"


def _feed(client: FlaskClient, address: str = FEED) -> ET.Element:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.data)


def _entries(feed: ET.Element) -> list[ET.Element]:
    return feed.findall(f"{ATOM}entry")


def _links(element: ET.Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in element.findall(f"{ATOM}link")}


def _slugs(feed: ET.Element) -> list[str]:
    return [_links(entry)["alternate"].rpartition("/")[2] for entry in _entries(feed)]


def _text(element: ET.Element, tag: str) -> str:
    return element.findtext(f"{ATOM}{tag}") or ""


@pytest.mark.parametrize(("prefix", "locale"), [("", "id"), ("/en", "en")])
def test_a_feed_has_what_the_standard_asks_for(
    reader: FlaskClient, prefix: str, locale: str
) -> None:
    feed = _feed(reader, f"{prefix}{FEED}")

    assert feed.tag == f"{ATOM}feed"
    assert feed.attrib[LANG] == locale
    assert _links(feed) == {
        "self": f"{BASE}{prefix}{FEED}",
        "alternate": f"{BASE}{prefix}/practices",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    assert "CC BY 4.0" in _text(feed, "rights")
    for element in (feed, *_entries(feed)):
        assert _text(element, "id").startswith("urn:uuid:")
        assert _text(element, "title")
        assert datetime.fromisoformat(_text(element, "updated")).tzinfo
    for entry in _entries(feed):
        assert _text(entry, "summary")
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert {category.get("label") for category in entry.iter(f"{ATOM}category")}
        assert _links(entry)["alternate"].startswith(f"{BASE}{prefix}/practices/")
    ids = [_text(entry, "id") for entry in _entries(feed)]
    assert len(set(ids)) == len(ids) > 20


def test_ids_stay_the_same_and_differ_by_search_and_language(reader: FlaskClient) -> None:
    addresses = [FEED, f"/en{FEED}", f"{FEED}?dimension=lingkungan"]

    first = [_text(_feed(reader, address), "id") for address in addresses]

    assert [_text(_feed(reader, address), "id") for address in addresses] == first
    assert len(set(first)) == 3
    assert _text(_feed(reader, f"{FEED}?page=2&sort=evidence&per_page=1"), "id") == first[0]


def test_categories_are_the_dimensions_and_sectors(reader: FlaskClient) -> None:
    feed = _feed(reader, f"/en{FEED}?q=kompos+surabaya&region=35.78")

    (entry,) = [e for e in _entries(feed) if "kompos" in _links(e)["alternate"]]
    categories = {c.attrib["term"]: c.attrib for c in entry.iter(f"{ATOM}category")}
    assert categories["lingkungan"]["label"] == "Smart environment"
    assert categories["lingkungan"]["scheme"] == f"{BASE}/api/v1/vocabularies#kota-cerdas-id"
    assert "scheme" not in categories["non-spm"]


@pytest.mark.parametrize(
    "query",
    ["", "q=sampah", "dimension=lingkungan&dimension=citra", "province=33", "status=stopped"],
)
def test_a_feed_finds_what_the_results_page_finds(reader: FlaskClient, query: str) -> None:
    page = reader.get(f"/practices?{query}&sort=newest&per_page=30").get_data(as_text=True)

    assert _slugs(_feed(reader, f"{FEED}?{query}")) == re.findall(r'data-slug="([^"]+)"', page)


def test_the_results_page_links_its_feed_with_its_filters(reader: FlaskClient) -> None:
    page = reader.get("/en/practices?q=sampah&dimension=lingkungan&page=2").get_data(as_text=True)
    address = f"/en{FEED}?q=sampah&amp;dimension=lingkungan"

    head, _, body = page.partition("</head>")
    assert re.search(
        rf'<link rel="alternate"\s+type="application/atom\+xml"[^>]*href="{re.escape(address)}"',
        head,
    )
    assert f'href="{address}"' in body
    assert _links(_feed(reader, address.replace("&amp;", "&")))["self"].endswith(
        f"/en{FEED}?q=sampah&dimension=lingkungan"
    )


def test_the_newest_stand_first_and_the_feed_is_bounded(empty_library: Flask) -> None:
    publish(35, seed=1, status="active")
    publish(1, seed=2, status="active")

    feed = _feed(empty_library.test_client())

    moments = [_text(entry, "updated") for entry in _entries(feed)]
    assert _slugs(feed)[0] == "uji-2-0"
    assert moments == sorted(moments, reverse=True)
    assert len(moments) == 30
    assert _text(feed, "updated") == moments[0]


def test_a_new_version_keeps_id_and_first_date(empty_library: Flask) -> None:
    ((slug, record),) = publish(1, status="active").items()
    with unit_of_work() as session:
        store_compilations(session, {slug: record | {"title": {"id": "Baru", "en": "New"}}})
    client = empty_library.test_client()
    (before,) = _entries(_feed(client))

    with unit_of_work() as session:
        for practice in session.query(Practice):
            versions = db.metadata.tables["practice_version"]
            first = versions.c.practice_id == practice.id, versions.c.number == 1
            moment = datetime.fromisoformat("2020-05-01T00:00:00+00:00")
            session.execute(versions.update().where(*first).values(published_at=moment))
    (after,) = _entries(_feed(client))

    assert _text(after, "id") == _text(before, "id")
    assert _text(after, "title") == "Baru"
    assert _text(after, "published") == "2020-05-01T00:00:00Z"
    assert _text(after, "updated") > "2020-05-01T00:00:00Z"


@pytest.mark.parametrize("hostile", ["</title><x>&\"']]>", "a\x0b\x00\ufffeb & <b>c</b>"])
def test_texts_are_escaped(empty_library: Flask, hostile: str) -> None:
    text = {"id": hostile, "en": hostile}
    publish(1, status="active", title=text, summary=text)

    feed = _feed(empty_library.test_client())

    (entry,) = _entries(feed)
    clean = re.sub("[\x00\x0b\ufffe]", "", hostile)
    assert (_text(entry, "title"), _text(entry, "summary")) == (clean, clean)
    assert entry.find(f"{ATOM}title").attrib["type"] == "text"  # type: ignore[union-attr]  # it is there


def test_a_feed_of_nothing_is_a_feed(empty_library: Flask, reader: FlaskClient) -> None:
    assert _entries(_feed(empty_library.test_client())) == []
    nothing = _feed(reader, f"{FEED}?year=1999")
    assert _entries(nothing) == []
    assert _text(nothing, "updated") > "2026"


def test_who_has_it_already_is_told_so(app: Flask) -> None:
    def get(address: str = FEED, **headers: str) -> TestResponse:
        with app.app_context():  # as in a server, a context for each request
            return app.test_client().get(address, headers=headers)

    first = get()
    known = {"If-None-Match": first.headers["ETag"]}

    again = [
        get(**known),
        get(**known, **{"Accept-Encoding": "gzip"}),
        get(**{"If-Modified-Since": first.headers["Last-Modified"]}),
    ]

    assert [answer.status_code for answer in again] == [304, 304, 304]
    assert [answer.data for answer in again] == [b"", b"", b""]
    assert "max-age=300" in first.headers["Cache-Control"]
    assert get(**{"If-None-Match": '"other"'}).status_code == 200
    assert get(f"/en{FEED}", **known).status_code == 200
    publish(1, status="active")
    assert get(**known).status_code == 200


@pytest.mark.parametrize("query", ["q=" + "x" * 201, "sort=x", "page=x", "q=%00"])
def test_what_the_page_refuses_the_feed_refuses(reader: FlaskClient, query: str) -> None:
    assert reader.get(f"{FEED}?{query}").status_code == 400


@pytest.mark.parametrize("state", set(PracticeState) - {"published", "stopped"})
def test_what_is_not_public_is_in_no_feed(app: Flask, state: PracticeState) -> None:
    slug = "tangsel-redkar"
    with unit_of_work() as session:
        session.query(Practice).filter_by(slug=slug).one().state = state

    for query in ("", "?region=36.74", "?q=relawan+pemadam", "?status=stopped&status=active"):
        client = app.test_client()
        assert slug not in client.get(f"{FEED}{query}").get_data(as_text=True)
