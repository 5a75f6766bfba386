"""What was asked before is joined with its original, where all who need it go on."""

import re
import threading

import pytest

from portal.core import jobs
from portal.core.db import db, end_transaction, reading
from portal.core.errors import Conflict
from portal.core.permissions import Actor
from portal.core.uow import unit_of_work
from portal.follows.models import Level
from portal.follows.queries import levels
from portal.follows.services import following
from portal.search import outbox
from portal.threads.models import (
    HolderKind,
    Post,
    PostState,
    ThreadKind,
    ThreadState,
    Visibility,
    Vote,
)
from portal.threads.queries.record import response_records
from portal.threads.services import merging
from portal.threads.services.deciding import Reason
from tests.api.programs import Program
from tests.factories.clock import at
from tests.factories.drafts import EDITOR, somebody
from tests.factories.mentors import mentor
from tests.factories.people import faults, mails, send, signed_in
from tests.factories.questions import (
    FRIDAY,
    SERVER,
    published,
    question,
    thanked,
    thread_at,
)
from tests.factories.reviewing import entered, read
from tests.factories.threads import OFFICER, answered, asked, changed
from tests.threads.conftest import BAYU, DEWI, House

ORIGINAL, TWIN = "Siapa menanggung biaya server?", "Biaya server ditanggung siapa?"
SAME = "Pertanyaan yang sama sudah diajukan."


@pytest.fixture
def sita(house: House) -> Actor:
    """Who asks again what Bayu has asked."""
    return somebody("sita@kab.go.id", OFFICER)


def _merge(house: House, key: str, into: str, **typed: str) -> int:
    """Join threads by the form, and return its status."""
    return house.do(key, "merge", address=into, **typed).status_code


def _state(key: str) -> tuple[ThreadState, str]:
    """Return the state of a thread, and the key of its original."""
    with reading():
        thread = thread_at(key)
        original = thread.duplicate_of_id
        keys = {row.id: row.public_id for row in db.session.query(type(thread))}
        return thread.state, keys[original] if original else ""


def _leads(page: str, key: str, title: str) -> bool:
    """Tell whether a page leads to a thread by its title."""
    return re.search(rf'<a href="/threads/{key}"\s*>{re.escape(title)}</a>', page) is not None


def _keys(house: House, query: str) -> list[str]:
    return re.findall(r'<article class="talk" data-id="(\w{12})"', house.read(f"/threads{query}"))


def test_a_duplicate_leads_to_its_original_and_waits_for_nobody(house: House, sita: Actor) -> None:
    slug = published()
    dewi = mentor("mentor@kota.go.id", blocks=[SERVER])
    key, twin = question(house.bayu, slug, title=ORIGINAL), question(sita, slug, title=TWIN)

    address = f"https://sokoguru.id/en/threads/{key}?page=1#p-1"
    assert _merge(house, twin, address) == 303

    page = house.read(f"/threads/{twin}")
    assert "Sudah pernah ditanyakan" in page
    assert _leads(page, key, ORIGINAL)
    assert "Dipegang" not in page
    assert 'id="tulis"' not in page
    listed = read(house.app.test_client(), f"/threads/{key}")
    assert "Pertanyaan yang sama" in listed
    assert _leads(listed, twin, TWIN)
    assert "Kab. Banyuwangi" in listed
    with reading():
        thread = thread_at(twin)
        assert (thread.holder_kind, thread.due_at, thread.promise_region_id) == (None, None, None)
        assert thread_at(key).holder_id == dewi.person_id
    desk = read(signed_in(house.app, "mentor@kota.go.id"), "/desk")
    assert f"/threads/{key}" in desk
    assert f"/threads/{twin}" not in desk
    told = Program(house.app).told("GET", f"/api/v1/threads/{twin}")
    assert (told["state"], told["original"], told["due_at"]) == ("duplicate", key, None)


def test_who_asked_again_is_sent_to_the_original_and_follows_it(house: House, sita: Actor) -> None:
    key, twin = asked(house.bayu, ORIGINAL), asked(sita, TWIN)
    first, mute, loud = (somebody(f"{name}@kab.go.id", OFFICER) for name in ("x", "y", "z"))
    following.choose(first, "thread", twin, Level.FIRST)
    following.choose(loud, "thread", twin, Level.ALL)
    following.choose(mute, "thread", twin, Level.ALL)
    following.choose(mute, "thread", key, Level.MUTE)
    following.choose(house.dewi, "thread", twin, Level.MUTE)

    assert _merge(house, twin, key, reason=SAME) == 303

    with reading():
        wanted = levels([("thread", key)])
    assert [wanted.get(one.person_id or 0) for one in (sita, first, loud, mute, house.dewi)] == [
        Level.ALL,
        Level.FIRST,
        Level.ALL,
        Level.MUTE,
        None,
    ]
    jobs.run_once()
    told = {to: (subject, text) for to, subject, text in mails() if TWIN in subject}
    assert set(told) == {"sita@kab.go.id", "y@kab.go.id", "z@kab.go.id"}
    subject, text = told["sita@kab.go.id"]
    assert subject == f"Utas Anda digabung: {TWIN}"
    assert f"“{ORIGINAL}”" in text
    assert SAME in text
    assert f"/threads/{key}" in text


