"""Who is told what of threads, and by which words: nobody of what they may not see."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Person, TimeZone
from portal.accounts.services.memberships import Post
from portal.core import jobs
from portal.core.db import db, end_transaction
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.follows.models import Level
from portal.follows.services import following
from portal.notifications.jobs import send_digests
from portal.notifications.models import How, Notification
from portal.notifications.queries import inbox, registry
from portal.notifications.services import choosing
from portal.notifications.subscribers import follows, mentions, practices, tell_of, threads
from portal.threads.events import (
    AnswerAsked,
    AnswerSettled,
    QuestionHeld,
    QuestionUnanswered,
    ThreadMerged,
)
from portal.threads.models import HolderKind, PostKind, PostState, ThreadState, Visibility
from portal.threads.queries import visible_post
from portal.threads.services import posting
from portal.threads.services.texts import body_of
from tests.factories.drafts import EDITOR, actor_of, approved, practice_of, submitted, written
from tests.factories.followed import begun, changed, said, thread_of
from tests.factories.people import active, leave, mails

HERE, THERE = "35.10", "35.78"
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)
TITLE = "Siapa menanggung server?"
PEOPLE: dict[str, Post] = {
    "bayu": Post(role=Role.OFFICER, region=HERE),
    "sari": Post(role=Role.PUBLISHER, region=THERE),
    "dewi": Post(role=Role.MENTOR, region=THERE),
    "hadi": Post(role=Role.REGION_ADMIN, region=THERE),
    "rina": EDITOR,
    "ahli": Post(role=Role.EXPERT),
    "op": Post(role=Role.SYSTEM_ADMIN),
}


class Scene:
    """A learning officer, three of a region that knows, an editor, an expert, a system admin."""

    bayu: Actor
    sari: Actor
    dewi: Actor
    hadi: Actor
    rina: Actor
    ahli: Actor
    op: Actor

    def __init__(self) -> None:
        for name, post in PEOPLE.items():
            totp = post.role in {Role.REGION_ADMIN, Role.EDITOR, Role.SYSTEM_ADMIN}
            person_id = active(f"{name}@contoh.go.id", post, totp=totp)
            setattr(self, name, actor_of(person_id))
            choosing.choose(person_id, {kind.name: How.NOW for kind in registry.kinds()})
        self.texts: list[str] = []
        self._seen = 0
        self.news()

    def news(self) -> list[tuple[str, str]]:
        """Tell what happened, and return what mails have come of it, as (recipient, subject)."""
        jobs.run_once()
        found = mails()
        new, self._seen = found[self._seen :], len(found)
        self.texts = [text for _to, _subject, text in new]
        return sorted((to.partition("@")[0], subject) for to, subject, _text in new)


@pytest.fixture
def scene(empty_library: Flask) -> Scene:
    registry._kinds.clear()
    for kind in (*practices.KINDS, *threads.KINDS, *follows.KINDS):
        tell_of(kind)
    return Scene()


def _bodies(actor: Actor) -> list[str]:
    db.session.rollback()
    return [line.message.body if line.message else "" for line in inbox(actor, 1).lines]


def _titles(actor: Actor) -> list[str]:
    db.session.rollback()
    return [line.message.title if line.message else "" for line in inbox(actor, 1).lines]


def _id(actor: Actor) -> int:
    assert actor.person_id is not None
    return actor.person_id


def _held_by(actor: Actor, key: str, turn: int = 1) -> None:
    changed(
        key,
        lambda thread_id: QuestionHeld(thread_id, turn, None),
        holder_kind=HolderKind.PERSON,
        holder_id=_id(actor),
        turn=turn,
    )


def test_a_question_goes_from_hand_to_hand_and_each_is_told_once(scene: Scene) -> None:
    key = begun(scene.bayu, about=THERE)
    _held_by(scene.dewi, key)
    assert scene.news() == [("dewi", f"Menunggu jawaban: {TITLE}")]
    assert "Pertanyaan ini Anda pegang. Jawab sampai" in scene.texts[0]
    _held_by(scene.sari, key, turn=2)
    changed(
        key,
        lambda thread_id: QuestionHeld(thread_id, 3, None),
        holder_kind=HolderKind.REGION,
        holder_id=None,
        holder_region_id=thread_of(key).promise_region_id,
        turn=3,
    )
    assert scene.news() == [
        ("hadi", f"Menunggu jawaban: {TITLE}"),
        ("sari", f"Menunggu jawaban: {TITLE}"),
    ], "what went on before it was told is told to the last one"
    assert all("ada di antrean Anda" in text for text in scene.texts)


def test_whoever_can_help_hears_after_two_three_and_five_days(scene: Scene) -> None:
    key = begun(scene.bayu, about=THERE)
    _held_by(scene.dewi, key)
    scene.news()
    told = []
    for step in (1, 2, 3):
        changed(key, partial(QuestionUnanswered, step=step))
        told += scene.news()
    assert told == [
        ("dewi", f"Belum dijawab: {TITLE}"),
        ("hadi", f"Lewat janji: {TITLE}"),
        ("rina", f"Lima hari tanpa jawaban: {TITLE}"),
    ]

    said(scene.dewi, key)
    scene.news()
    other = begun(scene.bayu, "Tanpa daerah")
    scene.news()
    for thread in (key, other):
        changed(thread, partial(QuestionUnanswered, step=2))
    assert scene.news() == [("rina", "Lewat janji: Tanpa daerah")], "the other one is answered"


def test_the_due_time_is_that_of_the_reader(scene: Scene) -> None:
    with unit_of_work() as session:
        session.get_one(Person, _id(scene.dewi)).zone = TimeZone.WIT
    key = begun(scene.bayu)
    _held_by(scene.dewi, key)
    scene.news()

    assert " WIT." in scene.texts[0]


def test_an_answer_is_told_once_however_many_reasons_there_are(scene: Scene) -> None:
    key = begun(scene.bayu, about=THERE)
    scene.news()
    following.choose(scene.bayu, "region", THERE, Level.ALL)
    following.choose(scene.ahli, "region", THERE, Level.ALL)
    following.choose(scene.ahli, "thread", key, Level.ALL)
    said(scene.dewi, key, "Dinas **kami** membayar.", mentions=(HERE, _id(scene.bayu), THERE))

    assert scene.news() == [
        ("ahli", f"Tulisan baru: {TITLE}"),
        ("bayu", f"Pertanyaan Anda dijawab: {TITLE}"),
        ("hadi", f"Anda disebut: {TITLE}"),
        ("sari", f"Anda disebut: {TITLE}"),
    ]
    assert _titles(scene.bayu) == [f"Pertanyaan Anda dijawab: {TITLE}"]
    assert "Kota Surabaya: Dinas kami membayar." in scene.texts[0]
    assert f"/threads/{key}/posts/2" in scene.texts[0]


def test_who_wants_the_first_answer_hears_of_no_second(scene: Scene) -> None:
    key = begun(scene.bayu, about=THERE)
    following.choose(scene.ahli, "thread", key, Level.FIRST)
    following.choose(scene.rina, "region", THERE, Level.FIRST)
    scene.news()
    said(scene.sari, key, kind=PostKind.COMMENT)
    assert scene.news() == [("bayu", f"Tulisan baru: {TITLE}")]
    said(scene.dewi, key)
    assert ("ahli", f"Tulisan baru: {TITLE}") in scene.news()
    said(scene.dewi, key)
    told = scene.news()

    assert [who for who, _subject in told] == ["bayu", "sari"]
    assert _titles(scene.rina) == [], "of a region the beginnings of threads alone"


def test_who_has_muted_hears_nothing(scene: Scene) -> None:
    key = begun(scene.bayu, about=THERE)
    said(scene.dewi, key)
    scene.news()
    for actor in (scene.bayu, scene.dewi, scene.ahli):
        following.choose(actor, "thread", key, Level.MUTE)
    following.choose(scene.ahli, "region", THERE, Level.ALL)
    post = said(scene.sari, key, mentions=(_id(scene.ahli), _id(scene.dewi)))
    changed(key, state=ThreadState.CONFIRMED)
    changed(key, lambda thread_id: AnswerSettled(thread_id, post, "confirmed", _id(scene.bayu)))

    assert scene.news() == [("sari", f"Jawaban dikonfirmasi: {TITLE}")]


def test_new_threads_reach_those_who_follow_what_they_are_about(scene: Scene) -> None:
    slug = _published(scene)
    following.choose(scene.bayu, "practice", _public_id(slug), Level.FIRST)
    following.choose(scene.ahli, "region", THERE, Level.ALL)
    following.choose(scene.op, "cell", "tata-kelola/kesehatan", Level.FIRST)
    following.choose(scene.rina, "cell", "/kesehatan", Level.MUTE)

    begun(scene.dewi, "Soal praktik", about=slug, holder_kind=None, state=ThreadState.ANSWERED)
    assert scene.news() == [(name, "Utas baru: Soal praktik") for name in ("ahli", "bayu", "op")]
    begun(scene.dewi, "Soal daerah", about=THERE)
    assert scene.news() == [("ahli", "Utas baru: Soal daerah")]
    begun(scene.dewi, "Soal bidang", about=("tata-kelola", "kesehatan"))
    assert scene.news() == [("op", "Utas baru: Soal bidang")]
    begun(scene.dewi, "Soal lain", about=("ekonomi", "kesehatan"))
    assert scene.news() == []


def _published(scene: Scene) -> str:
    slug = written(scene.sari)
    submitted(scene.sari, slug)
    approved(scene.rina, slug)
    scene.news()
    return slug


def _public_id(slug: str) -> str:
    public_id = practice_of(slug).public_id
    end_transaction()
    return public_id


def test_a_version_is_told_once_to_each_who_follows_it_in_any_way(scene: Scene) -> None:
    for actor in (scene.bayu, scene.sari):
        following.choose(actor, "region", THERE, Level.FIRST)
        following.choose(actor, "cell", "tata-kelola/", Level.ALL)
    following.choose(scene.ahli, "cell", "tata-kelola/kesehatan", Level.ALL)
    following.choose(scene.dewi, "region", THERE, Level.MUTE)
    following.choose(scene.dewi, "cell", "/kesehatan", Level.ALL)
    slug = written(scene.sari)
    submitted(scene.sari, slug)
    scene.news()
    approved(scene.rina, slug)

    assert scene.news() == [
        ("ahli", "Praktik baru: Antrean puskesmas satu pintu"),
        ("bayu", "Praktik baru: Antrean puskesmas satu pintu"),
        ("sari", "Sudah terbit: Antrean puskesmas satu pintu"),
    ]
    assert "Kota Surabaya: Warga mengambil nomor antrean" in scene.texts[-1]


def test_what_is_confirmed_applied_and_merged_is_told(scene: Scene) -> None:
    key, again = begun(scene.bayu), begun(scene.sari, "Lagi-lagi server")
    post = said(scene.dewi, key)
    scene.news()
    settled = partial(AnswerSettled, post_id=post, person_id=_id(scene.bayu))
    changed(key, partial(settled, state="confirmed"), state=ThreadState.CONFIRMED)
    changed(key, partial(settled, state="applied"), state=ThreadState.APPLIED)
    assert scene.news() == [
        ("dewi", f"Jawaban berhasil diterapkan: {TITLE}"),
        ("dewi", f"Jawaban dikonfirmasi: {TITLE}"),
    ]
    following.choose(scene.dewi, "thread", again, Level.ALL)
    changed(
        again,
        lambda thread_id: ThreadMerged(thread_id, thread_of(key).id, _id(scene.rina)),
        state=ThreadState.DUPLICATE,
    )
    assert scene.news() == [("dewi", "Sudah pernah ditanyakan: Lagi-lagi server")]
    assert f"/threads/{key}" in scene.texts[0]
    said(scene.dewi, key)
    assert ("sari", f"Tulisan baru: {TITLE}") in scene.news()


def test_an_invitation_is_told_to_whom_it_is_for(scene: Scene) -> None:
    key = begun(scene.bayu)
    scene.news()
    invited = partial(AnswerAsked, person_id=_id(scene.rina))
    changed(key, partial(invited, invitee_id=_id(scene.ahli)))
    assert scene.news() == [("ahli", f"Anda diminta menjawab: {TITLE}")]
    changed(key, partial(invited, invitee_id=_id(scene.dewi)), state=ThreadState.ANSWERED)
    assert scene.news() == []


@pytest.mark.parametrize("closed", ["members", "hidden", "quarantined", "hidden post", "left"])
def test_nobody_is_told_what_they_may_not_see(scene: Scene, closed: str) -> None:
    key = begun(scene.bayu, visibility=_if(closed == "members", Visibility.MEMBERS))
    scene.news()
    for actor in (scene.op, scene.ahli):
        following.choose(actor, "region", THERE, Level.ALL)
    with unit_of_work() as session:  # whoever loses sight of a thread goes on to follow it
        for actor in (scene.op, scene.ahli):
            following.take_up(session, _id(actor), "thread", key)
    state = {"quarantined": PostState.QUARANTINED, "hidden post": PostState.HIDDEN}.get(closed)
    values: dict[str, Any] = {"state": state} if state else {}
    said(scene.dewi, key, "Rahasia sekali.", mentions=(_id(scene.op),), **values)
    if closed == "hidden":
        changed(key, hidden_at=thread_of(key).created_at)
    if closed == "left":
        for name in ("op", "ahli", "bayu"):
            leave(_id(getattr(scene, name)), PEOPLE[name])

    told = scene.news()

    expected = {"members": ["ahli", "bayu"]}.get(closed, [])
    assert [who for who, _subject in told] == expected
    assert len(_titles(scene.op)) == 0


def _if(condition: bool, value: Visibility) -> Visibility:  # noqa: FBT001  # it reads like a word
    return value if condition else Visibility.PUBLIC


def test_what_is_hidden_later_disappears_from_inboxes_and_waiting_mail(scene: Scene) -> None:
    choosing.choose(_id(scene.bayu), dict.fromkeys(_kinds(), How.DAILY))
    key = begun(scene.bayu)
    said(scene.dewi, key)
    scene.news()
    assert _titles(scene.bayu) == [f"Pertanyaan Anda dijawab: {TITLE}"]
    changed(key, hidden_at=thread_of(key).created_at)

    assert _titles(scene.bayu) == [""]


def _kinds() -> list[str]:
    return [kind.name for kind in registry.kinds()]


def test_a_region_that_speaks_never_names_who_wrote(
    scene: Scene,
) -> None:
    with unit_of_work() as session:
        session.get_one(Person, _id(scene.dewi)).name = "Dewi Anggraini"
    choosing.choose(_id(scene.ahli), dict.fromkeys(_kinds(), How.DAILY))
    key = begun(scene.bayu, about=THERE)
    following.choose(scene.ahli, "thread", key, Level.ALL)
    scene.news()
    post = said(scene.dewi, key, as_region=THERE, mentions=(THERE,))
    changed(key, state=ThreadState.CONFIRMED)
    changed(key, lambda thread_id: AnswerSettled(thread_id, post, "confirmed", _id(scene.rina)))
    told = scene.news()
    texts = list(scene.texts)
    with unit_of_work() as session:
        session.execute(sa.update(Notification).values(created_at=LONG_AGO))
    send_digests()
    digest = [text for to, _subject, text in mails() if to.startswith("ahli")][-1]

    assert {who for who, _subject in told} == {"bayu", "sari", "hadi", "dewi"}
    assert "Tulisan baru" in digest
    shown = [str(inbox(actor, 1)) for actor in (scene.bayu, scene.ahli, scene.hadi, scene.sari)]
    assert all("Kota Surabaya: Dinas kami" in text for text in (*texts, digest, *shown))
    assert not any("Anggraini" in text or "dewi" in text for text in (*texts, digest, *shown))
    following.choose(scene.op, "thread", key, Level.ALL)
    said(scene.dewi, key)
    scene.news()
    assert _bodies(scene.bayu)[0].startswith("Dewi Anggraini, Kota Surabaya: Dinas kami")
    assert _bodies(scene.op)[0].startswith("Petugas Kota Surabaya: Dinas kami"), "no member"


def test_whom_a_later_edit_calls_is_told_once(scene: Scene) -> None:
    for kind in mentions.KINDS:
        tell_of(kind)
    key = begun(scene.bayu)
    scene.news()

    def edited(text: str) -> list[tuple[str, str]]:
        with unit_of_work() as session:
            _thread, post = visible_post(scene.bayu, key, 1)
            posting.edit(session, scene.bayu, post, posting.Changed(body=body_of(text)))
        return scene.news()

    called = [(name, f"Anda disebut: {TITLE}") for name in ("dewi", "hadi", "sari")]
    assert edited("Halo @kota-surabaya, siapa yang membayar?") == called
    assert edited("Halo @kota-surabaya, berapa biayanya?") == []
    assert edited("Berapa biayanya?") == []
    assert edited("Halo @kota-surabaya dan @dewi, berapa biayanya?") == []
    following.choose(scene.rina, "thread", key, Level.ALL)
    assert edited("Halo @kota-surabaya dan @kab-banyuwangi.") == []


def test_whom_a_post_has_told_it_does_not_tell_again_after_an_edit(scene: Scene) -> None:
    for kind in mentions.KINDS:
        tell_of(kind)
    key = begun(scene.sari, post={"mentions": (_id(scene.dewi),)})
    assert ("dewi", f"Anda disebut: {TITLE}") in scene.news()

    with unit_of_work() as session:
        _thread, post = visible_post(scene.sari, key, 1)
        body = body_of("Halo @kota-surabaya.")
        posting.edit(session, scene.sari, post, posting.Changed(body=body))

    assert scene.news() == [("hadi", f"Anda disebut: {TITLE}")]
