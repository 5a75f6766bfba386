"""The portal under load; the long runs are `load`, `soak` and `busy` of `tests.benchmarks`."""

from pathlib import Path

from tests.benchmarks import busy, soak
from tests.benchmarks.mixed import SMALL
from tests.benchmarks.workers import measured, prepared


def test_a_mixed_load_is_answered_without_errors(tmp_path: Path) -> None:
    place = prepared(tmp_path, size=SMALL)

    run = measured(place, 1, 0.5)
    told = soak.campaign(place, 0.03, ramp=0.5)

    assert run.tally.errors == told.tally.errors == {}
    names = {one.name[:3] for one in told.watched}
    assert names - {"ren"} == {"arb", "job", "web"}  # that renders only while needed


def test_writers_wait_for_a_lock_and_nothing_is_lost(tmp_path: Path) -> None:
    told = busy.campaign(tmp_path, 0.5, around=0.5, writers=6)

    assert told["lost"] == 0
