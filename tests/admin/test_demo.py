"""The demonstration on a machine that has nothing yet, in a tree of its own."""

import json
import os
import shutil
import sqlite3
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from config import ROOT
from tests.servers import descendants, flask_running, free_port, left_of, listening, run_flask


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the portal as it comes from the repository."""
    target = tmp_path / "sokoguru"
    for name in ("portal", "content", "migrations"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("config.py", "wsgi.py"):
        shutil.copy(ROOT / name, target)
    return target


def _environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name[:7] != "PORTAL_"}


def _demo(tree: Path, *options: str) -> tuple[Sequence[str], list[int], str]:
    """Run the demonstration until it has answered, and return what was seen of it."""
    port = free_port()
    with flask_running(
        ["demo", "--port", str(port), *options], environ=_environ(), cwd=tree
    ) as demo:
        demo.wait_until_serving()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/practices?q=paud") as answer:
            page = answer.read().decode()
        addresses = listening(port)
        demo.wait_for_worker()
        processes = descendants(demo.process.pid)
        assert demo.stop() == 0
    assert addresses == {"127.0.0.1"}
    assert left_of(processes) == []
    return demo.said, processes, page


def _ids(tree: Path) -> list[str]:
    with closing(sqlite3.connect(tree / "instance" / "demo" / "portal.db")) as connection:
        return [row[0] for row in connection.execute("SELECT public_id FROM practice ORDER BY id")]


def test_the_demonstration_starts_from_nothing_and_keeps_its_data(tree: Path) -> None:
    said, _processes, page = _demo(tree)
    accounts = tree / "instance" / "demo" / "accounts.json"
    first = _ids(tree)

    assert any("http://127.0.0.1:" in line for line in said)
    assert "data-total" in page
    assert "data-slug" in page
    assert json.loads(accounts.read_text()) == []
    assert (tree / "instance" / "demo").stat().st_mode & 0o077 == 0

    said, *_rest = _demo(tree)

    assert "Content loaded, 0 rows changed.\n" in said
    assert _ids(tree) == first

    _demo(tree, "--fresh")

    assert len(_ids(tree)) == len(first)
    assert set(_ids(tree)).isdisjoint(first)


@pytest.mark.parametrize(
    "options", [("--host", "0.0.0.0"), ("--port", "0"), ("--port", "70000"), ("--bind", "x")]
)
def test_the_demonstration_refuses_other_interfaces(tree: Path, options: Sequence[str]) -> None:
    done = run_flask("demo", *options, environ=_environ(), cwd=tree)

    assert done.returncode == 2
    assert "Error:" in done.stderr


def test_the_demonstration_does_not_take_the_settings_of_production(tree: Path) -> None:
    elsewhere = tree / "elsewhere"
    environ = _environ() | {
        "PORTAL_DATA_DIR": str(elsewhere),
        "PORTAL_DATABASE_URL": f"sqlite:///{elsewhere / 'portal.db'}",
    }

    run_flask("demo", "--help", environ=environ, cwd=tree)

    assert not elsewhere.exists()


def test_a_second_demonstration_is_refused_in_one_sentence(tree: Path) -> None:
    port = free_port()
    with flask_running(["demo", "--port", str(port)], environ=_environ(), cwd=tree) as first:
        first.wait_until_serving()

        same = run_flask("demo", "--port", str(port), environ=_environ(), cwd=tree)
        other = run_flask(
            "demo", "--fresh", "--port", str(free_port()), environ=_environ(), cwd=tree
        )

    assert same.returncode == other.returncode == 1
    assert f"Port {port} of 127.0.0.1 cannot be used" in same.stderr
    assert "already running" in other.stderr
    assert len(same.stderr.splitlines()) == len(other.stderr.splitlines()) == 1
    assert _ids(tree)
