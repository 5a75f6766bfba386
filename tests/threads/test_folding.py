"""A settled answer goes into the next version of its practice, which credits the regions."""

import re

import pytest
from werkzeug.test import TestResponse

from portal.accounts.services.memberships import Post
from portal.core import jobs
from portal.core.clock import utcnow
from portal.core.db import reading
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.notifications.queries import inbox
from portal.practices.services import drafts
from portal.threads.models import ThreadState, Visibility
from portal.threads.queries import visible_post
from portal.threads.queries.anchors import at_practice
from portal.threads.services import settling
from tests.factories.drafts import (
    COMPLETE,
    SLUG,
    approved,
    practice_of,
    saved,
    somebody,
    submitted,
    written,
)
from tests.factories.people import faults, token_on
from tests.factories.threads import TITLE, answered, asked, changed
from tests.threads.conftest import BAYU, DEWI, SARI, Talkers

INVITATION = "Masukkan ke tanya jawab praktik"
ANSWER = "Kami, @kota-surabaya, dan @dewi **membayar** dari APBD."
PLAIN = "Kami, Kota Surabaya, dan mentor Kota Surabaya **membayar** dari APBD."
TEXTS = {"question": "Siapa membayar server?", "answer": "Dinas, dari anggaran **rutin**."}
REVISED = {**COMPLETE, "faq": [{"question": {"id": "Apa?"}, "answer": {"id": "Ini."}}]}


def _settle(talkers: Talkers, key: str, outcome: str = "confirmed") -> str:
    with unit_of_work() as session:
        _thread, post = visible_post(talkers.bayu, key, 2)
        settling.say(session, talkers.bayu, post, outcome)
    return key


def _asked(talkers: Talkers, **more: Visibility) -> str:
    """Return a question about the practice that a mentor answered as the region."""
    key = asked(talkers.bayu, anchor=at_practice(SLUG, block=2), **more)
    answered(talkers.dewi, key, ANSWER, as_region=True)
    return key


@pytest.fixture
def key(talkers: Talkers) -> str:
    """A confirmed answer to a question about a published practice."""
    written(talkers.sari)
    submitted(talkers.sari, SLUG)
    approved(talkers.rina, SLUG)
    return _settle(talkers, _asked(talkers))


def _fold(talkers: Talkers, key: str, token: str = "", **texts: str) -> TestResponse:
    browser = talkers.browser(SARI)
    path = f"/threads/{key}/posts/2/fold"
    page = browser.get(path).get_data(as_text=True)
    found = re.search(r'name="token"\s+value="(\d+)"', page)
    data = {"csrf_token": token_on(browser), "token": token or (found[1] if found else "0")}
    return browser.post(path, data=data | TEXTS | texts)


def _questions() -> list[dict[str, object]]:
    with unit_of_work() as session:
        return list(drafts.draft_of(session, practice_of(SLUG)).record.get("faq", []))


def test_an_answer_becomes_a_question_of_the_next_version(talkers: Talkers, key: str) -> None:
    thread = f"/threads/{key}"
    assert f'href="{thread}/posts/2/fold"' in talkers.read(thread, SARI)
    page = talkers.read(f"{thread}/posts/2/fold", SARI)
    assert TITLE in page
    assert PLAIN in page
    english = talkers.read(f"/en{thread}/posts/2/fold", SARI)
    assert PLAIN in english, "the answer is Indonesian"
    assert f'action="/en{thread}/posts/2/fold"' in english
    assert "Ditanyakan Kabupaten Banyuwangi · dijawab Kota Surabaya" in page

    answer = _fold(talkers, key)

    assert (answer.status_code, answer.location) == (303, f"/practices/{SLUG}/edit/faq#f-faq-0")
    assert "Siapa membayar server?" in talkers.read(f"/practices/{SLUG}/edit/faq", SARI)
    assert _questions() == [
        {
            "question": {"id": TEXTS["question"]},
            "answer": {"id": TEXTS["answer"]},
            "thread": key,
            "asked_by": "35.10",
            "answered_by": "35.78",
        }
    ]
    for mail in (SARI, ""):
        page = talkers.read(thread, mail)
        assert ("sudah ada di draf praktik" in page) is (mail == SARI)
        assert INVITATION not in page
    again = _fold(talkers, key)
    assert again.status_code == 409
    assert "Utas ini sudah ada di tanya jawab praktiknya." in again.get_data(as_text=True)
    assert "sudah ada di tanya jawab" in talkers.read(f"{thread}/posts/2/fold", SARI)
    assert len(_questions()) == 1

    submitted(talkers.sari, SLUG)
    approved(talkers.rina, SLUG)
    for mail in (SARI, ""):
        page = talkers.read(thread, mail)
        assert "Jawaban ini masuk dalam" in page
        assert f'href="/practices/{SLUG}/v2#tanya-jawab"' in page
        assert INVITATION not in page
    page = talkers.read(f"/practices/{SLUG}")
    shown = re.search(r'<section class="stack" id="tanya-jawab".*?</section>', page, re.DOTALL)
    assert shown is not None
    assert "<strong>rutin</strong>" in shown[0]
    assert "Ditanyakan Kabupaten Banyuwangi · dijawab Kota Surabaya" in shown[0]
    assert f'href="{thread}"' in shown[0]
    assert 'href="#tanya-jawab"' in page
    assert 'id="tanya-jawab"' not in talkers.read(f"/practices/{SLUG}/v1")


