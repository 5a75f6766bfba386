"""`flask index` and the worker's sweep."""

import shutil
from collections.abc import Iterator

from flask import Flask

from portal.core import jobs
from portal.search import finder, outbox
from portal.search.engine import Document
from tests import indexes
from tests.databases import ONE_DATABASE


def test_rebuild_status_and_verify(app: Flask) -> None:
    runner = app.test_cli_runner()

    assert " documents" in runner.invoke(args=["index", "rebuild"]).output.replace("\r", " ")
    assert runner.invoke(args=["index", "status"]).output.endswith(".\n")
    assert runner.invoke(args=["index", "verify"]).exit_code == 0


def test_a_missing_index_is_told_in_one_sentence(app: Flask) -> None:
    indexes.lose()
    runner = app.test_cli_runner()

    for command in ("status", "verify"):
        result = runner.invoke(args=["index", command])
        assert result.exit_code == 1
        assert "missing or broken" in result.output


def test_a_sweep_repairs_what_differs(app: Flask) -> None:
    jobs.run_once()
    key = next(iter(finder.engine().keys("practice")))
    finder.engine().replace("practice", [], removed=[key])
    result = app.test_cli_runner().invoke(args=["index", "verify"])
    assert result.exit_code == 1
    assert key in result.output

    assert outbox.sweep() == 1
    jobs.run_once()

    assert outbox.drift() == []
    assert outbox.sweep() == 0


def test_a_sweep_rebuilds_a_missing_index(app: Flask) -> None:
    indexes.lose()

    assert outbox.sweep() == 0
    assert outbox.drift() == []


@ONE_DATABASE  # of Whoosh: a rebuild in PostgreSQL is one transaction
def test_status_tells_of_a_rebuild_and_nobody_else_begins_one(app: Flask) -> None:
    shutil.rmtree(app.extensions["settings"].index_dir)
    runner = app.test_cli_runner()
    told: list[str] = []
    healed: list[bool] = []

    def documents() -> Iterator[Document]:
        told.append(runner.invoke(args=["index", "status"]).output)
        healed.append(outbox.heal())
        yield from ()

    finder.engine().rebuild(documents(), progress=lambda _count: None)

    assert "A rebuild goes on and has read 0 documents." in told[0]
    assert healed == [True]
    assert finder.engine().status().documents == 0
