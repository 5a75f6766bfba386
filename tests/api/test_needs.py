"""Needs by programs: what is told of each, and nothing of what too few have asked for."""

import json
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.api.v1.completing import examples
from portal.core.db import db, reading
from portal.needs.models import NeedState
from portal.practices.models import Practice
from portal.regions.queries import directory
from tests.api.programs import API, Program
from tests.factories.drafts import EDITOR, somebody
from tests.factories.needs import CELL, LONTAR, QUERY, a_need
from tests.factories.practices import publish

NEEDS = f"{API}/needs"
RINA = "rina@contoh.go.id"


def _region(code: str) -> int:
    with reading():
        return directory().by_code[code].id


def _need(**values: object) -> str:
    """Return the id of a need."""
    return a_need(**values).rpartition("/")[2]


def _practice(slug: str) -> int:
    with reading():
        return db.session.scalars(sa.select(Practice.id).where(Practice.slug == slug)).one()


def _found(program: Program, query: str = "") -> list[str]:
    return [item["id"] for item in program.told("GET", f"{NEEDS}{query}")["items"]]


@pytest.fixture
def visitor(empty_library: Flask) -> Program:
    """A program of nobody."""
    return Program(empty_library)


def test_a_claimed_need_is_told_as_the_example_shows_it(visitor: Program) -> None:
    need = _need(
        **CELL, state=NeedState.CLAIMED, region_id=_region(LONTAR), claimed_until=date(2026, 12, 31)
    )

    answer = visitor.told("GET", NEEDS)

    (item,) = answer["items"]
    assert item == {
        "id": need,
        "title": QUERY,
        "state": "claimed",
        **CELL,
        "searches": 5,
        "regions": 3,
        "joined": 0,
        "claimed_by": {"code": LONTAR, "name": "Kab. Banyuwangi"},
        "claimed_until": "2026-12-31",
        "answer": None,
        "url": f"http://127.0.0.1:8000/needs/{need}",
    }
    shown = examples()["NeedList"]
    assert answer.keys() == shown.keys()
    assert item.keys() == shown["items"][0].keys()


def test_an_answer_is_told_once_it_is_one(visitor: Program) -> None:
    (slug,) = publish(1, status="active")
    practice = _practice(slug)
    _need(state=NeedState.CLAIMED, practice_id=practice, region_id=_region(LONTAR))
    answered = _need(state=NeedState.ANSWERED, practice_id=practice)

    items = {item["id"]: item for item in visitor.told("GET", NEEDS)["items"]}

    assert items.pop(answered)["answer"] == slug
    assert [item["answer"] for item in items.values()] == [None]
    assert "claimed_by" not in visitor.told("GET", f"{NEEDS}?state=answered")["items"][0]


def test_needs_are_narrowed_and_come_in_pages(visitor: Program) -> None:
    most = _need(regions=9, dimension="lingkungan", sector="kesehatan")
    less = _need(regions=4, dimension="lingkungan")
    closed = _need(regions=20, state=NeedState.CLOSED)

    assert _found(visitor) == [most, less, closed]
    assert _found(visitor, "?state=closed") == [closed]
    assert _found(visitor, "?dimension=lingkungan") == [most, less]
    assert _found(visitor, "?sector=kesehatan&state=public") == [most]
    assert _found(visitor, "?dimension=tidak-ada") == []
    second = visitor.told("GET", f"{NEEDS}?per_page=1&page=2")
    assert [item["id"] for item in second["items"]] == [less]
    assert (second["total"], second["page"], second["pages"]) == (3, 2, 3)


def test_what_too_few_ask_for_is_told_to_no_program(empty_library: Flask, visitor: Program) -> None:
    somebody(RINA, EDITOR)
    _need(state=NeedState.RAW, title="", searches=4, regions=2, wordings={"rob di desa": 4})

    assert _found(visitor) == _found(Program(empty_library, RINA)) == []
    visitor.told("GET", f"{NEEDS}?state=raw", status=400)


@pytest.mark.parametrize(
    "query", ["dimension=a%00b", "sector=%00", "state=%00", f"sector={'x' * 99}"]
)
def test_what_cannot_be_read_is_refused(visitor: Program, query: str) -> None:
    visitor.told("GET", f"{NEEDS}?{query}", status=400)


def test_the_same_is_told_as_open_data(visitor: Program) -> None:
    (slug,) = publish(1, status="active")
    need = _need(**CELL, state=NeedState.ANSWERED, practice_id=_practice(slug), regions=4)
    cell = _need(**CELL, title="", signature="", regions=3)
    _need(state=NeedState.RAW, title="", signature="rahasia", regions=2)

    first, second = json.loads(visitor.ask("GET", "/data/needs.json").data)

    assert first == {
        "need_id": need,
        "url": f"http://127.0.0.1:8000/needs/{need}",
        "title": QUERY,
        **CELL,
        "state": "answered",
        "searches": 5,
        "regions": 4,
        "joined": 0,
        "claimed_by": None,
        "claimed_until": None,
        "answer": slug,
    }
    assert (second["need_id"], second["title"]) == (cell, None)
    assert (second["dimension"], second["sector"]) == tuple(CELL.values())