def test_who_asked_and_who_answered_are_told_once(talkers: Talkers, key: str) -> None:
    for _time in range(2):  # the next version has it too, which is no news
        if _time:
            with unit_of_work() as session:
                drafts.revise(session, talkers.sari, practice_of(SLUG))
        else:
            _fold(talkers, key)
        submitted(talkers.sari, SLUG)
        approved(talkers.rina, SLUG)
        jobs.run_once()

    for actor in talkers.people:
        with reading():
            messages = [line.message for line in inbox(actor, 1).lines if line.message]
        told = [one for one in messages if one.title.startswith("Jawaban masuk ke praktik")]
        assert len(told) == (actor in {talkers.bayu, talkers.dewi})
        assert all(one.path == f"/practices/{SLUG}/v2" for one in told)


def test_nobody_is_named_where_the_region_spoke(talkers: Talkers, key: str) -> None:
    _fold(talkers, key)
    submitted(talkers.sari, SLUG)
    approved(talkers.rina, SLUG)
    jobs.run_once()
    with reading():
        messages = [line.message for line in inbox(talkers.bayu, 1).lines if line.message]

    texts = [
        *(talkers.read(f"/practices/{SLUG}{page}") for page in ("", "/v2", "/diff/1/2")),
        talkers.read(f"/threads/{key}"),
        talkers.read(f"/api/v1/practices/{SLUG}"),
        talkers.read(f"/api/v1/threads/{key}"),
        talkers.read(f"/practices/{SLUG}/export.md"),
        talkers.read("/feeds/practices.atom"),
        *(f"{one.title} {one.body}" for one in messages),
    ]

    assert [text for text in texts if re.search(r"\b(dewi|bayu)\b", text, re.IGNORECASE)] == []


def test_the_api_shows_questions_and_where_an_answer_went(talkers: Talkers, key: str) -> None:
    program = talkers.browser()
    assert "folded_in" not in program.get(f"/api/v1/threads/{key}").get_json()
    _fold(talkers, key)
    submitted(talkers.sari, SLUG)
    approved(talkers.rina, SLUG)

    (row,) = program.get(f"/api/v1/practices/{SLUG}").get_json()["record"]["faq"]
    folded = program.get(f"/api/v1/threads/{key}").get_json()["folded_in"]

    assert (row["thread"], row["asked_by"], row["answered_by"]) == (key, "35.10", "35.78")
    assert (folded["slug"], folded["number"]) == (SLUG, 2)
    assert folded["url"].endswith(f"/practices/{SLUG}/v2")


def test_only_who_writes_the_practice_folds(talkers: Talkers, key: str) -> None:
    somebody("petugas@contoh.go.id", Post(role=Role.OFFICER, region="35.78"))
    somebody("lain@contoh.go.id", Post(role=Role.PUBLISHER, region="35.10"))
    path = f"/threads/{key}/posts/2/fold"

    for mail in (BAYU, DEWI, "petugas@contoh.go.id", "lain@contoh.go.id"):
        assert INVITATION not in talkers.read(f"/threads/{key}", mail)
        browser = talkers.browser(mail)
        assert browser.get(path).status_code == 403
        sent = browser.post(path, data={"csrf_token": token_on(browser), **TEXTS})
        assert sent.status_code == 403
    assert talkers.browser().get(path).status_code == 303
    assert INVITATION not in talkers.read(f"/threads/{key}")
    assert talkers.browser(SARI).get(f"/threads/{key}/posts/9/fold").status_code == 404


@pytest.mark.parametrize("state", [ThreadState.OPEN, ThreadState.ANSWERED])
def test_what_is_not_settled_is_not_folded(talkers: Talkers, key: str, state: ThreadState) -> None:
    changed(key, state=state)

    answer = _fold(talkers, key)

    assert answer.status_code == 409
    assert "diterima penanya" in answer.get_data(as_text=True)
    assert INVITATION not in talkers.read(f"/threads/{key}", SARI)


def test_what_not_everybody_may_read_is_not_folded(talkers: Talkers, key: str) -> None:
    closed = _settle(talkers, _asked(talkers, visibility=Visibility.MEMBERS))

    answer = _fold(talkers, closed)
    assert answer.status_code == 409
    assert "khusus anggota" in answer.get_data(as_text=True)
    page = talkers.read(f"/threads/{closed}", SARI)
    assert "Jawaban dari utas khusus anggota tidak dapat masuk ke praktik." in page
    assert INVITATION not in page
    assert _fold(talkers, key).status_code == 303, "it is not the practice that refuses"


