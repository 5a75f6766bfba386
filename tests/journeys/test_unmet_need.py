"""Nobody has written about it: from searches in vain to an answer that is found (S4)."""

import re
from datetime import date

import pytest
from flask import Flask

from portal.accounts.services.memberships import Post
from portal.core import retention
from portal.core.permissions import Role
from portal.needs.models import NeedState, SearchEvent
from portal.needs.search import search_log
from portal.search import outbox
from tests.factories.clock import at
from tests.factories.drafts import EDITOR, actor_of, approved, submitted, written
from tests.factories.needs import (
    CELL,
    KESAMBI,
    LONTAR,
    MERANTI,
    QUERY,
    RANDU,
    events,
    gathered,
    needs,
    opened,
    searched,
    searched_by,
)
from tests.factories.pages import text_of
from tests.factories.people import active, mails, send, signed_in_with_code

DAY, LATE, AFTER = "2027-03-01", "2027-04-02", "2028-04-10"
BAYU, RINA, WATI, TONO = "bayu@uji.go.id", "rina@uji.go.id", "wati@uji.go.id", "tono@uji.go.id"
OFFICERS = {BAYU: LONTAR, "lia@uji.go.id": LONTAR, "ari@uji.go.id": RANDU, "edi@uji.go.id": RANDU}
KIRANA = "kirana@uji.go.id"
REGIONS = ("Banyuwangi", "Sragen", "Tangerang Selatan")
PRACTICE = "Tanggul warga untuk pasang laut"


@pytest.fixture
def people(empty_library: Flask) -> dict[str, int]:
    """Everybody of the story, by address."""
    posts = {mail: Post(role=Role.OFFICER, region=code) for mail, code in OFFICERS.items()}
    posts[KIRANA] = Post(role=Role.OFFICER, region=KESAMBI)
    posts[WATI] = Post(role=Role.PUBLISHER, region=MERANTI)
    ids = {mail: active(mail, post) for mail, post in posts.items()}
    ids[TONO] = active(TONO, Post(role=Role.REGION_ADMIN, region=MERANTI), totp=True)
    ids[RINA] = active(RINA, EDITOR, totp=True)
    return ids


def _subjects(mail: str) -> list[str]:
    told = [subject for to, subject, _text in mails() if to == mail]
    return [subject for subject in told if subject != "Undangan ke Sokoguru"]


def _four_searches(app: Flask) -> None:
    for mail, code in OFFICERS.items():
        words = QUERY if code == LONTAR else "rob banjir pesisir"
        searched_by(app, mail, words, **CELL)
    gathered(app)


def _becomes_public(app: Flask) -> str:
    """Let everybody search in vain, and return the address of the need."""
    _four_searches(app)
    searched_by(app, KIRANA, "penanganan banjir rob")
    gathered(app)
    board = app.test_client().get("/needs").get_data(as_text=True)
    (path,) = re.findall(r'<h2 class="title">\s*<a href="(/needs/\w{12})">', board)
    return str(path)


def test_too_few_searches_are_for_editors_alone(
    empty_library: Flask, people: dict[str, int]
) -> None:
    with at(DAY):
        _four_searches(empty_library)

        board = empty_library.test_client().get("/needs").get_data(as_text=True)
        assert 'data-total="0"' in board
        assert "banjir" not in board
        raw = signed_in_with_code(empty_library, RINA).get("/needs/raw").get_data(as_text=True)
        assert re.findall(r'data-searches="(\d+)"\s+data-regions="(\d+)"', raw) == [("4", "2")]
        assert "rob banjir pesisir" in raw
        (need,) = needs()
        stranger = empty_library.test_client()
        assert stranger.get(f"/needs/{need.public_id}").status_code == 404
        assert stranger.get("/api/v1/needs").get_json()["total"] == 0
        assert signed_in_with_code(empty_library, BAYU).get("/needs/raw").status_code == 403


