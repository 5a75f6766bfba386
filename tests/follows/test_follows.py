"""What somebody wants to hear of: chosen where one reads, listed in one place."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.services.memberships import Post
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.follows import queries
from portal.follows.models import Follow, Level
from portal.follows.services import following
from portal.threads.events import QuestionHeld, ThreadMerged
from portal.threads.models import Visibility
from tests.factories.drafts import actor_of
from tests.factories.followed import begun, changed, said, thread_of
from tests.factories.people import active, leave, own_data, send, signed_in
from tests.factories.practices import publish

BAYU = "bayu@kab.go.id"
OFFICER = Post(role=Role.OFFICER, region="35.10")
SEARCH = "/practices?q=sampah&dimension=lingkungan&dimension=ekonomi&status=active"
KEPT = "q=sampah&dimension=ekonomi&dimension=lingkungan&status=active"


@pytest.fixture
def bayu(empty_library: Flask) -> FlaskClient:
    """An officer's browser."""
    active(BAYU, OFFICER)
    return signed_in(empty_library, BAYU)


def _stored() -> list[tuple[str, str, Level]]:
    db.session.rollback()
    rows = db.session.scalars(sa.select(Follow).order_by(Follow.id))
    return [(row.kind, row.key, row.level) for row in rows]


def _offered(client: FlaskClient, path: str) -> tuple[str, list[tuple[str, bool]], dict[str, str]]:
    """Return what the menu of a page says now, its levels with what is chosen, and its fields."""
    page = client.get(path).get_data(as_text=True)
    found = re.search(r'<details class="follow".*?</details>', page, re.DOTALL)
    assert found is not None, page
    label = re.search(r"<summary[^>]*>\s*(.*?)\s*</summary>", found[0], re.DOTALL)
    levels = re.findall(r'value="(\w+)"\s+aria-pressed="(\w+)"', found[0])
    fields = re.findall(r'name="(kind|key|back)" value="([^"]*)"', found[0])
    assert label is not None
    return (
        label[1],
        [(value, pressed == "true") for value, pressed in levels],
        {name: unescape(value) for name, value in fields},
    )


def _places() -> list[tuple[str, str, str, str]]:
    (slug,) = publish(1)
    (public_id,) = db.session.execute(sa.text("SELECT public_id FROM practice")).one()
    db.session.rollback()
    return [
        (f"/practices/{slug}", "practice", public_id, "Ikuti praktik ini"),
        ("/regions/35.10", "region", "35.10", "Ikuti daerah ini"),
        ("/dimensions/ekonomi", "cell", "ekonomi/", "Ikuti bidang ini"),
        ("/sectors/kesehatan", "cell", "/kesehatan", "Ikuti bidang ini"),
        (
            "/practices?sector=kesehatan&dimension=ekonomi&page=1",
            "cell",
            "ekonomi/kesehatan",
            "Ikuti bidang ini",
        ),
        (SEARCH, "search", KEPT, "Simpan pencarian ini"),
    ]


def test_a_level_is_chosen_where_one_reads_and_changed_there(bayu: FlaskClient) -> None:
    for path, kind, key, invitation in _places():
        label, levels, fields = _offered(bayu, path)
        assert (label, fields["kind"], fields["key"]) == (invitation, kind, key)
        assert not any(chosen for _value, chosen in levels)

        answer = send(bayu, "/account/follows", **fields, level="all")
        assert answer.status_code == 303
        assert answer.location == fields["back"] + "#ikuti"
        assert _stored()[-1] == (kind, key, Level.ALL)
        assert _offered(bayu, path)[0] == ("Tersimpan" if kind == "search" else "Diikuti")

        send(bayu, "/account/follows", **fields, level="mute")
        label, levels, _fields = _offered(bayu, path)
        assert (label, dict(levels)["mute"]) == ("Dibisukan", True)
        send(bayu, "/account/follows", **fields, level="end")
        assert _offered(bayu, path)[0] == invitation
    assert _stored() == []


