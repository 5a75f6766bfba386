"""Logs: one line of JSON a record, whatever people type."""

import json
import logging
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from config import ROOT
from portal.accounts.models import Person
from portal.accounts.queries import person_of
from portal.accounts.services import links, tokens
from portal.accounts.services.links import Purpose
from portal.accounts.services.memberships import Post
from portal.core.db import end_transaction
from portal.core.log import JsonLines
from portal.core.permissions import Actor, Role
from portal.core.uow import unit_of_work
from tests.conftest import SECRET, make_app
from tests.factories.people import PASSWORD, active, send, signed_in

MAIL = "sari.rahasia@kota.go.id"


def test_nothing_typed_can_forge_a_line(library: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="portal.access")

    answer = library.test_client().get('/practices/x%0D%0A{"level" "error"}')

    record = next(record for record in caplog.records if record.name == "portal.access")
    line = JsonLines().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert told["status"] == answer.status_code == 404
    assert told["method"] == "GET"
    assert told["path"].startswith("/practices/x\r\n")


def test_a_line_inside_a_request_carries_its_id(library: Flask) -> None:
    record = logging.LogRecord("portal", logging.WARNING, __file__, 1, "pesan %s", ("uji",), None)
    with library.test_request_context():
        library.preprocess_request()
        told = json.loads(JsonLines().format(record))

    assert told["message"] == "pesan uji"
    assert told["level"] == "warning"
    assert len(told["request_id"]) == 32


def test_a_proxy_of_ours_names_the_request_and_nobody_else(seeded: Path) -> None:
    given = {"X-Request-ID": "0123456789abcdef0123"}
    trusting = make_app(seeded, PORTAL_PROXY_HOPS="1").test_client()
    alone = make_app(seeded).test_client()

    assert trusting.get("/healthz", headers=given).headers["X-Request-ID"] == given["X-Request-ID"]
    for client, odd in (
        (alone, given["X-Request-ID"]),
        (trusting, "kurang"),
        (trusting, "a b" * 9),
    ):
        answer = client.get("/healthz", headers={"X-Request-ID": odd})
        assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_nothing_about_persons_is_in_the_log(
    empty_library: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    person_id = active(MAIL, Post(role=Role.PUBLISHER, region="35.78"))
    person = person_of(person_id)
    reset = links.signed(Purpose.RESET, person)
    bearer = tokens.make(person_id, "uji", by=Actor(person_id))
    end_transaction()
    caplog.set_level(logging.DEBUG)
    client = empty_library.test_client()
    elsewhere = {"REMOTE_ADDR": "203.0.113.77"}

    client.post("/sign-in", data={"mail": MAIL, "password": "salah-sekali-9"})
    client.post("/sign-in", data={"mail": MAIL, "password": PASSWORD}, environ_overrides=elsewhere)
    cookie = client.get_cookie("session")
    assert cookie is not None
    client.get("/practices?q=kata-rahasia&region=35.78")
    client.get("/threads?q=kata-rahasia")
    for path in (
        f"/reset/{reset}",
        f"/reset/{reset}/",
        f"/{MAIL}",
        f"/x/{reset}",
        "/6281234567890",
    ):
        client.get(path)
        client.put(path)
    send(client, "/account", name="Siti Aminah", locale="id", zone="WIB")
    headers = {"Authorization": f"Bearer {bearer}"}
    title = {"region": "35.78", "title": "Judul Rahasia"}
    assert client.post("/api/v1/practices", json=title, headers=headers).status_code == 201
    with pytest.raises(sa.exc.IntegrityError) as caught, unit_of_work() as session:
        values = {"mail": MAIL, "name": "Siti Aminah", "public_id": person.public_id}
        session.execute(sa.insert(Person).values(**values, locale="id", zone="WIB", state="active"))
    logging.getLogger("portal").error("failed for %s", MAIL, exc_info=caught.value)

    lines = "\n".join(JsonLines().format(record) for record in caplog.records)
    secrets = (MAIL, "Siti", "Aminah", "kata-rahasia", "Judul Rahasia", "salah-sekali", PASSWORD)
    hidden = (reset, bearer, cookie.value, "203.0.113.77", "6281234567890", SECRET)
    assert [word for word in (*secrets, *hidden) if word.lower() in lines.lower()] == []
    assert len(lines.splitlines()) == len(caplog.records) > 10


def test_what_is_refused_is_told_with_its_reason(
    empty_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    active(MAIL)
    end_transaction()
    client = signed_in(empty_app, MAIL)
    caplog.set_level(logging.INFO, logger="portal.access")
    caplog.clear()

    client.get("/admin/jobs")
    client.post("/account", data={"name": "Rina"})
    client.get("/account", headers={"Host": "evil.example"})
    client.post("/sign-out", headers={"Origin": "https://evil.example"})
    client.get("/api/v1/me", headers={"Authorization": "Bearer tebakan"})
    client.get("/none")

    lines = [json.loads(JsonLines().format(one)) for one in caplog.records]
    told = [(line["status"], line.get("refused")) for line in lines if "status" in line]
    assert told == [
        (403, "Forbidden"),
        (400, "BadInput"),
        (400, "SecurityError"),
        (403, "Forbidden"),
        (401, "Unauthorized"),
        (404, "NotFound"),
    ]


def test_logs_go_to_one_place() -> None:
    """Nothing writes a log but through the one handler to standard error."""
    doors = (
        "FileHandler",
        "SysLogHandler",
        "HTTPHandler",
        "SMTPHandler",
        "dictConfig",
        "fileConfig",
    )
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "portal").rglob("*.py")}

    assert [path for path, text in texts.items() for door in doors if door in text] == []
    assert [path.name for path, text in texts.items() if "StreamHandler" in text] == ["log.py"]


def test_an_exception_is_told_in_the_same_line() -> None:
    with pytest.raises(ValueError, match="rusak") as caught:
        int("rusak")
    info = (caught.type, caught.value, caught.tb)
    record = logging.LogRecord("portal", logging.ERROR, __file__, 1, "gagal", (), info)

    told = json.loads(JsonLines().format(record))

    assert "ValueError" in told["exception"]


def test_times_are_utc() -> None:
    record = logging.LogRecord("portal", logging.INFO, __file__, 1, "jam", (), None)
    record.created = 1_700_000_000

    assert json.loads(JsonLines().format(record))["time"] == "2023-11-14T22:13:20+0000"
