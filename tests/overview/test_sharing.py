"""What pages say of themselves to search engines and to chats that show a card."""

import json
import re
import struct
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

BASE = "http://127.0.0.1:8000"
PAGES = {
    "/": "/",
    "/en/": "/",
    "/practices": "/practices",
    "/en/practices": "/practices",
    "/practices/tangsel-redkar": "/practices/tangsel-redkar",
    "/en/practices/tangsel-redkar/v1": "/practices/tangsel-redkar",
    "/practices/tangsel-redkar?utm_source=x": "/practices/tangsel-redkar",
    "/en/dimensions/lingkungan": "/dimensions/lingkungan",
    "/sectors/non-spm": "/sectors/non-spm",
    "/regions": "/regions",
    "/en/regions/36.74": "/regions/36.74",
    "/regions/11.01": "/regions/11.01",
    "/pages/about": "/pages/about",
    "/en/api": "/api",
}
UNLISTED = [
    "/practices?q=sampah",
    "/en/practices?dimension=lingkungan",
    "/practices?page=2",
    "/practices?sort=evidence",
    "/regions?q=bandung",
    "/none",
    "/practices?page=x",
]


class _Head(HTMLParser):
    """Collects what stands in <meta> and <link>."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.meta: dict[str, list[str]] = {}
        self.links: dict[tuple[str, str], str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and "content" in given:
            name = given.get("name") or given["property"]
            self.meta.setdefault(name, []).append(given["content"])
        if tag == "link" and "href" in given:
            self.links[given["rel"], given.get("hreflang", "")] = given["href"]


def _head(reader: FlaskClient, address: str) -> _Head:
    return _Head(reader.get(address).get_data(as_text=True))


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_a_card(reader: FlaskClient, address: str) -> None:
    head = _head(reader, address)
    english = address.startswith("/en")
    url = BASE + ("/en" if english else "") + PAGES[address]

    said = {name: values[0] for name, values in head.meta.items() if len(values) == 1}
    assert head.links["canonical", ""] == said["og:url"] == url
    assert head.links["alternate", "en"] == f"{BASE}/en{PAGES[address]}"
    assert head.links["alternate", "id"] == f"{BASE}{PAGES[address]}"
    assert "robots" not in said
    assert said["og:site_name"] == "Sokoguru"
    assert said["og:title"] == said["og:title"].strip() != ""
    assert said["og:description"] == said["description"] == said["description"].strip() != ""
    locales = ("en_GB", "id_ID") if english else ("id_ID", "en_GB")
    assert (said["og:locale"], said["og:locale:alternate"]) == locales
    assert said["og:type"] == ("article" if "tangsel" in address else "website")
    assert said["og:image:alt"]


def test_a_practice_is_described_by_its_summary(reader: FlaskClient) -> None:
    said = reader.get("/api/v1/practices/tangsel-redkar").get_json()["record"]

    head = _head(reader, "/practices/tangsel-redkar")

    assert head.meta["og:title"] == [said["title"]["id"]]
    assert said["summary"]["id"].startswith(head.meta["description"][0][:100])


@pytest.mark.parametrize("address", UNLISTED)
def test_what_is_no_page_of_its_own_is_not_indexed(reader: FlaskClient, address: str) -> None:
    head = _head(reader, address)

    assert head.meta["robots"][0].startswith("noindex")
    assert ("canonical", "") not in head.links


def test_the_image_is_small_and_of_the_size_it_says(reader: FlaskClient) -> None:
    head = _head(reader, "/")
    (address,) = head.meta["og:image"]
    assert address.startswith(f"{BASE}/static/card.")

    with reader.get(address.removeprefix(BASE)) as answer:
        image = answer.data

    assert answer.headers["Content-Type"] == "image/png"
    assert image.startswith(b"\x89PNG")
    assert len(image) < 60_000
    assert [str(side) for side in struct.unpack(">II", image[16:24])] == [
        *head.meta["og:image:width"],
        *head.meta["og:image:height"],
    ]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_home_says_how_to_search(reader: FlaskClient, prefix: str) -> None:
    page = reader.get(f"{prefix}/").get_data(as_text=True)
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)

    site = json.loads(data)

    assert (site["@type"], site["name"]) == ("WebSite", "Sokoguru")
    assert site["url"] == f"{BASE}{prefix}/"
    template = site["potentialAction"]["target"]["urlTemplate"]
    found = reader.get(template.removeprefix(BASE).format(search_term_string="kompos"))
    assert 'data-slug="surabaya-green-and-clean-kompos"' in found.get_data(as_text=True)
