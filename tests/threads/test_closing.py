"""Moderators close, withhold and move threads: for a reason, and as their authors are told."""

import re
from datetime import datetime

import pytest

from portal.core import jobs
from portal.core.audit import AuditEvent
from portal.core.db import db, reading
from portal.threads.models import Post, PostKind, Speaker, ThreadKind, Visibility
from portal.threads.models.decisions import Decision
from portal.threads.queries.anchors import NOWHERE
from portal.threads.queries.record import response_records
from tests.api.programs import Program
from tests.factories.clock import at
from tests.factories.drafts import EDITOR, REGION
from tests.factories.mentors import mentor
from tests.factories.people import faults, mails, send
from tests.factories.questions import (
    FRIDAY,
    SERVER,
    elsewhere,
    published,
    question,
    thread_at,
)
from tests.factories.reviewing import entered, read
from tests.factories.threads import ADMIN, answered, asked, changed
from tests.threads.conftest import BAYU, WHY, House


def _told(key: str) -> list[str]:
    """Return the subjects of the mails that the asker has got."""
    jobs.run_once()
    return [subject for to, subject, _text in mails() if to == BAYU]


def test_in_a_locked_thread_nobody_writes_and_everybody_reads_and_votes(house: House) -> None:
    key = asked(house.bayu)
    dewi = house.app.test_client()

    assert house.do(key, "lock").location == f"/threads/{key}"

    page = house.read(f"/threads/{key}")
    assert "Utas ini dikunci" in page
    assert 'id="tulis"' not in page
    assert "Dipegang" not in page
    data = {"kind": "answer", "body": "Kami tahu.", "voice": "", "action": "send"}
    assert send(house.editor, f"/threads/{key}/posts", **data).status_code == 409
    assert send(house.editor, f"/threads/{key}/posts/1/vote", on="1").status_code == 303
    told = Program(house.app).told("GET", f"/api/v1/threads/{key}")
    assert (told["locked"], told["due_at"]) == (True, None)
    assert "Utas ini dikunci" in read(dewi, f"/threads/{key}")
    assert house.do(key, "lock").status_code == 409

    assert house.do(key, "unlock").status_code == 303
    assert "Dipegang" in house.read(f"/threads/{key}")
    assert house.do(key, "unlock").status_code == 409


def test_who_asked_is_told_what_was_decided_and_the_chain_tells_who_decided(house: House) -> None:
    key = asked(house.bayu)

    for act in ("lock", "unlock", "hide", "show"):
        assert house.do(key, act).status_code == 303

    titles = ("dikunci", "dibuka lagi", "disembunyikan", "ditampilkan lagi")
    assert [f"Utas Anda {title}:" in "".join(_told(key)) for title in titles] == [True] * 4
    assert all(WHY in text for _to, subject, text in mails() if subject.startswith("Utas Anda"))
    with reading():
        assert [row.act.value for row in db.session.query(Decision).order_by(Decision.id)] == [
            "lock",
            "unlock",
            "hide",
            "show",
        ]
        events = db.session.query(AuditEvent).filter_by(key=key)
        assert {"thread:lock", "thread:show"} <= {event.action for event in events}


def test_a_hidden_thread_is_there_for_moderators_alone(house: House) -> None:
    key = asked(house.bayu)

    house.do(key, "hide")

    assert read(house.app.test_client(), f"/threads/{key}", 404)
    assert "hanya moderator yang melihatnya" in house.read(f"/threads/{key}")
    assert Program(house.app).ask("GET", f"/api/v1/threads/{key}").status_code == 404
    assert house.do(key, "hide").status_code == 409
    house.do(key, "show")
    assert read(house.app.test_client(), f"/threads/{key}")
    assert house.do(key, "show").status_code == 409


def test_a_promise_that_has_passed_in_the_dark_is_made_anew(house: House) -> None:
    with at(FRIDAY):
        rina, _actor = entered(house.app, "early@pusat.go.id", EDITOR)
        hidden, locked, soon = (asked(house.bayu) for _number in range(3))
        house.do(hidden, "hide", by=rina)
        house.do(locked, "lock", by=rina)
        house.do(soon, "lock", by=rina)
        due = thread_at(soon).due_at
        house.do(soon, "unlock", by=rina)
        assert thread_at(soon).due_at == due
    with at("2027-02-01T10:00+08:00") as now:
        changed(hidden, step=3)
        rina, _actor = entered(house.app, "later@pusat.go.id", EDITOR)
        house.do(hidden, "show", by=rina)
        house.do(locked, "unlock", by=rina)
        for key in (hidden, locked):
            with reading():
                thread = thread_at(key)
                assert (thread.due_at or now) > now
                assert thread.step == 0


def test_no_region_is_blamed_for_what_nobody_could_answer(house: House) -> None:
    slug = published()
    with at(FRIDAY):
        rina, _actor = entered(house.app, "early@pusat.go.id", EDITOR)
        late, locked = question(house.bayu, slug), question(house.bayu, slug)
        house.do(locked, "lock", by=rina)
    with at("2027-02-01T10:00+08:00"), reading():
        region = thread_at(late).about_region_id or 0
        assert response_records([region])[region].questions == 1


@pytest.mark.parametrize("act", ["lock", "hide", "merge", "move"])
def test_every_decision_needs_its_reason(house: House, act: str) -> None:
    key = asked(house.bayu)

    refused = house.do(key, act, reason="  ", to="nowhere")

    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert any(fault.startswith("Alasan") for fault in faults(page))
    assert f'href="#{act}-reason"' in page
    assert house.do(key, act, reason="x" * 501).status_code == 422
    assert send(house.editor, f"/threads/{key}/moderate", act="burn").status_code == 400


