"""Of several who do the same at once one wins; the long run is `tests.benchmarks.races`."""

from pathlib import Path

from tests.benchmarks.races import BUSY, campaign
from tests.databases import Database


def test_of_several_at_the_same_instant_one_wins_and_nothing_breaks(
    database: Database, tmp_path: Path
) -> None:
    told = campaign(tmp_path, 1, connections=4)

    assert len(told) == 16
    assert all(statuses.total() - statuses[BUSY] == 4 for statuses in told.values())
