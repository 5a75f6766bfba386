"""What operators are told: readiness part by part, and metrics; strangers learn nothing."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from portal.core import beats, health, jobs, standing
from portal.core.clock import utcnow
from portal.core.db import db, end_transaction
from portal.core.jobs import enqueue
from portal.core.uow import unit_of_work
from portal.practices.models import Practice
from portal.search import outbox
from portal.search.registry import index_job
from tests import indexes
from tests.conftest import make_app
from tests.databases import ONE_DATABASE
from tests.factories.practices import publish
from tests.small_disk import SmallDisk, small_disk

TOKEN = "only-for-tests-" + "m" * 32
STRANGER = {"X-Forwarded-For": "192.0.2.7"}
ADDRESSES = ("/metrics", "/readyz")


def _ready(client: FlaskClient) -> dict[str, object]:
    begun = time.monotonic()
    answer = client.get("/readyz")
    assert time.monotonic() - begun < 2
    told: dict[str, object] = answer.json or {}
    assert answer.status_code == (503 if told["status"] == "down" else 200)
    return told


def test_each_part_is_told_in_turn(app: Flask) -> None:
    client = app.test_client()
    parts = ("database", "migrations", "disk", "index", "worker", "replicas")
    whole = dict.fromkeys(parts, True)
    beats.beat("machine:1", utcnow())
    end_transaction()
    assert _ready(client) == {"status": "ok", **whole}
    assert client.get("/readyz", headers=STRANGER).json == {"status": "ok"}

    with unit_of_work() as session:
        session.execute(sa.update(beats.WorkerBeat).values(seen_at=utcnow() - timedelta(minutes=2)))
    end_transaction()
    assert _ready(client) == {**whole, "status": "degraded", "worker": False}

    indexes.lose()
    assert _ready(client) == {**whole, "status": "degraded", "worker": False, "index": False}

    with unit_of_work() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    end_transaction()
    found = _ready(client)
    assert (found["status"], found["database"], found["migrations"]) == ("down", True, False)
    assert client.get("/readyz", headers=STRANGER).json == {"status": "down"}


def test_a_part_that_says_nothing_in_time_does_not_hold(
    library: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    ended = timedelta(seconds=0.3).total_seconds()
    monkeypatch.setitem(health._optional, "stuck", lambda: bool(time.sleep(ended)) or True)

    found = _ready(library.test_client())

    assert found["stuck"] is False


@ONE_DATABASE
def test_an_index_that_cannot_be_written_is_told_and_nothing_is_lost(
    empty_library: Flask,
) -> None:
    with small_disk(empty_library.extensions["settings"].index_dir, 32) as disk:
        publish(3)
        outbox.rebuild()
        _write_to_a_read_only_index(empty_library, disk)
        db.engine.dispose()


def _write_to_a_read_only_index(app: Flask, disk: SmallDisk) -> None:
    client = app.test_client()
    jobs.run_once()  # what the making of the library has left
    disk.remount(read_only=True)
    with unit_of_work() as session:
        key = str(session.scalars(sa.select(Practice.id).limit(1)).one())
        enqueue(session, index_job("practice"), key)
    jobs.run_once()

    (failing,) = [job for job in standing.failing(9) if job.kind == index_job("practice")]
    assert "the index cannot be written: Read-only file system" in failing.error
    assert 'data-slug="' in client.get("/practices?q=layanan").get_data(as_text=True)
    found = client.get("/readyz")
    assert found.status_code == 503
    assert found.json is not None
    assert (found.json["disk"], found.json["index"]) == (False, True)

    disk.remount(read_only=False)
    assert standing.hurry_all() == 1
    jobs.run_once()
    assert standing.failing(9) == []
    assert outbox.drift() == []


def test_metrics_name_endpoints_and_never_what_was_typed(app: Flask) -> None:
    client = app.test_client()
    client.get("/practices?q=rahasia-dapur")
    client.get("/practices/surabaya-green-and-clean-kompos")
    client.get("/rahasia-dapur")
    client.post("/rahasia-dapur")
    with unit_of_work() as session:
        enqueue(session, "test.nobody", "x")
    end_transaction()

    told = client.get("/metrics").get_data(as_text=True)

    samples = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }
    plain = {name: value for (name, labels), value in samples.items() if not labels}
    count = "portal_request_duration_seconds_count"
    key = (("endpoint", "practices.index"), ("method", "GET"), ("status", "2xx"))
    assert samples[count, key] == 1
    unknown = (("endpoint", "unknown"), ("method", "GET"), ("status", "4xx"))
    assert samples[count, unknown] == 1
    assert "rahasia-dapur" not in told
    assert "surabaya" not in told
    assert plain["portal_database_up"] == plain["portal_index_healthy"] == 1
    assert plain["portal_index_documents"] > 50
    assert plain["portal_jobs_waiting"] >= 1
    assert plain["portal_worker_silence_seconds"] == float("inf")
    assert {"portal_mail_waiting", "portal_uploads_bytes", "portal_disk_free_bytes"} <= set(plain)


def test_operators_are_who_has_the_token_or_sits_at_the_machine(seeded: Path) -> None:
    client = make_app(seeded, PORTAL_METRICS_TOKEN=TOKEN, PORTAL_PROXY_HOPS="1").test_client()
    right = {"Authorization": f"Bearer {TOKEN}", **STRANGER}
    wrong = {"Authorization": "Bearer x", **STRANGER}

    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers=right).status_code == 200
    for headers in (STRANGER, wrong, {"X-Forwarded-For": "127.0.0.1"}, {"Via": "1.1 x"}):
        refused = client.get("/metrics", headers=headers)
        assert refused.status_code == 401
        assert "portal_" not in refused.get_data(as_text=True)
        assert set(client.get("/readyz", headers=headers).json or ()) == {"status"}
    assert "database" in (client.get("/readyz", headers=right).json or ())
