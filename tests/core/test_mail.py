"""Mail leaves once, after its transaction, whatever happens to the server or the worker."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.smtp import AuthResult, LoginPassword
from flask import Flask
from sqlalchemy import event

from config import ROOT
from portal.core import jobs, mail, mail_rules, retention
from portal.core.clock import utcnow
from portal.core.db import db
from portal.core.jobs import Job
from portal.core.mail import queue
from portal.core.mail_models import MailState, OutgoingMail
from portal.core.mail_rules import asks_before_sending
from portal.core.uow import unit_of_work
from tests.benchmarks.mail_outage import campaign
from tests.databases import Database, another_process
from tests.servers import environ_of, free_port
from tests.smtp import PAPERS, Box, papers, receiving

TO = "rina@kota.example"
HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type")
HEADERS += ("Content-Transfer-Encoding", "MIME-Version")


@pytest.fixture
def box() -> Iterator[Box]:
    """A server that takes everything."""
    with receiving() as made:
        yield made


def _point(app: Flask, url: str | None, **changes: Any) -> None:
    """Let the portal send to `url`."""
    app.extensions["settings"] = replace(app.extensions["settings"], mail_url=url, **changes)


@pytest.fixture
def portal(empty_app: Flask, box: Box) -> Flask:
    """A portal that sends to `box`."""
    _point(empty_app, box.url)
    return empty_app


def _queue(*keys: str, **changes: str) -> None:
    with unit_of_work() as session:
        for key in keys:
            queue(
                session, **{"to": TO, "subject": "Ditinjau", "text": "Halo", "key": key} | changes
            )


def _counts() -> tuple[int, ...]:
    """Return how many wait, left, and were refused."""
    return tuple(mail.status().counts[state] for state in MailState)


def _set(table: type[OutgoingMail] | type[Job], **values: Any) -> None:
    with unit_of_work() as session:
        session.execute(sa.update(table).values(**values))


def _told(app: Flask, *words: str) -> str:
    return app.test_cli_runner().invoke(args=words).output


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text


def test_a_message_arrives_once_in_both_forms(portal: Flask, box: Box) -> None:
    subject = "Praktik “Sokola Kaki Langit” sudah ditinjau, biaya 5 €, lihat catatan di dalamnya"
    for _time in range(2):
        _queue("review:7", subject=subject, text="Halo, Bu é\n", html="<p>Halo, Bu é</p>\n")
        jobs.run_once()

    (taken,) = box.taken
    assert (taken.sender, taken.recipients) == ("no-reply@localhost", [TO])
    assert taken.message["Subject"] == subject
    assert taken.message["From"] == "Sokoguru <no-reply@localhost>"
    assert taken.message["To"] == TO
    assert taken.message["Auto-Submitted"] == "auto-generated"
    assert abs(taken.message["Date"].datetime - utcnow()) < timedelta(minutes=1)
    assert _body(taken.message, "plain").splitlines() == ["Halo, Bu é"]
    assert _body(taken.message, "html").splitlines() == ["<p>Halo, Bu é</p>"]
    assert _counts() == (0, 1, 0)


@pytest.mark.parametrize(
    "subject",
    [
        "Utas baru: =?utf-8?q?=0D=0ABcc:_all=40kota.example?=",
        "=?utf-8?b?DQpCY2M6IGFsbEBrb3RhLmV4YW1wbGU=?= siapa?",
        "Utas =?us-ascii*id?q?=0AContent-Type:_text/html=0A=0A<b>Palsu</b>?=",
        "Biaya=?utf-8?q?=0D=0A=0D=0APalsu?=(server)",
    ],
)
def test_what_is_encoded_in_a_subject_stays_what_was_typed(
    portal: Flask, box: Box, subject: str
) -> None:
    _queue("a", subject=subject)
    jobs.run_once()

    (taken,) = box.taken
    message = taken.message
    assert message["Subject"] == subject.replace("=?", "= ?")
    assert sorted(message) == sorted(HEADERS)
    assert _body(message, "plain").splitlines() == ["Halo"]


def test_the_message_id_is_made_from_the_key(portal: Flask, box: Box) -> None:
    _queue("a", "b")
    jobs.run_once()
    with unit_of_work() as session:
        session.execute(sa.delete(OutgoingMail))
    _queue("a")
    jobs.run_once()

    first, other, again = (taken.id for taken in box.taken)
    assert first == again != other
    assert first.endswith("@localhost>")


def test_of_a_sent_message_only_its_key_is_kept(portal: Flask, box: Box) -> None:
    _queue("a", html="<p>Halo</p>")
    jobs.run_once()

    row = db.session.scalars(sa.select(OutgoingMail)).one()
    assert (row.key, row.recipient, row.subject, row.text, row.html) == ("a", "", "", "", None)
    assert db.session.scalars(sa.select(Job)).all() == []


def test_a_rollback_takes_the_message_along(portal: Flask, box: Box) -> None:
    def change() -> None:
        with unit_of_work() as session:
            queue(session, to=TO, subject="Terbit", text="Halo", key="a")
            raise ValueError("the change failed")

    with pytest.raises(ValueError, match="the change failed"):
        change()

    assert jobs.run_once() == 0
    assert box.taken == []
    assert _counts() == (0, 0, 0)


@pytest.mark.parametrize(
    "part",
    [
        {"to": f"{TO}\r\nBcc: all@kota.example"},
        {"to": f"{TO}, all@kota.example"},
        {"to": "Rina <rina@kota.example>"},
        {"to": "rina"},
        {"to": "rína@kota.example"},
        {"to": f"{'r' * 65}@kota.example"},
        {"subject": "Terbit\nBcc: all@kota.example"},
        {"subject": "Terbit\rBcc: all@kota.example"},
        {"subject": "Terbit\u2028Bcc: all@kota.example"},
        {"key": "a\nb"},
        {"unsubscribe": "http://x\r\nBcc: all@kota.example"},
        {"text": "Halo\0"},
        {"html": "<p>\0"},
    ],
)
def test_what_could_forge_a_header_is_refused(portal: Flask, part: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"must be|cannot hold"):
        _queue("a", **part)

    assert _counts() == (0, 0, 0)


def test_a_server_that_is_away_is_waited_for(empty_app: Flask) -> None:
    port = free_port()
    _point(empty_app, f"smtp://127.0.0.1:{port}")
    _queue("a", "b")

    jobs.run_once()
    assert _counts() == (2, 0, 0)
    assert "waiting: ConnectionRefusedError" in _told(empty_app, "mail", "status")
    assert jobs.run_once() == 0, "it must wait before it tries again"

    with receiving(port) as box:
        _set(Job, run_at=utcnow())
        jobs.run_once()
    assert len(box.taken) == 2
    assert _counts() == (0, 2, 0)


def test_a_server_that_says_nothing_is_left_in_time(
    empty_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.core.mail_transport.TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        _point(empty_app, f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        _queue("a")
        jobs.run_once()

    assert _counts() == (1, 0, 0)
    assert "timed out" in mail.status().reasons[0]


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        ("at_recipient", "550 5.1.1 no such officer"),
        ("at_data", "554 5.7.1 not wanted here"),
    ],
)
def test_a_refusal_for_good_is_kept_with_its_reason_until_it_is_retried(
    portal: Flask, box: Box, at: str, answer: str
) -> None:
    setattr(box, at, lambda address: answer if address == TO else None)
    _queue("a")
    _queue("b", to="dewi@kota.example")

    jobs.run_once()
    assert [taken.recipients for taken in box.taken] == [["dewi@kota.example"]]
    assert _counts() == (0, 1, 1)
    assert _told(portal, "mail", "status") == (
        f"0 waiting, 1 sent, 1 refused.\nrefused: a to {TO}: {answer}\n"
    )
    assert jobs.run_once() == 0, "it is given up"

    setattr(box, at, lambda _address: None)
    assert _told(portal, "mail", "retry") == "1 messages will be tried again.\n"
    jobs.run_once()
    assert [taken.recipients for taken in box.taken[1:]] == [[TO]]
    assert _counts() == (0, 2, 0)


def test_a_message_can_say_how_to_end_such_messages(portal: Flask, box: Box) -> None:
    _queue("a", unsubscribe="http://127.0.0.1:8000/inbox/unsubscribe/x")
    _queue("b")
    jobs.run_once()

    first, second = (taken.message for taken in box.taken)
    assert first["List-Unsubscribe"] == "<http://127.0.0.1:8000/inbox/unsubscribe/x>"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert second["List-Unsubscribe"] is None
    assert {row.unsubscribe for row in db.session.scalars(sa.select(OutgoingMail))} == {None}


def test_a_feature_is_asked_whether_its_mail_is_still_wanted(portal: Flask, box: Box) -> None:
    asked: list[str] = []
    asks_before_sending("test")(lambda key: bool(asked.append(key)))
    _queue("test:1", "test:2", "other:1")
    jobs.run_once()

    assert asked == ["test:1", "test:2"]
    assert len(box.taken) == 1
    assert _counts() == (0, 1, 0)
    mail_rules._rules.pop("test")


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        ("at_sender", "553 5.7.1 sender not allowed"),
        ("at_recipient", "450 4.2.1 mailbox busy"),
        ("at_data", "451 4.3.0 later"),
    ],
)
def test_a_refusal_for_now_waits_and_holds_up_nobody_else(
    portal: Flask, box: Box, at: str, answer: str
) -> None:
    answers = iter([answer])
    setattr(box, at, lambda _address: next(answers, None))
    _queue("a", "b")

    jobs.run_once()

    assert len(box.taken) == 1
    assert _counts() == (1, 1, 0)
    assert f"waiting: {answer}" in _told(portal, "mail", "status")
    assert _told(portal, "mail", "retry") == "1 messages will be tried again.\n"
    jobs.run_once()
    assert _counts() == (0, 2, 0)


def test_what_is_put_off_for_days_is_given_up(portal: Flask, box: Box) -> None:
    box.at_recipient = lambda _address: "450 4.2.2 mailbox full"
    _queue("a")
    _set(OutgoingMail, queued_at=utcnow() - mail.PATIENCE)

    jobs.run_once()

    assert _counts() == (0, 0, 1)
    (refusal,) = mail.status().refusals
    assert (refusal.key, refusal.recipient, refusal.reason) == ("a", TO, "450 4.2.2 mailbox full")
    assert abs(refusal.since - utcnow()) < timedelta(minutes=1)
    mail.retry()
    jobs.run_once()
    assert _counts() == (1, 0, 0), "its days are counted anew"


def test_a_server_that_shuts_down_is_asked_for_nothing_more(portal: Flask, box: Box) -> None:
    asked: list[str] = []
    box.at_recipient = lambda address: asked.append(address) or "421 4.3.2 shutting down"
    _queue("a", "b")

    jobs.run_once()

    assert asked == [TO]
    assert _counts() == (2, 0, 0)


def test_what_was_refused_long_ago_is_forgotten(portal: Flask, box: Box) -> None:
    box.at_recipient = lambda _address: "550 no such officer"
    _queue("a")
    jobs.run_once()
    _set(OutgoingMail, ended_at=utcnow() - retention.REFUSED)
    box.at_recipient = lambda _address: None
    _queue("b")

    jobs.run_once()
    retention.clean()

    assert _counts() == (0, 1, 0)


def test_a_worker_killed_before_it_could_note_sends_at_most_one_duplicate(
    empty_app: Flask, tmp_path: Path, box: Box
) -> None:
    workers: list[subprocess.Popen[bytes]] = []
    started = threading.Event()

    def kill(_address: str) -> None:
        assert started.wait(30)
        os.kill(workers[0].pid, signal.SIGKILL)

    box.at_data = kill
    _queue("a")
    environ = environ_of(tmp_path / "data", PORTAL_MAIL_URL=box.url)
    with subprocess.Popen(
        [sys.executable, "-m", "flask", "worker", "--once"], cwd=ROOT, env=environ
    ) as worker:
        workers.append(worker)
        started.set()
        assert worker.wait(60) == -signal.SIGKILL
    box.at_data = lambda _address: None
    _point(empty_app, box.url)
    assert _counts() == (1, 0, 0)
    assert jobs.run_once() == 0, "the killed worker's lease must end first"

    _set(Job, leased_until=utcnow() - timedelta(seconds=1))
    jobs.run_once()
    _set(Job, leased_until=None)
    jobs.run_once()

    assert _counts() == (0, 1, 0)
    assert len(box.taken) == 2
    assert len({taken.id for taken in box.taken}) == 1


def test_a_database_that_fails_to_note_what_left_makes_no_duplicate(
    portal: Flask, box: Box
) -> None:
    failures = iter([True])

    def fail(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE outgoing_mail") and next(failures, False):
            raise sa.exc.OperationalError(statement, None, OSError("the database is away"))

    _queue("a", "b")
    event.listen(db.engine, "before_cursor_execute", fail)

    jobs.run_once()

    assert next(failures, None) is None
    assert [taken.id for taken in box.taken] == list(dict.fromkeys(taken.id for taken in box.taken))
    assert _counts() == (0, 2, 0)


def test_others_can_write_while_a_message_leaves(portal: Flask, tmp_path: Path, box: Box) -> None:
    could: list[bool] = []

    def look(_address: str) -> None:
        with another_process(tmp_path / "data") as other:
            could.append(other.may_write())

    box.at_data = look
    _queue("a")

    jobs.run_once()

    assert could == [True]


def test_a_slow_server_holds_up_no_other_job(portal: Flask, box: Box) -> None:
    kind, noted, stop = "test.note", threading.Event(), threading.Event()
    jobs.handles(kind)(lambda _keys: noted.set())
    try:
        box.at_data = lambda _address: None if noted.wait(20) else "451 nothing else was done"
        _queue("a")
        with unit_of_work() as session:
            jobs.enqueue(session, kind, "later")

        def tick() -> None:
            if _counts()[0] == 0 or mail.status().reasons:
                stop.set()

        jobs.work(stop, tick=tick, parent=os.getppid(), pause=0.01)
    finally:
        jobs._handlers.pop(kind)

    assert _counts() == (0, 1, 0)


def test_hundred_mails_past_five_deaths_of_the_server(database: Database, tmp_path: Path) -> None:
    told = campaign(tmp_path, 100, kills=5)

    assert told["lost"] == 0
    assert told["duplicates"] <= told["taken but not told"] <= 5


def test_without_an_address_mail_waits_and_the_doctor_says_so(empty_app: Flask) -> None:
    _point(empty_app, None)
    _queue("a")

    jobs.run_once()

    assert _counts() == (1, 0, 0)
    assert "waiting: PORTAL_MAIL_URL is not set" in _told(empty_app, "mail", "status")
    assert "mail waits and PORTAL_MAIL_URL is not set" in _told(empty_app, "doctor")


def test_the_doctor_tells_of_mail_that_does_not_leave(portal: Flask, box: Box) -> None:
    _queue("a")
    assert "mail waits" not in _told(portal, "doctor")
    _set(OutgoingMail, queued_at=utcnow() - timedelta(minutes=61))

    mail.retry()  # does not hide how long it has waited
    assert "mail waits for over an hour: see `flask mail status`" in _told(portal, "doctor")
    since = mail.status().oldest
    assert since is not None
    assert f"since {since:%Y-%m-%d %H:%M} UTC" in _told(portal, "mail", "status")
    jobs.run_once()
    assert "mail waits" not in _told(portal, "doctor")


def test_a_folder_gets_a_file_for_each_message(empty_app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "mail"
    _point(empty_app, f"file:{folder}")
    _queue("a", "b")

    jobs.run_once()

    files = sorted(folder.glob("*.eml"))
    assert len(files) == 2
    assert all(f"\r\nTo: {TO}\r\n" in file.read_bytes().decode() for file in files)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_written_is_waited_for(empty_app: Flask, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    _point(empty_app, f"file:{tmp_path / 'mail'}")
    _queue("a")

    jobs.run_once()

    assert _counts() == (1, 0, 0)
    assert "FileExistsError" in mail.status().reasons[0]


def _logins(taking: str) -> tuple[list[Sequence[bytes]], dict[str, Any]]:
    """Return what was tried, and how aiosmtpd notes it and takes one password."""
    tried: list[Sequence[bytes]] = []

    def check(_server: object, _session: object, _envelope: object, _way: str, said: object) -> Any:
        assert isinstance(said, LoginPassword)
        tried.append((said.login, said.password))
        return AuthResult(success=said.password == taking.encode(), handled=False)

    return tried, {"authenticator": check, "auth_require_tls": False}


@pytest.mark.parametrize(("password", "waiting"), [("p%40ss:word", 0), ("wrong", 1)])
def test_a_server_can_ask_for_a_password(empty_app: Flask, password: str, waiting: int) -> None:
    tried, options = _logins("p@ss:word")
    with receiving(**options) as box:
        _point(empty_app, box.url.replace("//", f"//clerk:{password}@"))
        _queue("a")
        jobs.run_once()

    assert tried[0][0] == b"clerk"
    assert _counts() == (waiting, 1 - waiting, 0)
    assert len(box.taken) == 1 - waiting


def test_no_password_goes_to_a_server_that_does_not_encrypt(empty_app: Flask) -> None:
    tried, options = _logins("secret")
    with receiving(**options) as box:
        _point(empty_app, box.url.replace("smtp://", "smtp+starttls://clerk:secret@"))
        _queue("a")
        jobs.run_once()

    assert tried == []
    assert _counts() == (1, 0, 0)
    assert "STARTTLS" in mail.status().reasons[0]


def _encrypting(way: str) -> dict[str, Any]:
    if way == "smtps":
        return {"ssl_context": papers()}
    return {"tls_context": papers(), "require_starttls": True}


@pytest.mark.parametrize("way", ["smtps", "smtp+starttls"])
@pytest.mark.parametrize("trusted", [True, False])
def test_only_a_server_with_trusted_papers_gets_mail(
    empty_app: Flask, monkeypatch: pytest.MonkeyPatch, way: str, *, trusted: bool
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(PAPERS))
    tried, options = _logins("secret")
    with receiving(**options, **_encrypting(way)) as box:
        _point(empty_app, box.url.replace("smtp://", f"{way}://clerk:secret@"))
        _queue("a")
        jobs.run_once()

    assert (len(tried), len(box.taken)) == ((1, 1) if trusted else (0, 0))
    assert _counts() == ((0, 1, 0) if trusted else (1, 0, 0))
    assert trusted or "CERTIFICATE_VERIFY_FAILED" in mail.status().reasons[0]
