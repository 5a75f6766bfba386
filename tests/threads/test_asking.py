"""Threads begin where they arose, in somebody's hands, after a look at what is there already."""

import re
from typing import Any

import pytest

from portal.core.audit import AuditEvent
from portal.core.db import db, reading
from portal.follows.models import Level
from portal.follows.queries import levels
from portal.search import outbox
from portal.threads.models import HolderKind, Thread, ThreadKind, Visibility
from portal.threads.queries.anchors import at_practice
from portal.threads.services import pace
from tests.factories.clock import at
from tests.factories.people import faults, token_on
from tests.factories.practices import publish
from tests.factories.threads import TITLE, asked, changed
from tests.threads.conftest import BAYU, DEWI, RINA, Talkers

FORM = {
    "kind": "question",
    "title": TITLE,
    "body": "Kami belum tahu **siapa** yang membayar.",
    "visibility": "public",
    "action": "send",
}
TO_ASK = "/threads/new"


def _ask(talkers: Talkers, mail: str = BAYU, **changes: str) -> tuple[int, str]:
    """Send the form with the first voice on offer; return the status, and the page or the way."""
    client = talkers.browser(mail)
    page = client.get(TO_ASK).get_data(as_text=True)
    voices = re.findall(r'name="voice"\s+value="([^"]*)"|<option value="(\d+\*?)"', page)
    data = {**FORM, "csrf_token": token_on(client), "voice": "".join(voices[0])}
    answer = client.post(TO_ASK, data=data | changes)
    return answer.status_code, answer.location or answer.get_data(as_text=True)


def _thread() -> Thread:
    with reading():
        return db.session.query(Thread).one()


def test_a_question_at_a_block_is_held_and_promised_in_the_zone_of_its_asker(
    talkers: Talkers,
) -> None:
    (slug,) = publish(1)

    with at("2027-01-08T15:30+07:00"):  # a Friday
        status, location = _ask(talkers, practice=slug, version="1", block="1")
        page = talkers.read(location, BAYU)

    assert status == 303
    assert f'href="/practices/{slug}#blok-1"' in page
    assert "<strong>siapa</strong>" in page
    assert "Menunggu jawaban" in page
    assert re.search(r"paling lambat 13 Januari 2027 1\d:\d\d WIB", page)
    thread = _thread()
    assert (thread.block, thread.holder_kind) == (1, HolderKind.REGION)
    with reading():
        event = db.session.query(AuditEvent).filter_by(action="thread:ask").one()
        assert (event.key, event.actor_id) == (thread.public_id, talkers.bayu.person_id)


@pytest.mark.parametrize(
    ("spot", "shown"),
    [
        ({"dimension": "tata-kelola", "sector": "kesehatan"}, "Tata kelola"),
        ({"region": "35.78"}, "Kota Surabaya"),
        ({}, "Menunggu jawaban"),
    ],
)
def test_a_question_may_arise_elsewhere(talkers: Talkers, spot: dict[str, str], shown: str) -> None:
    status, location = _ask(talkers, **spot)

    assert status == 303
    assert shown in talkers.read(location)


@pytest.mark.parametrize(
    ("spot", "status"),
    [
        ({"practice": "tidak-ada"}, 404),
        ({"practice": "uji-0-0", "block": "99"}, 404),
        ({"practice": "uji-0-0", "block": "x"}, 400),
        ({"dimension": "tidak-ada"}, 404),
        ({"region": "00.00"}, 404),
    ],
)
def test_nobody_asks_at_a_place_that_is_not_there(
    talkers: Talkers, spot: dict[str, str], status: int
) -> None:
    publish(1)
    client = talkers.browser(BAYU)

    assert client.get(TO_ASK, query_string=spot).status_code == status
    assert _ask(talkers, **spot)[0] == status


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"title": ""}, "Judul"),
        ({"title": "Pendek"}, "Judul"),
        ({"body": "  "}, "Teks"),
        ({"body": "x" * 20_001}, "Teks"),
        ({"body": "[" * 60}, "Teks"),
        ({"voice": "999"}, "Sebagai"),
        ({"kind": "shout"}, "Jenis"),
        ({"visibility": "friends"}, "Siapa yang dapat membaca"),
    ],
)
def test_a_form_that_is_not_right_is_told_and_keeps_what_was_typed(
    talkers: Talkers, changes: dict[str, str], label: str
) -> None:
    status, page = _ask(talkers, seen="1", **changes)

    assert status == 422
    assert any(fault.startswith(label) for fault in faults(page)), faults(page)
    assert (changes.get("title") or TITLE) in page or "title" in changes


def test_what_resembles_the_title_is_shown_once_before(talkers: Talkers) -> None:
    (slug,) = publish(1)
    outbox.rebuild()
    asked(talkers.sari, "Siapa yang menanggung server pada tahun kedua?")

    status, page = _ask(talkers, practice=slug)
    again, location = _ask(talkers, practice=slug, seen="1")

    assert status == 200
    assert "Mungkin sudah terjawab" in page
    assert "Siapa yang menanggung server pada tahun kedua?" in page
    assert "Kami belum tahu **siapa** yang membayar." in page
    assert again == 303
    assert TITLE in talkers.read(location)


