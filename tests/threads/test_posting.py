"""Answers and comments: written, quoted, edited, taken back, voted for, and found again."""

import io
import re
from datetime import timedelta

import pytest

from portal.accounts.queries import person_by_mail
from portal.core.clock import utcnow
from portal.core.db import db, reading
from portal.core.errors import Conflict, Forbidden, NotFound
from portal.core.uow import unit_of_work
from portal.core.uploads.keeping import GRACE
from portal.threads.models import (
    Mention,
    Post,
    PostKind,
    PostState,
    Thread,
    ThreadKind,
    ThreadState,
)
from portal.threads.models.files import PostFile
from portal.threads.queries import visible_post
from portal.threads.services import posting
from portal.threads.services.files import sweep
from portal.threads.services.texts import body_of
from tests.factories.people import faults, send, token_on
from tests.factories.threads import answered, asked, changed
from tests.factories.uploads import pdf, picture
from tests.threads.conftest import BAYU, DEWI, RINA, SARI, Talkers


def _state(key: str) -> ThreadState:
    with reading():
        return db.session.query(Thread).filter_by(public_id=key).one().state


def test_the_first_answer_of_somebody_else_answers_a_question(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    answered(talkers.bayu, key, "Mungkin begini.")
    answered(talkers.dewi, key, "Pertanyaan bagus.", kind=PostKind.COMMENT)
    before = _state(key)

    status, location = talkers.write(DEWI, key, "Dinas kami yang menanggung.")

    assert before is ThreadState.OPEN
    assert (status, location) == (303, f"/threads/{key}#p-4")
    assert _state(key) is ThreadState.ANSWERED
    page = talkers.read(f"/threads/{key}")
    assert "Terjawab" in page
    assert "Dipegang" not in page
    assert page.index("Mungkin begini") < page.index("Dinas kami")


def test_a_question_is_open_again_when_its_only_answer_is_taken_back(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    number = answered(talkers.dewi, key)

    client = talkers.browser(DEWI)
    gone = send(client, f"/threads/{key}/posts/{number}/delete")

    assert gone.status_code == 303
    assert _state(key) is ThreadState.OPEN
    page = talkers.read(f"/threads/{key}")
    assert "Dinas kami" not in page
    assert "Dipegang" in page
    with reading():
        assert db.session.query(Post).filter_by(number=number).one().source == ""


def test_what_others_have_answered_stays(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    number = answered(talkers.dewi, key)
    answered(talkers.bayu, key, "Terima kasih.", kind=PostKind.COMMENT)

    refused = [
        send(talkers.browser(mail), f"/threads/{key}/posts/{at}/delete").status_code
        for mail, at in ((DEWI, number), (BAYU, 1), (SARI, 3), (BAYU, 99))
    ]

    assert refused == [403, 403, 403, 404]
    assert "Ya, hapus" not in talkers.read(f"/threads/{key}", DEWI)
    assert "Ya, hapus" in talkers.read(f"/threads/{key}", BAYU)


def test_with_its_opening_alone_a_thread_goes(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    answered(talkers.bayu, key, "Saya tambahkan.", kind=PostKind.COMMENT)

    gone = send(talkers.browser(BAYU), f"/threads/{key}/posts/1/delete")

    assert gone.location == "/threads?mine=1"
    talkers.read(f"/threads/{key}", BAYU, status=404)
    with reading():
        assert db.session.query(Post).count() == 0


def test_a_thread_to_which_others_lead_does_not_go(talkers: Talkers) -> None:
    key, twin = asked(talkers.bayu), asked(talkers.sari)
    with reading():
        thread_id = db.session.query(Thread).filter_by(public_id=key).one().id
    changed(twin, state=ThreadState.DUPLICATE, duplicate_of_id=thread_id)

    assert send(talkers.browser(BAYU), f"/threads/{key}/posts/1/delete").status_code == 403
    page = talkers.read(f"/threads/{twin}", SARI)
    assert f'href="/threads/{key}"' in page
    assert 'id="tulis"' not in page
    assert talkers.write(SARI, twin, "x")[0] == 409


def test_a_locked_thread_takes_nothing(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    changed(key, locked_at=utcnow())

    page = talkers.read(f"/threads/{key}", BAYU)

    assert "Utas ini dikunci" in page
    assert 'id="tulis"' not in page
    assert talkers.write(DEWI, key, "Masih bisa?")[0] == 409
    client = talkers.browser(BAYU)
    assert client.get(f"/threads/{key}/posts/1/edit").status_code == 409
    assert send(client, f"/threads/{key}/posts/1/delete").status_code == 409


def test_a_discussion_is_not_answered(talkers: Talkers) -> None:
    key = asked(talkers.bayu, kind=ThreadKind.DISCUSSION)

    status, page = talkers.write(DEWI, key, "Begini.")

    assert status == 422
    assert faults(page) == ["Jenis tulisan: Pilih salah satu dari daftar."]
    assert talkers.write(DEWI, key, "Begini.", kind="comment")[0] == 303
    assert _state(key) is ThreadState.OPEN


def test_nobody_speaks_for_a_region_without_the_role(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    surabaya = talkers.voice(DEWI, as_region=True)

    status, page = talkers.write(BAYU, key, "Kami bayar.", voice=surabaya)

    assert status == 422
    assert faults(page) == ["Sebagai: Pilih salah satu dari daftar."]
    with pytest.raises(Forbidden), unit_of_work() as session:
        thread, _post = visible_post(talkers.bayu, key, 1)
        region = talkers.dewi.regions(*talkers.dewi.roles)
        words = posting.Words(
            body=body_of("x"), voice=posting.Voice(min(region), as_region=True), language="id"
        )
        posting.write(session, talkers.bayu, thread, PostKind.COMMENT, words)


def test_an_own_post_is_edited_and_what_it_said_stays_readable(talkers: Talkers) -> None:
    key = asked(talkers.bayu, text="Siapa membayar listrik?")
    client = talkers.browser(BAYU)
    form = client.get(f"/threads/{key}/posts/1/edit").get_data(as_text=True)

    path = f"/threads/{key}/posts/1/edit"
    data = {"title": "Siapa membayar pulsa?", "body": "Siapa membayar **pulsa**?"}
    answer = send(client, path, action="send", **data)

    assert "Siapa membayar listrik?" in form
    assert answer.location == f"/threads/{key}#p-1"
    page = talkers.read(f"/threads/{key}")
    assert "<strong>pulsa</strong>" in page
    assert f"/threads/{key}/posts/1/history" in page
    history = talkers.read(f"/threads/{key}/posts/1/history")
    assert "listrik" in history
    assert "<ins>" in history
    assert send(client, path, action="send", title="", body="").status_code == 422
    assert send(client, path, action="send", title="Pendek", body="x").status_code == 422
    other = talkers.browser(DEWI)
    assert other.get(path).status_code == 403
    assert send(other, path, action="send", **data).status_code == 403


def test_votes_are_one_a_person_and_can_be_taken_back(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    number = answered(talkers.dewi, key)
    path = f"/threads/{key}/posts"

    def vote(mail: str, at: int, on: str) -> int:
        return send(talkers.browser(mail), f"{path}/{at}/vote", on=on).status_code

    assert [vote(DEWI, 1, "1"), vote(DEWI, 1, "1"), vote(SARI, 1, "1")] == [303] * 3
    assert "2 orang juga membutuhkan ini" in talkers.read(f"/threads/{key}")
    assert [vote(DEWI, 1, "0"), vote(DEWI, 1, "0"), vote(BAYU, number, "1")] == [303] * 3
    page = talkers.read(f"/threads/{key}")
    assert "1 orang juga membutuhkan ini" in page
    assert "1 orang terbantu" in page
    assert vote(BAYU, 1, "1") == 409
    assert 'aria-pressed="true"' in talkers.read(f"/threads/{key}", SARI)
    assert vote(SARI, 99, "1") == 404


def test_a_quotation_names_whom_everybody_may_know(talkers: Talkers) -> None:
    key = asked(talkers.bayu, text="Baris satu\n\nBaris dua")

    page = talkers.read(f"/threads/{key}?quote=1", DEWI)

    assert f"[Petugas Kab. Banyuwangi](/threads/{key}/posts/1):" in page
    assert "&gt; Baris satu\n&gt;\n&gt; Baris dua" in page
    talkers.read(f"/threads/{key}?quote=9", DEWI, status=404)


def test_pages_hold_twenty_posts_and_links_lead_to_the_right_one(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    for number in range(2, 42):
        answered(talkers.dewi, key, f"Jawaban nomor {number}.")

    first, second = talkers.read(f"/threads/{key}"), talkers.read(f"/threads/{key}?page=2")
    lead = talkers.browser().get(f"/threads/{key}/posts/40")

    assert (lead.status_code, lead.location) == (302, f"/threads/{key}?page=2#p-40")
    assert 'id="p-40"' in second
    assert 'id="p-40"' not in first
    assert (first.count("<article"), second.count("<article")) == (20, 20)
    assert f'href="/threads/{key}?page=3"' in first
    assert "Jawaban nomor 41" in talkers.read(f"/threads/{key}?page=3")
    talkers.read(f"/threads/{key}?page=4", status=404)
    talkers.read(f"/threads/{key}/posts/99", status=404)


def test_the_accepted_answer_stands_on_top(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    for number in range(2, 24):
        answered(talkers.dewi, key, f"Jawaban nomor {number}.")
    with unit_of_work() as session:
        session.query(Post).filter_by(number=22).one().accepted = True

    first = talkers.read(f"/threads/{key}").partition("<main")[2]
    second = talkers.read(f"/threads/{key}?page=2").partition("<main")[2]

    assert first.index("Jawaban yang diterima") < first.index("nomor 22") < first.index("nomor 2.")
    assert "ada di atas" in second
    assert "nomor 22" not in second
    assert '"acceptedAnswer"' in talkers.read(f"/threads/{key}")


def test_quarantined_posts_are_of_their_author_and_moderators(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    answered(talkers.dewi, key, "Lihat situs ini.")
    with unit_of_work() as session:
        session.query(Post).filter_by(number=2).one().state = PostState.QUARANTINED

    assert "Lihat situs" not in talkers.read(f"/threads/{key}")
    assert "Lihat situs" not in talkers.read(f"/threads/{key}", BAYU)
    assert "Menunggu pemeriksaan" in talkers.read(f"/threads/{key}", DEWI)
    with reading(), pytest.raises(NotFound):
        visible_post(talkers.bayu, key, 2)
    with reading():
        assert visible_post(talkers.rina, key, 2)


def test_regions_and_mentors_are_called_and_only_members_read_the_name(talkers: Talkers) -> None:
    name = _name(DEWI)
    handle = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    text = f"Mohon @kota-surabaya, @35.10, dan @{handle}. `@kota-surabaya` @bukan-siapa-siapa"
    key = asked(talkers.bayu, text=text)

    public, member = talkers.read(f"/threads/{key}"), talkers.read(f"/threads/{key}", SARI)

    assert '<a href="/regions/35.78">@Kota Surabaya</a>' in public
    assert '<a href="/regions/35.10">@Kab. Banyuwangi</a>' in public
    assert "<code>@kota-surabaya</code> @bukan-siapa-siapa" in public
    assert ">@mentor Kota Surabaya</a>" in public
    assert name not in public
    assert f">@{name}</a>" in member
    with reading():
        called = db.session.query(Mention).all()
        assert {row.person_id for row in called} == {None, talkers.dewi.person_id}
        assert len(called) == 3
        assert handle not in db.session.query(Post).one().source
    assert handle not in talkers.read(f"/threads/{key}/posts/1/history")
    assert f"@{handle}" in talkers.read(f"/threads/{key}/posts/1/edit", BAYU)
    status, page = talkers.write(BAYU, key, " ".join(f"@35.{at:02}" for at in range(1, 13)))
    assert status == 422
    assert faults(page) == ["Teks: Sebut paling banyak 10 daerah atau mentor."]


def _name(mail: str) -> str:
    with unit_of_work():
        person = person_by_mail(mail)
        assert person is not None
        person.name = "Dewi Anggraini"
        return person.name


def test_pictures_need_words_and_files_follow_the_thread(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    client = talkers.browser(DEWI)
    data = {
        "csrf_token": token_on(client),
        "kind": "answer",
        "voice": talkers.voice(DEWI),
        "body": "Lihat gambarnya.",
    }
    path = f"/threads/{key}/posts"

    def sent(name: str, body: bytes, **more: object) -> str:
        file = {"file": (io.BytesIO(body), name)}
        answer = client.post(path, data=data | file | more, content_type="multipart/form-data")
        return answer.location or answer.get_data(as_text=True)

    page = sent("alur.png", picture("PNG"), action="send")
    (image,) = re.findall(r'name="files"\s+value="(\w+)"', page)
    page = sent("sop.pdf", pdf(), action="attach", files=[image])
    keys = re.findall(r'name="files"\s+value="(\w+)"', page)
    refused = sent("a.exe", b"MZ\x90\0" + b"\0" * 90, action="attach", files=keys)
    foreign = talkers.write(BAYU, key, "Punya saya.", files=image)
    unreadable = sent("", b"", action="send", files=keys, **{f"alt-{image}": "Alur\0"})
    assert "tidak dapat dibaca" in faults(unreadable)[0]
    assert talkers.write(DEWI, key, "Punya saya.", files="a\0")[0] == 400
    done = client.post(path, data=data | {"files": keys, f"alt-{image}": "Alur", "action": "send"})

    assert "Lihat gambarnya." in page
    assert any(fault.startswith("Gambar atau berkas") for fault in faults(refused))
    assert foreign[0] == 422
    assert any("tidak dapat dibaca" in fault for fault in faults(unreadable))
    assert done.status_code == 303
    shown = talkers.read(f"/threads/{key}")
    assert 'alt="Alur"' in shown
    assert "sop.pdf" in shown
    file = talkers.browser().get(f"/files/{keys[1]}", buffered=True)
    assert file.status_code == 200
    assert "attachment" in file.headers["Content-Disposition"]
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    changed(key, hidden_at=utcnow())
    assert talkers.browser(DEWI).get(f"/files/{keys[1]}").status_code == 404
    changed(key, hidden_at=None)
    assert send(talkers.browser(DEWI), f"{path}/2/delete").status_code == 303
    assert talkers.browser(DEWI).get(f"/files/{keys[1]}").status_code == 404


def _waiting(talkers: Talkers, key: str) -> str:
    client = talkers.browser(DEWI)
    data = {
        "csrf_token": token_on(client),
        "file": (io.BytesIO(pdf()), "a.pdf"),
        "action": "attach",
    }
    client.post(f"/threads/{key}/posts", data=data, content_type="multipart/form-data")
    with reading():
        return db.session.query(PostFile).one().public_id


def test_a_file_that_waits_for_its_text_does_not_wait_for_ever(talkers: Talkers) -> None:
    file = _waiting(talkers, asked(talkers.bayu))
    client = talkers.browser(DEWI)

    assert client.get(f"/files/{file}", buffered=True).status_code == 200
    assert sweep() == 0
    with unit_of_work() as session:
        session.query(PostFile).one().created_at = utcnow() - GRACE - timedelta(hours=1)
    assert sweep() == 1
    assert client.get(f"/files/{file}").status_code == 404


def test_files_that_wait_are_of_their_sender_alone(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    file = _waiting(talkers, key)

    assert talkers.browser(SARI).get(f"/files/{file}").status_code == 404
    assert talkers.browser().get(f"/files/{file}").status_code == 404


def test_editors_see_what_is_hidden(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    changed(key, hidden_at=utcnow())

    with reading():
        assert visible_post(talkers.rina, key, 1)
    with reading(), pytest.raises(NotFound):
        visible_post(talkers.sari, key, 1)
    assert RINA


def test_nobody_changes_a_post_of_a_thread_that_has_closed_meanwhile(talkers: Talkers) -> None:
    key = asked(talkers.bayu)
    changed(key, locked_at=utcnow())

    with pytest.raises(Conflict), unit_of_work() as session:
        _thread, post = visible_post(talkers.bayu, key, 1)
        posting.edit(session, talkers.bayu, post, posting.Changed(body=body_of("Baru")))
