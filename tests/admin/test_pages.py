"""The pages of system admins: refused mail and failing jobs, seen and tried again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.services.memberships import Post
from portal.admin.views import KINDS, TASKS
from portal.core import beats, jobs, mail, schedule, standing
from portal.core.clock import utcnow
from portal.core.db import end_transaction
from portal.core.jobs import enqueue, handles
from portal.core.mail_models import MailState
from portal.core.permissions import Role
from portal.core.uow import unit_of_work
from portal.search.engine import Document
from portal.search.finder import engine
from tests.databases import ONE_DATABASE
from tests.factories.people import active, code_of, send, signed_in
from tests.smtp import Box, receiving

OP = "op@dinas.go.id"
PAGES = ("/admin/mail", "/admin/jobs")


@pytest.fixture
def box() -> Iterator[Box]:
    with receiving() as made:
        yield made


@pytest.fixture
def admin(empty_app: Flask, box: Box) -> FlaskClient:
    """The browser of a system admin who has given the code."""
    settings = empty_app.extensions["settings"]
    empty_app.extensions["settings"] = replace(settings, mail_url=box.url)
    person_id = active(OP, Post(role=Role.SYSTEM_ADMIN), totp=True)
    client = signed_in(empty_app, OP)
    answer = send(client, "/sign-in/code", page="/sign-in/code", code=code_of(person_id))
    assert answer.status_code == 303
    return client


def _text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_only_system_admins_see_them(empty_app: Flask) -> None:
    for role in (Role.EXPERT, Role.EDITOR):
        active(f"{role}@dinas.go.id", Post(role=role))
    active(OP, Post(role=Role.SYSTEM_ADMIN))
    expert, editor, without_code = (
        signed_in(empty_app, mail) for mail in ("expert@dinas.go.id", "editor@dinas.go.id", OP)
    )

    for path in PAGES:
        assert path not in _text(expert, "/account")
        assert empty_app.test_client().get(path).status_code == 303
        assert expert.get(path).status_code == 403
        assert send(expert, path).status_code == 403
        for client in (editor, without_code):
            assert "/account/second-factor" in client.get(path).location


def test_refused_mail_is_shown_with_its_reason_and_sent_again(admin: FlaskClient, box: Box) -> None:
    box.at_recipient = lambda to: "550 5.1.1 <b>unknown</b>" if to != OP else None
    with unit_of_work() as session:
        for name in ("rina", "dewi"):
            mail.queue(
                session, to=f"{name}@dinas.go.id", subject="Halo", text="Halo", key=f"test:{name}"
            )
    jobs.run_once()

    assert all(f'href="{path}"' in _text(admin, "/account") for path in PAGES)
    page = _text(admin, "/admin/mail")
    assert "0 menunggu, 1 terkirim, 2 ditolak." in page
    assert "rina@dinas.go.id" in page
    assert "550 5.1.1 &lt;b&gt;unknown&lt;/b&gt;" in page
    assert "0 waiting, 1 sent, 2 refused." in _text(admin, "/en/admin/mail")

    box.at_recipient = lambda _to: None
    answer = send(admin, "/admin/mail", page="/admin/mail", key="test:rina")
    assert "dicoba lagi" in _text(admin, answer.location)
    jobs.run_once()
    assert mail.status().counts == {
        MailState.WAITING: 0,
        MailState.SENT: 2,
        MailState.REFUSED: 1,
    }
    assert send(admin, "/admin/mail", page="/admin/mail", key="a\0").status_code == 400
    send(admin, "/admin/mail", page="/admin/mail")
    jobs.run_once()
    assert "Tidak ada surel yang ditolak." in _text(admin, "/admin/mail")


def test_a_server_that_is_away_is_named(admin: FlaskClient, box: Box) -> None:
    box.at_recipient = lambda _to: "450 4.2.1 mailbox busy"
    jobs.run_once()

    page = _text(admin, "/admin/mail")

    assert "Yang terlama menunggu sejak" in page
    assert "450 4.2.1 mailbox busy" in page


def test_a_failing_job_is_shown_and_run_at_once(admin: FlaskClient) -> None:
    jobs.run_once()
    assert "Tidak ada tugas yang gagal." in _text(admin, "/admin/jobs")
    faults = ["disk full"]

    def work(_keys: Sequence[str]) -> None:
        if faults:
            raise OSError(faults[0])

    handles("test.work")(work)
    with unit_of_work() as session:
        enqueue(session, "test.work", "a")
    jobs.run_once()
    (failing,) = standing.failing(10)

    assert "OSError: disk full" in _text(admin, "/admin/jobs")
    faults.clear()
    assert jobs.run_once() == 0, "it waits"
    answer = send(admin, "/admin/jobs", page="/admin/jobs", id=str(failing.id))
    assert jobs.run_once() == 1
    assert "Tidak ada tugas yang gagal." in _text(admin, answer.location)
    for odd in ("", "x", "9" * 30):
        assert send(admin, "/admin/jobs", page="/admin/jobs", id=odd).status_code == 400
    jobs._handlers.pop("test.work")


def test_what_fails_is_told_in_words(admin: FlaskClient) -> None:
    assert {kind for kind in jobs._handlers if not kind.startswith("test.")} == set(KINDS)
    missing = {"index.rebuild": "a", schedule.JOB: "digests"}
    with unit_of_work() as session:
        for kind, key in missing.items():
            enqueue(session, kind, key)
        session.flush()
        session.execute(sa.update(jobs.Job).values(error="OSError: disk full"))

    page, english = (_text(admin, f"{prefix}/admin/jobs") for prefix in ("", "/en"))

    for label in (KINDS["index.rebuild"], TASKS["digests"]):
        assert f"<b>{label}</b>" in page
    assert "<b>Rebuild the search index</b>" in english
    assert "<code>schedule digests: OSError: disk full</code>" in english


def test_what_is_done_at_its_time_is_told_in_words(admin: FlaskClient) -> None:
    assert {task.name for task in schedule.planned(utcnow())} == set(TASKS)
    end_transaction()

    told = {
        prefix: re.findall(r'<th scope="row">(.*?)</th>', _text(admin, f"{prefix}/admin/jobs"))
        for prefix in ("", "/en")
    }

    assert told[""] == [str(TASKS[name]) for name in sorted(TASKS)]
    assert "Send digests of news" in told["/en"]
    assert not set(told[""]) & set(told["/en"])


def test_the_page_of_jobs_tells_how_the_work_stands_and_tries_all_again(
    admin: FlaskClient,
) -> None:
    assert "Belum ada pekerja tugas" in _text(admin, "/admin/jobs")
    faults = [OSError("disk full")]

    def work(_keys: Sequence[str]) -> None:
        if faults:
            raise faults[0]

    handles("test.work")(work)
    jobs.run_once()
    with unit_of_work() as session:
        for key in "ab":
            enqueue(session, "test.work", key)
    jobs.run_once()
    schedule.run_due(utcnow())
    beats.beat("mesin:1", utcnow())
    end_transaction()

    page = _text(admin, "/admin/jobs")
    assert "2 gagal dan dicoba lagi." in page
    assert "mesin:1" in page
    assert "Tidak ada pekerja tugas yang memberi kabar" not in page
    assert "belum pernah" in page
    assert "2 fail and are tried again." in _text(admin, "/en/admin/jobs")
    end_transaction()
    faults.clear()
    answer = send(admin, "/admin/jobs", page="/admin/jobs", all="1")
    jobs.run_once()
    page = _text(admin, answer.location)
    assert "Semua yang gagal dijalankan lagi" in page
    assert "test.work" not in page
    jobs._handlers.pop("test.work")


@ONE_DATABASE
def test_a_rebuild_of_the_index_is_told_while_it_runs(admin: FlaskClient) -> None:
    told = "Indeks pencarian sedang dibangun ulang: 0 dokumen"
    pages: list[str] = []

    def documents() -> Iterator[Document]:
        pages.append(_text(admin, "/admin/jobs"))
        yield from ()

    engine().rebuild(documents(), progress=lambda _count: None)

    assert told in pages[0]
    assert told not in _text(admin, "/admin/jobs")
