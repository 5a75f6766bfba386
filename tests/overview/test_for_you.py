"""From gap to plan, by the pages: recommended, compared, checked, begun."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.queries import person_by_mail
from portal.accounts.services.memberships import Post
from portal.adoptions.models import Adoption, Outcome, Stage
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.practices.models import Practice
from portal.practices.services.pulse import today
from portal.regions.schemas.measures import What
from portal.regions.services import traits
from portal.search import outbox
from tests.conftest import _copy
from tests.databases import Database
from tests.factories import adoptions, profile
from tests.factories.drafts import EDITOR, PUBLISHER, SLUG, actor_of, approved, submitted, written
from tests.factories.people import active, faults, send, signed_in_with_code
from tests.factories.practices import publish

CEMARA, LONTAR, RANDU, KESAMBI = (
    adoptions.OWNER,
    adoptions.LONTAR,
    adoptions.RANDU,
    adoptions.KESAMBI,
)
MERANTI = "35.12"
PEOPLE = {
    "sari": PUBLISHER,
    "hadi": Post(role=Role.REGION_ADMIN, region=CEMARA),
    "cemara": Post(role=Role.OFFICER, region=CEMARA),
    "bayu": adoptions.OFFICER,
    "randu": Post(role=Role.OFFICER, region=RANDU),
    "kesambi": Post(role=Role.OFFICER, region=KESAMBI),
    "meranti": Post(role=Role.OFFICER, region=MERANTI),
    "rina": EDITOR,
    "ahli": Post(role=Role.EXPERT),
}
TOPIC = {
    "dimensions": ["tata-kelola"],
    "sectors": ["kesehatan"],
    "aspects": [],
    "services": [],
    "indicators": [],
    "status": "active",
}
STATED = {"sources": ["s1"]}
PROVEN = [
    STATED
    | {
        "kind": "pihak-ketiga",
        "text": {"id": "Diperiksa inspektorat."},
        "checked_by": "Inspektorat",
        "checked_on": "2026-02-01",
    }
]
NEEDS = [
    STATED | {"text": {"id": "Koneksi stabil"}, "must": True, "needs": "connectivity:kuat"},
    STATED | {"text": {"id": "Admin TI 1 orang"}, "must": True},
    STATED | {"text": {"id": "Dana pendamping"}, "must": False, "needs": "fiscal-band:rendah"},
    STATED | {"text": {"id": "Puskesmas di tepi laut"}, "must": False, "needs": "terrain:pesisir"},
]
PROVEN_PRACTICE = {
    "evidence": PROVEN,
    "prerequisites": NEEDS,
    "duration_months": 6,
    "people": STATED | {"text": {"id": "Dua petugas loket."}},
}
ALIKE = {"population_band": "100-250-ribu", "terrain": "pesisir", "fiscal_band": "sedang"}
SCORES = re.compile(r'data-slug="([^"]+)" data-score="([^"]+)"')
Browser = Callable[[str], FlaskClient]


def _fill() -> None:
    guarded = {"hadi", "rina"}
    ids = {
        name: active(f"{name}@uji.go.id", post, totp=name in guarded)
        for name, post in PEOPLE.items()
    }
    who = {name: actor_of(number) for name, number in ids.items()}
    written(who["sari"], **PROVEN_PRACTICE)
    submitted(who["sari"], SLUG)
    approved(who["rina"], SLUG)
    for seed, region, changes in (
        (1, RANDU, {}),  # of a region that is not ahead
        (2, LONTAR, {}),  # the learner's own
        (3, CEMARA, {"status": "stopped"} | _stopped()),
        (4, CEMARA, {}),  # will be stale
        (5, CEMARA, {}),
        (6, CEMARA, {}),  # a third of one region
        (7, MERANTI, {"sectors": ["non-spm"]}),
    ):
        publish(1, seed=seed, region=region, **TOPIC | changes)
    _replicated(who)
    _assessed(who)
    with unit_of_work() as session:
        stale = session.scalars(sa.select(Practice).where(Practice.slug == "uji-4-0")).one()
        stale.verify_by = today() - timedelta(days=91)
    outbox.rebuild()


def _stopped() -> dict[str, object]:
    return {"stopped": {"reason": "anggaran", "text": {"id": "Dananya habis."}}}


def _replicated(who: dict[str, Actor]) -> None:
    """Let two regions adopt it with a result in part, and one give it up."""
    for name, region in (("randu", RANDU), ("kesambi", KESAMBI)):
        key = adoptions.begun(who[name], region)
        adoptions.reported(who[name], key)
        adoptions.confirmed(who["sari"], key, Outcome.PARTIAL)
        adoptions.verified(who["rina"], key)
    adoptions.dropped(who["meranti"], adoptions.begun(who["meranti"], MERANTI))


def _assessed(who: dict[str, Actor]) -> None:
    rina = who["rina"]
    for name, region, level, spm in (
        ("cemara", CEMARA, 4, 95),
        ("bayu", LONTAR, 2, 70),
        ("randu", RANDU, 2, 60),
        ("meranti", MERANTI, 3, 50),
    ):
        profile.verified(rina, who[name], region, {"tata-kelola": level})
        profile.verified(rina, who[name], region, {"kesehatan": spm}, What.SPM)
    for name, region, connectivity in (("cemara", CEMARA, "kuat"), ("bayu", LONTAR, "lemah")):
        with unit_of_work() as session:
            values = {**ALIKE, "connectivity": connectivity}
            traits.set_traits(session, who[name], profile.region_id(region), values)


@pytest.fixture
def app(
    built: Callable[[str, Callable[[], object]], Path], database: Database, tmp_path: Path
) -> Iterator[Flask]:
    """Give a portal of its own with the regions of the story and their practices."""
    with _copy(database, built("for-you", _fill), tmp_path) as made:
        yield made


@pytest.fixture
def browser(app: Flask) -> Browser:
    """How to get the browser of somebody of the story."""
    return lambda name: signed_in_with_code(app, f"{name}@uji.go.id")


@pytest.fixture
def who(app: Flask) -> Callable[[str], Actor]:
    """How to get somebody of the story."""

    def get(name: str) -> Actor:
        person = person_by_mail(f"{name}@uji.go.id")
        assert person is not None
        return actor_of(person.id)

    return get


def _text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def test_from_gap_to_plan(browser: Browser, who: Callable[[str], Actor]) -> None:
    bayu = browser("bayu")
    page = _text(bayu, "/for-you")
    scores = dict(SCORES.findall(page))
    assert scores[SLUG] == "0,285"
    for told in (
        "Tata kelola cerdas M2, target M4; SPM kesehatan 70 %",
        "mirip: di atas 100 sampai 250 ribu jiwa, pesisir, kapasitas fiskal sedang",
        "2 dari 3 replikasi berhasil",
        "Kota Surabaya lebih maju: M4, SPM 95 %",
    ):
        assert told in page, told
    assert next(iter(scores)) == SLUG
    assert set(scores) == {SLUG, "uji-5-0", "uji-7-0"}  # not the third of one region
    english = _text(bayu, "/en/for-you")
    assert "0.285" in english
    assert "2 of 3 replications" in english

    _compared(bayu, page)
    _planned(bayu)

    profile.verified(who("rina"), who("bayu"), LONTAR, {"tata-kelola": 4}, date="2026-05-01")
    assert dict(SCORES.findall(_text(bayu, "/for-you")))[SLUG] == "0,107"
    full = {"kesehatan": 100.0}
    profile.verified(who("rina"), who("bayu"), LONTAR, full, What.SPM, date="2026")
    page = _text(bayu, "/for-you")
    assert SCORES.findall(page) == []
    assert "Tidak ada kekurangan yang tercatat" in page


def _compared(bayu: FlaskClient, page: str) -> None:
    """Look at the best three side by side, as the page links them."""
    found = re.search(r'href="(/practices/compare[^"]+)"', page)
    assert found is not None
    compared = bayu.get(found[1].replace("&amp;", "&"))
    assert len(compared.data) <= 60 * 1024
    text = compared.get_data(as_text=True)
    assert len(re.findall(r'class="name" href="/practices/', text)) == 3
    for row in ("cost", "months", "people", "prerequisites", "evidence", "adoptions"):
        assert f'class="row-{row}"' in text, row
    assert "2 terverifikasi" in text


def _planned(bayu: FlaskClient) -> None:
    """Check whether it fits, and begin with what has to be settled."""
    check = f"/practices/{SLUG}/check"
    page = _text(bayu, f"{check}?region={LONTAR}")
    items = re.findall(r'data-answer="(\w+)"> <h3[^>]*>([^<]+)</h3>', page)
    assert items == [
        ("lacking", "Koneksi stabil"),
        ("unknown", "Admin TI 1 orang"),
        ("met", "Dana pendamping"),
        ("met", "Puskesmas di tepi laut"),
    ]
    assert "koneksi internet lemah, perlu koneksi internet kuat" in page
    hit = _text(bayu, "/practices?q=antrean")
    assert "Tidak cocok" in hit
    assert "karena koneksi internet lemah, perlu koneksi internet kuat." in hit

    answers = {"p1-answer": "lacking", "p2-answer": "unknown", "p3-answer": "met"}
    bare = send(bayu, check, check, region=LONTAR, **answers)
    assert (bare.status_code, len(faults(bare.get_data(as_text=True)))) == (422, 1)
    answers["p4-answer"] = "met"
    begun = send(bayu, check, check, region=LONTAR, **answers)
    assert begun.status_code == 303
    key = begun.location.split("/")[2].split("?")[0]
    with unit_of_work() as session:
        adoption = session.scalars(sa.select(Adoption).where(Adoption.public_id == key)).one()
        assert adoption.stage is Stage.EXPLORING
    papers = f"/adoptions/{key}/papers"
    page = _text(bayu, papers)
    assert re.findall(r"<span>([^<]+)</span> <form", page)[:2] == [
        "Koneksi stabil (koneksi internet lemah, perlu koneksi internet kuat)",
        "Admin TI 1 orang (profil daerah tidak memuatnya)",
    ]
    due = f"/adoptions/{key}/tasks/1/due"
    assert send(bayu, due, papers, **{"t1-due": "besok"}).status_code == 422
    assert send(bayu, due, papers, **{"t1-due": "2020-01-31"}).status_code == 303
    page = _text(bayu, f"/adoptions/{key}")
    assert "tenggat 31 Januari 2020" in page
    assert "terlewat" in page
    again = send(bayu, check, f"{check}?region={LONTAR}", region=LONTAR, **answers)
    assert again.status_code == 409
    assert "Sudah tercatat di daerah Anda" in again.get_data(as_text=True)


def test_the_own_word_of_a_region_counts_for_its_own_people(
    app: Flask, browser: Browser, who: Callable[[str], Actor]
) -> None:
    profile.entered(who("kesambi"), KESAMBI, {"tata-kelola": 3})
    kesambi = browser("kesambi")
    page = _text(kesambi, "/for-you")
    assert "Tata kelola cerdas M3, target M4; SPM kesehatan: capaian belum diketahui" in page
    assert 'id="belum"' in page
    assert f"/regions/{KESAMBI}/profile/maturity" in page
    assert SLUG in page
    assert kesambi.get(f"/for-you?region={LONTAR}").status_code == 403
    assert kesambi.get("/for-you?region=99.99").status_code == 404
    assert "Tata kelola cerdas M3" in _text(browser("rina"), f"/for-you?region={KESAMBI}")


def test_who_has_no_region_is_told_how_to_come_to_one(app: Flask, browser: Browser) -> None:
    visitor = app.test_client()
    assert "/sign-in?next=/for-you" in _text(visitor, "/for-you")
    assert "Tidak cocok" not in _text(visitor, "/practices?q=antrean")
    assert "tidak bertugas di satu daerah pun" in _text(browser("ahli"), "/for-you")
    assert browser("ahli").get(f"/practices/{SLUG}/check").status_code == 403
    assert "milik daerah Anda sendiri" in _text(browser("cemara"), f"/practices/{SLUG}/check")
