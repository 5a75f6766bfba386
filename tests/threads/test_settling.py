"""What becomes of an answer: who may say so, when, and what readers see of it."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core.audit import AuditEvent
from portal.core.clock import utcnow
from portal.core.db import db, reading
from portal.threads.models import PostKind, ThreadKind, ThreadState
from portal.threads.queries import get_visible
from tests.factories.drafts import somebody
from tests.factories.people import send
from tests.factories.threads import OFFICER, answered, asked, changed
from tests.threads.conftest import BAYU, DEWI, SARI, Talkers

CONFIRM, APPLY, UNDO = "confirmed", "applied", "undo"
IT_ANSWERS, MARK = "Ini menjawab pertanyaan saya", "Tandai sebagai jawaban"
IT_WORKED, NOT_THIS = "Berhasil kami terapkan", "Bukan ini jawabannya"
LABELS = (IT_ANSWERS, MARK, IT_WORKED, NOT_THIS)


def _say(browser: FlaskClient, key: str, number: int, outcome: str) -> TestResponse:
    page = f"/threads/{key}"
    return send(browser, f"{page}/posts/{number}/outcome", page=page, outcome=outcome)


def _offered(talkers: Talkers, key: str, mail: str) -> list[str]:
    page = talkers.read(f"/threads/{key}", mail)
    return [label for label in LABELS if label in page]


def _silent(key: str, days: int) -> None:
    changed(key, last_post_at=utcnow() - timedelta(days=days))


@pytest.fixture
def key(talkers: Talkers) -> str:
    """A question with an answer of a mentor, a comment and an answer of an editor."""
    found = asked(talkers.bayu)
    answered(talkers.dewi, found)
    answered(talkers.dewi, found, "Satu hal lagi.", kind=PostKind.COMMENT)
    answered(talkers.rina, found, "Bisa juga dari provinsi.")
    return found


def test_the_asker_says_which_answer_it_was_and_takes_it_back(talkers: Talkers, key: str) -> None:
    bayu = talkers.browser(BAYU)

    assert _offered(talkers, key, BAYU) == [IT_ANSWERS, IT_WORKED]
    assert _say(bayu, key, 2, CONFIRM).location == f"/threads/{key}#p-2"
    page = talkers.read(f"/threads/{key}")
    assert "Terkonfirmasi" in page
    top, rest = page.split('class="posts"')
    assert "Jawaban yang diterima" in top
    assert "Dinas kami yang menanggungnya." in top
    assert "Dinas kami yang menanggungnya." not in rest.split("</article>")[0]

    _say(bayu, key, 4, APPLY)
    page = talkers.read(f"/threads/{key}")
    assert "Berhasil diterapkan" in page
    assert "Bisa juga dari provinsi." in page.split('class="posts"')[0], "one answer is accepted"

    _say(bayu, key, 4, UNDO)
    page = talkers.read(f"/threads/{key}")
    assert "Jawaban yang diterima" not in page
    assert "Terjawab" in page
    with reading():
        told = db.session.query(AuditEvent).filter_by(kind="thread").order_by(AuditEvent.seq)
        done = [event.action.removeprefix("thread:") for event in told][-3:]
    assert done == ["confirmed", "applied", "unsettle"]


def test_others_say_so_after_two_silent_weeks_alone(talkers: Talkers, key: str) -> None:
    somebody("lain@contoh.go.id", OFFICER)
    for mail in (DEWI, SARI, "lain@contoh.go.id"):
        assert _offered(talkers, key, mail) == []
        assert _say(talkers.browser(mail), key, 2, CONFIRM).status_code == 403

    _silent(key, 13)
    assert _say(talkers.browser(DEWI), key, 2, CONFIRM).status_code == 403
    _silent(key, 14)
    assert _offered(talkers, key, SARI) == [], "she did not answer"
    assert _say(talkers.browser(DEWI), key, 4, CONFIRM).status_code == 403, "it is not her answer"
    assert _offered(talkers, key, DEWI) == [MARK]
    assert _say(talkers.browser(DEWI), key, 2, CONFIRM).status_code == 303
    assert "Terkonfirmasi" in talkers.read(f"/threads/{key}")

    assert _offered(talkers, key, BAYU) == [IT_ANSWERS, IT_WORKED, NOT_THIS]
    assert _say(talkers.browser(BAYU), key, 2, UNDO).status_code == 303
    assert _state(talkers, key) is ThreadState.ANSWERED


def _state(talkers: Talkers, key: str) -> ThreadState:
    with reading():
        return get_visible(talkers.bayu, key).state


@pytest.mark.parametrize("number", [1, 3, 5])
def test_only_answers_of_others_are_accepted(talkers: Talkers, key: str, number: int) -> None:
    answered(talkers.bayu, key, "Jawaban saya sendiri.")

    answer = _say(talkers.browser(BAYU), key, number, CONFIRM)

    assert answer.status_code == 409
    assert _state(talkers, key) is ThreadState.ANSWERED


def test_nothing_else_can_be_said(talkers: Talkers, key: str) -> None:
    bayu = talkers.browser(BAYU)
    talk = asked(talkers.bayu, "Ayo berbagi pengalaman di sini", kind=ThreadKind.DISCUSSION)
    answered(talkers.dewi, talk, kind=PostKind.COMMENT)

    assert _say(bayu, key, 2, "duplicate").status_code == 400
    assert _say(bayu, key, 2, UNDO).status_code == 409, "nothing was accepted"
    assert _say(bayu, key, 9, CONFIRM).status_code == 404
    assert _say(bayu, talk, 2, CONFIRM).status_code == 409
    assert _offered(talkers, talk, BAYU) == []
    changed(key, locked_at=utcnow())
    assert _say(bayu, key, 2, CONFIRM).status_code == 409
    assert _offered(talkers, key, BAYU) == []
    changed(key, locked_at=None, hidden_at=utcnow())
    assert _say(bayu, key, 2, CONFIRM).status_code == 404
