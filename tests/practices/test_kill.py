"""A portal killed at any moment loses nothing; the long run is `tests.benchmarks.kill_server`."""

from pathlib import Path

from tests.benchmarks.kill_server import campaign
from tests.databases import Database


def test_a_killed_portal_loses_nothing_that_it_acknowledged(
    database: Database, tmp_path: Path
) -> None:
    told = campaign(tmp_path, 2)

    assert told["kills"] == 2
    assert told["acknowledged"] > 2
    assert told["lost"] == 0
