"""What a reader keeps to compare: in the browser alone, and only when asked to."""

import re
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.core.db import db
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.practices.views.saved import MOST_KEPT
from tests.conftest import make_app
from tests.factories.practices import publish

ONE, TWO = "tangsel-redkar", "sabang-geunaseh"


def _page(client: FlaskClient, address: str = "/saved") -> str:
    return " ".join(client.get(address).get_data(as_text=True).split())


def _kept(client: FlaskClient) -> list[str]:
    return re.findall(r'data-slug="([^"]+)"', _page(client))


@pytest.fixture
def visitor(library: Flask) -> FlaskClient:
    """A visitor whose browser keeps nothing yet."""
    return library.test_client()


def test_the_newest_stands_first_and_leads_to_its_page(visitor: FlaskClient) -> None:
    visitor.post("/saved", data={"add": ONE})
    visitor.post("/saved", data={"add": TWO})

    assert _kept(visitor) == [TWO, ONE]
    assert f'href="/practices/{ONE}"' in _page(visitor)


def test_the_reader_returns_to_where_the_button_was_and_is_told(visitor: FlaskClient) -> None:
    page = _page(visitor, "/en/practices?q=anak&sort=newest")
    back = re.search(r'name="back" value="([^"]+)"', page)
    assert back is not None
    form = {"add": TWO, "back": back[1].replace("&amp;", "&")}

    first = visitor.post("/en/saved", data=form)
    again = visitor.post("/en/saved", data=form)

    assert (first.status_code, again.status_code) == (303, 303)
    assert first.headers["Location"] == f"/en/practices?q=anak&sort=newest#kept-{TWO}"
    assert again.headers["Location"] == f"/en/practices?q=anak&sort=newest#again-{TWO}"
    assert f'id="kept-{TWO}"' in page
    assert f'id="again-{TWO}"' in page
    assert _kept(visitor) == [TWO]


def test_what_is_removed_can_be_kept_again(visitor: FlaskClient) -> None:
    visitor.post("/saved", data={"add": ONE})
    visitor.post("/saved", data={"add": TWO})

    answer = visitor.post("/saved", data={"remove": ONE})

    told = _page(visitor, answer.headers["Location"])
    assert "dihapus dari simpanan" in told
    assert f'name="add" value="{ONE}"' in told
    assert 'name="back"' not in told, "going back here would tell the removal again"
    assert _kept(visitor) == [TWO]
    assert visitor.post("/saved", data={"add": ONE}).headers["Location"] == f"/saved#kept-{ONE}"
    assert _kept(visitor) == [ONE, TWO]


def test_removing_what_is_not_kept_changes_nothing(visitor: FlaskClient) -> None:
    visitor.post("/saved", data={"add": ONE})

    answer = visitor.post("/saved", data={"remove": "x" * 5000})

    assert answer.headers["Location"] == "/saved"
    assert _kept(visitor) == [ONE]


@pytest.mark.parametrize("last", [{"remove": ONE}, {"clear": "1"}])
def test_with_the_last_one_goes_the_cookie(visitor: FlaskClient, last: dict[str, str]) -> None:
    visitor.post("/saved", data={"add": ONE})

    answer = visitor.post("/saved", data=last)

    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert visitor.get_cookie("saved") is None
    assert "Belum ada yang disimpan" in _page(visitor, answer.headers["Location"])


def test_the_cookie_is_the_readers_own(visitor: FlaskClient) -> None:
    answer = visitor.post("/saved", data={"add": ONE})

    cookie = SimpleCookie(answer.headers["Set-Cookie"])["saved"]
    assert cookie.value == ONE
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert int(cookie["max-age"]) == 180 * 24 * 3600
    assert not cookie["secure"]


def test_under_https_the_cookie_is_bound_to_the_host(seeded: Path) -> None:
    client = make_app(seeded, PORTAL_BASE_URL="https://sokoguru.example").test_client()

    added = client.post("/saved", base_url="https://sokoguru.example", data={"add": ONE})
    removed = client.post("/saved", base_url="https://sokoguru.example", data={"clear": "1"})

    for answer in (added, removed):
        cookie = SimpleCookie(answer.headers["Set-Cookie"])["__Host-saved"]
        assert cookie["secure"]
        assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_only_this_page_knows_and_no_cache_keeps_it(visitor: FlaskClient) -> None:
    addresses = ("/", "/practices?q=anak", f"/practices/{ONE}", f"/practices/compare?slug={ONE}")
    before = {address: visitor.get(address).data for address in addresses}

    answers = [visitor.post("/saved", data={"add": ONE}), visitor.get("/saved")]

    for answer in answers:
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert {address: visitor.get(address).data for address in addresses} == before


