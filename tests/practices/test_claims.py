"""Claims: what editors compiled becomes its region's, and is no longer the editors' to write."""

import random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.queries import person_by_mail
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.practices.models import PracticeState
from portal.practices.services import drafts, life
from portal.practices.services.evidence import evidence_level
from portal.practices.services.versions import store_compilations
from tests.factories.drafts import (
    COMPLETE,
    EDITOR,
    PUBLISHER,
    REGION,
    Post,
    actor_of,
    approved,
    practice_of,
    somebody,
)
from tests.factories.people import active, send, signed_in
from tests.factories.practices import Words, record

THIN, WHOLE = "praktik-ringkas", "praktik-lengkap"
LABEL, TAKING = "dapat mengambil alih", "sedang diambil alih"
CHECKED = {
    "kind": "pihak-ketiga",
    "text": {"id": "Laporan hasil pemeriksaan"},
    "url": "https://example.invalid/lhp",
    "checked_by": "Inspektorat",
    "checked_on": "2026-05-04",
}


def _load(slug: str, **changes: Any) -> int:
    rng = random.Random(5)
    made = record(rng, Words(rng, 300), region=REGION, status="active", **changes)
    made.pop("stopped", None)
    with unit_of_work() as session:
        return store_compilations(session, {slug: made})


@pytest.fixture
def sari(empty_library: Flask) -> FlaskClient:
    """Return the browser of a region of which editors compiled two practices."""
    _load(THIN)
    _load(WHOLE, **COMPLETE, evidence=[CHECKED])
    active("sari@kota.go.id", PUBLISHER)
    return signed_in(empty_library, "sari@kota.go.id")


def _page(client: FlaskClient, slug: str) -> str:
    return client.get(f"/practices/{slug}").get_data(as_text=True)


def test_a_region_takes_over_and_its_words_stay(sari: FlaskClient, empty_library: Flask) -> None:
    visitor = empty_library.test_client()
    active("bayu@kab.go.id", Post(role=Role.PUBLISHER, region="35.10"))
    other = signed_in(empty_library, "bayu@kab.go.id")
    assert LABEL in _page(visitor, WHOLE)
    assert "Ambil alih dan sunting" not in _page(visitor, WHOLE)
    assert send(other, f"/practices/{WHOLE}/claim").status_code == 403
    assert "Ambil alih dan sunting" in _page(sari, WHOLE)

    begun = send(sari, f"/practices/{WHOLE}/claim")
    assert (begun.status_code, begun.location) == (303, f"/practices/{WHOLE}/edit")
    assert TAKING in _page(visitor, WHOLE)
    assert send(sari, f"/practices/{WHOLE}/claim").status_code == 409
    with unit_of_work() as session:
        drafts.discard(session, actor_of(_sari()), practice_of(WHOLE))
    assert LABEL in _page(visitor, WHOLE)

    assert _level(visitor, WHOLE) == 2
    sent = send(sari, f"/practices/{WHOLE}/claim", unchanged="1")
    assert (sent.status_code, sent.location) == (303, f"/practices/{WHOLE}/confirm?done=submitted")
    assert approved(somebody("rina@pusat.go.id", EDITOR), WHOLE) == 2
    page = _page(visitor, WHOLE)
    assert LABEL not in page
    assert TAKING not in page
    assert "Disusun redaksi" not in page
    assert "Terverifikasi daerahnya" in page
    assert "diperiksa oleh Inspektorat, 4 Mei 2026" in page
    assert _level(visitor, WHOLE) == 3

    assert _load(WHOLE, **COMPLETE | {"summary": {"id": "Lain.", "en": "Else."}}) == 0
    assert _level(visitor, WHOLE) == 3


def _sari() -> int:
    found = person_by_mail("sari@kota.go.id")
    assert found is not None
    return found.id


def _level(client: FlaskClient, slug: str) -> int:
    return int(client.get(f"/api/v1/practices/{slug}").get_json()["evidence"])


def test_what_is_incomplete_is_not_sent_unchanged(sari: FlaskClient) -> None:
    refused = send(sari, f"/practices/{THIN}/claim", unchanged="1")
    page = refused.get_data(as_text=True)

    assert refused.status_code == 422
    assert "Yang masih kurang" in page
    assert "alamat surel kantor" in page
    assert practice_of(THIN).draft_state is None
    assert send(sari, f"/practices/{THIN}/confirm").status_code == 409  # not its own yet


def test_what_a_region_said_outlives_a_load(sari: FlaskClient) -> None:
    actor = actor_of(_sari())
    with unit_of_work() as session:
        life.stop(session, actor, practice_of(THIN), "mutasi", "Petugasnya pindah.")
    assert _load(THIN, year=2001) == 1
    assert practice_of(THIN).state is PracticeState.STOPPED
    with unit_of_work():
        practice_of(THIN).state = PracticeState.SUSPENDED
    assert _load(THIN, year=2002) == 1
    assert practice_of(THIN).state is PracticeState.SUSPENDED
    with unit_of_work():
        practice_of(THIN).state = PracticeState.WITHDRAWN
    assert _load(THIN, year=2003) == 0


PROOFS = st.fixed_dictionaries(
    {"kind": st.sampled_from(["dokumen", "terukur", "pihak-ketiga", "replikasi"])},
    optional={
        "sources": st.lists(st.just("s1"), max_size=1),
        "url": st.just("https://example.invalid/"),
        "file": st.just("a" * 12),
        "checked_by": st.sampled_from(["", "BPS"]),
        "checked_on": st.just("2026-05-04"),
    },
)
MEASURES = st.fixed_dictionaries(
    {"value": st.integers()}, optional={"sources": st.lists(st.just("s1"), max_size=1)}
)
RECORDS = st.fixed_dictionaries(
    {"compiled_by": st.sampled_from(["region", "editors"])},
    optional={
        "evidence": st.lists(PROOFS, max_size=3),
        "indicators": st.lists(
            st.fixed_dictionaries({"actual": MEASURES}, optional={"baseline": MEASURES}),
            max_size=2,
        ),
        "legal_basis": st.lists(
            st.fixed_dictionaries({}, optional={"sources": st.just(["s1"])}), max_size=1
        ),
    },
)


@given(made=RECORDS, more=PROOFS)
def test_the_ladder(made: dict[str, Any], more: dict[str, Any]) -> None:
    """Each rung has its proof, no proof lowers a level, and no record proves the fourth."""
    level = evidence_level(made)
    proofs = made.get("evidence", [])
    seen = [row for row in proofs if any(row.get(key) for key in ("sources", "url", "file"))]

    assert 0 <= level <= (2 if made["compiled_by"] == "editors" else 3)
    assert evidence_level(made | {"evidence": [*proofs, more]}) >= level
    assert evidence_level(made | {"compiled_by": "region"}) >= level
    if level == 3:
        assert any(
            row["kind"] == "pihak-ketiga" and row.get("checked_by") and row.get("checked_on")
            for row in seen
        )
    if level == 2:
        assert any(
            row.get("baseline", {}).get("sources") and row["actual"].get("sources")
            for row in made["indicators"]
        )
    if level == 0:
        assert not any(row["kind"] in {"dokumen", "pihak-ketiga"} for row in seen)
        assert not any(rule.get("sources") for rule in made.get("legal_basis", []))
