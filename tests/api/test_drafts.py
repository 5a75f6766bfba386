"""Writing through the API: begun, saved, refused, submitted, by the owner of a token."""

import re
from typing import Any

import pytest
from flask import Flask

from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.practices.services import drafts
from tests.api.programs import PRACTICES, Program
from tests.factories.drafts import (
    COMPLETE,
    EDITOR,
    PUBLISHER,
    REGION,
    SLUG,
    TITLE,
    Post,
    approved,
    practice_of,
    somebody,
)

DRAFT, SUBMIT = f"{PRACTICES}/{SLUG}/draft", f"{PRACTICES}/{SLUG}/submit"
# How the libraries begin a reason, before it is said in the language of the reader.
ENGLISH = re.compile(r"Not a|Must|Missing|Unknown|Longer|is not|no term")
NEW = {"region": REGION, "title": TITLE}


@pytest.fixture
def sari(empty_library: Flask) -> Actor:
    """A publisher of the region."""
    return somebody("sari@kota.go.id", PUBLISHER)


@pytest.fixture
def program(empty_library: Flask, sari: Actor) -> Program:
    """A program of the publisher."""
    return Program(empty_library, "sari@kota.go.id")


def test_a_practice_from_its_title_to_the_editors(program: Program, sari: Actor) -> None:
    begun = program.told("POST", PRACTICES, NEW, 201)
    assert (begun["slug"], begun["state"], begun["token"]) == (SLUG, "writing", 1)
    assert begun["record"]["title"] == {"id": TITLE}

    gaps = program.told("POST", SUBMIT, {"token": 1}, 422)["gaps"]
    assert {"path": "summary.id", "text": "Tulis ringkasannya: paling banyak 200 kata."} in gaps

    whole = {**begun["record"], **COMPLETE, "year": 2024}
    saved = program.told("PUT", DRAFT, {"token": 1, "record": whole}, 200)
    assert saved["token"] == 2
    assert program.told("GET", DRAFT, None, 200) == saved
    with unit_of_work() as session:  # a colleague, in the meantime
        drafts.save(session, sari, practice_of(SLUG), {"year": 2025}, token=2)

    mine = {key: value for key, value in whole.items() if key != "year"}
    stale = program.told("PUT", DRAFT, {"token": 2, "record": mine}, 409)
    assert (stale["token"], stale["current"]["year"], stale["yours"]) == (3, 2025, mine)
    assert program.ask("POST", SUBMIT, {"token": 2}).status_code == 409
    again = program.told("PUT", DRAFT, {"token": 3, "record": mine}, 200)
    assert "year" not in again["record"]  # what is left out is removed

    sent = program.told("POST", SUBMIT, {"token": 4}, 200)
    assert (sent["state"], sent["round"]) == ("submitted", 1)
    assert program.ask("PUT", DRAFT, {"token": 4, "record": mine}).status_code == 409
    assert program.ask("GET", f"{PRACTICES}/{SLUG}").status_code == 404
    assert program.ask("POST", DRAFT).status_code == 409

    approved(somebody("rina@pusat.go.id", EDITOR), SLUG)
    assert program.ask("GET", DRAFT).status_code == 404
    next_ = program.told("POST", DRAFT, None, 201)
    assert (next_["state"], next_["token"]) == ("writing", 5)
    assert next_["record"]["summary"] == COMPLETE["summary"]


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"region": REGION},
        {**NEW, "status": "active"},
        {**NEW, "region": "99.99"},
        {**NEW, "title": "x" * 101},
        {**NEW, "title": "nol \x00"},
    ],
)
def test_what_cannot_be_begun(program: Program, body: Any) -> None:
    assert program.ask("POST", PRACTICES, body).status_code in {400, 403}
    assert program.ask("GET", DRAFT).status_code == 404


def test_only_what_a_record_has_is_kept(program: Program) -> None:
    program.told("POST", PRACTICES, NEW, 201)
    for record, where in (
        ({"colour": "red"}, "colour"),
        ({"compiled_by": "editors"}, "compiled_by"),
        ({"region": "35.10"}, "region"),
        ({"blocks": [{"kind": "data", "html": "<b>"}]}, "blocks.0.html"),
        ({"year": "dua ribu"}, "year"),
        ({"stage": "tidak-ada"}, "stage"),
    ):
        refused = program.told("PUT", DRAFT, {"token": 1, "record": record}, 400)
        (reason,) = refused["errors"]["json"]["record"][where]
        assert not ENGLISH.search(reason)
    for body in ({"token": 1}, {"token": "x", "record": {}}, {"token": 1, "record": {}, "x": 1}):
        refused = program.told("PUT", DRAFT, body, 400)
        assert not ENGLISH.search(str(refused["errors"]["json"]))
    broken = {"token": 1, "record": {"short_name": "a\x00b"}}
    assert program.ask("PUT", DRAFT, broken).status_code == 400
    cut_off = program.ask("PUT", DRAFT, data="{", content_type="application/json")
    assert (cut_off.status_code, cut_off.get_json()["detail"]) == (400, "Isi kiriman bukan JSON.")
    assert program.told("GET", DRAFT, None, 200)["token"] == 1


def test_others_are_refused(empty_library: Flask, program: Program) -> None:
    program.told("POST", PRACTICES, NEW, 201)
    somebody("bayu@kab.go.id", Post(role=Role.PUBLISHER, region="35.10"))
    somebody("budi@kota.go.id", Post(role=Role.OFFICER, region=REGION))
    nobody, bayu, budi = (
        Program(empty_library, mail) for mail in ("", "bayu@kab.go.id", "budi@kota.go.id")
    )
    for method, address, body in (
        ("GET", DRAFT, None),
        ("POST", DRAFT, None),
        ("PUT", DRAFT, {"token": 1, "record": {}}),
        ("POST", SUBMIT, {"token": 1}),
    ):
        assert nobody.ask(method, address, body).status_code == 401
        assert budi.ask(method, address, body).status_code == 403
        assert bayu.ask(method, address, body).status_code == 404
    assert bayu.ask("POST", PRACTICES, NEW).status_code == 403
    assert nobody.ask("POST", PRACTICES, NEW).status_code == 401
