"""Searches that somebody keeps: saved where they are read, listed with what is new, and ended."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.services.memberships import Post
from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.errors import Forbidden
from portal.core.generations import bump
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.saved.models import Often, SavedSearch, SearchMatch
from portal.saved.services import saving
from portal.vocabularies.models import Term
from portal.vocabularies.queries import GENERATION
from tests.factories.drafts import actor_of
from tests.factories.people import active, faults, leave, own_data, send, signed_in
from tests.factories.practices import publish

BAYU, WATI = "bayu@kab.go.id", "wati@kab.go.id"
OFFICER = Post(role=Role.OFFICER, region="35.10")
SEARCH = "/practices?q=sampah&dimension=lingkungan&dimension=ekonomi&status=active"
KEPT = "q=sampah&dimension=ekonomi&dimension=lingkungan&status=active"
SAYS = "“sampah” · Ekonomi cerdas, Lingkungan cerdas · Masih berjalan"
LIST = "/saved/searches"


@pytest.fixture
def bayu(empty_library: Flask) -> FlaskClient:
    """An officer's browser."""
    active(BAYU, OFFICER)
    return signed_in(empty_library, BAYU)


def _stored() -> list[SavedSearch]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(SavedSearch).order_by(SavedSearch.id)))


def _page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return unescape(" ".join(answer.get_data(as_text=True).split()))


def _button(page: str) -> tuple[str, str]:
    """Return the address and the label of the button that saves a search."""
    found = re.search(r'<a class="btn quiet slim" href="(/(?:en/)?saved[^"]*)"[^>]*>([^<]*)<', page)
    assert found is not None, page
    return found[1], found[2]


def _save(client: FlaskClient, query: str = KEPT, name: str = "Sampah") -> str:
    answer = send(client, f"{LIST}/new", query=query, name=name, often="daily")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return _stored()[-1].public_id


def test_a_search_is_saved_where_it_is_read(bayu: FlaskClient) -> None:
    path, label = _button(_page(bayu, SEARCH))
    assert (path, label) == (f"{LIST}/new?{KEPT}", "Simpan pencarian ini")
    page = _page(bayu, path)
    assert SAYS in page
    assert f'value="{SAYS}"' in page, "it is called as what it asks for until it has a name"
    weekly = re.search(r"<option [^>]*value=\"weekly\">", page)
    assert weekly is not None

    answer = send(bayu, f"{LIST}/new", query=KEPT, name=" Sampah kota ", often="weekly")

    (row,) = _stored()
    assert answer.location == f"{LIST}?done=saved#{row.public_id}"
    assert (row.query, row.name, row.often) == (KEPT, "Sampah kota", Often.WEEKLY)
    page = _page(bayu, f"{LIST}?done=saved")
    assert "Pencarian sudah disimpan." in page
    for part in (f'href="/practices?{KEPT}"', f'href="/feeds/practices.atom?{KEPT}"', SAYS):
        assert part in page
    assert bayu.get(f"/feeds/practices.atom?{KEPT}").status_code == 200
    assert _button(_page(bayu, SEARCH)) == (f"{LIST}/{row.public_id}", "Tersimpan")
    assert bayu.get(f"{LIST}/new?{KEPT}").location == f"{LIST}/{row.public_id}"
    english = _page(bayu, f"/en{LIST}")
    assert f'href="/en/practices?{KEPT}"' in english


def test_a_cell_can_be_followed_and_its_search_saved(bayu: FlaskClient) -> None:
    page = _page(bayu, "/practices?dimension=ekonomi&sector=kesehatan")

    assert 'name="kind" value="cell"' in page
    assert _button(page)[0] == f"{LIST}/new?dimension=ekonomi&sector=kesehatan"
    assert LIST not in _page(bayu, "/practices"), "what asks for nothing is no search"


def test_saved_again_it_is_the_same_under_its_new_name(bayu: FlaskClient) -> None:
    key = _save(bayu)
    _save(bayu, KEPT.replace("ekonomi&dimension=lingkungan", "lingkungan&dimension=ekonomi"), "Dua")

    (row,) = _stored()
    assert (row.public_id, row.name) == (key, "Dua")


def test_who_has_not_signed_in_is_led_there_and_back(empty_library: Flask) -> None:
    active(BAYU, OFFICER)
    visitor = empty_library.test_client()
    path, _label = _button(_page(visitor, SEARCH))

    door = visitor.get(path)
    assert (door.status_code, door.location.partition("?")[0]) == (303, "/sign-in")
    data = {"mail": BAYU, "password": "kuda lumping makan soto"}
    back = visitor.post(door.location, data=data)
    assert back.location == path
    assert SAYS in _page(visitor, back.location)


def test_it_is_called_otherwise_and_told_otherwise(bayu: FlaskClient) -> None:
    key = _save(bayu)
    assert 'value="Sampah"' in _page(bayu, f"{LIST}/{key}")

    answer = send(bayu, f"{LIST}/{key}", name="Sampah pasar", often="never")

    assert answer.location == f"{LIST}?done=changed#{key}"
    assert (_stored()[0].name, _stored()[0].often) == ("Sampah pasar", Often.NEVER)
    assert "Tanpa kabar" in _page(bayu, LIST)


def test_it_is_deleted_after_a_question(bayu: FlaskClient) -> None:
    key = _save(bayu)
    assert "Ini tidak dapat dibatalkan." in _page(bayu, f"{LIST}/{key}")

    answer = send(bayu, f"{LIST}/{key}/delete")

    assert answer.location == f"{LIST}?done=deleted"
    assert _stored() == []
    assert "Pencarian sudah dihapus." in _page(bayu, answer.location)
    assert bayu.get(f"{LIST}/{key}").status_code == 404