def test_whoever_muted_the_own_question_is_left_in_peace(house: House, sita: Actor) -> None:
    key, twin = asked(house.bayu), asked(sita)
    following.choose(sita, "thread", twin, Level.MUTE)

    _merge(house, twin, key)

    with reading():
        assert sita.person_id not in levels([("thread", key)])


def test_each_who_asked_or_needs_it_counts_once_at_the_original(house: House, sita: Actor) -> None:
    key, twin, third = asked(house.bayu), asked(sita), asked(house.dewi)
    for mail in (DEWI, BAYU):
        send(signed_in(house.app, mail), f"/threads/{twin}/posts/1/vote", on="1")
    send(signed_in(house.app, DEWI), f"/threads/{key}/posts/1/vote", on="1")

    _merge(house, twin, key)
    _merge(house, third, key)

    with reading():
        opening = thread_at(key).opening.id
        voters = [vote.person_id for vote in db.session.query(Vote).filter_by(post_id=opening)]
    assert sorted(voters) == sorted([sita.person_id or 0, house.dewi.person_id or 0])


def test_a_chain_is_followed_to_its_end_and_never_closed(house: House, sita: Actor) -> None:
    a, b, c = (asked(one) for one in (house.bayu, sita, house.dewi))

    assert _merge(house, a, b) == 303
    assert _merge(house, b, c) == 303
    assert [_state(key)[1] for key in (a, b, c)] == [c, c, ""]
    assert house.do(c, "merge", address=a).status_code == 422
    assert _state(c) == (ThreadState.OPEN, "")
    assert _merge(house, a, c) == 409

    late = asked(sita)
    assert _merge(house, late, b) == 303
    assert _state(late)[1] == c


@pytest.mark.parametrize(
    ("what", "fault"),
    [
        ("itself", "dirinya sendiri"),
        ("hidden", "sedang tidak tampil"),
        ("quarantined", "sedang tidak tampil"),
        ("members", "khusus anggota"),
        ("unknown", "Tidak ada utas"),
        ("words", "Pilih utas aslinya"),
        ("nothing", "Pilih utas aslinya"),
    ],
)
def test_nobody_is_sent_where_they_cannot_read(house: House, what: str, fault: str) -> None:
    key = asked(house.bayu)
    visibility = Visibility.MEMBERS if what == "members" else Visibility.PUBLIC
    other = asked(house.dewi, "Berapa harga pompa air?", visibility=visibility)
    if what == "hidden":
        house.do(other, "hide")
    if what == "quarantined":
        with reading():
            opening = thread_at(other).opening.id
        _quarantine(opening)
    named = {"itself": key, "unknown": "a" * 12, "words": "yang kemarin", "nothing": ""}

    refused = house.do(key, "merge", address=named.get(what, other))

    assert refused.status_code == 422
    assert any(fault in told for told in faults(refused.get_data(as_text=True)))
    assert _state(key) == (ThreadState.OPEN, "")


def _quarantine(post_id: int) -> None:
    with unit_of_work() as session:
        session.get_one(Post, post_id).state = PostState.QUARANTINED


def test_threads_that_resemble_it_are_offered_to_choose(house: House, sita: Actor) -> None:
    key, twin = asked(house.bayu, ORIGINAL), asked(sita, TWIN)
    closed = asked(house.bayu, "Biaya server siapa?", visibility=Visibility.MEMBERS)

    page = house.read(f"/threads/{twin}/moderate")

    assert re.findall(r'name="merge-original"\s+type="radio"\s+value="(\w*)"', page) == [key, ""]
    assert closed not in page
    assert house.do(twin, "merge", original=key).status_code == 303
    assert _state(twin) == (ThreadState.DUPLICATE, key)


