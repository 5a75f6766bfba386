"""The demonstration on a machine that has nothing yet, in a tree of its own."""

import json
import os
import re
import shutil
import sqlite3
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from config import ROOT, load
from portal.admin import cast, country, story
from portal.core import content
from portal.core.content import ContentError
from portal.core.db import db, reading
from portal.practices.models import DraftState, Practice, PracticeState, PracticeVersion
from portal.practices.models.drafts import ReviewComment
from portal.practices.queries import KIND
from portal.regions.queries import directory
from portal.search import outbox
from portal.search.registry import table
from tests.factories.people import signed_in, token_on
from tests.servers import (
    descendants,
    environ_of,
    flask_running,
    free_port,
    left_of,
    listening,
    run_flask,
)

CODE = re.compile(r">\d{6}<")
MARK, BANNER = "Data contoh", "Portal contoh: daerah 99.xx rekaan"
FEW = 4
PUBLISHED = "izin-usaha-mikro-selesai-di-kelurahan"
ROLES = {"officer", "publisher", "mentor", "region-admin", "editor", "system-admin", "expert"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the portal as it comes from the repository, with a few of its practices."""
    target = tmp_path / "sokoguru"
    for name in ("portal", "content", "migrations"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for practice in sorted((target / "content" / "practices").glob("*.md"))[FEW:]:
        practice.unlink()
    for name in ("config.py", "wsgi.py"):
        shutil.copy(ROOT / name, target)
    return target


def _environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name[:7] != "PORTAL_"}


def _demo(tree: Path, *options: str) -> tuple[Sequence[str], list[int], dict[str, str]]:
    """Run the demonstration until it has answered, and return what was seen of it."""
    port = free_port()
    with flask_running(
        ["demo", "--port", str(port), *options], environ=_environ(), cwd=tree
    ) as demo:
        demo.wait_until_serving()
        pages = {path: _page(port, path) for path in ("/practices?q=kelurahan", "/sign-in")}
        addresses = listening(port)
        demo.wait_for_worker()
        processes = descendants(demo.process.pid)
        assert demo.stop() == 0
    assert addresses == {"127.0.0.1"}
    assert left_of(processes) == []
    return demo.said, processes, pages


def _page(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        page: bytes = answer.read()
    return page.decode()


def _ids(tree: Path) -> list[str]:
    with closing(sqlite3.connect(tree / "instance" / "demo" / "portal.db")) as connection:
        return [row[0] for row in connection.execute("SELECT public_id FROM practice ORDER BY id")]


def test_the_demonstration_starts_from_nothing_and_keeps_its_data(tree: Path) -> None:
    said, _processes, pages = _demo(tree)
    file = tree / "instance" / "demo" / "accounts.json"
    accounts = json.loads(file.read_text())
    first = _ids(tree)

    assert any("http://127.0.0.1:" in line for line in said)
    assert "data-total" in pages["/practices?q=kelurahan"]
    assert "data-slug" in pages["/practices?q=kelurahan"]
    for account in accounts:
        (line,) = [line for line in said if account["email"] in line]
        assert account["password"] in line
        assert account["role"] in line
        assert account["email"] in pages["/sign-in"]
    assert len(CODE.findall(pages["/sign-in"])) == sum(bool(row["totp_secret"]) for row in accounts)
    assert (tree / "instance" / "demo").stat().st_mode & 0o077 == 0
    assert file.stat().st_mode & 0o077 == 0

    in_earnest = _served(tree / "instance" / "demo", "/sign-in")

    assert "contoh" not in in_earnest
    assert CODE.search(in_earnest) is None

    said, *_rest = _demo(tree)

    assert "Content loaded, 0 rows changed.\n" in said
    assert _ids(tree) == first
    assert json.loads(file.read_text()) == accounts

    _demo(tree, "--fresh")

    assert len(_ids(tree)) == len(first)
    assert set(_ids(tree)).isdisjoint(first)
    renewed = json.loads(file.read_text())
    assert {row["password"] for row in renewed}.isdisjoint(row["password"] for row in accounts)


def _served(data: Path, path: str) -> str:
    """Return a page of `flask serve` over a demonstration's data."""
    port = free_port()
    environ = environ_of(data, PORTAL_DEMO="1")
    with flask_running(["serve", "--port", str(port)], environ=environ) as running:
        running.wait_until_serving()
        return _page(port, path)


@pytest.mark.parametrize(
    "options", [("--host", "0.0.0.0"), ("--port", "0"), ("--port", "70000"), ("--bind", "x")]
)
def test_the_demonstration_refuses_other_interfaces(library: Flask, options: Sequence[str]) -> None:
    done = library.test_cli_runner().invoke(args=["demo", *options])

    assert done.exit_code == 2
    assert "Error:" in done.output


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


def test_only_the_command_makes_a_demonstration() -> None:
    environ = environ_of(ROOT / "instance", PORTAL_DEMO="1", DEMO="1", FLASK_DEMO="1")

    assert load(environ).demo is False


def test_the_library_has_no_invented_region(library: Flask) -> None:
    with library.app_context():
        assert not [region.code for region in directory().by_code.values() if region.invented]


def test_the_story_is_told_once_with_accounts_that_open_the_portal(
    empty_library: Flask, tmp_path: Path
) -> None:
    settings = empty_library.extensions["settings"]
    empty_library.extensions["settings"] = replace(settings, demo=True)
    invented = country.read(ROOT / "content")

    assert story.settle(invented) == len(invented.regions) == 6
    accounts = cast.welcome(invented.people, settings.data_dir)
    assert story.tell(invented) == len(invented.tales)
    assert "Dewi Anggraini" in empty_library.test_client().get("/mentors").get_data(as_text=True)
    outbox.rebuild()

    assert {account.role for account in accounts} == ROLES
    _states_are_all_there()
    _every_page_of_the_country_is_marked(empty_library.test_client())
    _each_account_opens_the_portal(empty_library, accounts)
    assert (story.settle(invented), story.tell(invented)) == (0, 0)
    assert cast.welcome(invented.people, settings.data_dir) == accounts

    content.export(tmp_path / "export")
    provinces = (tmp_path / "export" / "regions" / "provinces.csv").read_text()
    assert "Jawa Timur" in provinces
    assert "Nusa Contoh" not in provinces
    assert list((tmp_path / "export" / "practices").iterdir()) == []

    (settings.data_dir / cast.FILE).unlink()
    sari, *_others = cast.welcome(invented.people, settings.data_dir)
    assert sari.password != accounts[0].password
    signed_in(empty_library, sari.email, sari.password)

    empty_library.extensions["settings"] = settings
    page = empty_library.test_client().get("/sign-in").get_data(as_text=True)
    assert "contoh" not in page
    assert CODE.search(page) is None


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("regions/provinces.csv", "99,Nusa", "98,Nusa", "provinces.csv:2: 99 is the number"),
        ("people.yaml", "role: editor", "role: raja", r"people.yaml:\d+: people.9.posts.0.role: "),
        ("story.yaml", "writer: sari", "author: sari", r"story.yaml:\d+: practices.0.author: "),
        ("story.yaml", "izin-usaha-mikro.md", "tidak-ada.md", "tidak-ada.md:1: is missing"),
    ],
)
def test_faults_of_the_country_are_told_by_file_and_line(
    tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    shutil.copytree(ROOT / "content" / "demo", tmp_path / "demo")
    path = tmp_path / "demo" / file
    path.write_text(path.read_text().replace(old, new, 1))

    with pytest.raises(ContentError) as refused:
        country.read(tmp_path)

    assert any(re.search(told, str(problem)) for problem in refused.value.problems)


def _states_are_all_there() -> None:
    with reading():
        practices = list(db.session.scalars(sa.select(Practice)))
        versions = db.session.scalar(sa.select(sa.func.max(PracticeVersion.number)))
        comments = set(db.session.scalars(sa.select(ReviewComment.path)))
    assert {practice.draft_state for practice in practices} == {None, *DraftState}
    assert {practice.state for practice in practices} == {
        PracticeState.DRAFT,
        PracticeState.PUBLISHED,
        PracticeState.STOPPED,
    }
    assert versions == 3
    assert {"indicators.0.actual", "blocks.1.body.id", "sections.failures.id"} <= comments


def _every_page_of_the_country_is_marked(visitor: FlaskClient) -> None:
    pages = {
        path: visitor.get(path).get_data(as_text=True)
        for path in (
            "/",
            "/regions",
            "/regions/99",
            "/regions/99.71",
            "/champions",
            "/practices?region=99.71",
            "/practices?q=izin",
            f"/practices/{PUBLISHED}",
            f"/practices/{PUBLISHED}/v1",
            f"/practices/{PUBLISHED}/versions",
            f"/practices/{PUBLISHED}/diff/1/2",
            f"/practices/compare?slug={PUBLISHED}",
            "/practices/suggest?q=cemara",
        )
    }
    assert [path for path, page in pages.items() if MARK not in page] == []
    assert [path for path, page in pages.items() if BANNER not in page] == [*pages][-1:]
    assert 'id="tanya-jawab"' in pages[f"/practices/{PUBLISHED}"], "an answer was folded in"
    assert ">NX<" not in pages["/"], "the map has no tile for it"
    assert table(KIND).count(status="active") == 3
    assert "0 praktik nyata dari 0 daerah" in pages["/"]
    cells = re.findall(r'href="(/practices\?dimension=[^"]+)">(\d+)<', pages["/"])
    assert sum(int(count) for _address, count in cells) >= 2
    for address, count in cells:
        found = visitor.get(address.replace("&amp;", "&")).get_data(as_text=True)
        assert f'data-total="{count}"' in found, "the grid counts what its results show"
    assert visitor.get("/").headers.get("Set-Cookie") is None


def _each_account_opens_the_portal(app: Flask, accounts: Sequence[cast.Account]) -> None:
    for account in accounts:
        browser = signed_in(app, account.email, account.password)
        if account.totp_secret:
            page = browser.get("/sign-in/code").get_data(as_text=True)
            shown = CODE.search(page)
            assert shown is not None
            code = shown[0].strip("><")
            assert pyotp.TOTP(account.totp_secret).verify(code, valid_window=1)
            data = {"csrf_token": token_on(browser), "code": code}
            assert browser.post("/sign-in/code", data=data).status_code == 303
        assert account.email in browser.get("/account").get_data(as_text=True)
        if account.role in {"publisher", "editor", "expert"}:
            assert MARK in browser.get("/desk").get_data(as_text=True)