def test_admins_moderate_what_stands_at_own_practices(house: House) -> None:
    own, other = question(house.bayu, published()), asked(house.bayu)
    hadi, _actor = entered(house.app, "hadi@kota.go.id", ADMIN)

    page = read(hadi, f"/threads/{own}")
    assert f'href="/threads/{own}/moderate"' in page
    assert "/moderate" not in read(hadi, f"/threads/{other}")
    assert hadi.get(f"/threads/{other}/moderate").status_code == 403
    assert house.do(other, "lock", by=hadi).status_code == 403
    assert house.do(own, "hide", by=hadi).status_code == 303

    away = house.do(own, "move", by=hadi, to="nowhere")
    assert away.location == "/threads", "hidden and not at an own practice: theirs no more"


def test_an_open_question_that_moves_goes_to_who_fits_there(house: House) -> None:
    slug, other = published(), published("Rapat keluarga siaga")
    handy = mentor("handy@kota.go.id", blocks=[SERVER])
    with at(FRIDAY):
        rina, _actor = entered(house.app, "early@pusat.go.id", EDITOR)
        key = elsewhere(house.bayu, NOWHERE)
        due = thread_at(key).due_at

        moved = house.do(
            key, "move", by=rina, to="practice", practice=f"https://x/practices/{slug}", block="3"
        )

        assert moved.status_code == 303
        page = read(rina, f"/threads/{key}")
        assert f'href="/practices/{slug}#blok-3"' in page
        with reading():
            thread = thread_at(key)
            assert thread.due_at == due
            assert thread.holder_id == handy.person_id
            assert thread.promise_region_id == thread.about_region_id
    with at("2027-02-01T10:00+08:00") as now:
        rina, _actor = entered(house.app, "late@pusat.go.id", EDITOR)
        house.do(key, "move", by=rina, to="practice", practice=other)
        with reading():
            thread = thread_at(key)
            assert (thread.due_at or now) > datetime.fromisoformat(FRIDAY)
            assert thread.block is None
    assert f'data-id="{key}"' in read(rina, f"/threads?practice={other}")
    assert f'data-id="{key}"' not in read(rina, f"/threads?practice={slug}")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({"to": "cell", "dimension": "tata-kelola", "sector": "kesehatan"}, "Tata kelola"),
        ({"to": "region", "region": "Kota Surabaya"}, "Kota Surabaya"),
        ({"to": "region", "region": REGION}, "Kota Surabaya"),
        ({"to": "nowhere"}, "Moderasi"),
    ],
)
def test_a_thread_may_belong_elsewhere(house: House, typed: dict[str, str], shown: str) -> None:
    key = question(house.bayu, published())

    assert house.do(key, "move", **typed).status_code == 303

    assert shown in house.read(f"/threads/{key}")
    with reading():
        assert thread_at(key).practice_id is None


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ({"to": "practice", "practice": "tidak-ada"}, "Alamat praktik"),
        ({"to": "practice", "practice": "bukan alamat"}, "Alamat praktik"),
        ({"to": "practice", "block": "nol"}, "Nomor bagian"),
        ({"to": "practice", "block": "99"}, "Nomor bagian"),
        ({"to": "cell"}, "Dimensi"),
        ({"to": "cell", "dimension": "tidak-ada"}, "Dimensi"),
        ({"to": "region", "region": "Kota Mana"}, "Nama atau kode daerah"),
        ({"to": "nowhere"}, "Pindahkan ke"),
        ({"to": "moon"}, "Pindahkan ke"),
    ],
)
def test_a_place_that_is_not_there_is_told_at_its_field(
    house: House, typed: dict[str, str], label: str
) -> None:
    slug, key = published(), asked(house.bayu)

    refused = house.do(key, "move", **{"practice": slug, **typed})

    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert [fault for fault in faults(page) if fault.startswith(label)], faults(page)
    assert WHY in page, "what was typed is kept"


def test_who_speaks_as_owner_is_told_by_where_the_thread_stands(house: House) -> None:
    slug, key = published(), asked(house.bayu, kind=ThreadKind.DISCUSSION)
    number = answered(house.dewi, key, kind=PostKind.COMMENT)

    def speaker() -> Speaker:
        with reading():
            return db.session.query(Post).filter_by(number=number).one().speaker

    assert speaker() is Speaker.MENTOR
    house.do(key, "move", to="practice", practice=slug)
    assert speaker() is Speaker.OWNER
    house.do(key, "move", to="nowhere")
    assert speaker() is Speaker.MENTOR


def test_what_has_no_holder_moves_without_one(house: House) -> None:
    done, talk = asked(house.bayu), asked(house.bayu, kind=ThreadKind.DISCUSSION)
    answered(house.dewi, done)
    turn = thread_at(done).turn

    for key in (done, talk):
        assert house.do(key, "move", to="region", region=REGION).status_code == 303

    with reading():
        assert thread_at(done).turn == turn
        assert thread_at(talk).holder_kind is None


def test_the_page_suggests_reasons_and_says_what_can_be_done(house: House) -> None:
    key = asked(house.bayu, visibility=Visibility.MEMBERS)

    page = house.read(f"/threads/{key}/moderate")

    assert re.findall(r'name="act"\s+value="(\w+)"', page) == ["merge", "move", "lock", "hide"]
    assert 'list="lock-reason-list"' in page
    assert '<option value="Sudah terjawab tuntas">' in page
