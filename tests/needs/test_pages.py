"""The pages of needs: recorded, joined, claimed, answered, and refused to whoever may not."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.services import erasing
from portal.accounts.services.memberships import Post
from portal.core.clock import today, utcnow
from portal.core.db import db, reading
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.needs.models import Need, NeedSource, NeedState, NeedWish
from portal.practices.models import Practice, PracticeState
from portal.search import outbox
from tests.factories.drafts import EDITOR, actor_of, approved, submitted, written
from tests.factories.needs import (
    CELL,
    KESAMBI,
    LONTAR,
    MERANTI,
    QUERY,
    RANDU,
    a_need,
    gathered,
    needs,
    searched,
)
from tests.factories.pages import text_of
from tests.factories.people import active, faults, own_data, send, signed_in_with_code
from tests.factories.practices import publish
from tests.factories.threads import asked, changed

PEOPLE = {
    "bayu": Post(role=Role.OFFICER, region=LONTAR),
    "wati": Post(role=Role.PUBLISHER, region=MERANTI),
    "sari": Post(role=Role.PUBLISHER, region=RANDU),
    "ahli": Post(role=Role.EXPERT),
    "rina": EDITOR,
}


@pytest.fixture
def app(empty_library: Flask) -> Flask:
    """A portal with people and no practice."""
    for name, post in PEOPLE.items():
        active(f"{name}@uji.go.id", post, totp=post is EDITOR)
    return empty_library


def _browser(app: Flask, name: str) -> FlaskClient:
    return signed_in_with_code(app, f"{name}@uji.go.id")


def _id(name: str) -> int:
    with reading():
        found = sa.text("SELECT id FROM person WHERE mail = :mail")
        return int(db.session.execute(found, {"mail": f"{name}@uji.go.id"}).scalar_one())


def _published(app: Flask, name: str, title: str) -> str:
    author = actor_of(_id(name))
    region = MERANTI if name == "wati" else RANDU
    slug = written(author, title=title, region=region)
    submitted(author, slug)
    approved(actor_of(_id("rina")), slug)
    return slug


def test_an_empty_page_of_results_lets_members_record_at_once(app: Flask) -> None:
    bayu = _browser(app, "bayu")
    page = bayu.get(searched(bayu, QUERY, **CELL)).get_data(as_text=True)
    fields = r'type="hidden" name="(words|dimension|sector|notify)" value="(.*?)"'
    sent = dict(re.findall(fields, page))
    assert sent == {"words": QUERY, **CELL, "notify": "y"}

    assert send(bayu, "/needs", "/account", **sent).location == "/needs?done=recorded"

    (need,) = needs()
    assert (need.state, need.source, need.signature) == (
        NeedState.RAW,
        NeedSource.MANUAL,
        "banjir rob",
    )
    assert (need.dimension, need.sector) == tuple(CELL.values())
    own = text_of(bayu, "/needs")
    assert QUERY in own
    assert QUERY not in text_of(app.test_client(), "/needs")
    send(bayu, "/needs", "/account", words="rob banjir", dimension="", sector="")
    assert len(needs()) == 1  # what is alike is kept together
    gathered(app)
    assert [need.state for need in needs()] == [NeedState.RAW]
    send(bayu, f"/needs/{need.public_id}/leave", "/needs")
    gathered(app)
    assert needs() == []


def test_strangers_are_led_to_sign_in_and_back(app: Flask) -> None:
    stranger = app.test_client()
    page = stranger.get("/practices?q=banjir+rob").get_data(as_text=True)
    assert 'href="/needs/new?words=banjir+rob"' in page

    answer = stranger.get("/needs/new?words=banjir+rob")

    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=/needs/new?words")
    form = _browser(app, "bayu").get("/needs/new?words=banjir+rob").get_data(as_text=True)
    assert 'value="banjir rob"' in form


def test_an_empty_cell_of_the_grid_is_asked_for_from_home(app: Flask) -> None:
    home = app.test_client().get("/").get_data(as_text=True)
    path = "/needs/new?dimension=lingkungan&amp;sector=kesehatan"
    assert f'href="{path}"' in home
    cell = {"words": "", "dimension": "lingkungan", "sector": "kesehatan"}

    for number, code in enumerate((LONTAR, RANDU, KESAMBI, LONTAR)):
        mail = f"petugas{number}@uji.go.id"
        active(mail, Post(role=Role.OFFICER, region=code))
        send(signed_in_with_code(app, mail), "/needs", "/account", **cell)
    gathered(app)
    assert [need.state for need in needs()] == [NeedState.RAW]
    send(_browser(app, "bayu"), "/needs", "/account", **cell)
    gathered(app)

    (need,) = needs()
    assert (need.state, need.searches, need.regions) == (NeedState.PUBLIC, 5, 3)
    text = text_of(app.test_client(), f"/needs/{need.public_id}")
    assert "Lingkungan" in text
    assert "3 daerah mencari" in text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"words": "", "dimension": "", "sector": ""}, "Apa yang Anda cari"),
        ({"words": "x" * 201, "dimension": "", "sector": ""}, "Apa yang Anda cari"),
        ({"words": "dan di yang", "dimension": "", "sector": ""}, "Apa yang Anda cari"),
        ({"words": "a\x00b", "dimension": "", "sector": ""}, "Apa yang Anda cari"),
        ({"words": "rob", "dimension": "tidak-ada", "sector": ""}, "Dimensi kematangan"),
        ({"words": "rob"}, "Dimensi kematangan"),
    ],
)
def test_what_cannot_be_recorded_stays_in_the_form_with_what_is_wrong(
    app: Flask, sent: dict[str, str], told: str
) -> None:
    answer = send(_browser(app, "bayu"), "/needs", "/account", **sent)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert faults(page)[0].startswith(told)
    assert sent["words"].replace("\x00", "") in page.replace("\x00", "")
    assert needs() == []


def test_a_region_claims_links_and_gives_back(app: Flask) -> None:
    path, wati = a_need(), _browser(app, "wati")
    assert "Kami akan menulisnya" not in text_of(_browser(app, "bayu"), path)

    assert send(wati, f"{path}/claim", path, region=MERANTI).status_code == 303

    (need,) = needs()
    assert (need.state, need.claimed_until) == (NeedState.CLAIMED, today() + timedelta(days=30))
    assert send(_browser(app, "sari"), f"{path}/claim", path, region=RANDU).status_code == 409
    assert send(_browser(app, "sari"), f"{path}/give-back", path).status_code == 403
    assert "Sedang ditulis oleh Kota Surabaya" in text_of(app.test_client(), path)
    (item,) = app.test_client().get("/api/v1/needs?state=claimed").get_json()["items"]
    assert item["claimed_by"]["code"] == MERANTI
    assert send(wati, f"{path}/give-back", path).status_code == 303
    assert needs()[0].state is NeedState.PUBLIC
    assert send(wati, f"{path}/give-back", path).status_code == 409


@pytest.mark.parametrize(
    ("name", "act", "sent", "status"),
    [
        ("bayu", "claim", {"region": LONTAR}, 403),
        ("wati", "claim", {"region": RANDU}, 403),
        ("wati", "claim", {"region": "00.00"}, 400),
        ("wati", "claim", {}, 400),
        ("rina", "claim", {"region": MERANTI}, 403),
        ("ahli", "join", {}, 403),
        ("wati", "practice", {"address": ""}, 422),
        ("wati", "practice", {"address": "tidak-ada"}, 422),
        ("wati", "practice", {"address": "a\x00b"}, 422),
        ("wati", "practice", {"address": "x" * 301}, 422),
        ("bayu", "give-back", {}, 409),
    ],
)
def test_what_may_not_be_done_is_refused(
    app: Flask, name: str, act: str, sent: dict[str, str], status: int
) -> None:
    path = a_need()

    answer = send(_browser(app, name), f"{path}/{act}", "/account", **sent)

    assert answer.status_code == status
    (need,) = needs()
    assert (need.state, need.practice_id) == (NeedState.PUBLIC, None)


def test_a_draft_keeps_the_claim_and_is_told_to_nobody(app: Flask) -> None:
    path, wati = a_need(), _browser(app, "wati")
    slug = written(actor_of(_id("wati")), title="Tanggul warga", region=MERANTI)
    assert send(wati, f"{path}/practice", path, address=slug).status_code == 409  # not claimed
    send(wati, f"{path}/claim", path, region=MERANTI)

    assert send(wati, f"{path}/practice", path, address=slug).status_code == 303

    with unit_of_work() as session:
        session.execute(sa.update(Need).values(claimed_until=today() - timedelta(days=1)))
    gathered(app)
    assert needs()[0].state is NeedState.CLAIMED
    for reader in (app.test_client(), _browser(app, "bayu")):
        assert "Tanggul warga" not in text_of(reader, path)
    assert send(_browser(app, "sari"), f"{path}/practice", path, address=slug).status_code == 422


def test_editors_and_owners_link_a_published_practice_at_once(app: Flask) -> None:
    path = a_need()
    slug = _published(app, "wati", "Tanggul warga")
    assert send(_browser(app, "sari"), f"{path}/practice", path, address=slug).status_code == 403

    rina = _browser(app, "rina")
    answer = send(rina, f"{path}/practice", path, address=f"http://x/practices/{slug}?a=1")

    assert answer.status_code == 303
    assert needs()[0].state is NeedState.ANSWERED
    assert "Tanggul warga" in text_of(app.test_client(), path)
    assert send(rina, f"{path}/practice", path, address=slug).status_code == 409
    assert send(_browser(app, "bayu"), f"{path}/join", "/account").status_code == 409


def test_a_need_whose_answer_is_withdrawn_is_open_again(app: Flask) -> None:
    path = a_need()
    slug = _published(app, "wati", "Tanggul warga")
    send(_browser(app, "wati"), f"{path}/practice", path, address=slug)
    outbox.rebuild()
    found = app.test_client().get(f"/practices?q={QUERY}").get_data(as_text=True)
    assert f'data-slug="{slug}"' in found
    exact = app.test_client().get(f"/practices?q={QUERY}&exact=1").get_data(as_text=True)
    assert f'data-slug="{slug}"' not in exact

    with unit_of_work() as session:
        session.execute(sa.update(Practice).values(state=PracticeState.WITHDRAWN))
    gathered(app)

    (need,) = needs()
    assert (need.state, need.practice_id) == (NeedState.RAW, None)  # nobody searches for it now
    assert app.test_client().get(path).status_code == 404


def test_refusals_and_late_questions_are_told_to_editors(app: Flask) -> None:
    bayu = actor_of(_id("bayu"))
    for title in ("Bagaimana pompa banjir dirawat?", "Siapa merawat pompa banjir?"):
        key = asked(bayu, title)
        changed(key, due_at=utcnow() - timedelta(days=1))
    gathered(app)

    (need,) = needs()
    assert (need.state, need.source) == (NeedState.RAW, NeedSource.QUESTION)
    rina = _browser(app, "rina")
    assert "2" in text_of(rina, "/needs/raw")
    assert "pertanyaan yang belum dijawab" in text_of(rina, f"/needs/{need.public_id}")
    sheet = rina.get("/needs/raw.csv")
    assert sheet.mimetype == "text/csv"
    assert "question (2)" in sheet.get_data(as_text=True)
    for name in ("bayu", "wati", "ahli"):
        assert _browser(app, name).get("/needs/raw.csv").status_code == 403


def test_the_board_is_narrowed_and_refuses_what_it_cannot_read(app: Flask) -> None:
    a_need(dimension="lingkungan")
    a_need(title="pompa air", signature="air pompa", state=NeedState.CLOSED)
    stranger = app.test_client()

    assert 'data-total="2"' in stranger.get("/needs").get_data(as_text=True)
    assert 'data-total="1"' in stranger.get("/needs?state=closed").get_data(as_text=True)
    assert 'data-total="1"' in stranger.get("/needs?dimension=lingkungan").get_data(as_text=True)
    assert 'data-total="0"' in stranger.get("/needs?state=raw").get_data(as_text=True)
    assert stranger.get("/needs?page=0").status_code == 400
    assert stranger.get("/needs?page=99").status_code == 200
    assert stranger.get("/needs?state=a%00b").status_code == 400
    assert stranger.get("/needs/tidakadaxxxx").status_code == 404
    assert stranger.post("/needs").status_code == 403


def test_what_somebody_recorded_is_in_the_own_data_and_goes_with_them(app: Flask) -> None:
    bayu = _browser(app, "bayu")
    send(bayu, "/needs", "/account", words=QUERY, dimension="", sector="", notify="y")

    (held,) = own_data(bayu)["needs"]
    assert (held["query"], held["notify"]) == (QUERY, True)
    with unit_of_work() as session:
        erasing._forgetting["needs"](session, _id("bayu"))
    with reading():
        assert db.session.scalars(sa.select(NeedWish)).all() == []


def test_what_stands_first_is_counted_like_any_other_result(app: Flask) -> None:
    (slug,) = publish(1, status="active")
    outbox.rebuild()
    with reading():
        practice_id = db.session.scalars(sa.select(Practice.id)).one()
    a_need(state=NeedState.ANSWERED, practice_id=practice_id, answered_at=utcnow())

    found = app.test_client().get(f"/api/v1/practices?q={QUERY}").get_json()

    assert (found["total"], [item["slug"] for item in found["items"]]) == (1, [slug])
    counts = [value["count"] for value in found["facets"]["status"]]
    assert counts == [1]
    assert app.test_client().get("/api/v1/practices?q=banjir").get_json()["total"] == 0