def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(bayu: FlaskClient) -> None:
    key = _save(bayu)
    wrong = [
        ({"name": " ", "often": "weekly"}, "Isian ini wajib."),
        ({"name": "x" * 101, "often": "weekly"}, "paling panjang 100 karakter"),
        ({"name": "a\0", "often": "weekly"}, "karakter yang tidak dapat dibaca"),
        ({"name": "Sungai", "often": "hourly"}, "Pilih salah satu dari daftar."),
    ]
    for fields, text in wrong:
        for path, more in ((f"{LIST}/new", {"query": "q=sungai"}), (f"{LIST}/{key}", {})):
            answer = send(bayu, path, **fields, **more)
            page = unescape(answer.get_data(as_text=True))
            assert answer.status_code == 422, (path, fields)
            assert any(text in fault for fault in faults(page)), page
            assert fields["name"].strip("\0 ") in page
            assert ('value="q=sungai"' in page) is bool(more)
    assert [(row.name, row.often) for row in _stored()] == [("Sampah", Often.DAILY)]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "page=2",
        "exact=1",
        "sort=worst&q=a",
        urlencode({"q": "x" * 201}),
        "q=" + "x" * 2000,
        urlencode({"q": "\u8a9e" * 200}),  # longer by far as it is kept
        "q=a%00",
        "q=a&page=x",
    ],
)
def test_what_is_no_search_is_refused(bayu: FlaskClient, query: str) -> None:
    assert send(bayu, f"{LIST}/new", query=query, name="x", often="daily").status_code == 400
    assert bayu.get(f"{LIST}/new?{query}").status_code == 400
    assert _stored() == []


def test_there_is_a_limit_that_is_told_in_words(
    bayu: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "MOST", 2)
    for word in ("satu", "dua"):
        _save(bayu, f"q={word}", word)

    answer = send(bayu, f"{LIST}/new", query="q=tiga", name="tiga", often="daily")

    assert answer.status_code == 422
    assert "Anda sudah menyimpan 2 pencarian." in answer.get_data(as_text=True)
    assert "Paling banyak 2 pencarian." in _page(bayu, LIST)
    _save(bayu, "q=dua", "dua lagi")
    assert [row.name for row in _stored()] == ["satu", "dua lagi"]


def test_new_matches_are_counted_until_they_are_looked_at(bayu: FlaskClient) -> None:
    key = _save(bayu)
    publish(3)
    with unit_of_work() as session:
        ids = session.scalars(sa.select(Practice.id).order_by(Practice.id)).all()
        search_id = session.scalar(sa.select(SavedSearch.id))
        session.add_all(
            SearchMatch(search_id=search_id, practice_id=practice_id, found_at=utcnow())
            for practice_id in ids
        )
        hidden = session.get(Practice, ids[0])
        assert hidden is not None
        hidden.state = PracticeState.WITHDRAWN
    assert "2 baru" in _page(bayu, LIST)

    answer = send(bayu, f"{LIST}/{key}/seen")

    assert answer.location == f"/practices?{KEPT}&sort=newest"
    assert " baru</span>" not in _page(bayu, LIST)


def test_what_is_not_in_use_any_more_is_told(bayu: FlaskClient) -> None:
    for number, query in enumerate(("dimension=ekonomi&region=99.99", "q=a", "dimension=ekonomi")):
        _save(bayu, query, f"Nomor {number}")
    with unit_of_work() as session:
        term = session.scalars(sa.select(Term).where(Term.code == "ekonomi")).one()
        term.retired_on = utcnow().date()
        bump(session, GENERATION)
        session.execute(
            sa.update(SavedSearch).where(SavedSearch.name == "Nomor 1").values(query="q=a&page=x")
        )

    page = _page(bayu, LIST)

    assert "Saringan ini tidak dipakai lagi: Ekonomi cerdas, 99.99." in page
    assert "Saringan ini tidak dipakai lagi: Ekonomi cerdas. Cari ulang" in page
    assert "Pencarian ini tidak dapat dibaca lagi, jadi tidak menemukan apa pun." in page
    broken = next(row for row in _stored() if row.name == "Nomor 1")
    assert "Nomor 1" in _page(bayu, f"{LIST}/{broken.public_id}")
    assert send(bayu, f"{LIST}/{broken.public_id}/seen").status_code == 400
    assert send(bayu, f"{LIST}/{broken.public_id}/delete").status_code == 303


def test_nobody_reaches_the_searches_of_others(empty_library: Flask, bayu: FlaskClient) -> None:
    key = _save(bayu)
    active(WATI, OFFICER)
    wati = signed_in(empty_library, WATI)

    assert "Sampah" not in _page(wati, LIST)
    assert wati.get(f"{LIST}/{key}").status_code == 404
    for path in (f"{LIST}/{key}", f"{LIST}/{key}/delete", f"{LIST}/{key}/seen"):
        assert send(wati, path, name="x", often="never").status_code == 404
    assert _stored()[0].name == "Sampah"
    _save(wati)
    assert len(_stored()) == 2, "the same search may be saved by each"


def test_a_role_that_ends_takes_the_pages_along_and_the_data_stays_ones_own(
    bayu: FlaskClient,
) -> None:
    _save(bayu)
    (own,) = own_data(bayu)["saved_searches"]
    assert (own["name"], own["query"], own["often"], own["matches"]) == ("Sampah", KEPT, "daily", 0)
    person_id = db.session.scalar(sa.text("SELECT id FROM person"))
    assert isinstance(person_id, int)
    db.session.rollback()
    leave(person_id, OFFICER)

    assert bayu.get(LIST).status_code == 403
    assert "Simpan pencarian ini" not in _page(bayu, SEARCH)
    with pytest.raises(Forbidden):
        saving.save(actor_of(person_id), "q=a", name="x", often=Often.DAILY)
