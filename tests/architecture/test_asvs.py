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

# Of levels 1 and 2, what the portal's features bear on, as (chapter.section, items).
WANTED = {
    "1.2": (1, 2, 3, 4, 5, 9, 10),
    "1.3": (1, 4, 5, 6, 7, 11),
    "1.5": (1, 2),
    "2.2": (1, 2, 3),
    "2.3": (1, 2, 3, 4),
    "2.4": (1,),
    "3.2": (1,),
    "3.3": (1, 2, 3, 4),
    "3.4": (1, 2, 3, 4, 5, 6),
    "3.5": (1, 2, 3),
    "3.7": (2,),
    "4.1": (1, 3),
    "4.2": (1,),
    "5.1": (1,),
    "5.2": (1, 2),
    "5.3": (1, 2),
    "5.4": (1, 2),
    "6.1": (1,),
    "6.2": tuple(range(1, 13)),
    "6.3": (1, 2, 3, 4),
    "6.4": (1, 2, 3),
    "6.5": (1, 2, 3, 4, 5),
    "6.8": (1, 2),
    "7.1": (1, 2, 3),
    "7.2": (1, 2, 3, 4),
    "7.3": (1, 2),
    "7.4": (1, 2, 3, 4, 5),
    "7.5": (1, 2),
    "8.1": (1, 2),
    "8.2": (1, 2, 3),
    "8.3": (1,),
    "8.4": (1,),
    "9.1": (1, 2, 3),
    "9.2": (1, 2, 3),
    "10.1": (2,),
    "10.2": (1, 2),
    "10.5": (1, 2, 3, 4),
    "11.4": (2,),
    "11.5": (1,),
    "13.4": (1, 2, 3, 4, 5),
    "14.2": (1,),
    "14.3": (2,),
    "15.1": (1, 2, 3),
    "15.2": (2,),
    "15.3": tuple(range(1, 8)),
    "16.1": (1,),
    "16.2": (1, 2, 3, 4, 5),
    "16.3": (1, 2, 3, 4),
    "16.4": (1, 2, 3),
    "16.5": (1, 2, 3),
}


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


def test_every_item_that_bears_on_the_portal_stands_in_the_table() -> None:
    wanted = {f"{section}.{item}" for section, items in WANTED.items() for item in items}

    assert wanted - {row["item"] for row in _rows()} == set()
