"""Who holds a question and by when: chosen, told, taken, given, and shown to whom it concerns."""

import re
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import Person
from portal.accounts.queries import person_of
from portal.accounts.queries.members import member
from portal.accounts.services import handover
from portal.accounts.services.handover import Ending
from portal.accounts.services.memberships import Post
from portal.core import audit
from portal.core.db import db, reading
from portal.core.errors import BadInput, Conflict, Forbidden
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.regions.queries import directory
from portal.threads.models import HolderKind
from portal.threads.queries.anchors import NOWHERE, at_cell, at_region
from portal.threads.queries.offers import is_offered, offered_people
from portal.threads.services import holding
from tests.factories.clock import at
from tests.factories.drafts import EDITOR, PUBLISHER, REGION, actor_of, somebody
from tests.factories.mentors import admin_of, designated, editor, mentor, says
from tests.factories.people import leave, signed_in
from tests.factories.questions import (
    FRIDAY,
    SERVER,
    act,
    closed_on,
    elsewhere,
    hearing,
    look,
    officer,
    published,
    question,
    thread_at,
)
from tests.factories.reviewing import entered, read, sent
from tests.factories.threads import answered, changed

CHAMPION = "35.78"
MENTOR = Post(role=Role.MENTOR, region=REGION)
DUE = "2027-01-14T16:00+08:00"


def _holder(key: str) -> tuple[HolderKind | None, int | None]:
    with reading():
        thread = thread_at(key)
        return thread.holder_kind, thread.holder_id or thread.holder_region_id


def _id(code: str) -> int:
    return directory().by_code[code].id


def _key(actor: Actor) -> str:
    with reading():
        return person_of(actor.person_id or 0).public_id


def test_a_question_of_friday_evening_is_promised_for_thursday(empty_library: Flask) -> None:
    slug = published()
    dewi, bayu = mentor("dewi@kota.go.id", blocks=[SERVER]), officer()
    hadi = admin_of(REGION)
    closed_on("2027-01-12")

    with at(FRIDAY), hearing() as heard:
        key = question(bayu, slug)
        id_ = thread_at(key).id
        page = read(signed_in(empty_library, "bayu@kab.go.id"), f"/threads/{key}")
        public = read(empty_library.test_client(), f"/threads/{key}")
        assert _holder(key) == (HolderKind.PERSON, dewi.person_id)
        assert thread_at(key).due_at == datetime.fromisoformat(DUE)
        for moment, steps in (
            ("2027-01-13T15:59+08:00", []),
            ("2027-01-13T16:00+08:00", [1]),
            ("2027-01-13T16:05+08:00", [1]),
            (DUE, [1, 2]),
            ("2027-01-18T15:55+08:00", [1, 2]),
            ("2027-01-18T16:00+08:00", [1, 2, 3]),
            ("2027-02-18T16:00+08:00", [1, 2, 3]),
        ):
            look(moment)
            assert heard == [(id_, step) for step in steps], moment

    assert "<b>dewi, Kota Surabaya</b>" in page
    assert "14 Januari 2027 16:00 WITA" in page
    assert "dewi" not in public
    assert "<b>Kota Surabaya</b>" in public
    assert hadi.person_id is not None


def test_what_a_worker_missed_is_told_in_order_and_an_answer_ends_it(
    empty_library: Flask,
) -> None:
    slug = published()
    dewi, bayu = mentor("dewi@kota.go.id", blocks=[SERVER]), officer()
    with at(FRIDAY), hearing() as heard:
        late, in_time = question(bayu, slug), question(bayu, slug)
        answered(dewi, in_time)
        id_ = thread_at(late).id

        look("2027-03-01T10:00+08:00")

        assert heard == [(id_, 1), (id_, 2), (id_, 3)]


def test_who_fits_best_and_has_least_to_do_is_chosen(empty_library: Flask) -> None:
    slug = published()
    bayu = officer()
    handy = mentor("a@kota.go.id", blocks=[SERVER])
    other = mentor("b@kota.go.id", blocks=["Halaman antrean"])
    mentor("c@kota.go.id", dimensions=["tata-kelola"], sectors=["kesehatan"])
    away = mentor("d@kab.go.id", "35.09", dimensions=["lingkungan"])
    both = mentor("e@kab.go.id", "35.09", dimensions=["lingkungan"], sectors=["sosial"])
    mentor("f@kab.go.id", "35.09", paused_until=date(2027, 6, 1), dimensions=["citra"])

    with at(FRIDAY):
        keys = [question(bayu, slug) for _number in range(4)]
        cells = [
            elsewhere(bayu, at_cell(*cell)) for cell in (("lingkungan", "sosial"), ("citra", ""))
        ]
        region = elsewhere(bayu, at_region(CHAMPION))
        nowhere, own = elsewhere(bayu, NOWHERE), question(handy, slug)

        turns = [handy, other, handy, other]
        assert [_holder(key)[1] for key in keys] == [one.person_id for one in turns]
        assert _holder(cells[0])[1] == both.person_id
        assert _holder(cells[1]) == (HolderKind.EDITORS, None)
        assert _holder(elsewhere(bayu, at_cell("lingkungan", "")))[1] == away.person_id
        assert _holder(nowhere) == (HolderKind.EDITORS, None)
        assert _holder(own)[1] == other.person_id
        assert _holder(region)[0] is HolderKind.PERSON
        with reading():
            assert thread_at(cells[0]).promise_region_id == _id("35.09")


