"""Versions: what changes becomes the next one, and what is published never changes."""

import random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.db import db
from portal.core.permissions import ANONYMOUS
from portal.core.uow import unit_of_work
from portal.practices import queries
from portal.practices.models import Practice, PracticeState
from portal.practices.services.evidence import evidence_level
from portal.practices.services.versions import hash_of, store_compilations
from tests.factories.practices import Words, record

SLUG = "uji-versi"


def _publish(made: dict[str, Any]) -> int:
    with unit_of_work() as session:
        return store_compilations(session, {SLUG: made})


@pytest.fixture
def made(app: Flask) -> dict[str, Any]:
    rng = random.Random(3)
    return record(rng, Words(rng, 300), status="active", compiled_by="editors")


def test_the_same_record_makes_no_new_version(made: dict[str, Any]) -> None:
    assert _publish(made) == 1
    assert _publish(made) == 0
    assert queries.get_visible(ANONYMOUS, SLUG).number == 1


def test_a_changed_record_becomes_the_next_version_and_the_old_one_stays(
    made: dict[str, Any],
) -> None:
    _publish(made)
    first = queries.get_version(ANONYMOUS, SLUG, 1)
    _publish(made | {"title": {"id": "Judul baru", "en": "New title"}})

    assert queries.get_visible(ANONYMOUS, SLUG).number == 2
    old = queries.get_version(ANONYMOUS, SLUG, 1)
    assert old.record == made
    assert old.content_hash == first.content_hash == hash_of(made)
    assert old.current_number == 2


def test_an_old_version_points_to_the_new_one(app: Flask, made: dict[str, Any]) -> None:
    _publish(made)
    _publish(made | {"title": {"id": "Judul baru", "en": "New title"}})
    client = app.test_client()

    old = client.get(f"/practices/{SLUG}/v1").get_data(as_text=True)

    assert f'href="/practices/{SLUG}"' in old
    assert "Judul baru" not in old
    assert client.get(f"/practices/{SLUG}/v3").status_code == 404


def test_a_stopped_practice_leaves_the_results_but_stays_readable(
    app: Flask, made: dict[str, Any]
) -> None:
    reason = {"reason": "anggaran", "text": {"id": "Anggaran dihentikan pada 2024."}}
    _publish(made | {"status": "stopped", "stopped": reason})
    client = app.test_client()
    word = made["title"]["id"].split()[0]

    page = client.get(f"/practices/{SLUG}").get_data(as_text=True)

    assert "Anggaran dihentikan pada 2024." in page
    assert SLUG not in client.get(f"/practices?q={word}").get_data(as_text=True)
    stopped = client.get("/practices?status=stopped").get_data(as_text=True)
    assert f'data-slug="{SLUG}"' in stopped


def test_a_practice_without_english_shows_indonesian_and_says_so(
    app: Flask, made: dict[str, Any]
) -> None:
    sections = {name: {"id": text["id"]} for name, text in made["sections"].items()}
    _publish(made | {"sections": sections})

    page = app.test_client().get(f"/en/practices/{SLUG}").get_data(as_text=True)

    assert 'lang="id"' in page
    assert sections["problem"]["id"].split()[0] in page


@pytest.mark.parametrize("state", set(PracticeState) - {"published", "stopped"})
def test_what_is_not_public_is_nowhere(app: Flask, state: PracticeState) -> None:
    slug = "tangsel-redkar"
    with unit_of_work() as session:
        session.query(Practice).filter_by(slug=slug).one().state = state
    client: FlaskClient = app.test_client()

    left = 410 if state == "withdrawn" else 404
    for address in (f"/practices/{slug}", f"/practices/{slug}/v1", f"/en/practices/{slug}"):
        assert client.get(address).status_code == left
    for address in (
        f"/api/v1/practices/{slug}",
        f"/api/v1/practices/{slug}/versions/1",
    ):
        assert client.get(address).status_code == 404
    for address in (
        "/",
        "/practices?q=relawan+pemadam",
        "/practices?per_page=100",
        "/practices?status=stopped&status=active&per_page=100",
        "/regions/36.74",
        "/api/v1/practices?per_page=100",
    ):
        assert slug not in client.get(address).get_data(as_text=True)
    db.session.remove()


CHECKED = {"kind": "pihak-ketiga", "checked_by": "BPS", "checked_on": "2026-05-04"}
INDICATOR = {
    "baseline": {"value": 1, "sources": ["s1"]},
    "actual": {"value": 2, "sources": ["s1"]},
}


@pytest.mark.parametrize(
    ("facts", "level", "compiled"),
    [
        ({}, 0, 0),
        ({"legal_basis": [{"kind": "perda"}]}, 0, 0),
        ({"legal_basis": [{"kind": "perda", "sources": ["s1"]}]}, 1, 1),
        ({"evidence": [{"kind": "dokumen", "sources": ["s1"]}]}, 1, 1),
        ({"indicators": [{"actual": INDICATOR["actual"]}]}, 0, 0),
        ({"indicators": [INDICATOR | {"baseline": {"value": 1}}]}, 0, 0),
        ({"indicators": [INDICATOR]}, 2, 2),
        ({"evidence": [{"kind": "dokumen", "file": "a" * 12}]}, 1, 1),
        ({"evidence": [{"kind": "pihak-ketiga", "sources": ["s1"]}]}, 1, 1),
        ({"evidence": [{**CHECKED, "sources": ["s1"]}]}, 3, 1),
        ({"evidence": [{**CHECKED, "checked_by": "", "sources": ["s1"]}]}, 1, 1),
        ({"evidence": [{**CHECKED, "url": "https://example.invalid/"}]}, 3, 1),
        ({"evidence": [{**CHECKED, "sources": ["s1"]}], "indicators": [INDICATOR]}, 3, 2),
        ({"evidence": [CHECKED]}, 0, 0),
    ],
)
def test_the_evidence_level_is_the_highest_rung_with_proof(
    facts: dict[str, Any], level: int, compiled: int
) -> None:
    """What editors compiled ends at 2, and is not called measured unless it was."""
    assert evidence_level({"compiled_by": "region", **facts}) == level
    assert evidence_level({"compiled_by": "editors", **facts}) == compiled


@pytest.mark.parametrize(
    ("address", "shown"),
    [("/practices", "2.037"), ("/en/practices", "2,037")],
)
def test_figures_are_written_as_the_language_has_it(
    reader: FlaskClient, address: str, shown: str
) -> None:
    page = reader.get(f"{address}/sabang-geunaseh").get_data(as_text=True)

    assert shown in page
    assert ("Oktober 2019" in page) == (address == "/practices")
    assert ("October 2019" in page) == (address != "/practices")
