"""Words and first outbound links are held back: seen by their author and moderators alone."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from portal.core.audit import AuditEvent
from portal.core.db import db, reading
from portal.core.uow import unit_of_work
from portal.threads.jobs import look_after_questions
from portal.threads.models import Post, PostState, Thread, ThreadState
from portal.threads.queries import get_visible
from portal.threads.queries.record import response_records
from tests.api.programs import Program
from tests.factories.clock import at
from tests.factories.threads import TITLE, answered
from tests.moderation.conftest import BAYU, DEWI, HADI, LINK, NOW, RINA, TINA, Scene

WORDS = "Main slot gacor saja."
SINCE = {"": "menunggu sejak 8 Januari 2027", "/en": "waiting since January 8, 2027"}
HELD = {
    "": "Menunggu pemeriksaan moderator",
    "/en": "Waiting for a moderator",
}


def _thread(key: str) -> Thread:
    with reading():
        return db.session.query(Thread).filter_by(public_id=key).one()


def _state(key: str, number: int) -> PostState:
    query = sa.select(Post.state).join(Thread, Thread.id == Post.thread_id)
    with reading():
        found = db.session.scalars(query.where(Thread.public_id == key, Post.number == number))
        return found.one()


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_newcomers_first_outbound_link_waits_until_it_is_released(
    scene: Scene, language: str
) -> None:
    with at(NOW):
        key = scene.asked(scene.dewi)
        scene.news()
        number = scene.write(BAYU, key, LINK)

        page = f"{language}/threads/{key}"
        shown = scene.read(page, BAYU)
        assert HELD[language] in shown
        assert "promo.example" in shown
        for mail in (DEWI, HADI, ""):
            assert "promo.example" not in scene.read(page, mail), mail
        assert "promo.example" not in scene.read(f"/feeds/threads/{key}.atom")
        assert "promo.example" not in scene.read(f"/api/v1/threads/{key}")
        assert "promo.example" not in str(
            Program(scene.app, DEWI).told("GET", f"/api/v1/threads/{key}")
        )
        assert scene.news() == [], "nobody is told of what nobody may read"
        assert _thread(key).state is ThreadState.OPEN

        queue = scene.read(f"{language}/moderation", RINA)
        assert queue.count("<article") == 1
        assert "promo.example" in queue
        assert SINCE[language] in queue
        reason = "Halaman resmi produsennya."
        led = scene.decide(RINA, key, number, "release", reason=reason)
        assert led.endswith("/moderation?done=release")

        assert "promo.example" in scene.read(page)
        assert 'rel="ugc nofollow noopener"' in scene.read(page)
        told = {name: (subject, text) for name, subject, text in scene.news()}
        assert set(told) == {"bayu", "dewi"}
        assert told["bayu"][0] == f"Tulisan Anda ditayangkan: {TITLE}"
        assert reason in told["bayu"][1]
        assert told["dewi"][0] == f"Pertanyaan Anda dijawab: {TITLE}"
        assert "<article" not in scene.read("/moderation", RINA)

        again = scene.write(BAYU, key, LINK)
        assert _state(key, again) is PostState.VISIBLE, "one that was released is enough"
    with reading():
        actions = db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.seq))
        assert "thread:release" in set(actions)


def test_a_rejected_post_is_gone_for_its_author_who_reads_why(scene: Scene) -> None:
    with at(NOW):
        key = scene.asked(scene.dewi)
        number = scene.write(BAYU, key, LINK)
        scene.news()
        refused = {"act": "reject", "ground": "", "reason": " ", "seen": ""}
        page = scene.send(RINA, f"/threads/{key}/posts/{number}/moderate", status=422, **refused)
        assert "Tulis alasannya: penulis akan membacanya." in page
        assert scene.read("/moderation", RINA).count("<article") == 1

        scene.decide(RINA, key, number, "reject", ground="spam", reason="Tautan afiliasi.")

        [(name, subject, text)] = scene.news()
        assert (name, subject) == ("bayu", f"Tulisan Anda ditolak: {TITLE}")
        assert "Iklan, judi, atau pesan massal: Tautan afiliasi." in text
        assert "promo.example" not in scene.read(f"/threads/{key}", BAYU)
        assert "promo.example" in scene.read(f"/threads/{key}", RINA)
        again = scene.write(BAYU, key, LINK)
        assert _state(key, again) is PostState.QUARANTINED


@pytest.mark.parametrize("mail", [DEWI, HADI])
def test_gambling_words_are_held_back_whoever_writes(scene: Scene, mail: str) -> None:
    with at(NOW):
        key = scene.asked(scene.bayu, here=True)
        number = scene.write(mail, key, WORDS)

        assert _state(key, number) is PostState.QUARANTINED
        assert "slot gacor" not in scene.read(f"/threads/{key}", BAYU)
        assert "Memuat kata dari daftar judi: “slot gacor”" in scene.read("/moderation", RINA)
        if mail == HADI:
            assert "<article" not in scene.read("/moderation", HADI), "another one decides"
            own = {"act": "release", "ground": "", "reason": "", "seen": ""}
            path = f"/threads/{key}/posts/{number}/moderate"
            assert "moderator lain" in scene.send(HADI, path, status=409, **own)


def test_editors_may_write_what_they_warn_of(scene: Scene) -> None:
    with at(NOW):
        key = scene.asked(scene.bayu)

        assert _state(key, scene.write(RINA, key, f"{WORDS} {LINK}")) is PostState.VISIBLE


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Lihat https://layanan.kab.go.id/a dan http://127.0.0.1:8000/threads", PostState.VISIBLE),
        ("Tulis ke kantor@promo.example", PostState.VISIBLE),
        ("Lihat promo.com", PostState.QUARANTINED),
        ("[Lihat](https://go.id@promo.example/)", PostState.QUARANTINED),
        ("Lihat https://situs-judi.go.id/", PostState.QUARANTINED),
    ],
)
def test_what_counts_is_where_links_lead(scene: Scene, text: str, state: PostState) -> None:
    with at(NOW):
        key = scene.asked(scene.dewi)

        assert _state(key, scene.write(BAYU, key, text)) is state


def test_who_has_been_here_for_long_may_link(scene: Scene) -> None:
    with at(NOW):
        key = scene.asked(scene.bayu)
        assert _state(key, scene.write(DEWI, key, LINK)) is PostState.VISIBLE
    with at("2027-02-06T10:00+07:00"):
        assert _state(key, scene.write(BAYU, key, LINK)) is PostState.VISIBLE


def test_what_is_changed_into_something_bad_is_held_back_too(scene: Scene) -> None:
    with at(NOW):
        key = scene.asked(scene.dewi)
        number = scene.write(BAYU, key, "Kami memakai peladen provinsi.")
        assert _thread(key).state is ThreadState.ANSWERED

        scene.edit(BAYU, key, number, WORDS)
        assert _state(key, number) is PostState.QUARANTINED
        assert _thread(key).state is ThreadState.OPEN
        scene.edit(BAYU, key, number, "Maaf, yang benar peladen provinsi.")
        assert _state(key, number) is PostState.QUARANTINED, "it waits until somebody has looked"
        assert scene.read("/moderation", RINA).count("<article") == 1

        seen = scene.read(f"/threads/{key}/posts/{number}/moderate", RINA)
        mark = seen.split('name="seen"')[1].split('value="')[1].split('"')[0]
        scene.decide(RINA, key, number, "release", seen=mark)
        history = scene.read(f"/threads/{key}/posts/{number}/history")
        assert "gacor" not in history, "what nobody could read leaves no history"
        assert "peladen" in history
        assert _thread(key).state is ThreadState.ANSWERED


def test_what_was_released_may_stay_when_the_rest_changes(scene: Scene) -> None:
    with at(NOW):
        key = scene.asked(scene.bayu)
        number = scene.write(DEWI, key, WORDS)
        scene.decide(RINA, key, number, "release")
        scene.edit(DEWI, key, number, f"{WORDS} Begitu kata iklan yang kami tutup.")
        assert _state(key, number) is PostState.VISIBLE

        scene.edit(DEWI, key, number, f"{WORDS} Juga situs judi.")
        assert _state(key, number) is PostState.QUARANTINED
        assert "“situs judi”" in scene.read("/moderation", RINA)


def test_a_question_that_is_held_back_waits_for_nobody_until_it_is_released(scene: Scene) -> None:
    title = "Bagaimana memakai slot gacor?"
    with at(NOW):
        key = scene.ask(BAYU, title, "Kami ingin tahu.")
        assert scene.read(f"/threads/{key}", DEWI, status=404)
        assert HELD[""] in scene.read(f"/threads/{key}", BAYU)
        assert title not in scene.read(f"/practices/{scene.slug}")
        assert scene.news() == []
    with at("2027-01-20T10:00+07:00"):
        look_after_questions()
        assert scene.news() == [], "no reminders of what nobody may answer"
        scene.decide(HADI, key, 1, "release")

        told = [(name, subject) for name, subject, _text in scene.news()]
        assert ("bayu", f"Tulisan Anda ditayangkan: {title}") in told
        assert ("hadi", f"Menunggu jawaban: {title}") in told
        assert title in scene.read(f"/practices/{scene.slug}")
        due = datetime.fromisoformat("2027-01-25T10:00+07:00")
        assert _thread(key).due_at == due, "three working days from the release"
        answered(scene.dewi, key)
        (record,) = response_records([_thread(key).promise_region_id or 0]).values()
        assert record.hours == 0.0


def test_a_question_that_is_rejected_is_a_hidden_thread(scene: Scene) -> None:
    with at(NOW):
        key = scene.ask(BAYU, "Bagaimana memakai slot gacor?", "Kami ingin tahu.")
        scene.decide(TINA, key, 1, "reject", ground="spam")

        assert scene.read(f"/threads/{key}", BAYU, status=404)
        assert "hanya moderator yang melihatnya" in scene.read(f"/threads/{key}", RINA)
        scene.decide(TINA, key, 1, "show", reason="Salah tekan.")
        assert "slot gacor" in scene.read(f"/threads/{key}")
        with unit_of_work():
            assert get_visible(scene.dewi, key).holder_kind is not None
