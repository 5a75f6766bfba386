"""Two languages under one set of routes, and a catalogue that needs no build step."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.i18n import alternate_url, canonical_url, compiled, localized


def test_the_catalogue_is_compiled_once(tmp_path: Path) -> None:
    folder = compiled(tmp_path)
    (file,) = tmp_path.rglob("messages.mo")
    before = file.stat().st_mtime_ns

    assert compiled(tmp_path) == folder
    assert file.is_relative_to(folder / "en")
    assert file.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("path", "language"),
    [("/", "id"), ("/en", "en"), ("/en/", "en"), ("/regions", "id"), ("/en/regions", "en")],
)
def test_the_prefix_alone_decides(reader: FlaskClient, path: str, language: str) -> None:
    answer = reader.get(path, headers={"Accept-Language": "fr, en;q=0.9, id;q=0.1"})

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.get_data(as_text=True)
    assert "Accept-Language" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("path", ["/enak", "/en/api/v1/practices", "/en/healthz", "/en/static/x"])
def test_what_has_no_language_has_no_prefix(reader: FlaskClient, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_each_page_knows_its_address_in_both_languages(library: Flask) -> None:
    with library.test_request_context("/practices?q=air+bersih&sector=sosial&sector=kesehatan"):
        assert alternate_url("id") == "/practices?q=air+bersih&sector=sosial&sector=kesehatan"
        assert alternate_url("en").startswith("/en/practices?q=air+bersih&")
        assert canonical_url("en") == "http://127.0.0.1:8000/en/practices"
    assert [localized("/", locale) for locale in ("id", "en")] == ["/", "/en/"]
