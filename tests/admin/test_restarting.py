"""New code without a pause, stops without a request cut off, and a full disk: short campaigns."""

import signal
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.admin import server
from tests.benchmarks import disk_full, restarts
from tests.databases import ONE_DATABASE, another_process
from tests.servers import descendants, environ_of, flask_running, free_port


@ONE_DATABASE
def test_a_restart_under_load_leaves_nobody_without_an_answer(data: Path) -> None:
    assert restarts.restarts(data, 1)["not answered"] == 0


@ONE_DATABASE
def test_a_stop_under_load_cuts_no_request_off(data: Path) -> None:
    assert restarts.stops(data, 1)["cut off"] == 0


@ONE_DATABASE
def test_code_that_does_not_start_changes_nothing(data: Path) -> None:
    port = free_port()
    with flask_running(["serve", "--port", str(port)], environ=environ_of(data)) as serving:
        serving.wait_until_serving()
        serving.wait_for_worker()
        before = descendants(serving.process.pid)
        with another_process(data) as other:
            other.write(sa.text("UPDATE alembic_version SET version_num = '0001'"))
        serving.process.send_signal(signal.SIGHUP)
        serving.wait_for(lambda line: "the new code does not start, the old goes on" in line)
        told = restarts.Told()
        restarts.ask(port, "/healthz", told)
        assert told.answers == {200: 1}
        assert set(before) <= set(descendants(serving.process.pid))


def test_code_that_is_not_ready_in_time_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "CHECK_SECONDS", 0.01)

    assert server._fault_of_new_code() == "not ready after 0.01 seconds"


def test_a_full_disk_is_told_loses_nothing_and_is_over_when_there_is_room(
    tmp_path: Path,
) -> None:
    done = disk_full.campaign(tmp_path / "disk", 1)
    assert done["refused"] == 1
