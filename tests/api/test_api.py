"""The read API: what it answers."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.specification import needs_token, operations

SLUG = "surabaya-green-and-clean-kompos"
LISTS = ("practices", "regions", "vocabularies")


def test_practices_are_searched_as_on_the_page(reader: FlaskClient) -> None:
    answer = reader.get("/api/v1/practices?q=kompos&sector=non-spm").get_json()

    first = answer["items"][0]
    assert first["slug"] == SLUG
    assert first["region"] == {"code": "35.78", "name": "Kota Surabaya"}
    assert first["url"] == f"http://127.0.0.1:8000/practices/{SLUG}"
    assert "<mark>" in first["highlights"]["title"]
    assert answer["total"] >= 1
    sector = {value["value"]: value for value in answer["facets"]["sector"]}
    assert sector["non-spm"]["selected"] is True
    assert sector["non-spm"]["count"] == answer["total"]


def test_page_and_api_agree_on_the_total(reader: FlaskClient) -> None:
    query = "?q=anak&dimension=masyarakat"

    total = reader.get(f"/api/v1/practices{query}").get_json()["total"]

    page = reader.get(f"/practices{query}").get_data(as_text=True)
    assert f'data-total="{total}"' in page


def test_a_correction_is_told(reader: FlaskClient) -> None:
    assert reader.get("/api/v1/practices?q=stuntng").get_json()["suggestion"] == "stunting"
    assert reader.get("/api/v1/practices?q=stuntng&exact=1").get_json()["suggestion"] is None


def test_a_practice_is_answered_whole(reader: FlaskClient) -> None:
    answer = reader.get(f"/api/v1/practices/{SLUG}").get_json()

    assert answer["version"] == answer["current_version"] == 1
    assert "Keputih" in answer["record"]["sections"]["problem"]["id"]
    assert answer["published_at"].endswith("+00:00")
    assert len(answer["content_hash"]) == 64
    assert reader.get(f"/api/v1/practices/{SLUG}/versions/1").get_json() == answer


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_a_total_and_takes_up_to_100(reader: FlaskClient, name: str) -> None:
    whole = reader.get(f"/api/v1/{name}?per_page=100").get_json()
    second = reader.get(f"/api/v1/{name}?per_page=1&page=2").get_json()

    assert len(whole["items"]) == min(100, whole["total"])
    assert second["items"] == whole["items"][1:2]
    assert (second["total"], second["page"]) == (whole["total"], 2)
    assert reader.get(f"/api/v1/{name}?per_page=101").status_code == 400


def test_regions_are_found_by_name_alias_and_former_code(reader: FlaskClient) -> None:
    tangsel = reader.get("/api/v1/regions?q=tangsel").get_json()["items"][0]

    assert tangsel["code"] == "36.74"
    assert tangsel["province"] == {"code": "36", "name": "Banten"}
    assert reader.get("/api/v1/regions/92.71").get_json()["code"] == "96.71"
    kinds = reader.get("/api/v1/regions?kind=kota&province=31").get_json()
    assert kinds["total"] == 5


def test_a_region_shows_its_badges_with_their_sources(reader: FlaskClient) -> None:
    english = {"Accept-Language": "en"}
    (badge,) = reader.get("/api/v1/regions/31", headers=english).get_json()["badges"]

    assert (badge["kind"], badge["label"], badge["date"]) == ("ascn", "ASCN 2018", "2018-04")
    assert badge["text"].startswith("One of the first 26 cities")
    assert badge["url"].startswith("https://www.goodnewsfromindonesia.id/2018/04/30/")
    assert reader.get("/api/v1/regions/11.01").get_json()["badges"] == []


def test_regions_are_narrowed_to_a_kind_of_badge(reader: FlaskClient) -> None:
    answer = reader.get("/api/v1/regions?champion=ascn").get_json()

    assert [item["code"] for item in answer["items"]] == ["31", "32.11", "35.10", "73.71"]
    assert reader.get("/api/v1/regions?champion=tidak-ada").get_json()["total"] == 0


def test_practices_are_narrowed_to_champion_regions(reader: FlaskClient) -> None:
    answer = reader.get("/api/v1/practices?champion=ascn&per_page=100").get_json()

    codes = {item["region"]["code"] for item in answer["items"]}
    (value,) = (value for value in answer["facets"]["champion"] if value["value"] == "ascn")
    assert codes <= {"31", "32.11", "35.10", "73.71"}
    assert value["count"] == answer["total"] > 0
    assert value["label"] == "Jaringan Kota Cerdas ASEAN (ASCN)"


@pytest.mark.parametrize(
    ("wished", "answered"),
    [("en", "en"), ("id", "id"), ("fr, en;q=0.5", "en"), ("fr", "id"), ("*", "id"), ("%", "id")],
)
def test_caches_are_told_the_language(reader: FlaskClient, wished: str, answered: str) -> None:
    for address in ("/api/v1/regions/35", "/api/v1/regions/99"):
        answer = reader.get(address, headers={"Accept-Language": wished})

        assert answer.headers["Content-Language"] == answered
        assert "Accept-Language" in answer.vary


def test_the_language_follows_the_reader(reader: FlaskClient) -> None:
    english = reader.get(f"/api/v1/practices?q={SLUG}", headers={"Accept-Language": "en"})
    missing = reader.get("/api/v1/practices/tidak-ada", headers={"Accept-Language": "en"})

    titles = [item["title"] for item in english.get_json()["items"]]
    assert "Surabaya Green and Clean: household composting and neighbourhood contests" in titles
    assert "found" in missing.get_json()["title"].lower()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/practices/tidak-ada", 404),
        (f"/api/v1/practices/{SLUG}/versions/99", 404),
        ("/api/v1/regions/99.99", 404),
        ("/api/v1/nothing", 404),
        ("/api/v1/practices?page=0", 400),
        ("/api/v1/practices?sort=color", 400),
        ("/api/v1/regions?kind=desa", 400),
        (f"/api/v1/practices?q={'a' * 201}", 400),
    ],
)
def test_errors_are_problem_documents(reader: FlaskClient, address: str, status: int) -> None:
    answer = reader.get(address)

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["status"] == status
    assert answer.get_json()["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize("address", [f"/api/v1/practices/{SLUG}", "/api/v1/regions/35"])
def test_other_methods_are_refused_with_those_that_are_allowed(
    reader: FlaskClient, address: str, method: str
) -> None:
    answer = reader.open(address, method=method)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["status"] == 405


@pytest.mark.parametrize(
    "address", ["/api/v1/practices?q=anak", f"/api/v1/practices/{SLUG}", "/api/v1/none", "/api"]
)
def test_the_head_is_that_of_the_answer(reader: FlaskClient, address: str) -> None:
    whole, head = reader.get(address), reader.head(address)

    assert head.data == b""
    assert head.status_code == whole.status_code
    assert head.content_type == whole.content_type
    assert head.content_length == len(whole.data)


def test_the_page_for_people_names_every_address(reader: FlaskClient) -> None:
    spec = reader.get("/api/v1/openapi.json").get_json()
    answer = reader.get("/api")
    page = answer.get_data(as_text=True)
    english = reader.get("/en/api").get_data(as_text=True)

    assert answer.status_code == 200, page
    said = [
        f"{method.upper()} {path}"
        for path, item in spec["paths"].items()
        for method, _operation in operations(item)
    ]
    assert [text for text in said if f"<code>{text}</code>" not in page] == []
    assert "Addresses" in english


def test_the_examples_for_people_work(reader: FlaskClient) -> None:
    page = html.unescape(reader.get("/en/api").get_data(as_text=True))
    commands = re.findall(r"curl -H 'Accept-Language: en' 'http://127.0.0.1:8000([^']+)'", page)

    spec = reader.get("/api/v1/openapi.json").get_json()
    open_to_all = [
        path
        for path, item in spec["paths"].items()
        if not all(needs_token(what) for method, what in operations(item) if method == "get")
        and not {"{thread}", "{adoption}"} & set(path.split("/"))  # no library knows their keys
    ]
    assert len(commands) == len(open_to_all)
    assert all(f'<a href="{address}">' in page for address in commands)
    assert {reader.get(address).status_code for address in commands} == {200}


def test_people_are_told_how_to_get_a_token(reader: FlaskClient) -> None:
    page = reader.get("/en/api").get_data(as_text=True)

    told = page.split('id="token"')[1].split("<h2")[0]
    assert 'href="/en/account/tokens"' in told
    assert "Authorization: Bearer soko_" in told
    assert "second factor" in told


def test_a_portal_without_practices_shows_no_example_of_one(empty_app: Flask) -> None:
    page = empty_app.test_client().get("/api").get_data(as_text=True)

    assert "GET /api/v1/practices/{slug}" in page
    assert '<a href="/api/v1/practices/' not in page
