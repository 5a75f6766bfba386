"""Everything public as files: what they hold, in which forms, for whom, and never anything else."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from portal.api.open_data.writing import csv_of, json_of
from portal.core.db import reading
from portal.core.i18n import _l
from portal.core.open_data import Column, DataSet, registered
from portal.core.sheets import plain
from portal.core.tracking import generation_of, noting
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.practices.queries import public_views
from portal.threads.models import Visibility
from tests.factories.adoptions import begun
from tests.factories.drafts import somebody
from tests.factories.needs import a_need
from tests.factories.practices import publish
from tests.factories.threads import OFFICER, asked

BASE = "http://127.0.0.1:8000"
SETS = (
    "vocabularies",
    "regions",
    "region-evidence",
    "champions",
    "practices",
    "practice-blocks",
    "indicators",
    "practice-records",
    "threads",
    "adoptions",
    "needs",
)
LINKED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def _get(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    return client.get(address, headers=headers, buffered=True)


def _rows(client: FlaskClient, name: str) -> list[dict[str, Any]]:
    answer = _get(client, f"/data/{name}.json")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = json.loads(answer.data)
    return found


def _lines(client: FlaskClient, name: str) -> list[dict[str, str]]:
    text = _get(client, f"/data/{name}.csv").get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_tells_of_every_set(reader: FlaskClient, prefix: str) -> None:
    page = _get(reader, f"{prefix}/data").get_data(as_text=True)

    assert set(registered()) >= set(SETS)
    counts = [int(count) for count in re.findall(r'data-rows="(\d+)"', page)]
    assert counts == [len(_rows(reader, name)) for name in registered()]
    (linked,) = LINKED.findall(page)
    catalogue = json.loads(linked)
    assert catalogue["@type"] == "DataCatalog"
    for dataset, name in zip(catalogue["dataset"], registered(), strict=True):
        assert dataset["@type"] == "Dataset"
        assert dataset["url"] == f"{BASE}{prefix}/data#{name}"
        assert f'id="{name}"' in page
        addresses = [file["contentUrl"] for file in dataset["distribution"]]
        assert addresses == [f"{BASE}{prefix}/data/{name}.{form}" for form in ("csv", "json")]
        for column in registered()[name].columns:
            assert f"<code>{column.name}</code>" in page
    assert f'href="{prefix}/data"' in _get(reader, f"{prefix}/api").get_data(as_text=True)
    assert f"{BASE}{prefix}/data<" in reader.get("/sitemap.xml").get_data(as_text=True)


def test_practices_are_told_as_they_are(reader: FlaskClient) -> None:
    slug = "surabaya-green-and-clean-kompos"
    shown = reader.get(f"/api/v1/practices/{slug}").get_json()
    record = shown["record"]

    (row,) = [row for row in _rows(reader, "practices") if row["practice"] == slug]

    assert row["url"] == f"{BASE}/practices/{slug}"
    assert (row["title_id"], row["title_en"]) == (record["title"]["id"], record["title"]["en"])
    assert row["problem_id"] == record["sections"]["problem"]["id"]
    assert row["dimensions"] == record["dimensions"]
    assert (row["region"], row["province"]) == ("35.78", "35")
    assert row["version"] == 1
    assert datetime.fromisoformat(row["published_at"]).tzinfo
    (whole,) = [row for row in _rows(reader, "practice-records") if row["practice"] == slug]
    assert whole["record"] == record
    assert whole["content_hash"] == shown["content_hash"]
    blocks = [row for row in _rows(reader, "practice-blocks") if row["practice"] == slug]
    assert [block["number"] for block in blocks] == [
        number for number, _block in enumerate(record["blocks"], start=1)
    ]
    figures = [row for row in _rows(reader, "indicators") if row["practice"] == slug]
    assert [figure["actual"] for figure in figures] == [
        row["actual"]["value"] for row in record.get("indicators", [])
    ]


@pytest.mark.parametrize("name", SETS)
def test_both_forms_say_the_same(reader: FlaskClient, name: str) -> None:
    rows, lines = _rows(reader, name), _lines(reader, name)

    assert len(lines) == len(rows)
    columns = [column.name for column in registered()[name].columns]
    for row, line in zip(rows, lines, strict=True):
        assert list(row) == list(line) == columns
        assert {key: _flat(value) for key, value in row.items()} == {
            key: plain(value) for key, value in line.items()
        }


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "|".join(value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def test_pandas_and_duckdb_open_them(reader: FlaskClient, tmp_path: Path) -> None:
    slugs = {view.slug for view in _public(reader)}
    for form in ("csv", "json"):
        file = tmp_path / f"practices.{form}"
        file.write_bytes(_get(reader, f"/data/practices.{form}").data)
        frame = (pd.read_csv if form == "csv" else pd.read_json)(file)
        assert set(frame["practice"]) == slugs
        assert frame["year"].max() > 2000
        rows = duckdb.sql(f"SELECT practice, evidence FROM '{file}'").fetchall()
        assert {slug for slug, _evidence in rows} == slugs
        assert all(isinstance(evidence, int) for _slug, evidence in rows)


def _public(client: FlaskClient) -> list[Any]:
    with client.application.test_request_context(), reading():
        return list(public_views())


def test_a_file_has_a_name_a_day_and_a_licence(reader: FlaskClient) -> None:
    for form, media_type in (("csv", "text/csv"), ("json", "application/json")):
        answer = _get(reader, f"/en/data/regions.{form}")
        assert answer.headers["Content-Type"] == f"{media_type}; charset=utf-8"
        assert re.fullmatch(
            rf'attachment; filename="sokoguru-regions-\d{{4}}-\d\d-\d\d\.{form}"',
            answer.headers["Content-Disposition"],
        )
        assert "odbl" in answer.headers["Link"]
        assert 'rel="license"' in answer.headers["Link"]
    assert "/by/4.0/" in _get(reader, "/data/practices.csv").headers["Link"]
    for unknown in ("/data/persons.csv", "/data/practices.xml", "/data/Practices.csv"):
        assert _get(reader, unknown).status_code == 404


def test_files_come_compressed_to_who_takes_it(reader: FlaskClient) -> None:
    packed = _get(reader, "/data/practices.csv", **{"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == _get(reader, "/data/practices.csv").data
    head = reader.head("/data/practices.csv")
    assert head.status_code == 200
    assert "Content-Length" not in head.headers


def test_who_has_a_file_already_is_told_so_until_something_changes(app: Flask) -> None:
    client = app.test_client()

    def get(name: str, **headers: str) -> TestResponse:
        with app.app_context():  # as in a server, a context for each request
            return _get(client, f"/data/{name}.csv", **headers)

    tags = {name: get(name).headers["ETag"] for name in ("practices", "regions")}
    assert get("practices", **{"If-None-Match": tags["regions"]}).status_code == 200
    again = get("practices", **{"If-None-Match": tags["practices"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "no-cache" in again.headers["Cache-Control"]

    publish(1)

    assert get("practices", **{"If-None-Match": tags["practices"]}).status_code == 200
    assert get("regions", **{"If-None-Match": tags["regions"]}).status_code == 304


@pytest.mark.parametrize("name", SETS)
def test_a_set_names_all_tables_that_it_is_made_from(empty_library: Flask, name: str) -> None:
    publish(9, status="active", region="35.78")
    asked(somebody("bayu@contoh.go.id", OFFICER))
    begun(somebody("budi@contoh.go.id", OFFICER), "35.10", slug="uji-0-0")
    a_need()
    empty_library.extensions["kept"] = {None: {}}

    with empty_library.test_request_context(), noting() as ground:
        rows = [row for batch in registered()[name].batches() for row in batch]

    assert rows or name in {"champions", "indicators"}
    read = {table for table in ground.names if table.startswith(generation_of(""))}
    assert read <= {generation_of(table) for table in registered()[name].tables}


def test_many_rows_come_whole_and_once(empty_library: Flask) -> None:
    records = publish(450, seed=8)
    client = empty_library.test_client()

    assert [row["practice"] for row in _rows(client, "practices")] == list(records)
    assert len(_lines(client, "practice-records")) == 450


def test_nobody_takes_all_places(app: Flask) -> None:
    client = app.test_client()
    held = [client.get("/data/regions.csv") for _each in range(2)]

    refused = client.get("/data/regions.csv")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    assert client.head("/data/regions.csv").status_code == 200
    for answer in reversed(held):
        answer.close()
    assert _get(client, "/data/regions.csv").status_code == 200


@pytest.mark.parametrize("state", sorted(set(PracticeState) - {"published", "stopped"}))
def test_what_is_not_public_is_in_no_file(app: Flask, state: PracticeState) -> None:
    slug = "tangsel-redkar"
    begun(somebody("budi@contoh.go.id", OFFICER), "35.10", slug=slug)
    with unit_of_work() as session:
        practice = session.query(Practice).filter_by(slug=slug).one()
        practice.state = state
        public_id = practice.public_id
    client = app.test_client()

    texts = {name: _get(client, f"/data/{name}.json").get_data(as_text=True) for name in SETS}

    assert [name for name, text in texts.items() if slug in text or public_id in text] == []


def test_threads_for_members_are_in_no_file(app: Flask) -> None:
    asker = somebody("bayu@contoh.go.id", OFFICER)
    before = {row["thread_id"] for row in _rows(app.test_client(), "threads")}
    asked(asker, visibility=Visibility.MEMBERS)
    open_to_all = asked(asker, "Berapa biaya servernya setahun?")
    client = app.test_client()

    for rows in (_rows(client, "threads"), _lines(client, "threads")):
        assert {thread["thread_id"] for thread in rows} - before == {open_to_all}
        assert "bayu" not in repr(rows).lower()


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00")),
    st.lists(st.sampled_from(["a", "b-c", "35.10"])),
)


def _made(rows: list[tuple[Any, ...]]) -> DataSet:
    def batches() -> Iterator[list[tuple[Any, ...]]]:
        yield from (rows[at : at + 2] for at in range(0, len(rows), 2))

    return DataSet(
        name="made",
        title=_l("Kosakata"),
        about=_l("Kosakata"),
        columns=(Column("first", _l("Kosakata")), Column("second", _l("Kosakata"))),
        batches=batches,
        count=lambda: len(rows),
        tables=frozenset(),
    )


@given(st.lists(st.tuples(CELLS, CELLS), max_size=7))
def test_whatever_stands_in_cells_is_read_back(rows: list[tuple[Any, ...]]) -> None:
    dataset = _made(rows)

    read = json.loads("".join(json_of(dataset)))
    lines = list(csv.reader(io.StringIO("".join(csv_of(dataset)), newline="")))

    assert [tuple(row.values()) for row in read] == rows
    assert lines[0] == ["first", "second"]
    assert [[plain(cell) for cell in line] for line in lines[1:]] == [
        [_flat(cell) for cell in row] for row in rows
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a;=1"])
def test_no_cell_is_a_formula(empty_library: Flask, text: str) -> None:
    publish(1, title={"id": text, "en": text})
    client = empty_library.test_client()

    (line,) = _lines(client, "practices")

    assert line["title_id"].lstrip("a;").startswith("'")
    (row,) = _rows(client, "practices")
    assert row["title_id"] == text


def test_a_negative_number_stays_one() -> None:
    assert "".join(csv_of(_made([(-5, -0.25)]))).endswith("\r\n-5,-0.25\r\n")
