"""From gap to plan, by the pages: recommended, compared, checked, begun."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.adoptions.models import Adoption, Stage
from portal.core.db import db, end_transaction
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.practices.services import life
from portal.regions.schemas.measures import What
from tests.api.programs import Program
from tests.conftest import _copy
from tests.databases import Database
from tests.factories import profile
from tests.factories.adoptions import begun, dropped
from tests.factories.drafts import SLUG, practice_of
from tests.factories.gaps import KESAMBI, LONTAR, MERANTI, RANDU, TOPIC, gaps_and_practices
from tests.factories.pages import text_of
from tests.factories.people import faults, send
from tests.factories.practices import publish

SCORES = re.compile(r'data-slug="([^"]+)" data-score="([^"]+)"')
Browser = Callable[[str], FlaskClient]


@pytest.fixture
def app(
    built: Callable[[str, Callable[[], object]], Path], database: Database, tmp_path: Path
) -> Iterator[Flask]:
    """Give a portal of its own with the regions of the story and their practices."""
    with _copy(database, built("for-you", gaps_and_practices), tmp_path) as made:
        yield made


def test_from_gap_to_plan(app: Flask, browser: Browser, who: Callable[[str], Actor]) -> None:
    bayu = browser("bayu")
    page = text_of(bayu, "/for-you")
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
    english = text_of(bayu, "/en/for-you")
    assert "0.285" in english
    assert "2 of 3 replications" in english

    _told_to_programs(app)
    _compared(bayu, page)
    _planned(bayu)

    profile.verified(who("rina"), who("bayu"), LONTAR, {"tata-kelola": 4}, date="2026-05-01")
    assert dict(SCORES.findall(text_of(bayu, "/for-you")))[SLUG] == "0,107"
    full = {"kesehatan": 100.0}
    profile.verified(who("rina"), who("bayu"), LONTAR, full, What.SPM, date="2026")
    page = text_of(bayu, "/for-you")
    assert SCORES.findall(page) == []
    assert "Tidak ada kekurangan yang tercatat" in page


def _told_to_programs(app: Flask) -> None:
    """Read the same by the API, as whoever may read the page."""
    address = f"/api/v1/regions/{LONTAR}/recommendations"
    best, *_others = Program(app, "bayu@uji.go.id").told("GET", address)["items"]
    assert (best["slug"], best["score"]) == (SLUG, 0.285)
    assert best["gap"] == {
        "dimension": "tata-kelola",
        "level": 2,
        "target": 4,
        "sector": "kesehatan",
        "spm": 70.0,
        "fit": 0.4,
    }
    terms = ("evidence", "context", "replications", "replicated", "fresh")
    assert [best[term] for term in terms] == [3, 0.6, 3, 2, 1.0]
    assert Program(app).ask("GET", address).status_code == 401


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
    page = text_of(bayu, f"{check}?region={LONTAR}")
    items = re.findall(r'data-answer="(\w+)"> <h3[^>]*>([^<]+)</h3>', page)
    assert items == [
        ("lacking", "Koneksi stabil"),
        ("unknown", "Admin TI 1 orang"),
        ("met", "Dana pendamping"),
        ("met", "Puskesmas di tepi laut"),
    ]
    assert "koneksi internet lemah, perlu koneksi internet kuat" in page
    hit = text_of(bayu, "/practices?q=antrean")
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
    page = text_of(bayu, papers)
    assert re.findall(r"<span>([^<]+)</span> <form", page)[:2] == [
        "Koneksi stabil (koneksi internet lemah, perlu koneksi internet kuat)",
        "Admin TI 1 orang (profil daerah tidak memuatnya)",
    ]
    due = f"/adoptions/{key}/tasks/1/due"
    assert send(bayu, due, papers, **{"t1-due": "besok"}).status_code == 422
    assert send(bayu, due, papers, **{"t1-due": "2020-01-31"}).status_code == 303
    page = text_of(bayu, f"/adoptions/{key}")
    assert "tenggat 31 Januari 2020" in page
    assert "terlewat" in page
    again = send(bayu, check, f"{check}?region={LONTAR}", region=LONTAR, **answers)
    assert again.status_code == 409
    assert "Sudah tercatat di daerah Anda" in again.get_data(as_text=True)


def test_what_changes_is_seen_at_once_and_few_questions_are_asked(
    browser: Browser, who: Callable[[str], Actor]
) -> None:
    bayu = browser("bayu")
    assert "2 dari 3 replikasi berhasil" in text_of(bayu, "/for-you")
    dropped(who("meranti"), begun(who("meranti"), MERANTI))
    end_transaction()
    assert "2 dari 4 replikasi berhasil" in text_of(bayu, "/for-you")
    with asked() as few:
        bayu.get("/for-you")
    publish(12, seed=9, region=RANDU, **TOPIC | {"sectors": ["kesehatan", "sosial"]})
    profile.verified(who("rina"), who("randu"), RANDU, {"tata-kelola": 5}, date="2026-06-01")
    end_transaction()
    page = text_of(bayu, "/for-you")
    of_randu = [slug for slug, _score in SCORES.findall(page) if slug[:6] in {"uji-1-", "uji-9-"}]
    assert len(of_randu) == 2
    with asked() as many:
        bayu.get("/for-you")
    assert len(many) == len(few) <= 15
    with unit_of_work() as session:
        life.stop(session, who("sari"), practice_of(SLUG), "anggaran", "Dananya habis.")
    end_transaction()
    assert SLUG not in dict(SCORES.findall(text_of(bayu, "/for-you")))


@contextmanager
def asked() -> Iterator[list[str]]:
    """Give what the database is asked meanwhile."""
    told: list[str] = []

    def hear(*what: object) -> None:
        told.append(str(what[2]))

    sa.event.listen(db.engine, "before_cursor_execute", hear)
    yield told
    sa.event.remove(db.engine, "before_cursor_execute", hear)


def test_the_own_word_of_a_region_counts_for_its_own_people(
    app: Flask, browser: Browser, who: Callable[[str], Actor]
) -> None:
    profile.entered(who("kesambi"), KESAMBI, {"tata-kelola": 3})
    kesambi = browser("kesambi")
    page = text_of(kesambi, "/for-you")
    assert "Tata kelola cerdas M3, target M4; SPM kesehatan: capaian belum diketahui" in page
    assert 'id="belum"' in page
    assert f"/regions/{KESAMBI}/profile/maturity" in page
    assert SLUG in page
    assert kesambi.get(f"/for-you?region={LONTAR}").status_code == 403
    assert kesambi.get("/for-you?region=99.99").status_code == 404
    assert "Tata kelola cerdas M3" in text_of(browser("rina"), f"/for-you?region={KESAMBI}")


def test_who_has_no_region_is_told_how_to_come_to_one(app: Flask, browser: Browser) -> None:
    visitor = app.test_client()
    assert "/sign-in?next=/for-you" in text_of(visitor, "/for-you")
    assert "Tidak cocok" not in text_of(visitor, "/practices?q=antrean")
    assert "tidak bertugas di satu daerah pun" in text_of(browser("ahli"), "/for-you")
    assert browser("ahli").get(f"/practices/{SLUG}/check").status_code == 403
    assert "milik daerah Anda sendiri" in text_of(browser("cemara"), f"/practices/{SLUG}/check")