def test_the_fifth_search_from_a_third_region_makes_it_public(
    empty_library: Flask, people: dict[str, int]
) -> None:
    with at(DAY):
        path = _becomes_public(empty_library)

        stranger = empty_library.test_client()
        for page in ("/needs", path, "/en/needs", f"/en{path}"):
            text = text_of(stranger, page)
            assert re.search("3 daerah mencari|3 regions searched", text)
            assert re.search("Lingkungan|environment", text)
            assert not [name for name in REGIONS if name in text]
            assert "pesisir" not in text
            assert "penanganan" not in text
        (item,) = stranger.get("/api/v1/needs").get_json()["items"]
        assert (item["title"], item["searches"], item["regions"]) == (QUERY, 5, 3)
        assert (item["dimension"], item["sector"]) == tuple(CELL.values())
        assert QUERY in stranger.get("/needs.csv").get_data(as_text=True)


def test_a_claim_without_a_draft_lapses_and_its_admin_is_told(
    empty_library: Flask, people: dict[str, int]
) -> None:
    with at(DAY):
        path = _becomes_public(empty_library)
        bayu, wati = (signed_in_with_code(empty_library, mail) for mail in (BAYU, WATI))
        assert send(bayu, f"{path}/join", path, notify="y").status_code == 303
        assert send(wati, f"{path}/claim", path, region=MERANTI).status_code == 303
        page = text_of(empty_library.test_client(), path)
        assert "Sedang ditulis oleh Kota Surabaya, sampai 31 Maret 2027" in page
        assert "1 daerah ikut membutuhkan" in page

    with at(LATE):
        gathered(empty_library)

        assert "Sedang ditulis" not in text_of(empty_library.test_client(), path)
        assert needs()[0].state is NeedState.PUBLIC
        assert _subjects(TONO) == [f"Terbuka lagi: {QUERY}"]
        gathered(empty_library)
        assert len(_subjects(TONO)) == 1


def test_an_answer_is_told_once_comes_first_and_is_proved_by_a_click(
    empty_library: Flask, people: dict[str, int]
) -> None:
    with at(DAY):
        path = _becomes_public(empty_library)
        bayu, wati = (signed_in_with_code(empty_library, mail) for mail in (BAYU, WATI))
        send(bayu, f"{path}/join", path, notify="y")
        send(wati, f"{path}/claim", path, region=MERANTI)
        slug = written(actor_of(people[WATI]), title=PRACTICE, region=MERANTI)
        other = written(actor_of(people[WATI]), title="Banjir rob di kota lain", region=MERANTI)
        assert send(wati, f"{path}/practice", path, address=f"/practices/{slug}").status_code == 303
        assert needs()[0].state is NeedState.CLAIMED
        assert slug not in empty_library.test_client().get(path).get_data(as_text=True)

        for draft in (other, slug):
            submitted(actor_of(people[WATI]), draft)
            approved(actor_of(people[RINA]), draft)
        gathered(empty_library)
        outbox.rebuild()

        assert _subjects(BAYU) == [f"Terjawab: {QUERY}"]
        found = bayu.get(f"/practices?q={QUERY}").get_data(as_text=True)
        assert re.findall(r'<article[^>]* data-slug="([^"]+)"', found) == [slug, other]
        assert bayu.get(f"/practices/{slug}").status_code == 200  # not from the results
        elsewhere = searched(bayu, "laut")
        opened(bayu, slug, elsewhere)
        search_log(empty_library).flush()
        assert needs()[0].state is NeedState.ANSWERED

        opened(bayu, slug, searched(bayu, QUERY))
        search_log(empty_library).flush()

        assert needs()[0].state is NeedState.CLOSED
        last = events()[-1]
        assert (last.query, last.clicked, last.practice_id is not None) == (QUERY, 1, True)
        gathered(empty_library)
        assert len(_subjects(BAYU)) == 1


def test_the_log_knows_nobody_and_forgets(empty_library: Flask, people: dict[str, int]) -> None:
    with at(DAY):
        _four_searches(empty_library)
        columns = set(SearchEvent.__table__.columns.keys())
        assert not {name for name in columns if re.search("person|user|mail|address|agent", name)}
        assert [event.day for event in events()] == [date(2027, 3, 1)] * 4

    with at(AFTER):
        retention.clean()

        assert events() == []