def test_the_list_shows_all_of_it_and_ends_what_is_gone(bayu: FlaskClient) -> None:
    places = _places()
    for _path, kind, key, _invitation in places:
        send(bayu, "/account/follows", kind=kind, key=key, level="all")
    with unit_of_work() as session:
        session.execute(sa.text("UPDATE practice SET state = 'withdrawn'"))

    page = unescape(bayu.get("/account/follows").get_data(as_text=True))
    for path, _kind, key, _invitation in places[1:-2]:
        assert f'href="{path}"' in page, key
    assert f'href="/practices?{KEPT}"' in page
    assert "“sampah” · Ekonomi cerdas, Lingkungan cerdas · Masih berjalan" in page
    assert "Sudah tidak ada, atau tidak lagi terbuka untuk Anda." in page
    english = bayu.get("/en/account/follows").get_data(as_text=True)
    assert 'href="/en/regions/35.10"' in english

    for _path, kind, key, _invitation in places:
        answer = send(bayu, "/account/follows", kind=kind, key=key, level="end")
        assert answer.location == "/account/follows?done=ended#ikuti"
    assert "Belum ada yang Anda ikuti" in bayu.get("/account/follows").get_data(as_text=True)


def test_who_has_not_signed_in_is_led_there_and_back(empty_library: Flask) -> None:
    active(BAYU, OFFICER)
    visitor = empty_library.test_client()
    page = visitor.get(SEARCH).get_data(as_text=True)
    link = re.search(r'<p class="follow">\s*<a [^>]*href="([^"]+)"', page)
    assert link is not None
    path = unescape(link[1])

    door = visitor.get(path)
    assert door.status_code == 303
    page = signed_in(empty_library, BAYU).get(path).get_data(as_text=True)
    assert "“sampah” · Ekonomi cerdas, Lingkungan cerdas · Masih berjalan" in page
    assert "Simpan saja, tanpa kabar" in page


def test_only_what_one_may_see_can_be_followed(bayu: FlaskClient) -> None:
    editor = actor_of(active("rina@pusat.go.id", Post(role=Role.EDITOR)))
    hidden = begun(editor)
    changed(hidden, hidden_at=thread_of(hidden).created_at)
    stored = _stored()
    tried = [
        ("thread", hidden),
        ("thread", "a" * 12),
        ("practice", "a" * 12),
        ("region", "99.99"),
        ("cell", "/"),
        ("cell", "ekonomi"),
        ("cell", "kesehatan/ekonomi"),
        ("search", ""),
        ("search", "page=2"),
        ("search", "sort=worst&q=a"),
        ("search", urlencode({"q": "x" * 201})),
        ("search", "q=" + "x" * 2000),
        ("search", "q=" + "\u8a9e" * 200),  # longer by far as it is kept
        ("search", "q=a%00"),
        ("nothing", "x"),
    ]
    for kind, key in tried:
        answer = send(bayu, "/account/follows", kind=kind, key=key, level="all")
        assert answer.status_code == 404, (kind, key)
        asked = bayu.get("/account/follows", query_string={"kind": kind, "key": key})
        assert asked.status_code == 404, (kind, key)
    for level in ("loud", "", "first"):
        answer = send(bayu, "/account/follows", kind="search", key="q=a", level=level)
        assert answer.status_code == 400, level
    assert _stored() == stored


def test_what_no_database_takes_is_refused(bayu: FlaskClient) -> None:
    for level in ("all", "end"):
        for fields in ({"kind": "practice", "key": "a\0"}, {"kind": "a\0", "key": "a"}):
            assert send(bayu, "/account/follows", level=level, **fields).status_code == 400


def test_addresses_of_pages_that_are_none(bayu: FlaskClient) -> None:
    odd = ("0", "2", "x", "-1", "\u0663", "9" * 30)
    answers = {page: bayu.get(f"/account/follows?page={page}").status_code for page in odd}
    assert set(answers.values()) == {404}, answers
    back = send(
        bayu, "/account/follows", kind="region", key="35.10", level="all", back="https://x.id/"
    )
    assert back.location == "/account/follows?done=chosen#ikuti"


