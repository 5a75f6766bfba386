"""The read API: what it answers, and that it answers what it says."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

SLUG = "surabaya-green-and-clean-kompos"
LISTS = ("practices", "regions", "vocabularies")
ADDRESSES = {
    "/api/v1/practices": "/api/v1/practices?q=sampah",
    "/api/v1/practices/{slug}": f"/api/v1/practices/{SLUG}",
    "/api/v1/practices/{slug}/versions/{number}": f"/api/v1/practices/{SLUG}/versions/1",
    "/api/v1/regions": "/api/v1/regions",
    "/api/v1/regions/{code}": "/api/v1/regions/35.78",
    "/api/v1/vocabularies": "/api/v1/vocabularies?per_page=100",
}


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
    assert answer["record"]["sections"]["problem"]["id"].startswith("TPA Keputih")
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


def test_other_methods_are_refused_with_those_that_are_allowed(reader: FlaskClient) -> None:
    answer = reader.post("/api/v1/practices")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.get_json()["status"] == 405


def test_the_page_for_people_names_every_address(reader: FlaskClient) -> None:
    spec = reader.get("/api/v1/openapi.json").get_json()
    page = reader.get("/api").get_data(as_text=True)
    english = reader.get("/en/api").get_data(as_text=True)

    assert all(f"GET {path}" in page for path in spec["paths"])
    assert "Addresses" in english


def test_the_specification_lists_every_address_and_facet(library: Flask) -> None:
    spec = library.test_client().get("/api/v1/openapi.json").get_json()

    assert spec["openapi"].startswith("3.1")
    assert set(spec["paths"]) == set(ADDRESSES)
    for path in spec["paths"].values():
        assert path["get"]["summary"]
    names = {item["name"] for item in spec["paths"]["/api/v1/practices"]["get"]["parameters"]}
    assert {"q", "dimension", "sector", "service", "region", "cost", "per_page"} <= names


@pytest.mark.parametrize("path", ADDRESSES)
def test_answers_have_the_shape_that_is_specified(reader: FlaskClient, path: str) -> None:
    spec = reader.get("/api/v1/openapi.json").get_json()
    answered = spec["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]

    answer = reader.get(ADDRESSES[path]).get_json()

    assert list(_mismatches(answer, answered["schema"], spec, "$")) == []


def _mismatches(value: Any, schema: Mapping[str, Any], spec: Mapping[str, Any], where: str) -> Any:
    """Yield where `value` is not of a schema, by the words of JSON Schema that ours use."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        yield from _mismatches(value, spec["components"]["schemas"][name], spec, where)
        return
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    named = schema.get("type", [])
    allowed = [named] if isinstance(named, str) else named
    if allowed and not any(isinstance(value, kinds[kind]) for kind in allowed):
        yield f"{where}: {value!r} is no {named}"
    elif isinstance(value, dict):
        yield from (
            f"{where}: lacks {key}" for key in schema.get("required", []) if key not in value
        )
        properties = schema.get("properties", {})
        for key, item in value.items():
            if key in properties:
                yield from _mismatches(item, properties[key], spec, f"{where}.{key}")
            elif properties:
                yield f"{where}: {key} is not specified"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _mismatches(item, schema["items"], spec, f"{where}[{index}]")
