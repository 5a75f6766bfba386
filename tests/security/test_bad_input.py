"""What no honest reader sends is refused clearly, or answered with an honest empty page."""

import random
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.security import HEADERS
from portal.practices.schemas.facets import FACETS
from tests.benchmarks.bad_input import answered, environ, fault

PATHS = ("/practices", "/en/practices", "/regions", "/api/v1/practices", "/api/v1/regions", "/")
NAMES = (*FACETS, "q", "page", "per_page", "sort", "exact", "unknown")
HARMLESS = frozenset({200, 301, 400, 404})
anything = st.one_of(
    st.text(max_size=60),
    st.integers(-(10**30), 10**30).map(str),
    st.sampled_from(["", "0", "-1", "1e9", "9" * 400, "'", '"', "<script>", "../../etc", "%", "*"]),
)


@given(
    path=st.sampled_from(PATHS),
    pairs=st.lists(st.tuples(st.sampled_from(NAMES), anything), max_size=8),
)
@settings(max_examples=250, suppress_health_check=list(HealthCheck))
def test_no_parameters_break_a_page(
    reader: FlaskClient, path: str, pairs: list[tuple[str, str]]
) -> None:
    query = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in pairs)

    assert reader.get(f"{path}?{query}").status_code in HARMLESS


@given(raw=st.binary(max_size=80), path=st.sampled_from(PATHS))
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_no_bytes_in_a_query_break_a_page(reader: FlaskClient, raw: bytes, path: str) -> None:
    query = "q=" + "".join(f"%{byte:02x}" for byte in raw)

    assert reader.get(f"{path}?{query}").status_code in HARMLESS


@given(
    raw=st.binary(max_size=60),
    base=st.sampled_from(
        [
            "/practices/",
            "/regions/",
            "/pages/",
            "/api/v1/practices/",
            "/api/v1/regions/",
            "/en/",
            "/",
        ]
    ),
)
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_no_bytes_in_a_path_break_a_page(reader: FlaskClient, raw: bytes, base: str) -> None:
    path = base + "".join(f"%{byte:02x}" for byte in raw)

    assert reader.get(path).status_code in HARMLESS | {308}


@given(rng=st.randoms(use_true_random=False))
@settings(max_examples=300, suppress_health_check=list(HealthCheck))
def test_no_request_breaks_the_portal(library: Flask, rng: random.Random) -> None:
    asked = environ(rng)

    status, headers, _body = answered(library, asked)

    assert not fault(status, headers), status


def _plain_request(**changes: str) -> dict[str, Any]:
    return {
        **environ(random.Random(0)),
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/practices",
        "QUERY_STRING": "",
        "HTTP_HOST": "localhost",
        "SCRIPT_NAME": "",
        **changes,
    }


@pytest.mark.parametrize("query", ["q=\xe9", "q=caf\xe9&year=\xff", "\xff=1", "q=\xed\xa0\x80"])
@pytest.mark.parametrize("path", ["/practices", "/en/practices", "/api/v1/practices", "/none"])
def test_raw_broken_bytes_are_read_as_if_they_came_escaped(
    library: Flask, path: str, query: str
) -> None:
    escaped = quote(query, safe="=&", encoding="latin-1")

    raw = answered(library, _plain_request(PATH_INFO=path, QUERY_STRING=query))
    sent = answered(library, _plain_request(PATH_INFO=path, QUERY_STRING=escaped))

    assert raw[0] == sent[0] == (404 if path == "/none" else 200)


def test_raw_utf8_is_read_as_what_it_says(library: Flask) -> None:
    raw = "q=kota “layak”".encode().decode("latin-1").replace(" ", "+")

    _status, _headers, body = answered(library, _plain_request(QUERY_STRING=raw))

    assert "kota “layak”" in body.decode()


@pytest.mark.parametrize("path", ["/a\xffb", "/practices/\xc3", "/en/\x00", "/api/v1/\xff"])
def test_a_broken_path_is_refused_in_its_language(library: Flask, path: str) -> None:
    status, headers, body = answered(library, _plain_request(PATH_INFO=path))

    assert status == 400
    assert ("cannot be read" in body.decode()) == path.startswith("/en/")
    assert ("json" in headers["Content-Type"]) == path.startswith("/api/")


@pytest.mark.parametrize("query", ["", "q=%00", "&".join(["x=1"] * 500)])
@pytest.mark.parametrize("host", ["", "evil.example", "[::1", "localhost@evil.example", "\xff"])
def test_a_foreign_host_is_refused_whatever_else_is_wrong(
    library: Flask, host: str, query: str
) -> None:
    status, headers, body = answered(library, _plain_request(HTTP_HOST=host, QUERY_STRING=query))

    assert status == 400
    assert {name: headers[name] for name, _value in HEADERS} == dict(HEADERS)
    assert b"evil" not in body


@pytest.mark.parametrize("body", [b"q=1", b"{", b"x" * 2_000_000])
def test_a_body_that_nobody_asked_for_changes_nothing(reader: FlaskClient, body: bytes) -> None:
    assert reader.get("/practices?q=anak", data=body).status_code == 200
    assert reader.get("/api/v1/practices?q=anak", data=body).status_code == 200


@pytest.mark.parametrize("address", ["/practices", "/api/v1/practices"])
def test_the_first_of_a_repeated_parameter_counts(reader: FlaskClient, address: str) -> None:
    assert reader.get(f"{address}?page=1&page=x").status_code == 200
    assert reader.get(f"{address}?page=x&page=1").status_code == 400


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/practices?q=" + "a" * 10_000, 400),
        ("/practices?q=%ff%fe", 200),
        ("/practices?q=a%00b", 400),
        ("/practices?page=99999999999999999999", 400),
        ("/practices?page=0", 400),
        ("/practices?page=-1", 400),
        ("/practices?page=%D9%A1", 400),
        ("/practices?page=9999", 200),
        ("/practices?sort=warna", 400),
        ("/practices?dimension=tidak-ada", 200),
        ("/practices?region=99.99", 200),
        ("/practices?" + "&".join(f"year={year}" for year in range(500)), 400),
        ("/practices?" + "&".join(f"x{number}=1" for number in range(2000)), 400),
        ("/practices/tidak-ada", 404),
        ("/practices/surabaya-green-and-clean-kompos/v0", 404),
        ("/practices/surabaya-green-and-clean-kompos/v99999999999999999999", 404),
        ("/practices/Surabaya", 404),
        ("/regions/00", 404),
        ("/regions/35.10.01", 404),
        ("/regions?q=" + "a" * 300, 400),
        ("/pages/tidak-ada", 404),
        ("/en/en/", 404),
    ],
)
def test_a_bad_address_gets_a_clear_answer(reader: FlaskClient, address: str, status: int) -> None:
    answer = reader.get(address)

    assert answer.status_code == status
    assert "<h1" in answer.get_data(as_text=True)


def test_the_refusal_is_in_the_readers_language(reader: FlaskClient) -> None:
    indonesian = reader.get("/practices?page=x").get_data(as_text=True)
    english = reader.get("/en/practices?page=x").get_data(as_text=True)

    assert "harus bilangan bulat" in indonesian
    assert "whole number" in english


def test_too_long_a_search_is_kept_for_mending(reader: FlaskClient) -> None:
    text = "jalan rusak " * 20

    page = reader.get(f"/practices?q={quote(text)}").get_data(as_text=True)

    assert text.strip() in page