def test_similar_threads_are_a_part_of_a_page(talkers: Talkers) -> None:
    asked(talkers.sari, "Siapa yang menanggung server pada tahun kedua?")
    closed = asked(talkers.sari, "Server siapa ditanggung?", visibility=Visibility.MEMBERS)
    path = "/threads/similar?q=menanggung+server"

    page = talkers.read(path, BAYU)

    assert "tahun kedua" in page
    assert f"/threads/{closed}" in page
    assert "<html" not in page
    assert "tahun" not in talkers.read("/threads/similar?q=stunting", BAYU)
    assert talkers.read("/threads/similar?q=", BAYU).strip() == ""


def test_whoever_finds_the_own_question_follows_it_instead_of_asking(talkers: Talkers) -> None:
    key = asked(talkers.sari, "Siapa yang menanggung server pada tahun kedua?")
    address = f"/threads/{key}/follow"

    part = talkers.read("/threads/similar?q=menanggung+server", BAYU)
    _status, confirm = _ask(talkers)
    form = talkers.read(TO_ASK, BAYU)

    for page in (part, confirm):
        assert re.search(rf'form="ikuti"\s+formaction="{address}"', page)
    assert all(
        re.search(r'<form id="ikuti"\s+method="post"[^>]*target="_blank">', page)
        for page in (form, confirm)
    ), "what is typed stays where it is"
    client = talkers.browser(BAYU)
    data = {"csrf_token": token_on(client)}
    assert client.post(address, data=data).location == f"/threads/{key}"
    with reading():
        assert levels([("thread", key)])[talkers.bayu.person_id or 0] is Level.ALL
    assert client.post("/threads/aaaaaaaaaaaa/follow", data=data).status_code == 404


def test_one_word_is_enough_at_the_same_practice(talkers: Talkers) -> None:
    (slug,) = publish(1)
    asked(talkers.sari, "Berapa harga server?", anchor=at_practice(slug))
    path = "/threads/similar?q=server+mana+yang+cocok+untuk+antrean+puskesmas"

    assert "Berapa harga" in talkers.read(f"{path}&practice={slug}", BAYU)
    assert "Berapa harga" not in talkers.read(path, BAYU)


def test_threads_for_members_are_not_there_for_others(talkers: Talkers) -> None:
    status, location = _ask(talkers, visibility="members")

    assert status == 303
    talkers.read(location, status=404)
    assert TITLE not in talkers.read("/threads")
    page = talkers.read(location, DEWI)
    assert "Khusus anggota" in page
    assert 'content="noindex' in page
    assert "application/ld+json" not in page
    assert TITLE in talkers.read("/threads", DEWI)
    assert location not in talkers.read("/sitemap.xml")


def test_hidden_threads_are_there_for_editors_alone(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    changed(key, hidden_at=_thread().created_at)

    talkers.read(f"/threads/{key}", BAYU, status=404)
    client = talkers.browser(BAYU)
    data: dict[str, Any] = {"csrf_token": token_on(client), "body": "x"}
    assert client.post(f"/threads/{key}/posts", data=data).status_code == 404


def test_whoever_writes_in_haste_is_slowed_down_and_loses_no_word(talkers: Talkers) -> None:
    for _time in range(pace.THREADS[0].most):
        pace.count_thread(talkers.bayu, None)

    status, page = _ask(talkers)

    assert status == 429
    assert "Kami belum tahu **siapa** yang membayar." in page
    assert "Terlalu banyak dalam waktu singkat" in page
    assert _ask(talkers, DEWI)[0] == 303


def test_a_discussion_is_in_nobodys_hands(talkers: Talkers) -> None:
    _status, location = _ask(talkers, kind="discussion")

    page = talkers.read(location, BAYU)

    assert "Dipegang" not in page
    assert "Diskusi" in page
    assert _thread().kind is ThreadKind.DISCUSSION
    assert '"DiscussionForumPosting"' in page


def test_lists_are_of_the_newest_the_unanswered_and_ones_own(talkers: Talkers) -> None:
    (slug,) = publish(1)
    mine = asked(talkers.bayu, "Pertanyaan milik Bayu sendiri", anchor=at_practice(slug))
    talk = asked(talkers.dewi, "Diskusi milik Dewi sendiri", kind=ThreadKind.DISCUSSION)

    def keys(query: str) -> list[str]:
        page = talkers.read(f"/threads{query}", BAYU)
        return re.findall(r'<article class="talk" data-id="(\w{12})"', page)

    assert keys("") == [talk, mine]
    assert keys("?kind=question&state=open") == [mine]
    assert keys("?kind=discussion") == [talk]
    assert keys("?mine=1") == [mine]
    assert keys(f"?practice={slug}") == [mine]
    assert keys("?region=35.78") == [talk]
    assert keys("?page=2") == []
    assert keys("?kind=x") == keys("?region=00.00") == []
    for odd in ("page=0", "mine=1&page=0", f"mine=1&page=00001{'0' * 30}", "sort=x"):
        talkers.read(f"/threads?{odd}", BAYU, status=400)


def test_national_editors_speak_as_such(talkers: Talkers) -> None:
    key = asked(talkers.rina)

    page = talkers.read(f"/threads/{key}")

    assert "Editor nasional" in page
    assert RINA not in page
