"""Numbers in other systems: shown, given out, and each one practice's alone."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from portal.core.db import db, reading
from portal.core.errors import Conflict
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.practices.models import ExternalId
from portal.practices.schemas.completeness import gaps_in
from portal.practices.schemas.draft import InvalidRecord
from portal.practices.services import drafts
from portal.practices.services.versions import store_compilations
from tests.api.programs import PRACTICES, Program
from tests.factories.drafts import (
    COMPLETE,
    EDITOR,
    PUBLISHER,
    SLUG,
    approved,
    practice_of,
    somebody,
    submitted,
    written,
)
from tests.factories.people import signed_in, token_on
from tests.factories.practices import publish

NUMBER = {"scheme": "jippnas", "id": "4711", "url": "https://jippnas.menpan.go.id/inovasi/4711"}
DOI = {"scheme": "doi", "id": "10.1000/182"}


@pytest.fixture
def sari(empty_library: Flask) -> Actor:
    """A publisher with a draft."""
    actor = somebody("sari@kota.go.id", PUBLISHER)
    written(actor)
    return actor


def _save(actor: Actor, *rows: dict[str, str]) -> None:
    with unit_of_work() as session:
        practice = practice_of(SLUG)
        token = drafts.draft_of(session, practice).token
        drafts.save(session, actor, practice, {"external_ids": list(rows)}, token=token)


def _kept() -> list[tuple[str, str, str | None]]:
    with reading():
        rows = db.session.scalars(sa.select(ExternalId).order_by(ExternalId.value))
        return [(row.scheme, row.value, row.url) for row in rows]


def test_the_library_names_the_numbers_that_its_sources_name(reader: FlaskClient) -> None:
    page = reader.get("/practices/banyuwangi-festival").get_data(as_text=True)
    record = reader.get(f"{PRACTICES}/tabalong-langsat-manis").get_json()["record"]

    assert 'href="https://jippnas.menpan.go.id/inovasi/868"' in page.split('id="kutip"')[1]
    assert record["external_ids"][0]["id"] == "1029"
    text = reader.get("/practices/banyuwangi-festival/export.md").get_data(as_text=True)
    assert "jippnas" in text.split("---")[1]


def test_a_number_is_written_in_the_editor_and_kept_when_it_is_published(
    empty_library: Flask, sari: Actor
) -> None:
    browser = signed_in(empty_library, "sari@kota.go.id")
    page = f"/practices/{SLUG}/edit/evidence"
    with reading():
        token = drafts.draft_of(db.session(), practice_of(SLUG)).token
    sent = {
        "csrf_token": token_on(browser, page),
        "token": str(token),
        "external_ids.a.scheme": "doi",
        "external_ids.a.id": "10.1000/182",
        "external_ids.a.url": "",
    }
    assert browser.post(page, data=sent).status_code == 303
    assert _kept() == []

    submitted(sari, SLUG)
    approved(somebody("rina@pusat.go.id", EDITOR), SLUG)

    assert _kept() == [("doi", "10.1000/182", None)]
    shown = empty_library.test_client().get(f"/practices/{SLUG}").get_data(as_text=True)
    assert 'href="https://doi.org/10.1000/182"' in shown


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([{"scheme": "jippnas", "id": "dua kata"}], ("external_ids", 0, "id")),
        ([{"scheme": "jippnas", "id": "x" * 201}], ("external_ids", 0, "id")),
        ([{"scheme": "tidak-ada", "id": "1"}], ("external_ids", 0, "scheme")),
        ([{"scheme": "doi", "id": "182"}], ("external_ids", 0, "id")),
        ([{**NUMBER, "url": "javascript:alert(1)"}], ("external_ids", 0, "url")),
        ([NUMBER, {**NUMBER, "url": "https://contoh.go.id"}], ("external_ids", 1, "id")),
        ([DOI] * 21, ("external_ids",)),
    ],
)
def test_what_is_no_number_is_refused(
    sari: Actor, rows: list[dict[str, str]], where: tuple[Any, ...]
) -> None:
    with pytest.raises(InvalidRecord) as refused:
        _save(sari, *rows)
    assert where in {steps for steps, _reason in refused.value.faults}


def test_a_number_without_its_system_is_no_whole_one() -> None:
    record = {**COMPLETE, "external_ids": [{"id": "1"}, {"scheme": "doi"}]}
    assert {gap.path for gap in gaps_in(record)} >= {"external_ids.0.scheme", "external_ids.1.id"}


def test_a_number_of_another_practice_is_refused_wherever_it_comes_in(
    empty_library: Flask, sari: Actor
) -> None:
    ((other, record),) = publish(1, seed=5, status="active").items()
    with unit_of_work() as session:
        store_compilations(session, {other: {**record, "external_ids": [NUMBER]}})
    assert [value for _scheme, value, _url in _kept()] == ["4711"]

    with pytest.raises(InvalidRecord):
        _save(sari, NUMBER)
    program = Program(empty_library, "sari@kota.go.id")
    draft = program.told("GET", f"{PRACTICES}/{SLUG}/draft")
    body = {"token": draft["token"], "record": {**draft["record"], "external_ids": [NUMBER]}}
    refused = program.told("PUT", f"{PRACTICES}/{SLUG}/draft", body, 400)
    reasons = refused["errors"]["json"]["record"]["external_ids.0.id"]
    assert reasons == ["Nomor ini sudah dimiliki praktik lain."]


def test_of_two_drafts_with_a_number_the_first_to_be_published_has_it(
    empty_library: Flask, sari: Actor
) -> None:
    _save(sari, NUMBER)
    submitted(sari, SLUG)
    ((other, record),) = publish(1, seed=5, status="active").items()
    with unit_of_work() as session:
        store_compilations(session, {other: {**record, "external_ids": [NUMBER]}})

    with pytest.raises(Conflict):
        approved(somebody("rina@pusat.go.id", EDITOR), SLUG)
    with unit_of_work() as session:
        store_compilations(session, {other: record})
    approved(somebody("rani@pusat.go.id", EDITOR), SLUG)
    assert _kept() == [("jippnas", "4711", NUMBER["url"])]


def test_the_database_itself_keeps_numbers_apart(empty_library: Flask) -> None:
    publish(2, seed=5, status="active")
    with pytest.raises(IntegrityError), unit_of_work() as session:
        session.add_all(
            ExternalId(practice_id=number, scheme="iid", value="1") for number in (1, 2)
        )
        session.flush()
