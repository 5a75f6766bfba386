"""The production server and its worker as real processes: started, killed, stopped."""

import os
import signal
import socket
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from portal.accounts.services.entering import PER_ADDRESS
from portal.core import schedule
from portal.core.clock import utcnow
from portal.core.jobs import Job, enqueue
from portal.core.schedule import ScheduledTask
from portal.core.security import HEADERS
from portal.core.uow import unit_of_work
from portal.search.registry import REBUILD
from tests import indexes
from tests.benchmarks.client import Client
from tests.conftest import make_app
from tests.databases import ONE_DATABASE
from tests.servers import descendants, environ_of, flask_running, free_port, left_of, run_flask


def _get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@ONE_DATABASE
def test_serve_answers_replaces_a_killed_worker_and_ends_all_its_children(data: Path) -> None:
    port = free_port()

    with flask_running(["serve", "--port", str(port)], environ=environ_of(data)) as server:
        server.wait_until_serving()
        first = server.wait_for_worker()
        assert _get(port, "/healthz")[0] == 200
        assert _get(port, "/readyz")[0] == 200
        assert _get(port, "/en/practices?q=stunting")[0] == 200
        os.kill(first, signal.SIGKILL)
        second = server.wait_for_worker()
        processes = descendants(server.process.pid)
        code = server.stop()

    assert second != first
    assert len(processes) == 3, "two web workers and a job worker"
    assert second in processes
    assert code == 0
    assert left_of(processes) == []


def _told(port: int, request: bytes) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


@ONE_DATABASE
def test_what_is_no_readable_request_is_refused_in_words_with_the_headers(data: Path) -> None:
    port = free_port()
    rest = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    unreadable = [
        b"GET /practices?q=" + b"a" * 10_000 + rest,
        b"GET /practices?q=\xff" + rest,
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: x\r\n\r\n",
    ]

    with flask_running(["serve", "--port", str(port)], environ=environ_of(data)) as server:
        server.wait_until_serving()
        answers = [_told(port, request) for request in unreadable]
        long = _told(port, b"GET /practices?q=" + b"a" * 8000 + rest)
        server.stop()

    for answer in answers:
        assert answer.startswith("HTTP/1.1 400 ")
        assert "Permintaan tidak dapat dibaca" in answer
        assert all(f"\r\n{name}: {value}\r\n" in answer for name, value in HEADERS)
    assert long.startswith("HTTP/1.1 400 ")
    assert "200 karakter" in long


@ONE_DATABASE
def test_both_workers_count_tries_together_whatever_address_a_header_tells(data: Path) -> None:
    port, forged = free_port(), 100

    def guess(number: int) -> int:
        said = {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=192.0.2.{number}"}
        guesser = Client(port, said)
        return guesser.submit("/sign-in", mail=f"p{number}@dinas.go.id", password="bukan ini 12")

    with flask_running(["serve", "--port", str(port)], environ=environ_of(data)) as server:
        server.wait_until_serving()
        with ThreadPoolExecutor(4) as pool:
            answers = Counter(pool.map(guess, range(PER_ADDRESS.most + forged)))
        server.stop()

    assert answers == {422: PER_ADDRESS.most, 429: forged}


@ONE_DATABASE
def test_a_killed_server_leaves_no_worker_behind(data: Path) -> None:
    port = free_port()

    with flask_running(["serve", "--port", str(port)], environ=environ_of(data)) as server:
        server.wait_until_serving()
        server.wait_for_worker()
        assert _get(port, "/healthz")[0] == 200
        processes = descendants(server.process.pid)
        server.process.kill()
        server.wait_for_end()

    assert processes
    assert left_of(processes) == []


def test_the_worker_beside_brings_a_lost_index_back(data: Path) -> None:
    environ, port = environ_of(data), free_port()
    run_flask("worker", "--once", environ=environ)
    with make_app(data).app_context():
        indexes.lose()

    with flask_running(["serve", "--port", str(port)], environ=environ) as server:
        server.wait_until_serving()
        server.wait_for(lambda line: "the index is rebuilt" in line)
        server.stop()

    verified = run_flask("index", "verify", environ=environ)
    assert verified.stdout == "Index and database agree.\n"


def test_serve_refuses_a_database_that_is_not_migrated(tmp_path: Path) -> None:
    done = run_flask("serve", "--port", str(free_port()), environ=environ_of(tmp_path))

    assert done.returncode == 1
    assert "flask db upgrade && flask content load" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_worker_once_does_what_is_due_and_no_more(data: Path) -> None:
    with make_app(data).app_context(), unit_of_work() as session:
        session.execute(sa.delete(Job))
        enqueue(session, REBUILD, "all")
        for name in schedule._tasks:
            session.add(ScheduledTask(name=name, period=2**31 - 1))
        later = utcnow() + timedelta(minutes=5)
        session.add(Job(kind="later", key="x", run_at=later))

    first = run_flask("worker", "--once", environ=environ_of(data))
    second = run_flask("worker", "--once", environ=environ_of(data))

    assert (first.returncode, first.stdout) == (0, "1 jobs done.\n")
    assert (second.returncode, second.stdout) == (0, "0 jobs done.\n")


@ONE_DATABASE
def test_a_worker_ends_when_asked(data: Path) -> None:
    with flask_running(["worker"], environ=environ_of(data)) as worker:
        worker.wait_for(lambda line: "working" in line)

        code = worker.stop()

    assert code == 0


def test_doctor_finds_nothing_wrong_and_shows_no_secret(data: Path) -> None:
    environ = environ_of(data)

    done = run_flask("doctor", environ=environ)

    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("All is well.\n")
    assert environ["PORTAL_SECRET_KEY"] not in done.stdout
    assert "secret_key = ***" in done.stdout


def test_doctor_names_what_is_wrong(data: Path, tmp_path: Path) -> None:
    with make_app(data).app_context():
        indexes.lose()
    new = tmp_path / "new"

    broken = run_flask("doctor", environ=environ_of(data))
    empty = run_flask("doctor", environ=environ_of(new))

    assert broken.returncode == 1
    assert "flask index rebuild" in broken.stderr
    assert empty.returncode == 1
    assert "flask db upgrade" in empty.stderr