def test_a_thread_of_members_is_neither_named_nor_linked(talkers: Talkers, key: str) -> None:
    """Writers may name any key by the API: nobody learns of the thread by that."""
    closed = _asked(talkers, visibility=Visibility.MEMBERS)
    changed(closed, title="Rahasia anggaran kami")
    row = {"question": {"id": "Apa?"}, "answer": {"id": "Ini."}}
    with unit_of_work() as session:
        drafts.revise(session, talkers.sari, practice_of(SLUG))
    saved(talkers.sari, SLUG, faq=[{**row, "thread": closed}, {**row, "thread": "a" * 12}])
    submitted(talkers.sari, SLUG)
    approved(talkers.rina, SLUG)

    page = talkers.read(f"/practices/{SLUG}")
    assert "Rahasia" not in page
    assert f'href="/threads/{closed}"' not in page
    assert "/threads/aaaa" not in page
    assert f'href="/threads/{closed}"' in talkers.read(f"/practices/{SLUG}", BAYU)
    assert "masuk dalam" not in talkers.read(f"/threads/{closed}", BAYU)


def test_a_thread_about_no_practice_is_not_folded(talkers: Talkers, key: str) -> None:
    elsewhere = asked(talkers.bayu)
    answered(talkers.dewi, elsewhere)

    answer = _fold(talkers, _settle(talkers, elsewhere))

    assert answer.status_code == 409
    assert "bukan tentang sebuah praktik" in answer.get_data(as_text=True)


def test_a_thread_that_moderators_withhold_is_not_folded(talkers: Talkers, key: str) -> None:
    changed(key, hidden_at=utcnow())

    assert _fold(talkers, key).status_code == 404


def test_a_save_of_a_colleague_is_not_lost(talkers: Talkers, key: str) -> None:
    with unit_of_work() as session:
        token = drafts.revise(session, talkers.sari, practice_of(SLUG)).token
    saved(talkers.sari, SLUG, faq=REVISED["faq"])

    for old in (str(token), "0"):
        late = _fold(talkers, key, old, question="Yang saya ketik?")
        page = late.get_data(as_text=True)
        assert late.status_code == 409
        assert "baru saja menyimpan draf praktik ini" in page
        assert "Yang saya ketik?" in page
        assert len(_questions()) == 1

    assert f'name="token" value="{token + 1}"' in " ".join(page.split())
    assert _fold(talkers, key, str(token + 1)).location.endswith("#f-faq-1")
    assert len(_questions()) == 2


def test_an_editor_reads_the_draft_undisturbed(talkers: Talkers, key: str) -> None:
    with unit_of_work() as session:
        drafts.revise(session, talkers.sari, practice_of(SLUG))
    submitted(talkers.sari, SLUG)

    answer = _fold(talkers, key)

    assert answer.status_code == 409
    assert "sedang diperiksa editor" in answer.get_data(as_text=True)


def test_texts_are_checked_as_the_editor_checks_them(talkers: Talkers, key: str) -> None:
    refused = _fold(talkers, key, question="", answer="x" * 5001)

    assert refused.status_code == 422
    assert len(faults(refused.get_data(as_text=True))) == 2
    assert "x" * 5001 in refused.get_data(as_text=True)
    unreadable = _fold(talkers, key, answer="kata" * 600)
    assert unreadable.status_code == 422
    assert "terlalu rumit" in unreadable.get_data(as_text=True)
    with reading():
        assert practice_of(SLUG).draft_state is None, "no version is begun for what is refused"


def test_what_was_said_in_english_stands_beside_the_indonesian(talkers: Talkers, key: str) -> None:
    changed(key, language="en")
    page = talkers.read(f"/threads/{key}/posts/2/fold", SARI)
    english = re.search(r'<input[^>]*name="question_en"[^>]*>', page)
    assert english is not None
    assert TITLE in english[0]

    assert _fold(talkers, key, question_en="Who pays?", answer_en="We do.").status_code == 303

    (row,) = _questions()
    assert row["question"] == {"id": TEXTS["question"], "en": "Who pays?"}
    assert row["answer"] == {"id": TEXTS["answer"], "en": "We do."}


def test_a_practice_holds_twenty_questions(talkers: Talkers, key: str) -> None:
    with unit_of_work() as session:
        drafts.revise(session, talkers.sari, practice_of(SLUG))
    saved(talkers.sari, SLUG, faq=REVISED["faq"] * 20)

    full = _fold(talkers, key)

    assert full.status_code == 409
    assert "paling banyak 20" in full.get_data(as_text=True)
