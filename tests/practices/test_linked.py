"""A practice as linked data: true, whole, and safe inside a page."""

import json
import random
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState, PracticeVersion
from portal.practices.services.versions import store_compilations
from tests.factories.practices import Words, publish, record

BASE = "http://127.0.0.1:8000"
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>&lt;\"'\\u003c/script\\u003e",
    "\u2028\u2029 {{ 7*7 }} </SCRIPT >",
]


def _graph(client: FlaskClient, address: str) -> dict[str, dict[str, Any]]:
    page = client.get(address).get_data(as_text=True)
    (data,) = DATA.findall(page)
    found = json.loads(data)
    assert found["@context"] == "https://schema.org"
    return {
        node["@type"] if isinstance(node["@type"], str) else node["@type"][0]: node
        for node in found["@graph"]
    }


def test_a_practice_says_what_it_is(reader: FlaskClient) -> None:
    slug = "surabaya-green-and-clean-kompos"
    answer = reader.get(f"/api/v1/practices/{slug}").get_json()
    said = answer["record"]

    article = _graph(reader, f"/practices/{slug}")["Article"]

    assert article["headline"] == said["title"]["id"]
    assert article["abstract"] == said["summary"]["id"]
    assert article["url"] == article["mainEntityOfPage"] == f"{BASE}/practices/{slug}"
    assert article["inLanguage"] == "id"
    assert article["version"] == 1
    assert article["dateModified"][:19] == answer["published_at"][:19]
    assert article["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert article["isAccessibleForFree"] is True
    assert article["spatialCoverage"]["identifier"] == "35.78"
    assert article["spatialCoverage"]["containedInPlace"]["name"] == "Provinsi Jawa Timur"
    assert [source["url"] for source in article["citation"]] == [
        source["url"] for source in said["sources"]
    ]
    codes = {term["termCode"] for term in article["about"]}
    assert set(said["dimensions"]) <= codes
    assert "non-spm" not in codes


def test_what_editors_compiled_names_the_editors_else_the_region(app: Flask) -> None:
    publish(1, seed=1, compiled_by="editors", region="35.10")
    publish(1, seed=2, compiled_by="region", region="35.10")
    client = app.test_client()

    by_editors = _graph(client, "/practices/uji-1-0")["Article"]
    by_region = _graph(client, "/practices/uji-2-0")["Article"]

    assert by_editors["author"] == by_editors["publisher"]
    assert by_editors["author"]["@type"] == "Organization"
    assert by_editors["author"]["name"] == "Redaksi Sokoguru"
    assert by_region["author"] == by_region["publisher"]
    assert by_region["author"]["@type"] == "GovernmentOrganization"
    assert by_region["author"]["name"] == "Pemerintah Kabupaten Banyuwangi"
    assert by_region["author"]["url"] == f"{BASE}/regions/35.10"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_trail_leads_to_pages_that_exist(reader: FlaskClient, prefix: str) -> None:
    trail = _graph(reader, f"{prefix}/practices/tangsel-redkar")["BreadcrumbList"]

    steps = trail["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    for step in steps[:-1]:
        assert step["item"].startswith(f"{BASE}{prefix}/")
        assert reader.get(step["item"].removeprefix(BASE)).status_code == 200
    assert "item" not in steps[-1]


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_cannot_leave_the_data(app: Flask, text: str) -> None:
    both = {"id": text, "en": text}
    source = {"id": "s1", "title": text, "publisher": text, "url": "https://example.invalid/"}
    ((slug, _),) = publish(1, title=both, summary=both, sources=[source]).items()
    client = app.test_client()

    article = _graph(client, f"/practices/{slug}")["Article"]

    assert article["headline"] == article["abstract"] == text
    assert article["citation"][0]["name"] == text
    page = client.get(f"/practices/{slug}").get_data(as_text=True)
    assert "<script>alert" not in page
    inside = DATA.findall(page)[0]
    assert not set(inside) & {"<", ">", "&", "'", "\u2028"}


def test_a_new_version_keeps_the_first_date_and_old_pages_say_nothing(app: Flask) -> None:
    rng = random.Random(5)
    made = record(rng, Words(rng, 300), status="active")
    for title in ("Lama", "Baru"):
        with unit_of_work() as session:
            store_compilations(
                session, {"uji-tanggal": made | {"title": {"id": title, "en": title}}}
            )
    with unit_of_work() as session:
        practice = session.query(Practice).filter_by(slug="uji-tanggal").one()
        first = session.query(PracticeVersion).filter_by(practice_id=practice.id, number=1).one()
        assert first.published_at is not None
        first.published_at = first.published_at.replace(year=2020)
    client = app.test_client()

    article = _graph(client, "/practices/uji-tanggal")["Article"]

    assert article["headline"] == "Baru"
    assert article["version"] == 2
    assert article["datePublished"].startswith("2020-")
    assert article["dateModified"] > article["datePublished"]
    assert article == _graph(client, "/practices/uji-tanggal/v2")["Article"]
    old = client.get("/practices/uji-tanggal/v1").get_data(as_text=True)
    assert DATA.findall(old) == []
    assert f'rel="canonical" href="{BASE}/practices/uji-tanggal"' in old


@pytest.mark.parametrize("state", set(PracticeState) - {"published", "stopped"})
def test_what_is_not_public_is_in_no_data(app: Flask, state: PracticeState) -> None:
    with unit_of_work() as session:
        session.query(Practice).filter_by(slug="tangsel-redkar").one().state = state

    page = app.test_client().get("/practices/tangsel-redkar")

    assert page.status_code == (410 if state is PracticeState.WITHDRAWN else 404)
    assert DATA.findall(page.get_data(as_text=True)) == []