def test_titles_for_members_are_told_to_nobody_else(house: House, sita: Actor) -> None:
    key = asked(house.bayu, ORIGINAL)
    closed, gone = asked(sita, "Rahasia server", visibility=Visibility.MEMBERS), asked(sita, TWIN)
    _merge(house, closed, key)
    _merge(house, gone, key)
    house.do(gone, "hide")

    visitor = house.app.test_client()
    page = read(visitor, f"/threads/{key}")
    assert "Rahasia" not in page
    assert TWIN not in page
    assert "Pertanyaan yang sama" not in page
    member = read(signed_in(house.app, BAYU), f"/threads/{key}")
    assert "Rahasia" in member
    assert TWIN not in member
    assert read(visitor, f"/threads/{closed}", 404)

    house.do(gone, "show")
    house.do(key, "hide")
    page = read(visitor, f"/threads/{gone}")
    assert key not in page
    assert ORIGINAL not in page
    assert Program(house.app).told("GET", f"/api/v1/threads/{gone}")["original"] is None


def test_the_original_is_found_first(house: House, sita: Actor) -> None:
    key, twin = asked(house.bayu, ORIGINAL), asked(sita, ORIGINAL)
    assert _keys(house, "") == [twin, key]

    _merge(house, twin, key)
    outbox.rebuild()

    assert _keys(house, "") == [key, twin]
    assert _keys(house, "?q=biaya+server") == [key, twin]
    assert _keys(house, "?state=duplicate") == [twin]
    assert _keys(house, "?state=open") == [key]


def test_what_was_answered_is_joined_too_and_counts_for_nobody(house: House, sita: Actor) -> None:
    slug = published()
    with at(FRIDAY):
        rina, _actor = entered(house.app, "early@pusat.go.id", EDITOR)
        key, twin = question(house.bayu, slug), question(sita, slug)
        for one in (key, twin):
            answered(house.dewi, one)
        with reading():
            region = thread_at(key).about_region_id or 0
            assert response_records([region])[region].questions == 2
        house.do(twin, "merge", by=rina, address=key)
        with reading():
            assert response_records([region])[region].questions == 1
        house.do(twin, "split", by=rina)
        with reading():
            assert response_records([region])[region].questions == 2
    assert _state(twin) == (ThreadState.ANSWERED, "")


def test_a_duplicate_may_stand_alone_again(house: House, sita: Actor) -> None:
    key, twin, talk = asked(house.bayu), asked(sita), asked(sita, kind=ThreadKind.DISCUSSION)
    thankful = asked(sita)
    thanked(sita, thankful, answered(house.dewi, thankful))
    changed(thankful, settled_at=thread_at(thankful).created_at)
    for one in (twin, talk, thankful):
        assert _merge(house, one, key) == 303
        assert _state(one)[0] is ThreadState.DUPLICATE

    page = house.read(f"/threads/{twin}/moderate")
    assert "Pisahkan utas ini" in page
    assert "merge-reason" not in page
    for one in (twin, talk, thankful):
        assert house.do(one, "split").status_code == 303

    assert _state(twin) == _state(talk) == (ThreadState.OPEN, "")
    assert _state(thankful) == (ThreadState.CONFIRMED, "")
    with reading():
        thread = thread_at(twin)
        assert thread.holder_kind is HolderKind.EDITORS
        assert thread.due_at is not None
        assert thread.turn == 2
    assert "Dipegang" in house.read(f"/threads/{twin}")
    assert "Pertanyaan yang sama" not in house.read(f"/threads/{key}")
    assert house.do(twin, "split").status_code == 409
    jobs.run_once()
    assert f"Utas Anda berdiri sendiri lagi: {ORIGINAL}" in {subject for _to, subject, _ in mails()}


def test_votes_for_a_discussion_are_no_need(house: House, sita: Actor) -> None:
    key, talk = asked(house.bayu), asked(sita, kind=ThreadKind.DISCUSSION)

    assert _merge(house, talk, key) == 303

    with reading():
        assert db.session.query(Vote).count() == 0


def test_two_who_join_and_one_who_answers_at_once_leave_one_truth(
    house: House, sita: Actor
) -> None:
    one, two, twin = asked(house.bayu), asked(house.dewi), asked(sita)
    rina = somebody("rini@pusat.go.id", EDITOR)
    end_transaction()
    start, done = threading.Barrier(3), []

    def run(what: object) -> None:
        with house.app.app_context():
            start.wait()
            try:
                what()  # type: ignore[operator]  # one of those below
                done.append("done")
            except Conflict:
                done.append("refused")
            db.session.remove()

    def join(into: str) -> None:
        with unit_of_work() as session:
            merging.merge(session, rina, thread_at(twin), thread_at(into), Reason(SAME))

    tries = (lambda: join(one), lambda: join(two), lambda: answered(house.dewi, twin))
    threads = [threading.Thread(target=run, args=(what,)) for what in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(done) in (["done", "done", "refused"], ["done", "refused", "refused"])
    state, original = _state(twin)
    assert state is ThreadState.DUPLICATE
    assert original in {one, two}
