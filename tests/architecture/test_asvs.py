"""The table of ASVS 5.0.0 items: each that is met names a test that exists.

Items of levels 1 and 2 that the portal's features bear on; the numbers are those of the standard.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from config import ROOT
from tests.architecture.tree import functions

TABLE = Path(__file__).with_name("asvs.csv")
MET = "met"
STATES = {MET, "not met", "not applicable"}


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["item"])
def test_an_item_that_is_met_names_its_test(row: dict[str, str]) -> None:
    file, _, name = row["test"].partition("::")

    assert row["status"] in STATES
    assert bool(row["test"]) == (row["status"] == MET)
    if row["status"] == MET:
        assert name in functions(ROOT / file)


def test_items_stand_once_and_in_order() -> None:
    items = [tuple(int(part) for part in row["item"].split(".")) for row in _rows()]

    assert [item for item, count in Counter(items).items() if count > 1] == []
    assert items == sorted(items)
