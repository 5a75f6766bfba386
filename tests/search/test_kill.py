"""A worker killed at any moment loses nothing; the long run is `tests.benchmarks.kill_worker`."""

from pathlib import Path

from tests.benchmarks.kill_worker import campaign
from tests.databases import Database


def test_a_killed_worker_loses_no_change(database: Database, tmp_path: Path) -> None:
    told = campaign(tmp_path, 2)

    assert told["kills"] == 2
    assert told["changes"] > 2
