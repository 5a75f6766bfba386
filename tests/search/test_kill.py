"""A worker killed at any moment loses nothing; the long run is `tests.benchmarks.kill_worker`."""

from pathlib import Path

from tests.benchmarks.kill_worker import campaign


def test_a_killed_worker_loses_no_change(tmp_path: Path) -> None:
    told = campaign(tmp_path, 2)

    assert told["kills"] == 2
    assert told["changes"] > 2
