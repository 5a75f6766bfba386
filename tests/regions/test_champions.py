"""Champion badges: what the file says is what the directory, a second load and an export say."""

import csv
import shutil
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from portal.core import content
from portal.core.generations import current
from portal.regions.queries import BADGE_KINDS, GENERATION, BadgeView, directory
from portal.search.registry import table
from portal.vocabularies.queries import scheme

FILE = Path("regions") / "champions.csv"
JAKARTA = "31"


def _rows(root: Path = ROOT / "content") -> list[dict[str, str]]:
    with (root / FILE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _as_row(code: str, badge: BadgeView) -> dict[str, str]:
    return {
        "code": code,
        "kind": badge.kind,
        "date": badge.date,
        "text_id": badge.text["id"],
        "text_en": badge.text["en"],
        "source": badge.source,
        "publisher": badge.publisher,
        "url": badge.url,
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the region files and the vocabularies."""
    target = tmp_path / "content"
    for name in ("vocabularies", "regions", "calendar"):
        shutil.copytree(ROOT / "content" / name, target / name)
    return target


def _replace(folder: Path, old: str, new: str) -> None:
    text = (folder / FILE).read_text(encoding="utf-8")
    assert old in text
    (folder / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_directory_holds_every_badge_of_the_file(library: Flask) -> None:
    with library.app_context():
        held = [
            _as_row(region.code, badge)
            for region in directory().champions()
            for badge in region.badges
        ]

    assert sorted(map(repr, held)) == sorted(map(repr, _rows()))


def test_the_newest_badge_stands_first(library: Flask) -> None:
    with library.app_context():
        champions = directory().champions()

    several = [[badge.date for badge in region.badges] for region in champions]
    assert any(len(dates) > 1 for dates in several)
    assert all(dates == sorted(dates, reverse=True) for dates in several)


def test_every_kind_of_the_vocabulary_has_a_badge(library: Flask) -> None:
    with library.app_context():
        kinds = set(scheme(BADGE_KINDS).terms)

    assert kinds == {row["kind"] for row in _rows()}


def test_the_first_members_of_the_asean_network(library: Flask) -> None:
    with library.app_context():
        founders = {
            region.code
            for region in directory().champions()
            for badge in region.badges
            if (badge.kind, badge.year) == ("ascn", "2018")
        }

    assert founders == {JAKARTA, "73.71", "35.10"}


def test_a_changed_text_changes_one_row_and_a_dropped_badge_goes(
    empty_app: Flask, folder: Path
) -> None:
    content.load(folder)
    generation = current(GENERATION)
    (before,) = directory().by_code[JAKARTA].badges
    _replace(folder, before.text["en"], "Another text.")

    changed = content.load(folder)["regions"]

    (after,) = directory().by_code[JAKARTA].badges
    assert (changed, after.text["en"], after.url) == (1, "Another text.", before.url)
    assert current(GENERATION) > generation

    line = next(line for line in (folder / FILE).read_text().splitlines() if line[:3] == "31,")
    _replace(folder, line + "\n", "")

    assert content.load(folder)["regions"] == 1
    assert directory().by_code[JAKARTA].badges == ()
    assert content.load(folder)["regions"] == 0


def test_a_dropped_badge_leaves_the_facet(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "content", folder)
    kept = [line for line in (folder / FILE).read_text().splitlines() if line[:3] != "31,"]
    (folder / FILE).write_text("\n".join(kept) + "\n")
    before = table("practice").count(region=JAKARTA, champion="ascn")

    content.load(folder)

    assert before > 0
    assert table("practice").count(region=JAKARTA, champion="ascn") == 0


def test_an_export_has_the_rows_of_the_file(app: Flask, tmp_path: Path) -> None:
    content.export(tmp_path / "out")

    assert _rows(tmp_path / "out") == _rows()
