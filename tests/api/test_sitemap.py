"""What crawlers are told: every public page in both languages, nothing else."""

import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.api import sitemap
from portal.api.sitemap import parts_of
from portal.core.conditional import Pages
from portal.core.crawling import PublicPage
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from tests.conftest import make_app

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
BASE = "http://127.0.0.1:8000"
NEVER = re.compile(r"[?#]|/v\d|/static|/api/|/readyz|/healthz|/feeds|/suggest")


def _urls(document: str | bytes) -> dict[str, ET.Element]:
    return {
        url.findtext(f"{SITEMAP}loc") or "": url
        for url in ET.fromstring(document).iter(f"{SITEMAP}url")
    }


def test_all_public_pages_are_listed_and_can_be_opened(reader: FlaskClient) -> None:
    answer = reader.get("/sitemap.xml")
    urls = _urls(answer.data)

    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert {
        f"{BASE}/",
        f"{BASE}/en/",
        f"{BASE}/practices",
        f"{BASE}/practices/tangsel-redkar",
        f"{BASE}/en/practices/tangsel-redkar",
        f"{BASE}/champions",
        f"{BASE}/dimensions/lingkungan",
        f"{BASE}/en/sectors/non-spm",
        f"{BASE}/regions",
        f"{BASE}/regions/36",
        f"{BASE}/regions/36.74",
        f"{BASE}/en/pages/about",
        f"{BASE}/api",
    } <= set(urls)
    assert f"{BASE}/regions/11.01" not in urls
    assert [url for url in urls if NEVER.search(url.removeprefix(BASE))] == []
    pages = [reader.get(url.removeprefix(BASE)) for url in urls]
    assert {page.status_code for page in pages} == {200}


def test_every_practice_of_the_library_is_listed(reader: FlaskClient) -> None:
    listed = {url.rpartition("/")[2] for url in _urls(reader.get("/sitemap.xml").data)}
    query = "status=active&status=stopped&per_page=100"

    items = reader.get(f"/api/v1/practices?{query}").get_json()["items"]

    assert {item["slug"] for item in items} <= listed


def test_a_page_names_its_languages_as_the_page_itself_does(reader: FlaskClient) -> None:
    urls = _urls(reader.get("/sitemap.xml").data)

    for path in ("/practices/tangsel-redkar", "/en/practices/tangsel-redkar", "/", "/en/"):
        named = {
            (link.attrib["rel"], link.attrib["hreflang"], link.attrib["href"])
            for link in urls[f"{BASE}{path}"].iter(LINK)
        }
        page = " ".join(reader.get(path).get_data(as_text=True).split())
        own = re.findall(r'<link rel="(alternate)" hreflang="([\w-]+)" href="([^"]+)">', page)
        assert named == set(own)
        assert len(named) == 3


def test_changes_are_dated_by_the_versions(reader: FlaskClient) -> None:
    answer = reader.get("/api/v1/practices/tangsel-redkar").get_json()
    moment = datetime.fromisoformat(answer["published_at"])

    urls = _urls(reader.get("/sitemap.xml").data)

    for path in ("/practices/tangsel-redkar", "/regions/36.74"):
        dated = datetime.fromisoformat(urls[BASE + path].findtext(f"{SITEMAP}lastmod") or "")
        assert dated == moment.replace(microsecond=0)


@pytest.mark.parametrize("state", set(PracticeState) - {"published", "stopped"})
def test_what_is_not_public_is_not_listed(app: Flask, state: PracticeState) -> None:
    with unit_of_work() as session:
        session.query(Practice).filter_by(slug="tangsel-redkar").one().state = state

    text = app.test_client().get("/sitemap.xml").get_data(as_text=True)

    assert "/practices/surabaya-green-and-clean-kompos<" in text
    assert "tangsel-redkar" not in text
    assert "/regions/36.74<" not in text


def test_an_empty_portal_lists_its_pages(empty_library: Flask) -> None:
    urls = _urls(empty_library.test_client().get("/sitemap.xml").data)

    assert f"{BASE}/practices" in urls


def test_too_many_pages_become_parts(reader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _urls(reader.get("/sitemap.xml").data)
    assert _urls(reader.get("/sitemap-1.xml").data).keys() == whole.keys()
    assert reader.get("/sitemap-2.xml").status_code == 404
    monkeypatch.setattr(sitemap, "MOST_URLS", 20)
    monkeypatch.setitem(reader.application.extensions, "pages", Pages())  # none of the old size

    index = ET.fromstring(reader.get("/sitemap.xml").data)
    parts = [loc.text or "" for loc in index.iter(f"{SITEMAP}loc")]
    listed = [_urls(reader.get(part.removeprefix(BASE)).data) for part in parts]

    assert index.tag == f"{SITEMAP}sitemapindex"
    assert parts == [f"{BASE}/sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    assert len(parts) == -(-len(whole) // 20)
    assert {len(urls) for urls in listed[:-1]} == {20}
    assert [url for urls in listed for url in urls] == list(whole)
    assert reader.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    for address in ("/sitemap-0.xml", "/sitemap-99999999999.xml", "/sitemap-x.xml"):
        assert reader.get(address).status_code == 404


def test_parts_keep_within_their_size(library: Flask) -> None:
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    pages = [PublicPage(f"/practices/{'x' * (number % 90 + 1)}", moment) for number in range(300)]

    with library.test_request_context():
        parts = list(parts_of(pages, urls=45_000, size=20_000))
        alone = list(parts_of(pages[:2], urls=45_000, size=10))

    assert max(len(part.text.encode()) for part in parts) <= 20_000
    assert min(len(part.text.encode()) for part in parts[:-1]) > 17_000
    assert sum(part.text.count("<url>") for part in parts) == 2 * len(pages)
    assert len(alone) == 2


def test_robots_are_told_the_sitemap_and_what_to_leave(seeded: Path) -> None:
    app = make_app(
        seeded,
        PORTAL_BASE_URL="https://sokoguru.example",
        PORTAL_TRUSTED_HOSTS="localhost,sokoguru.example",
    )

    answer = app.test_client().get("/robots.txt")

    lines = answer.get_data(as_text=True).splitlines()
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "User-agent: *"
    assert lines[-1] == "Sitemap: https://sokoguru.example/sitemap.xml"
    refused = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")]
    assert {"/practices?", "/en/practices?", "/saved", "/practices/compare"} <= set(refused)
    sitemap = app.test_client().get("/sitemap.xml").get_data(as_text=True)
    for url in re.findall(r"<loc>https://sokoguru\.example(.*?)</loc>", sitemap):
        assert not url.startswith(tuple(refused))


@pytest.mark.parametrize("address", ["/sitemap.xml", "/robots.txt"])
def test_who_has_it_already_is_told_so(reader: FlaskClient, address: str) -> None:
    etag = reader.get(address).headers["ETag"]

    again = reader.get(address, headers={"If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")
    assert reader.get(f"/en{address}").status_code == 404
