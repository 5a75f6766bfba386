"""What is sent again because its answer was lost is made once; at the same instant: see `races`."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.accounts.queries import person_by_mail, person_of
from portal.accounts.services import erasing
from portal.accounts.services.memberships import Post
from portal.core import once
from portal.core.clock import today, utcnow
from portal.core.db import db, end_transaction, reading
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from tests.api.programs import API, Program
from tests.conftest import _copy
from tests.databases import Database
from tests.factories import clock, mentoring, together
from tests.factories.adoptions import ADMIN, KESAMBI, LONTAR, OFFICER, OWNER, RANDU, begun
from tests.factories.drafts import (
    EDITOR,
    PUBLISHER,
    SLUG,
    actor_of,
    approved,
    practice_of,
    submitted,
    written,
)
from tests.factories.mentors import mentor
from tests.factories.people import active, signed_in, token_on
from tests.factories.threads import asked

PEOPLE = {
    "bayu": OFFICER,
    "ratna": ADMIN,
    "sari": PUBLISHER,
    "hadi": Post(role=Role.REGION_ADMIN, region=OWNER),
    "randu": Post(role=Role.OFFICER, region=RANDU),
    "kesambi": Post(role=Role.OFFICER, region=KESAMBI),
    "rina": EDITOR,
}
MAIL = "{}@uji.go.id"
TITLES = {"draft": "Naskah yang ditulis", "sent": "Naskah yang diperiksa"}
KEY = "2f4a-satu"


def _who(name: str) -> Any:
    person = person_by_mail(MAIL.format(name))
    assert person is not None
    return actor_of(person.id)


def _fill() -> None:
    for name, post in PEOPLE.items():
        active(MAIL.format(name), post, totp=name in {"ratna", "hadi", "rina"})
    sari = _who("sari")
    written(sari)
    submitted(sari, SLUG)
    approved(_who("rina"), SLUG)
    written(sari, title=TITLES["draft"])
    submitted(sari, written(sari, title=TITLES["sent"]))
    asked(sari)
    mentor(together.DEWI, OWNER, dimensions=[mentoring.DIMENSION])
    together.met(_who("bayu"), together.active_one(_who))
    begun(_who("randu"), RANDU)


@pytest.fixture
def portal(
    built: Callable[[str, Callable[[], object]], Path], database: Database, tmp_path: Path
) -> Iterator[Flask]:
    """A portal in which there is something to write to everywhere."""
    with _copy(database, built("sent again", _fill), tmp_path) as made:
        yield made


def _count(table: str) -> int:
    with reading():
        counted = sa.select(sa.func.count()).select_from(db.metadata.tables[table])
        return db.session.scalar(counted) or 0


def _key_of(table: str) -> str:
    with reading():
        column = db.metadata.tables[table].c.public_id
        return str(db.session.scalars(sa.select(column)).first())


def _typed(client: FlaskClient, page: str, typed: Mapping[str, str]) -> dict[str, str]:
    """Return a form of a page as it is sent, with its first voice and the key that it carries."""
    shown = client.get(page).get_data(as_text=True)
    found = re.search(r'name="once"\s+value="([\w-]+)"', shown)
    assert found is not None, page
    voices = re.findall(r'name="voice"\s+value="([^"]*)"|<option value="(\d+\*?)"', shown)
    voice = {"voice": "".join(voices[0])} if "voice" in typed else {}
    return {"csrf_token": token_on(client), "once": found[1], **typed, **voice}


def _post(client: FlaskClient, path: str, typed: Mapping[str, str]) -> TestResponse:
    """Send a form; a field that is called `file` is one."""
    data: dict[str, Any] = dict(typed)
    if "file" in data:
        name, body = data["file"].split("|")
        data["file"] = (io.BytesIO(body.encode()), name)
    return client.post(path, data=data)


WORDS = {"title": "Siapa membayar server?", "kind": "question", "visibility": "public"}
SAID = {"body": "Kami belum tahu.", "action": "send", "voice": ""}
MET = {"day": "{today}", "clock": "10:00", "minutes": "90", "mode": "daring", "notes": "Lewat."}
AGREED = {"starts_on": "{today}", "months": "4", "sessions": "5", "goal1": "Antrean pendek"}
PAPER = {"paper-kind": "other", "paper-text": "415/2027", "paper-url": ""}
ELSEWHERE = {"title": "Loket keliling", "url": "https://contoh.go.id/x", "catalogue": "JIPPNas"}
WISH = {"mentor": "", "dimension": mentoring.DIMENSION, "wish": "Menata antrean."}
TABLE = "praktik.csv|title\nAntrean satu loket\nAntrean dua loket\n"
TO_MENTORING = "/mentoring/{mentorship}"
# Who sends which form of which page to which address, and where rows are added, and how many.
WAYS: tuple[tuple[str, str, str, Mapping[str, str], str, int], ...] = (
    ("bayu", "/threads/new", "", {**WORDS, **SAID, "seen": "1"}, "thread", 1),
    ("bayu", "/threads/{thread}", "/posts", {**SAID, "kind": "comment"}, "post", 1),
    ("bayu", "/threads/{thread}/posts/1/flag", "", {"ground": "spam"}, "flag", 1),
    ("bayu", f"/practices/{SLUG}/adopt", "", {"region": LONTAR, "source": ""}, "adoption", 1),
    ("bayu", "/adoptions/new", "", {**ELSEWHERE, "region": LONTAR}, "adoption", 1),
    ("kesambi", f"/practices/{SLUG}/check", "", {"region": KESAMBI}, "adoption", 1),
    ("randu", "/adoptions/{adoption}/papers", "tasks", {"task-text": "Surat"}, "adoption_task", 1),
    ("randu", "/adoptions/{adoption}/papers", "documents", PAPER, "adoption_document", 1),
    ("randu", f"/mentoring/new?region={OWNER}", "", {**WISH, "region": RANDU}, "mentorship", 1),
    ("bayu", f"{TO_MENTORING}/sessions/new", "", MET, "mentorship_session", 1),
    (
        *("bayu", f"{TO_MENTORING}/sessions/1", "/items"),
        {"item-task": "Kirim data", "item-side": "learner", "item-due_on": "{today}"},
        *("action_item", 1),
    ),
    ("bayu", f"{TO_MENTORING}/agreement/new", "", AGREED, "agreement", 1),
    ("sari", "/practices/new", "", {"region": OWNER, "title": "Naskah baru"}, "practice", 1),
    ("sari", "/practices/import", "", {"region": OWNER, "file": TABLE}, "practice", 2),
    (
        *("sari", "/practices/{draft}/files", ""),
        {"purpose": "attachment", "file": "uji.csv|tahun,nilai\n2026,1\n"},
        *("practice_file", 1),
    ),
    (
        "sari",
        "/practices/{sent}/review",
        "/comment",
        {"path": "", "text": "Baik."},
        "review_comment",
        1,
    ),
)


def test_a_form_that_is_sent_again_leads_to_what_it_made(portal: Flask) -> None:
    slugs = {name: title.lower().replace(" ", "-") for name, title in TITLES.items()}
    tables = {name: _key_of(name) for name in ("thread", "adoption", "mentorship")}
    places = {**slugs, **tables, "today": str(today())}
    browsers = {
        name: signed_in(portal, MAIL.format(name))
        for name in PEOPLE
        if name not in {"ratna", "hadi", "rina"}
    }

    for name, at, further, fields, table, number in WAYS:
        client, page = browsers[name], at.format(**places)
        target = page.replace("/papers", f"/{further}") if at.endswith("papers") else page + further
        typed = {field: value.format(**places) for field, value in fields.items()}
        sent = _typed(client, page, typed)
        before = _count(table)
        first, again = (_post(client, target, sent) for _time in range(2))
        told = (first.status_code, again.status_code, _count(table) - before)
        assert told == (303, 303, number), (target, told, first.get_data(as_text=True))
        assert first.location == again.location, target


def test_a_form_keeps_its_key_until_it_is_right_and_other_words_are_another_thing(
    portal: Flask,
) -> None:
    client, before = signed_in(portal, MAIL.format("sari")), _count("practice")
    typed = _typed(client, "/practices/new", {"region": OWNER, "title": ""})

    refused = client.post("/practices/new", data=typed)
    made = [
        client.post("/practices/new", data={**typed, "title": title}).location
        for title in ("Loket pagi", "Loket sore", "Loket pagi")
    ]
    other = client.post("/practices/new", data={**typed, "title": "Loket pagi", "once": "lain"})

    assert refused.status_code == 422
    assert f'name="once" value="{typed["once"]}"' in refused.get_data(as_text=True)
    assert made[0] == made[2] != made[1]
    assert other.location not in made
    assert _count("practice") == before + 3


def test_a_program_gets_the_same_answer_by_the_same_key(portal: Flask) -> None:
    bayu, sari = (Program(portal, MAIL.format(name)) for name in ("bayu", "sari"))
    thread, draft = _key_of("thread"), TITLES["draft"].lower().replace(" ", "-")
    question = {"kind": "question", "title": "Siapa membayar server?", "text": "Belum tahu."}
    made = {"region": OWNER, "title": "Naskah baru"}
    remark = {"path": "", "text": "Sudah baik."}
    ways = (
        (bayu, "/threads", question, "thread"),
        (bayu, f"/threads/{thread}/posts", {"kind": "comment", "text": "Sama."}, "post"),
        (sari, "/practices", made, "practice"),
        (
            sari,
            f"/practices/{TITLES['sent'].lower().replace(' ', '-')}/review/comments",
            remark,
            "review_comment",
        ),
    )
    end_transaction()
    for number, (program, path, body, table) in enumerate(ways):
        program.headers[once.HEADER] = f"{KEY}-{number}"
        before = _count(table)
        answers = [program.told("POST", API + path, body, 201) for _time in range(2)]
        assert answers[0] == answers[1]
        assert _count(table) == before + 1, path
        program.told("POST", API + path, {**body, **_changed(body)}, 422)
    sari.headers[once.HEADER] = "berkas"
    files = f"{API}/practices/{draft}/files"
    kept = [
        sari.told("POST", files, status=201, data={"purpose": "attachment", "file": _file()})
        for _time in range(2)
    ]
    assert kept[0] == kept[1]
    assert _count("practice_file") == 1


def _changed(body: Mapping[str, str]) -> dict[str, str]:
    name = "text" if "text" in body else "title"
    return {name: f"{body[name]} Lagi."}


def _file() -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"tahun,nilai\n2026,1\n"), "uji.csv"


def test_a_key_is_of_one_person_for_two_days_and_goes_with_them(portal: Flask) -> None:
    bayu, randu = (Program(portal, MAIL.format(name)) for name in ("bayu", "randu"))
    words = {"kind": "discussion", "title": "Apa kabar loket?", "text": "Kami baik."}
    threads = f"{API}/threads"
    for bad in ("", "x" * 65, "ké"):
        bayu.headers[once.HEADER] = bad
        bayu.told("POST", threads, words, 400)
    bayu.headers[once.HEADER] = randu.headers[once.HEADER] = KEY
    made = {program.told("POST", threads, words, 201)["id"] for program in (bayu, randu)}
    del bayu.headers[once.HEADER]
    made |= {bayu.told("POST", threads, words, 201)["id"] for _time in range(2)}
    assert len(made) == 4
    assert _count("idempotency") == 2

    with clock.at((utcnow() + once.KEPT).isoformat()):
        once.forget()
    assert _count("idempotency") == 0
    randu.told("POST", threads, words, 201)
    assert _count("idempotency") == 1
    with unit_of_work() as session:
        erasing.erase(session, person_of(_who("randu").person_id or 0))
    assert _count("idempotency") == 0


def test_what_was_taken_back_is_not_there_again(portal: Flask) -> None:
    sari = Program(portal, MAIL.format("sari"))
    sari.headers[once.HEADER] = KEY
    begun_ = sari.told("POST", f"{API}/practices", {"region": OWNER, "title": "Naskah baru"}, 201)
    with unit_of_work() as session:
        session.delete(practice_of(begun_["slug"]))

    sari.told("POST", f"{API}/practices", {"region": OWNER, "title": "Naskah baru"}, 404)
