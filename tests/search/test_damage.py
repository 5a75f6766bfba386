"""No damage to the index breaks a page; the long run is `tests.benchmarks.damaged_index`."""

from pathlib import Path

from tests.benchmarks.damaged_index import campaign


def test_pages_answer_while_the_index_is_damaged_and_healed(tmp_path: Path) -> None:
    told = campaign(tmp_path, 2, practices=14)

    assert told["pages"] > 2
