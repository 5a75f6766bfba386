"""The specification is OpenAPI, and every answer is what it says."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.access import PUBLIC, mark_of
from portal.practices.schemas.facets import FACETS
from tests.api.specification import faults, mismatches, needs_token, operations, resolved

PARAMETER = re.compile(r"<(?:[^<>]*:)?(\w+)>")
SLUG = "surabaya-green-and-clean-kompos"
ANSWERED = {
    "/api/v1/practices": (
        "/api/v1/practices?per_page=100",
        "/api/v1/practices?q=sampah&status=active&status=stopped",
        "/api/v1/practices?q=stuntng&sort=newest",
        "/api/v1/practices?dimension=tidak-ada",
        "/api/v1/practices?page=100",
    ),
    "/api/v1/practices/{slug}": (f"/api/v1/practices/{SLUG}",),
    "/api/v1/practices/{slug}/versions/{number}": (f"/api/v1/practices/{SLUG}/versions/1",),
    "/api/v1/practices/{slug}/versions": (f"/api/v1/practices/{SLUG}/versions",),
    "/api/v1/regions": ("/api/v1/regions?per_page=100", "/api/v1/regions?q=bandung&kind=kota"),
    "/api/v1/regions/{code}": ("/api/v1/regions/35", "/api/v1/regions/92.71"),
    "/api/v1/vocabularies": ("/api/v1/vocabularies?per_page=100",),
    "/api/v1/threads": ("/api/v1/threads?per_page=100", "/api/v1/threads?q=air&practice=tidak-ada"),
    "/api/v1/threads/{thread}": (),  # there is none in the library, see test_threads
    "/api/v1/adoptions": ("/api/v1/adoptions?per_page=100", "/api/v1/adoptions?phase=rencana"),
    "/api/v1/champions": ("/api/v1/champions", "/api/v1/champions?dimension=tata-kelola"),
    "/api/v1/adoptions/{adoption}": (),  # nor an adoption, see test_adoptions
}
REFUSED = {
    "/api/v1/practices": ("/api/v1/practices?page=0", "/api/v1/practices?year=" + "9" * 81),
    "/api/v1/practices/{slug}": ("/api/v1/practices/tidak-ada",),
    "/api/v1/practices/{slug}/versions/{number}": (f"/api/v1/practices/{SLUG}/versions/99",),
    "/api/v1/practices/{slug}/versions": ("/api/v1/practices/tidak-ada/versions",),
    "/api/v1/regions": ("/api/v1/regions?per_page=101",),
    "/api/v1/regions/{code}": ("/api/v1/regions/99.99",),
    "/api/v1/vocabularies": ("/api/v1/vocabularies?page=satu",),
    "/api/v1/threads": ("/api/v1/threads?page=0", "/api/v1/threads?sort=evidence"),
    "/api/v1/threads/{thread}": ("/api/v1/threads/aaaaaaaaaaaa",),
    "/api/v1/adoptions": ("/api/v1/adoptions?page=0", "/api/v1/adoptions?phase=tidak-ada"),
    "/api/v1/adoptions/{adoption}": ("/api/v1/adoptions/aaaaaaaaaaaa",),
    "/api/v1/champions": ("/api/v1/champions?page=0",),
}


@pytest.fixture(scope="module")
def spec(library: Flask) -> dict[str, Any]:
    document: dict[str, Any] = library.test_client().get("/api/v1/openapi.json").get_json()
    return document


def _cases(addresses: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(path, address) for path, asked in addresses.items() for address in asked]


def test_the_specification_has_no_fault(spec: dict[str, Any]) -> None:
    assert list(faults(spec)) == []


def test_the_specification_lists_every_address(library: Flask, spec: dict[str, Any]) -> None:
    routed = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in library.url_map.iter_rules()
        if rule.endpoint.startswith("api-")
    }

    public = {
        path
        for path, item in spec["paths"].items()
        if any(method == "get" and not needs_token(what) for method, what in operations(item))
    }
    assert public == set(ANSWERED) == set(REFUSED)
    assert len(routed) == len(spec["paths"])


def test_an_operation_asks_for_a_token_where_its_route_is_guarded(
    library: Flask, spec: dict[str, Any]
) -> None:
    guarded, public = set(), set()
    for rule in library.url_map.iter_rules():
        if rule.endpoint.startswith("api-"):
            path = PARAMETER.sub(r"{\1}", rule.rule)
            mark = mark_of(library.view_functions[rule.endpoint])
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                (public if mark == PUBLIC else guarded).add((method.lower(), path))

    asking = {
        (method, path)
        for path, item in spec["paths"].items()
        for method, operation in operations(item)
        if needs_token(operation)
    }
    assert asking == guarded
    assert {
        (method, path) for path, item in spec["paths"].items() for method, _what in operations(item)
    } == guarded | public
    scheme = spec["components"]["securitySchemes"]["bearer"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert "second factor" in scheme["description"]


def test_the_search_takes_every_facet_of_the_pages(spec: dict[str, Any]) -> None:
    listed = {
        item["name"]: item for item in spec["paths"]["/api/v1/practices"]["get"]["parameters"]
    }

    assert set(listed) == {*FACETS, "q", "exact", "sort", "page", "per_page"}
    assert all(listed[name]["schema"]["type"] == "array" for name in FACETS)
    assert all(listed[name]["explode"] for name in FACETS)


@pytest.mark.parametrize(("path", "address"), _cases(ANSWERED))
def test_an_answer_is_what_is_specified(
    reader: FlaskClient, spec: dict[str, Any], path: str, address: str
) -> None:
    specified = spec["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]

    answer = reader.get(address)

    assert answer.status_code == 200
    assert list(mismatches(answer.get_json(), specified["schema"], spec)) == []


def test_every_practice_is_what_is_specified(reader: FlaskClient, spec: dict[str, Any]) -> None:
    listed = reader.get("/api/v1/practices?per_page=100&status=active&status=stopped").get_json()
    schema = {"$ref": "#/components/schemas/PracticeAnswer"}

    wrong = {
        item["slug"]: found
        for item in listed["items"]
        if (
            found := list(
                mismatches(reader.get(f"/api/v1/practices/{item['slug']}").get_json(), schema, spec)
            )
        )
    }

    assert wrong == {}


@pytest.mark.parametrize(("path", "address"), _cases(REFUSED))
def test_a_refusal_is_what_is_specified(
    reader: FlaskClient, spec: dict[str, Any], path: str, address: str
) -> None:
    answer = reader.get(address)
    specified = spec["paths"][path]["get"]["responses"][str(answer.status_code)]

    content = resolved(spec, specified)["content"]["application/problem+json"]

    assert answer.content_type == "application/problem+json"
    assert list(mismatches(answer.get_json(), content["schema"], spec)) == []


def test_the_check_of_answers_sees_what_is_wrong(spec: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/RegionName"}

    assert list(mismatches({"code": "35"}, schema, spec)) == ["$: lacks name"]
    assert list(mismatches({"code": 35, "name": "x"}, schema, spec)) == ["$.code: 35 is no string"]
    assert list(mismatches({"code": "35", "name": "x", "id": 1}, schema, spec)) == [
        "$: id is not specified"
    ]