def test_without_a_mentor_the_region_has_it_in_its_queue(empty_library: Flask) -> None:
    slug = published()
    resting, key = designated("dewi@kota.go.id")
    says(resting, key, blocks=[SERVER], paused_until=date(2027, 2, 1))
    somebody("baru@kota.go.id", MENTOR)  # not designated

    with at(FRIDAY):
        assert _holder(question(officer(), slug)) == (HolderKind.REGION, _id(REGION))


def _held_at(client: FlaskClient, key: str) -> str:
    found = re.search(r'<div class="held.*?</div>', read(client, f"/threads/{key}"), re.DOTALL)
    assert found is not None
    return found[0]


def test_a_question_is_taken_given_and_others_are_asked(empty_library: Flask) -> None:
    slug, bayu = published(), officer()
    dewi = mentor("dewi@kota.go.id", blocks=[SERVER])
    ayu = mentor("ayu@kab.go.id", "35.09", dimensions=["tata-kelola"])
    hadi, hadis = entered(
        empty_library, "hadi@kota.go.id", Post(role=Role.REGION_ADMIN, region=REGION)
    )
    key = question(bayu, slug)
    asker, mentor_page = (
        signed_in(empty_library, "bayu@kab.go.id"),
        signed_in(empty_library, "ayu@kab.go.id"),
    )

    assert "/take" not in _held_at(asker, key)
    assert "/holding" not in _held_at(asker, key)
    assert sent(asker, f"/threads/{key}/take").status_code == 403
    assert sent(mentor_page, f"/threads/{key}/take").status_code == 403
    page = read(hadi, f"/threads/{key}/holding")
    assert 'optgroup label="Mentor yang menguasai topiknya"' in page
    assert "bayu" not in page
    assert sent(hadi, f"/threads/{key}/invite", **{"invite-to": _key(ayu)}).status_code == 303
    assert "Diminta menjawab: ayu." in _held_at(hadi, key)
    assert "Diminta menjawab" not in _held_at(asker, key)
    assert sent(hadi, f"/threads/{key}/invite", **{"invite-to": _key(ayu)}).status_code == 422

    assert sent(mentor_page, f"/threads/{key}/take").location == f"/threads/{key}#tulis"
    assert _holder(key) == (HolderKind.PERSON, ayu.person_id)
    assert "<b>ayu, Kab. Jember</b>" in _held_at(asker, key)
    for to, expected in (
        ("region", (HolderKind.REGION, _id(REGION))),
        ("editors", (HolderKind.EDITORS, None)),
        (_key(dewi), (HolderKind.PERSON, dewi.person_id)),
        (_key(hadis), (HolderKind.PERSON, hadis.person_id)),
    ):
        assert sent(hadi, f"/threads/{key}/give", **{"give-to": to}).status_code == 303
        assert _holder(key) == expected
    refused = sent(hadi, f"/threads/{key}/give", **{"give-to": _key(bayu)})
    assert refused.status_code == 422
    assert 'href="#give-to"' in refused.get_data(as_text=True)
    with reading():
        rows = db.session.query(audit.AuditEvent).filter_by(key=key)
        done = [row.action for row in rows.order_by(audit.AuditEvent.seq)]
    assert [name for name in done if name not in {"thread:ask", "thread:choose"}] == [
        "thread:invite",
        "thread:take",
        *["thread:give"] * 4,
    ]

    answered(dewi, key)
    assert sent(hadi, f"/threads/{key}/take").status_code == 409
    assert "sudah tidak menunggu jawaban" in read(hadi, f"/threads/{key}/holding")


def test_who_wrote_for_the_region_is_not_told_by_who_holds_it(empty_library: Flask) -> None:
    slug, bayu = published(), officer()
    dewi = mentor("dewi@kota.go.id", blocks=[SERVER])
    key = question(bayu, slug)
    number = answered(dewi, key, as_region=True)
    with unit_of_work():
        thread_at(key)
    changed(key, state="open", answered_at=None)
    asker = signed_in(empty_library, "bayu@kab.go.id")
    colleague = entered(empty_library, "joko@kota.go.id", PUBLISHER)[0]

    assert number == 2
    assert "dewi" not in read(asker, f"/threads/{key}")
    assert "dewi, Kota Surabaya" in read(colleague, f"/threads/{key}")


