"""Regions: counted from rows, told apart by code, found by every name they go by."""

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from config import ROOT
from portal.core import content
from portal.core.db import db
from portal.regions.models import Region, RegionKind, kind_of
from portal.regions.queries import directory

FILES = ROOT / "content" / "regions"


def _lines(name: str) -> list[dict[str, str]]:
    with (FILES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the region files and the vocabularies."""
    target = tmp_path / "content"
    for name in ("vocabularies", "regions", "calendar"):
        shutil.copytree(ROOT / "content" / name, target / name)
    return target


def test_every_region_of_the_files_is_there(library: Flask) -> None:
    with library.app_context():
        regions = directory().by_code.values()
        kinds = Counter(region.kind for region in regions)
        autonomous = sum(region.is_autonomous for region in regions)

    assert len(regions) == 552
    assert kinds == {RegionKind.PROVINCE: 38, RegionKind.REGENCY: 416, RegionKind.CITY: 98}
    assert autonomous == 546
    assert {region.code for region in regions} == {
        row["code"] for name in ("provinces.csv", "regencies.csv") for row in _lines(name)
    }


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("35", RegionKind.PROVINCE),
        ("35.01", RegionKind.REGENCY),
        ("35.69", RegionKind.REGENCY),
        ("35.71", RegionKind.CITY),
        ("31.01", RegionKind.REGENCY),
        ("13.07", RegionKind.REGENCY),
    ],
)
def test_the_digits_of_the_code_tell_the_kind(code: str, kind: RegionKind) -> None:
    assert kind_of(code) is kind


def test_names_do_not_decide_the_kind(library: Flask) -> None:
    with library.app_context():
        found = directory().by_code["13.07"]

    assert found.name == "Kab. Lima Puluh Kota"
    assert found.kind is RegionKind.REGENCY
    assert found.long_name == "Kabupaten Lima Puluh Kota"


def test_names_carry_their_level_in_proper_case(library: Flask) -> None:
    with library.app_context():
        regions = list(directory().by_code.values())

    prefixes = {RegionKind.REGENCY: "Kab. ", RegionKind.CITY: "Kota ", RegionKind.PROVINCE: ""}
    assert [
        region.name for region in regions if not region.name.startswith(prefixes[region.kind])
    ] == []
    assert [region.name for region in regions if region.name.isupper() or "  " in region.name] == []


def test_every_regency_lies_in_its_province(library: Flask) -> None:
    with library.app_context():
        parent = sa.orm.aliased(Region)
        pairs = db.session.execute(
            sa.select(Region.code, parent.code).join(parent, Region.parent_id == parent.id)
        ).all()
        known = directory()
        within = {region.code for place in known.provinces() for region in known.within(place.code)}

    assert len(pairs) == len(within) == 514
    assert [code for code, province in pairs if code[:2] != province] == []
    assert all(known.province_of(known.by_code[code]).code == code[:2] for code in within)


def test_a_regency_and_a_city_of_one_name_are_two_regions(library: Flask) -> None:
    with library.app_context():
        found = {region.code: region.name for region in directory().matching("bandung")}
        exact = [region.name for region in directory().matching("kota bandung")]

    assert {
        "32.04": "Kab. Bandung",
        "32.73": "Kota Bandung",
        "32.17": "Kab. Bandung Barat",
    }.items() <= found.items()
    assert exact == ["Kota Bandung"]


def test_every_alias_finds_its_region(library: Flask) -> None:
    with library.app_context():
        lost = [
            row["alias"]
            for row in _lines("aliases.csv")
            if row["code"] not in {region.code for region in directory().matching(row["alias"])}
        ]

    assert lost == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [("JOGJA", "34.71"), ("35.10", "35.10"), ("kabupaten banyuwangi", "35.10"), ("Banyu", "35.10")],
)
def test_typed_names_find_a_region(library: Flask, typed: str, code: str) -> None:
    with library.app_context():
        assert code in {region.code for region in directory().matching(typed)}


@pytest.mark.parametrize("typed", ["", " ", "...", "xyzzy", "banyuwangi xyzzy"])
def test_other_words_find_none(library: Flask, typed: str) -> None:
    with library.app_context():
        assert directory().matching(typed) == ()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_former_code_leads_to_the_present_page(reader: FlaskClient, prefix: str) -> None:
    for row in _lines("code-history.csv"):
        answer = reader.get(f"{prefix}/regions/{row['former_code']}")

        assert answer.status_code == 301
        assert answer.location == f"{prefix}/regions/{row['code']}"


def test_a_former_code_finds_the_region_in_the_api(reader: FlaskClient) -> None:
    answer = reader.get("/api/v1/regions/91.01")

    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["code"] == "93.01"
    assert answer.json["former_codes"] == ["91.01"]


def test_a_region_that_leaves_the_files_stays(empty_app: Flask, folder: Path) -> None:
    content.load(folder)
    path = folder / "regions" / "regencies.csv"
    kept = [line for line in path.read_text().splitlines(keepends=True) if line[:5] != "35.10"]
    path.write_text("".join(kept))
    for name in ("aliases.csv", "code-history.csv", "champions.csv"):
        file = folder / "regions" / name
        rows = [line for line in file.read_text().splitlines(keepends=True) if line[:5] != "35.10"]
        file.write_text("".join(rows))

    content.load(folder)

    assert directory().by_code["35.10"].name == "Kab. Banyuwangi"


def test_a_renamed_region_keeps_its_id_and_a_dropped_alias_goes(
    empty_app: Flask, folder: Path
) -> None:
    content.load(folder)
    before = directory().by_code["11"]
    provinces, aliases = folder / "regions" / "provinces.csv", folder / "regions" / "aliases.csv"
    provinces.write_text(provinces.read_text().replace("11,Aceh,", "11,Aceh Raya,"))
    aliases.write_text(aliases.read_text().replace("11,NAD\n", ""))

    changed = content.load(folder)

    after = directory().by_code["11"]
    assert changed["regions"] == 2
    assert (after.id, after.name) == (before.id, "Aceh Raya")
    assert set(before.aliases) - set(after.aliases) == {"NAD"}


def test_region_data_names_its_licence() -> None:
    assert "ODbL" in (FILES / "LICENSE.md").read_text(encoding="utf-8")
