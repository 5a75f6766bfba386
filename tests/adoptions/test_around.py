"""Adoptions elsewhere: lists, other catalogues, threads, desks, hand-overs, own data, news, API."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.queries import person_of
from portal.accounts.queries.members import member
from portal.accounts.services import handover
from portal.accounts.services.handover import Ending
from portal.accounts.services.personal import as_json, copy
from portal.adoptions.models import Adoption, Outcome, Stage
from portal.adoptions.queries import adoption_at
from portal.adoptions.schemas import MAX_TASKS
from portal.adoptions.services import planning
from portal.core import jobs
from portal.core.db import reading
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from portal.notifications.queries import inbox
from portal.practices.services import heartbeat, life
from portal.regions.queries import directory
from portal.threads.models import Post, Thread, ThreadState
from portal.threads.queries.anchors import at_practice
from portal.threads.queries.offers import is_offered, offered_people
from portal.threads.services import settling
from tests.api.specification import mismatches
from tests.factories.adoptions import (
    KESAMBI,
    LONTAR,
    RANDU,
    begun,
    confirmed,
    dropped,
    moved,
    reported,
    verified,
)
from tests.factories.drafts import SLUG, TITLE, practice_of
from tests.factories.pages import text_of
from tests.factories.people import faults, mails, send
from tests.factories.threads import answered, asked, changed

Who = Callable[[str], Actor]
Browser = Callable[[str], FlaskClient]


def _total(page: str) -> int:
    found = re.search(r'data-total="(\d+)"', page)
    assert found is not None
    return int(found[1])


def test_the_list_is_narrowed_by_stage_region_dimension_and_reason(app: Flask, who: Who) -> None:
    begun(who("bayu"))
    begun(who("randu"), RANDU, to=Stage.OPERATING)
    dropped(who("kesambi"), begun(who("kesambi"), KESAMBI), "mutasi")
    visitor = app.test_client()

    numbers = {
        query: _total(text_of(visitor, f"/adoptions?{query}"))
        for query in (
            "",
            "phase=persiapan",
            "phase=replikasi",
            "phase=berhenti&reason=mutasi",
            "reason=anggaran",
            f"region={RANDU}",
            "dimension=tata-kelola",
            "dimension=lingkungan",
            f"practice={SLUG}&region={LONTAR}",
            "phase=entah",
        )
    }

    assert list(numbers.values()) == [3, 1, 1, 1, 0, 1, 3, 0, 1, 0]
    assert visitor.get("/adoptions?page=nol").status_code == 400
    assert "noindex" in text_of(visitor, "/adoptions?phase=persiapan")
    compared = text_of(visitor, f"/practices/compare?slug={SLUG}")
    assert "3 mulai, 2 berjalan, 1 berhenti (mutasi pegawai)" in compared
    region = text_of(visitor, f"/regions/{RANDU}")
    assert "1 penerapan, 1 masih berjalan" in region
    assert "/adoptions/" in text_of(visitor, "/sitemap-1.xml")


def test_something_of_another_catalogue_goes_the_same_way(
    app: Flask, browser: Browser, who: Who
) -> None:
    bayu, visitor = browser("bayu"), app.test_client()
    sent = {"region": LONTAR, "title": "Kelas ibu hamil", "url": "jippnas", "catalogue": "JIPPNas"}
    bare = send(bayu, "/adoptions/new", "/adoptions/new", **sent, source="99.99")
    assert (bare.status_code, len(faults(bare.get_data(as_text=True)))) == (422, 2)
    assert "Kelas ibu hamil" in bare.get_data(as_text=True)
    sent |= {"url": "https://jippnas.example/1", "source": "35.07"}
    done = send(bayu, "/adoptions/new", "/adoptions/new", **sent)
    assert done.status_code == 303
    assert send(bayu, "/adoptions/new", "/adoptions/new", **sent).status_code == 409

    page = text_of(visitor, done.location)
    assert "katalog lain: JIPPNas" in page
    assert 'rel="ugc nofollow noopener"' in page
    key = done.location.partition("?")[0].rpartition("/")[2]
    assert "Kelas ibu hamil" in text_of(bayu, f"/adoptions/{key}/letter")
    moved(who("bayu"), key, Stage.OPERATING)
    own = {"o0-name": "Ibu hamil ikut kelas", "o0-unit": "orang", "o0-direction": "up"}
    own |= {"o0-baseline": "12", "o0-actual": "40", "o0-source": "Register"}
    path = f"/adoptions/{key}/indicators"
    unnamed = send(bayu, path, path, **{"o0-baseline": "12"})
    assert (unnamed.status_code, len(faults(unnamed.get_data(as_text=True)))) == (422, 4)
    assert send(bayu, path, path, **own).status_code == 303
    done = send(bayu, f"/adoptions/{key}/report", path, **{"report-report": "Naik."})
    assert done.status_code == 303
    assert "Ibu hamil ikut kelas" in text_of(visitor, f"/adoptions/{key}")


def test_tasks_documents_and_the_letter(app: Flask, browser: Browser, who: Who) -> None:
    key, bayu = begun(who("bayu")), browser("bayu")
    papers = f"/adoptions/{key}/papers"
    assert send(bayu, f"/adoptions/{key}/tasks", papers).status_code == 422
    task = {"task-text": "Tugas pertama", "task-due": "2027-02-30"}
    assert send(bayu, f"/adoptions/{key}/tasks", papers, **task).status_code == 422
    task["task-due"] = "2027-02-28"
    assert send(bayu, f"/adoptions/{key}/tasks", papers, **task).status_code == 303
    assert "tenggat 28 Februari 2027" in text_of(bayu, f"/adoptions/{key}")
    with unit_of_work() as session:
        adoption = adoption_at(who("bayu"), key)
        for number in range(1, MAX_TASKS):
            planning.add_task(session, who("bayu"), adoption, f"Tugas {number}")
    assert send(bayu, f"/adoptions/{key}/tasks", papers, **task).status_code == 422
    assert send(bayu, f"/adoptions/{key}/tasks/1", papers, done="1").status_code == 303
    assert send(bayu, f"/adoptions/{key}/tasks/99", papers, done="1").status_code == 404
    assert '<span class="pill good">selesai</span>' in text_of(bayu, papers)

    paper = {"paper-kind": "agreement", "paper-text": "PKS 12/2027", "paper-url": "ftp://x"}
    assert send(bayu, f"/adoptions/{key}/documents", papers, **paper).status_code == 422
    paper |= {"paper-url": "https://kab.example/pks"}
    assert send(bayu, f"/adoptions/{key}/documents", papers, **paper).status_code == 303
    assert "PKS 12/2027" in text_of(app.test_client(), f"/adoptions/{key}")
    assert send(bayu, f"/adoptions/{key}/documents/1/remove", papers).status_code == 303
    assert "PKS 12/2027" not in text_of(app.test_client(), f"/adoptions/{key}")
    letter = text_of(bayu, f"/adoptions/{key}/letter")
    for text in ("Kabupaten Banyuwangi", "Kota Surabaya", TITLE, "Halaman antrean", "Tembusan"):
        assert text in letter


def test_what_is_withheld_shows_its_adoptions_to_nobody_else(
    app: Flask, browser: Browser, who: Who
) -> None:
    key = begun(who("bayu"))
    with unit_of_work() as session:
        life.suspend(session, who("hadi"), practice_of(SLUG), "Angkanya keliru.")
    visitor = app.test_client()

    for path in (f"/adoptions/{key}", f"/api/v1/adoptions/{key}", f"/practices/{SLUG}/adoptions"):
        assert visitor.get(path).status_code == 404
    for path in ("/adoptions", "/adoptions/why-not", f"/regions/{LONTAR}", "/sitemap-1.xml"):
        assert TITLE not in text_of(visitor, path)
        assert key not in text_of(visitor, path)
    own = text_of(browser("bayu"), f"/adoptions/{key}")
    assert "Praktik yang tidak tayang lagi" in own
    assert TITLE not in own


def test_an_applied_answer_leads_to_the_adoption_or_offers_to_record_it(
    app: Flask, browser: Browser, who: Who
) -> None:
    bayu, sari = who("bayu"), who("sari")
    key = asked(bayu, anchor=at_practice(SLUG, block=1))
    answered(sari, key)
    with unit_of_work() as session:
        thread = session.query(Thread).filter_by(public_id=key).one()
        post = session.query(Post).filter_by(thread_id=thread.id, number=2).one()
        settling.say(session, bayu, post, ThreadState.APPLIED)
    mine, visitor = browser("bayu"), app.test_client()
    assert "Catat penerapan di daerah Anda" in text_of(mine, f"/threads/{key}")
    assert "Catat penerapan di daerah Anda" not in text_of(visitor, f"/threads/{key}")

    adoption = begun(bayu)

    assert f"/adoptions/{adoption}" in text_of(visitor, f"/threads/{key}")
    assert "Catat penerapan di daerah Anda" not in text_of(mine, f"/threads/{key}")


def test_past_adopters_speak_as_such_and_are_offered_what_nobody_answers(
    app: Flask, who: Who
) -> None:
    randu = who("randu")
    begun(randu, RANDU, to=Stage.PILOTING)
    key = asked(who("bayu"), anchor=at_practice(SLUG, block=1))
    changed(key, step=3)
    with unit_of_work() as session:
        thread = session.query(Thread).filter_by(public_id=key).one()
        assert randu.person_id in offered_people(thread)
        assert is_offered(randu, thread)
        assert not is_offered(who("kesambi"), thread)
    answered(randu, key)
    page = app.test_client().get(f"/api/v1/threads/{key}").get_json()
    assert [post["by"]["role"] for post in page["items"]] == ["officer", "adopter"]


def _news(name: str, who: Who) -> list[str]:
    """Return what somebody has been told so far, oldest first."""
    jobs.run_once()
    with reading():
        messages = [line.message for line in inbox(who(name), 1).lines]
        return [message.title for message in messages if message][::-1]


def test_both_sides_and_editors_are_told_of_each_step(app: Flask, who: Who) -> None:
    jobs.run_once()
    before = {name: len(_news(name, who)) for name in ("sari", "dewi", "rina", "bayu", "hadi")}
    key = begun(who("bayu"))
    moved(who("bayu"), key, Stage.EXPLORING)
    reported(who("bayu"), key)
    confirmed(who("sari"), key)
    verified(who("rina"), key)
    told = {name: _news(name, who)[seen:] for name, seen in before.items()}

    assert f"Kab. Banyuwangi berminat menerapkan: {TITLE}" in told["hadi"]
    assert any(title.startswith("Kab. Banyuwangi, ") for title in told["sari"])
    assert f"Hasil terverifikasi: {TITLE}" in told["bayu"]
    assert all("Banyuwangi" not in title for title in told["dewi"])


def test_who_can_confirm_and_who_can_verify_are_asked_at_once(app: Flask, who: Who) -> None:
    key = begun(who("bayu"))
    reported(who("bayu"), key)
    for name in ("sari", "dewi", "hadi"):
        assert f"Menunggu konfirmasi Anda: {TITLE}" in _news(name, who)
    confirmed(who("sari"), key)
    assert f"Menunggu verifikasi: {TITLE}" in _news("rina", who)
    assert f"Hasil dikonfirmasi: {TITLE}" in _news("bayu", who)
    assert any("Menunggu verifikasi" in subject for _to, subject, _text in mails())


def test_adopters_hear_when_nobody_confirms_the_practice_for_long(app: Flask, who: Who) -> None:
    begun(who("bayu"))
    gone = begun(who("kesambi"), KESAMBI)
    dropped(who("kesambi"), gone)
    day = (practice_of(SLUG).verify_by or practice_of(SLUG).created_at.date()) + timedelta(days=91)
    with unit_of_work() as session:
        heartbeat.beat(session, day)

    assert f"Belum diverifikasi: {TITLE}" in _news("bayu", who)
    assert f"Belum diverifikasi: {TITLE}" not in _news("kesambi", who)


def test_who_leaves_hands_adoptions_over_and_finds_them_in_the_own_data(
    app: Flask, browser: Browser, who: Who
) -> None:
    key, bayu, ratna = begun(who("bayu")), who("bayu"), who("ratna")
    region = directory().by_code[LONTAR].id
    person = person_of(bayu.person_id or 0).public_id
    assert handover.held_by(member(region, person, Role.OFFICER))["adoption"] == 1
    data = json.loads(as_json(copy(bayu)))
    assert data["adoptions_held"] == [key]
    assert [step["act"] for step in data["adoption_steps"]] == ["started"]
    assert "Penerapan yang Anda pegang" in text_of(browser("bayu"), "/desk")

    handover.end(ratna, region, person, Role.OFFICER, Ending(decree_no="1/2027", successor=None))

    assert handover.queued_in(region)["adoption"] == 1
    with unit_of_work() as session:
        assert session.query(Adoption).one().holder_id is None
    assert "Penerapan tanpa penanggung jawab" in text_of(browser("ratna"), "/desk")


def test_programs_read_what_the_pages_show(app: Flask, who: Who) -> None:
    program = app.test_client()
    key = begun(who("bayu"))
    reported(who("bayu"), key)
    confirmed(who("sari"), key, Outcome.PARTIAL)
    child = begun(who("randu"), RANDU, parent=key)

    listed = program.get("/api/v1/adoptions?per_page=1").get_json()
    assert (listed["total"], listed["pages"], len(listed["items"])) == (2, 2, 1)
    narrowed = program.get("/api/v1/adoptions?phase=evaluasi").get_json()["items"]
    assert [row["id"] for row in narrowed] == [key]
    one = program.get(f"/api/v1/adoptions/{key}").get_json()
    assert one["outcome"] is None
    assert (one["stage"], one["confirmed"], one["source"]["code"]) == ("reported", True, "35.78")
    assert one["indicators"][0]["actual"] == 70
    assert [row["choice"] for row in one["blocks"]] == ["kept", "kept"]
    assert one["history"][-1]["act"] == "confirmed"
    assert program.get(f"/api/v1/adoptions/{child}").get_json()["parent"] == key
    practice = program.get(f"/api/v1/practices/{SLUG}").get_json()
    assert practice["adoptions"] == {"started": 2, "running": 2, "verified": 0, "dropped": 0}
    _conforms(program, key)


def _conforms(program: FlaskClient, key: str) -> None:
    spec = program.get("/api/v1/openapi.json").get_json()
    for name, address in (("AdoptionList", ""), ("AdoptionAnswer", f"/{key}")):
        answer = program.get(f"/api/v1/adoptions{address}").get_json()
        schema = {"$ref": f"#/components/schemas/{name}"}
        assert list(mismatches(answer, schema, spec)) == []