def test_reading_sets_no_cookie(visitor: FlaskClient) -> None:
    for address in ("/saved", f"/saved?add={ONE}", f"/saved?done=removed&slug={ONE}"):
        answer = visitor.get(address)

        assert "Set-Cookie" not in answer.headers
        assert "Belum ada yang disimpan" in answer.get_data(as_text=True)


@pytest.mark.parametrize("slug", ["none-such", "", "../x", "a\x00b", "\ud800", "a" * 5000])
def test_what_is_no_practice_is_not_kept(visitor: FlaskClient, slug: str) -> None:
    answer = visitor.post("/saved", data={"add": slug.encode("utf-8", "surrogatepass")})

    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers


def test_a_form_that_asks_for_nothing_is_refused(visitor: FlaskClient) -> None:
    assert visitor.post("/saved", data={"back": "/"}).status_code == 400


@pytest.mark.parametrize(
    "value",
    ["", ".", "...", f"{ONE}.{ONE}..x y.<b>.{'a' * 3000}", "%00.%ff", f'"{ONE}"', "é", f"a.{ONE}"],
)
def test_a_spoilt_cookie_breaks_nothing(visitor: FlaskClient, value: str) -> None:
    answer = visitor.get("/saved", headers={"Cookie": f"saved={value}"})
    added = visitor.post("/saved", data={"add": TWO}, headers={"Cookie": f"saved={value}"})

    assert answer.status_code == 200
    assert set(re.findall(r'data-slug="([^"]+)"', answer.get_data(as_text=True))) <= {ONE}
    assert SimpleCookie(added.headers["Set-Cookie"])["saved"].value in {TWO, f"{TWO}.{ONE}"}


def test_up_to_four_are_ticked_at_once(visitor: FlaskClient) -> None:
    slugs = (ONE, TWO, "sragen-uptpk", "papua-bangga")
    for slug in slugs:
        visitor.post("/saved", data={"add": slug})
    four = _page(visitor)
    visitor.post("/saved", data={"add": "ternate-barifola"})

    assert len(re.findall(r'type="checkbox"[^>]* checked', four)) == 4
    assert "checked" not in _page(visitor)


def test_a_full_shelf_says_so_and_loses_nothing(app: Flask) -> None:
    slugs = list(publish(MOST_KEPT + 1, seed=3))
    client = app.test_client()
    for slug in slugs[:MOST_KEPT]:
        client.post("/saved", data={"add": slug})

    answer = client.post("/saved", data={"add": slugs[-1], "back": "/practices"})

    assert "Simpanan penuh" in _page(client, answer.headers["Location"])
    assert _kept(client) == slugs[MOST_KEPT - 1 :: -1]
    cookie = client.get_cookie("saved")
    assert cookie is not None
    assert len(cookie.value) < 4000


def test_what_is_withdrawn_is_counted_and_makes_room(app: Flask) -> None:
    slugs = list(publish(MOST_KEPT + 1, seed=3))
    client = app.test_client()
    for slug in slugs[:MOST_KEPT]:
        client.post("/saved", data={"add": slug})
    with unit_of_work() as session:
        gone = session.scalars(sa.select(Practice).where(Practice.slug == slugs[0])).one()
        gone.state = PracticeState.WITHDRAWN
    db.session.remove()

    page = _page(client)
    client.post("/saved", data={"add": slugs[-1]})

    assert "1 simpanan tidak terbit lagi" in page
    assert slugs[0] not in page
    assert _kept(client)[0] == slugs[-1]
    assert len(_kept(client)) == MOST_KEPT
    assert "tidak terbit lagi" not in _page(client)


def test_a_stopped_practice_can_be_kept(app: Flask) -> None:
    stopped = {"reason": "anggaran", "text": {"id": "Anggaran habis."}}
    (slug,) = publish(1, status="stopped", stopped=stopped)
    client = app.test_client()

    client.post("/saved", data={"add": slug})

    assert "Sudah berhenti" in _page(client)


def test_a_page_in_english(visitor: FlaskClient) -> None:
    visitor.post("/en/saved", data={"add": ONE})

    page = _page(visitor, "/en/saved")

    assert "Saved to compare" in page
    assert f'href="/en/practices/{ONE}"' in page
