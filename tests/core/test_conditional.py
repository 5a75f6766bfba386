"""Answers to strangers: tagged, told to be the same as before, and never kept for too long."""

import gzip
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import DictLoader
from werkzeug.test import TestResponse

from portal.core import i18n, timing
from portal.core.conditional import ABOUT, Pages
from portal.core.db import db, reading
from portal.core.generations import numbers
from portal.core.jobs import enqueue
from portal.core.permissions import Role
from portal.core.tracking import generation_of
from portal.core.uow import unit_of_work
from portal.practices.models import Practice, PracticeState
from portal.threads.queries.anchors import at_practice
from tests.conftest import make_app
from tests.factories.drafts import Post, somebody
from tests.factories.people import active, signed_in, token_on
from tests.factories.threads import asked

ABOUT_PAGE = "/pages/about"
PUBLIC = (
    "/",
    "/en/",
    "/practices",
    "/practices?dimension=kehidupan&page=2",
    "/threads",
    "/regions",
    "/regions/35.10",
    "/champions",
    "/mentors",
    "/dimensions/kehidupan",
    ABOUT_PAGE,
    "/practices/suggest?q=samp",
    "/api/v1/practices",
    "/api/v1/regions/35.10",
    "/feeds/practices.atom",
    "/sitemap.xml",
)
QUERIES = re.compile(r"(\d+) queries")


def _queries(answer: TestResponse) -> int:
    """Return how often the database was asked, what begins the transaction included."""
    found = QUERIES.search(answer.headers["Server-Timing"])
    assert found is not None
    return int(found[1])


