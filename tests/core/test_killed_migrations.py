"""A killed upgrade changes nothing; the long run is `tests.benchmarks.kill_migrations`."""

from pathlib import Path

from tests.benchmarks.kill_migrations import campaign
from tests.databases import Database


def test_a_killed_upgrade_leaves_the_old_state(database: Database, tmp_path: Path) -> None:
    assert sum(campaign(database, tmp_path, 1).values()) == 1
