"""Every operation is described and shown by examples, and the examples are what really happens."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.api.v1.completing import examples, operations_in
from tests.api.programs import API, Program
from tests.api.specification import mismatches, resolved

HADI, RINA, BAYU = "hadi@contoh.go.id", "rina@contoh.go.id", "bayu@contoh.go.id"
SARI = "sari@contoh.go.id"
NOT_GOT = frozenset({"getHandover"})  # nobody leaves in the demonstration, see test_handover
# Who reads what is not for everybody; the rest is asked for without a token.
READERS = {
    "getDraft": (SARI, f"{API}/practices/papan-aduan-di-pos-rt/draft"),
    "getReview": (SARI, f"{API}/practices/musyawarah-pembangunan-anak/review"),
    "getReviewRound": (SARI, f"{API}/practices/musyawarah-pembangunan-anak/review/1"),
    "listMembers": (HADI, f"{API}/regions/99.71/members"),
    "listNationalMembers": (RINA, f"{API}/members"),
    "listRecommendations": (BAYU, f"{API}/regions/99.01/recommendations"),
    "listMentorships": (HADI, f"{API}/mentorships"),
}
SLUG = "izin-usaha-mikro-selesai-di-kelurahan"
OPEN = {
    "searchPractices": f"{API}/practices?q=sampah&province=99",
    "getPractice": f"{API}/practices/{SLUG}",
    "listPracticeVersions": f"{API}/practices/{SLUG}/versions",
    "getPracticeVersion": f"{API}/practices/{SLUG}/versions/1",
    "listRegions": f"{API}/regions?q=cemara",
    "getRegion": f"{API}/regions/99.71",
    "listVocabularies": f"{API}/vocabularies",
    "searchThreads": f"{API}/threads",
    "listAdoptions": f"{API}/adoptions",
    "listChampions": f"{API}/champions",
    "listNeeds": f"{API}/needs",
}
LISTS = {  # where one thing is found by the list of all
    "getThread": ("searchThreads", f"{API}/threads"),
    "getAdoption": ("listAdoptions", f"{API}/adoptions"),
    "getMentorship": ("listMentorships", f"{API}/mentorships"),
}
EXAMPLE = re.compile(r"<code>(\{\s.*?\})</code>", re.DOTALL)
FREE = frozenset({"record", "facets", "highlights"})  # of which each answer has its own keys


@pytest.fixture(scope="module")
def spec(library: Flask) -> dict[str, Any]:
    """The specification."""
    document: dict[str, Any] = library.test_client().get(f"{API}/openapi.json").get_json()
    return document


def _shown(spec: dict[str, Any], content: dict[str, Any]) -> Any:
    (example,) = content["examples"].values()
    return resolved(spec, example)["value"]


def _sent(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (where, content) of all that is sent and answered."""
    for method, path, operation in operations_in(spec):
        parts = {"request": operation.get("requestBody", {}), **operation["responses"]}
        for name, part in parts.items():
            for content in resolved(spec, part).get("content", {}).values():
                yield f"{method} {path} {name}", content


def test_every_operation_and_parameter_is_described(spec: dict[str, Any]) -> None:
    lacking = [
        path
        for _method, path, operation in operations_in(spec)
        if not operation.get("summary") or len(operation.get("description", "")) < len("For whom.")
    ]
    undescribed = [
        (path, parameter["name"])
        for path, item in spec["paths"].items()
        for holder in (item, *(item[method] for method in item if method != "parameters"))
        for parameter in holder.get("parameters", ())
        if not parameter.get("description")
    ]
    assert lacking == undescribed == []


def test_every_operation_tells_how_it_succeeds_and_what_refuses_it(spec: dict[str, Any]) -> None:
    for method, path, operation in operations_in(spec):
        answers = set(operation["responses"])
        assert answers & {"200", "201"}, path
        assert {"401", "403", "default"} <= answers, path
        assert "400" in answers or "requestBody" not in operation, (method, path)


def test_all_that_is_sent_has_an_example_that_fits_its_schema(spec: dict[str, Any]) -> None:
    wrong = []
    for where, content in _sent(spec):
        assert "examples" in content, where
        found = list(mismatches(_shown(spec, content), content["schema"], spec))
        wrong += [(where, mismatch) for mismatch in found]

    assert wrong == []
    assert set(spec["components"]["examples"]) == set(examples())


def test_an_example_has_the_shape_of_a_real_answer(demonstration: Flask) -> None:
    reading = {mail: Program(demonstration, mail, "en") for mail in (HADI, RINA, BAYU, SARI, "")}
    document = demonstration.test_client().get(f"{API}/openapi.json").get_json()
    asked = {name: ("", address) for name, address in OPEN.items()} | READERS
    answers = {name: reading[mail].told("GET", address) for name, (mail, address) in asked.items()}
    for name, (listing, address) in LISTS.items():
        who = reading[HADI] if listing in READERS else reading[""]
        answers[name] = who.told("GET", f"{address}/{answers[listing]['items'][0]['id']}")

    wrong = []
    for method, _path, operation in operations_in(document):
        name = operation["operationId"]
        if method != "get" or name in NOT_GOT:
            continue
        shown = _shown(document, operation["responses"]["200"]["content"]["application/json"])
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        wrong += [(name, fault) for fault in _unlike(shown, answers[name], schema, document)]
    assert wrong == []


def _unlike(
    example: Any, real: Any, schema: dict[str, Any], spec: dict[str, Any], where: str = "$"
) -> Iterator[str]:
    """Yield where an example has keys that a real answer lacks, or the other way."""
    schema = dict(resolved(spec, schema))
    if isinstance(example, dict) and isinstance(real, dict):
        optional = set(schema.get("properties", {})) - set(schema.get("required", ()))
        if differing := (example.keys() ^ real.keys()) - optional:
            yield f"{where}: {sorted(differing)}"
        for key in (example.keys() & real.keys()) - FREE:
            inner = schema.get("properties", {}).get(key, {})
            yield from _unlike(example[key], real[key], inner, spec, f"{where}.{key}")
    elif isinstance(example, list) and isinstance(real, list) and example and real:
        yield from _unlike(example[0], real[0], schema.get("items", {}), spec, f"{where}[0]")


@pytest.mark.parametrize("start", ["", "/en"])
def test_people_see_the_examples_too(reader: FlaskClient, start: str) -> None:
    spec = reader.get(f"{API}/openapi.json").get_json()
    page = reader.get(f"{start}/api").get_data(as_text=True)
    seen = [json.loads(html.unescape(example)) for example in EXAMPLE.findall(page)]

    unseen = [
        where
        for where, content in _sent(spec)
        if where.split()[-1] in {"request", "200", "201"} and _shown(spec, content) not in seen
    ]
    assert unseen == []
    assert page.count("practices:write") >= 5


def test_the_command_prints_the_whole_specification(library: Flask) -> None:
    printed = library.test_cli_runner().invoke(args=["openapi", "print"]).output
    document = json.loads(printed)

    assert set(document["paths"]) == set(
        library.test_client().get(f"{API}/openapi.json").get_json()["paths"]
    )