def test_long_lists_have_pages_and_an_end(
    bayu: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "MOST", 60)
    person_id = db.session.scalar(sa.text("SELECT id FROM person"))
    with unit_of_work() as session:
        session.add_all(
            Follow(person_id=person_id, kind="search", key=f"q=kata{n}", level=Level.ALL)
            for n in range(60)
        )

    page = bayu.get("/account/follows").get_data(as_text=True)
    older = bayu.get("/account/follows?page=2").get_data(as_text=True)
    assert page.count("<li>") - older.count("<li>") == 40
    assert 'href="/account/follows?page=2"' in page
    answer = send(bayu, "/account/follows", kind="region", key="35.10", level="all")
    assert answer.status_code == 400
    assert "Anda sudah mengikuti 60 hal" in answer.get_data(as_text=True)
    again = send(bayu, "/account/follows", kind="search", key="q=kata1", level="mute")
    assert again.status_code == 303


def test_a_role_that_ends_takes_the_page_along_and_the_data_stays_ones_own(
    bayu: FlaskClient,
) -> None:
    send(bayu, "/account/follows", kind="region", key="35.10", level="all")
    own = own_data(bayu)
    assert [row["key"] for row in own["follows"]] == ["35.10"]

    person_id = db.session.scalar(sa.text("SELECT id FROM person"))
    assert isinstance(person_id, int)
    db.session.rollback()
    leave(person_id, OFFICER)
    assert bayu.get("/account/follows").status_code == 403
    assert 'class="follow"' not in bayu.get("/regions/35.10").get_data(as_text=True)


def test_who_takes_part_follows_unless_muted(empty_library: Flask) -> None:
    asker, mentor, other = (
        actor_of(active(mail, OFFICER)) for mail in ("a@kab.go.id", "b@kab.go.id", "c@kab.go.id")
    )
    first, second = begun(asker), begun(other)
    topic = ("thread", first)
    assert queries.levels([topic]) == {asker.person_id: Level.ALL}

    following.choose(asker, *topic, Level.MUTE)
    said(asker, first)
    said(mentor, first)
    assert queries.levels([topic]) == {
        asker.person_id: Level.MUTE,
        mentor.person_id: Level.ALL,
    }
    changed(second, lambda thread_id: ThreadMerged(thread_id, thread_of(first).id, 0))
    assert queries.levels([topic])[other.person_id or 0] is Level.ALL
    third = begun(asker, visibility=Visibility.MEMBERS)
    changed(
        third,
        lambda thread_id: QuestionHeld(thread_id, 2, None),
        holder_kind="person",
        holder_id=mentor.person_id,
    )
    assert set(queries.levels([("thread", third)])) == {asker.person_id, mentor.person_id}


def test_a_thread_is_followed_and_fed_where_it_is_read(bayu: FlaskClient) -> None:
    asker = actor_of(active("a@kab.go.id", OFFICER))
    key = begun(asker)
    closed = begun(asker, visibility=Visibility.MEMBERS)
    label, levels, fields = _offered(bayu, f"/threads/{key}")
    assert (label, [level for level, _on in levels]) == ("Ikuti utas ini", ["all", "first", "mute"])
    send(bayu, "/account/follows", **fields, level="first")
    assert _offered(bayu, f"/threads/{key}")[0] == "Diikuti"

    feed = f'href="/feeds/threads/{key}.atom"'
    assert feed in bayu.get(f"/threads/{key}").get_data(as_text=True)
    assert "/feeds/" not in bayu.get(f"/threads/{closed}").get_data(as_text=True)
    listed = bayu.get("/threads?region=35.10&kind=question").get_data(as_text=True)
    assert 'href="/feeds/threads.atom?region=35.10"' in listed


def test_the_closest_topic_decides(empty_library: Flask) -> None:
    one, two = (actor_of(active(mail, OFFICER)) for mail in ("a@kab.go.id", "b@kab.go.id"))
    following.choose(one, "region", "35.10", Level.ALL)
    following.choose(one, "cell", "ekonomi/", Level.FIRST)
    following.choose(two, "cell", "ekonomi/", Level.MUTE)

    near, wide = ("region", "35.10"), ("cell", "ekonomi/")
    assert queries.levels([near, wide]) == {one.person_id: Level.ALL, two.person_id: Level.MUTE}
    assert queries.levels([wide, near])[one.person_id or 0] is Level.FIRST
    assert queries.levels([]) == {}