def test_after_five_days_it_is_offered_to_others_who_may_take_it(empty_library: Flask) -> None:
    slug, bayu = published(), officer()
    mentor("dewi@kota.go.id", blocks=[SERVER])
    ayu = mentor("ayu@kab.go.id", "35.09", sectors=["kesehatan"])
    budi = mentor("budi@kab.go.id", "35.09", sectors=["sosial"])
    with at(FRIDAY):
        key = question(bayu, slug)
        look("2027-01-15T15:59+08:00")
        client = signed_in(empty_library, "ayu@kab.go.id")
        assert "tanya-tawaran" not in read(client, "/desk")
        assert sent(client, f"/threads/{key}/take").status_code == 403
        look("2027-01-18T16:00+08:00")

        champion = somebody("citra@kota.go.id", Post(role=Role.PUBLISHER, region=REGION))
        with reading():
            people = offered_people(thread_at(key))
            everybody = list(db.session.scalars(sa.select(Person.id)))
            assert people >= {ayu.person_id, champion.person_id}
            assert budi.person_id not in people
            assert people == {one for one in everybody if is_offered(actor_of(one), thread_at(key))}
        assert "h-tanya-tawaran" in read(client, "/desk")
        with pytest.raises(Forbidden):
            act(budi, key, holding.take)
        act(ayu, key, holding.take)

        assert _holder(key) == (HolderKind.PERSON, ayu.person_id)
        assert "h-tanya-saya" in read(client, "/desk")
        with reading():
            assert thread_at(key).promise_region_id == _id(REGION)


def test_who_leaves_hands_questions_over_or_leaves_them_to_the_queue(
    empty_library: Flask,
) -> None:
    slug, bayu = published(), officer()
    dewi = mentor("dewi@kota.go.id", blocks=[SERVER])
    joko = somebody("joko@kota.go.id", PUBLISHER)
    first, settled = question(bayu, slug), question(bayu, slug)
    answered(dewi, settled)
    hadi, region = admin_of(REGION), _id(REGION)
    before = handover.held_by(member(region, _key(dewi), Role.MENTOR))

    ending = Ending(decree_no="9/2026", successor=_key(joko))
    handover.end(hadi, region, _key(dewi), Role.MENTOR, ending)
    taken = _holder(first)
    later = Ending(decree_no="10/2026", successor=None)
    for role in (Role.MENTOR, Role.PUBLISHER):
        handover.end(hadi, region, _key(joko), role, later)

    assert before == {"question": 1, "mentor-profile": 1}
    assert taken == (HolderKind.PERSON, joko.person_id)
    assert _holder(first) == (HolderKind.REGION, region)
    assert handover.queued_in(region)["question"] == 1
    assert "Pertanyaan yang menunggu jawaban" in read(
        entered(empty_library, "ani@kota.go.id", Post(role=Role.REGION_ADMIN, region=REGION))[0],
        f"/regions/{REGION}/members",
    )


def test_a_right_that_ends_by_itself_leaves_no_question_behind(empty_library: Flask) -> None:
    slug, bayu = published(), officer()
    dewi = mentor("dewi@kota.go.id", blocks=[SERVER])
    ayu = mentor("ayu@kota.go.id", dimensions=["tata-kelola"])
    key = question(bayu, slug)
    sari = entered(empty_library, "joko@kota.go.id", PUBLISHER)[0]
    assert "h-tanya-antrean" not in read(sari, "/desk")

    leave(dewi.person_id or 0, MENTOR)

    assert "h-tanya-antrean" in read(sari, "/desk")
    assert "antrean Kota Surabaya" in _held_at(sari, key)
    look("2026-12-01T10:00+08:00")
    assert _holder(key) == (HolderKind.PERSON, ayu.person_id)


def test_what_cannot_be_done_with_a_question_is_refused(empty_library: Flask) -> None:
    slug, bayu = published(), officer()
    hadi = admin_of(REGION)
    key = question(bayu, slug)
    changed(key, hidden_at=datetime.fromisoformat(FRIDAY))

    with pytest.raises(Conflict):
        act(editor(), key, holding.take)
    changed(key, hidden_at=None)
    with pytest.raises(BadInput):
        act(hadi, key, holding.give, "tidak-ada")
    with pytest.raises(BadInput):
        act(hadi, key, holding.invite, _key(bayu))
    with pytest.raises(Forbidden):
        act(bayu, key, holding.give, "editors")
    act(editor(), key, holding.take)
    assert _holder(key) == (HolderKind.PERSON, editor().person_id)
    handover.end(
        actor_of(somebody("tono@pusat.go.id", EDITOR).person_id or 0),
        None,
        _key(editor()),
        Role.EDITOR,
        Ending(decree_no="1/2027", successor=None),
    )
    assert _holder(key) == (HolderKind.EDITORS, None)