def _tag(client: FlaskClient, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.headers["ETag"]


def _slug(number: int = 0) -> str:
    with reading():
        query = sa.select(Practice.slug).where(Practice.state == PracticeState.PUBLISHED)
        return db.session.scalars(query.order_by(Practice.id)).all()[number]


@pytest.mark.parametrize("path", PUBLIC)
def test_who_has_it_is_told_so_without_it_being_made_again(reader: FlaskClient, path: str) -> None:
    tag = _tag(reader, path)

    again = reader.get(path, headers={"If-None-Match": tag})
    other = reader.get(path, headers={"If-None-Match": '"other"'})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert (other.status_code, other.headers["ETag"]) == (200, tag)
    assert _queries(again) <= 3, "what begins the transaction, and the numbers"
    assert "Cache-Control" in again.headers
    assert "Cookie" not in again.headers.get("Vary", "")


def test_what_the_index_finds_is_tagged_and_made_anew(reader: FlaskClient) -> None:
    path = "/practices?q=sampah"

    again = reader.get(path, headers={"If-None-Match": _tag(reader, path)})

    assert (again.status_code, again.data) == (304, b"")
    assert _queries(again) > 3


def test_it_is_kept_apart_by_all_that_it_depends_on(reader: FlaskClient) -> None:
    kinds: list[dict[str, str]] = [{}, {"Accept-Encoding": "gzip"}, {"Save-Data": "on"}]
    path = "/practices?sort=newest"

    answers = [reader.get(path, headers=headers) for headers in kinds * 2]
    english = reader.get("/en" + path, headers=kinds[1])

    assert gzip.decompress(answers[1].data) == answers[0].data
    assert [answer.data for answer in answers[:3]] == [answer.data for answer in answers[3:]]
    assert "Content-Encoding" not in answers[3].headers
    assert 'lang="en"' in gzip.decompress(english.data).decode()
    by_language = [
        reader.get("/api/v1/practices", headers={"Accept-Language": language}).headers
        for language in ("id", "en", "id")
    ]
    assert [headers["Content-Language"] for headers in by_language] == ["id", "en", "id"]
    assert by_language[0]["ETag"] == by_language[2]["ETag"] != by_language[1]["ETag"]


def test_a_change_moves_the_tags_of_what_shows_it_alone(app: Flask) -> None:
    bayu = somebody("bayu@contoh.go.id", Post(role=Role.OFFICER, region="35.10"))
    slug, client = _slug(), app.test_client()
    practice, about = _tag(client, f"/practices/{slug}"), _tag(client, ABOUT_PAGE)

    key = asked(bayu, anchor=at_practice(slug))
    after = _tag(client, f"/practices/{slug}")
    thread = _tag(client, f"/threads/{key}")
    with unit_of_work() as session:
        session.execute(sa.text("UPDATE thread SET title = 'Siapa yang membayar?'"))

    assert after not in {practice, _tag(client, f"/practices/{slug}")}
    assert _tag(client, f"/threads/{key}") != thread
    assert client.get(ABOUT_PAGE, headers={"If-None-Match": about}).status_code == 304


def test_what_is_withdrawn_is_gone_at_once(app: Flask) -> None:
    slug, client = _slug(), app.test_client()
    paths = [f"/practices/{slug}", f"/en/practices/{slug}", f"/api/v1/practices/{slug}"]
    tags = {path: _tag(client, path) for path in paths}
    lists = [client.get(path).data for path in ("/practices?per_page=100", "/")]

    with unit_of_work() as session:
        practice = session.scalars(sa.select(Practice).where(Practice.slug == slug)).one()
        practice.state = PracticeState.SUSPENDED

    for path, tag in tags.items():
        assert client.get(path, headers={"If-None-Match": tag}).status_code in {404, 410}
    assert lists[0] != client.get("/practices?per_page=100").data
    assert f'/practices/{slug}"'.encode() not in client.get("/practices?per_page=100").data


def test_a_change_that_is_undone_moves_nothing(empty_app: Flask) -> None:
    with pytest.raises(RuntimeError), unit_of_work() as session:
        enqueue(session, "uji", "batal")
        raise RuntimeError
    assert dict(numbers()) == {}

    for _time in range(2):
        with unit_of_work() as session:
            enqueue(session, "uji", "jadi")
            enqueue(session, "uji", "sekali lagi")
    assert dict(numbers()) == {generation_of("job"): 2}


def test_new_texts_and_templates_move_the_tags(
    seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = make_app(seeded).test_client()
    path = Path("en/LC_MESSAGES/messages.po")
    (tmp_path / path).parent.mkdir(parents=True)
    texts = (i18n.SOURCES / path).read_text(encoding="utf-8")
    (tmp_path / path).write_text(texts.replace('msgstr "About"', 'msgstr "About us"'), "utf-8")
    monkeypatch.setattr(i18n, "SOURCES", tmp_path)
    reworded = make_app(seeded).test_client()
    monkeypatch.undo()
    rebuilt = make_app(seeded)
    rebuilt.jinja_loader = DictLoader(  # type: ignore[misc,assignment]  # what a deployment does
        {"overview/page.html": '{% extends "base.html" %}{% block content %}Baru{% endblock %}'}
    )

    assert _tag(reworded, "/en" + ABOUT_PAGE) != _tag(before, "/en" + ABOUT_PAGE)
    assert _tag(reworded, ABOUT_PAGE) == _tag(before, ABOUT_PAGE)


def test_members_get_nothing_that_was_kept_and_leave_nothing(app: Flask) -> None:
    active("dewi@contoh.go.id", Post(role=Role.OFFICER, region="35.10"))
    stranger, member = app.test_client(), signed_in(app, "dewi@contoh.go.id")
    tag = _tag(stranger, "/regions")

    theirs = member.get("/regions", headers={"If-None-Match": tag})
    again = stranger.get("/regions", headers={"If-None-Match": tag})

    assert theirs.status_code == 200
    assert theirs.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in theirs.headers
    assert "csrf_token" in theirs.get_data(as_text=True)
    assert again.status_code == 304
    assert "csrf_token" not in stranger.get("/regions").get_data(as_text=True)


def test_a_token_looks_different_on_each_page_and_holds_on_all(app: Flask) -> None:
    active("dewi@contoh.go.id", Post(role=Role.OFFICER, region="35.10"))
    member = signed_in(app, "dewi@contoh.go.id")
    first, second = token_on(member), token_on(member)

    assert first != second
    for token in (first, second):
        answer = member.post("/account", data={"csrf_token": token, "name": "Dewi"})
        assert answer.status_code != 400
    for token in ("", "x", "ä", first[:-8] + second[-8:]):
        assert member.post("/account", data={"csrf_token": token}).status_code == 400


def test_what_was_asked_for_last_stays_where_room_ends(reader: FlaskClient) -> None:
    path = "/robots.txt"
    reader.get(path)
    kept: Pages = reader.application.extensions["pages"]
    (page,) = (kept.get(key) for key in list(kept._pages) if path in key)
    assert page is not None
    small = Pages(room=2 * (len(page.body) + ABOUT))

    for name in ("a", "b"):
        small.put((name,), page)
    small.get(("a",))
    small.put(("c",), page)

    assert [small.get((name,)) is not None for name in "abc"] == [True, False, True]


def test_how_long_things_took_is_told_outside_production_alone(seeded: Path) -> None:
    app = make_app(seeded)
    parts = app.test_client().get("/regions").headers["Server-Timing"]
    assert re.fullmatch(
        r'db;desc="\d+ queries";dur=[\d.]+, templates;dur=[\d.]+, total;dur=[\d.]+', parts
    )

    timing.switch_off(app)
    assert "Server-Timing" not in app.test_client().get("/regions").headers


def test_static_files_are_packed_as_the_reader_takes_them(reader: FlaskClient) -> None:
    page = reader.get(ABOUT_PAGE).get_data(as_text=True)
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    sizes = {}
    for taken, sent in {"gzip, br": "br", "gzip": "gzip", "": None}.items():
        with reader.get(address, headers={"Accept-Encoding": taken}) as answer:
            assert answer.headers.get("Content-Encoding") == sent, taken
            sizes[taken] = len(answer.data)
            tag = answer.headers.get("ETag", "")
    assert sizes["gzip, br"] < sizes["gzip"] < sizes[""] / 4
    with reader.get(address, headers={"If-None-Match": tag}) as answer:
        assert answer.status_code == 304
