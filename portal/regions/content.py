"""The region files below `content/regions/`."""

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.core.addresses import CODE, is_web_address
from portal.core.clock import utcnow
from portal.core.content import Part, Reading
from portal.core.content_tables import Unique, read_csv
from portal.core.db import db
from portal.regions.models import (
    INVENTED,
    FormerCode,
    Region,
    RegionAlias,
    RegionBadge,
    RegionKind,
    is_invented,
)
from portal.regions.queries import BADGE_KINDS
from portal.regions.services import RegionFiles, badge_order, store_regions
from portal.vocabularies.models import Term

FOLDER = "regions"
PROVINCES = ("code", "name", "abbr", "tile_row", "tile_col")
REGENCIES = ("code", "province_code", "name", "is_autonomous")
ALIASES = ("code", "alias")
HISTORY = ("code", "former_code", "until")
BADGES = ("code", "kind", "date", "text_id", "text_en", "source", "publisher", "url")
NO_TILE = dict.fromkeys(("tile_row", "tile_col"))
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")


def read(reading: Reading) -> RegionFiles:
    """Return the parsed files; notes malformed codes and codes that nothing stands for."""
    folder = reading.root / FOLDER
    regions = _provinces(reading, folder / "provinces.csv")
    regions += _regencies(reading, folder / "regencies.csv", {row["code"] for row in regions})
    codes = {row["code"] for row in regions}
    return RegionFiles(
        regions,
        _aliases(reading, folder / "aliases.csv", codes),
        _former_codes(reading, folder / "code-history.csv", codes),
        _badges(reading, folder / "champions.csv", codes),
    )


def read_invented(reading: Reading) -> list[dict[str, Any]]:
    """Return the regions of a demonstration, parents first; notes what is wrong with them."""
    folder = reading.root / FOLDER
    regions = _provinces(reading, folder / "provinces.csv", invented=True)
    codes = {row["code"] for row in regions}
    return regions + _regencies(reading, folder / "regencies.csv", codes)


def _aliases(reading: Reading, path: Path, codes: Collection[str]) -> list[tuple[str, str]]:
    unique = Unique(reading, path)
    rows = []
    for line, row in read_csv(reading, path, ALIASES):
        unique.note(line, "alias", (row["code"], row["alias"]))
        if row["code"] in codes and row["alias"]:
            rows.append((row["code"], row["alias"]))
        else:
            reading.fault(path, line, f"no region {row['code']} or no alias")
    return rows


def _former_codes(
    reading: Reading, path: Path, codes: Collection[str]
) -> list[tuple[str, str, str | None]]:
    unique = Unique(reading, path)
    rows = []
    for line, row in read_csv(reading, path, HISTORY):
        unique.note(line, "former code", row["former_code"])
        if (
            row["code"] in codes
            and CODE.fullmatch(row["former_code"])
            and row["former_code"] not in codes
        ):
            rows.append((row["code"], row["former_code"], row["until"] or None))
        else:
            reading.fault(path, line, "needs a region's code and a code no longer in use")
    return rows


def _badges(reading: Reading, path: Path, codes: Collection[str]) -> list[dict[str, str]]:
    kinds = _badge_kinds(reading)
    unique = Unique(reading, path)
    rows = []
    for line, row in read_csv(reading, path, BADGES):
        unique.note(line, "badge", tuple(row[key] for key in ("code", "kind", "date", "url")))
        faults = list(_badge_faults(row, codes, kinds))
        for fault in faults:
            reading.fault(path, line, fault)
        if not faults:
            rows.append(row)
    return rows


def _badge_kinds(reading: Reading) -> frozenset[str]:
    return frozenset(
        term["code"]
        for scheme in reading.parsed["vocabularies"]
        if scheme["code"] == BADGE_KINDS
        for term in scheme["terms"]
        if not term.get("retired_on")
    )


def _badge_faults(
    row: Mapping[str, str], codes: Collection[str], kinds: Collection[str]
) -> Iterator[str]:
    if row["code"] not in codes:
        yield f"no region {row['code']}"
    if row["kind"] not in kinds:
        yield f"no term {row['kind']} in {BADGE_KINDS}"
    if not _is_past(row["date"]):
        yield "the date must be a year, a month or a day that has come"
    if not is_web_address(row["url"]):
        yield "needs the web address of its source"
    if missing := [key for key in ("text_id", "text_en", "source", "publisher") if not row[key]]:
        yield f"needs {', '.join(missing)}"


def _is_past(text: str) -> bool:
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return bool(_DATE.fullmatch(text)) and text <= utcnow().date().isoformat()


def _provinces(reading: Reading, path: Path, *, invented: bool = False) -> list[dict[str, Any]]:
    """Return the provinces of a file; invented ones have a number of their own, and no tile."""
    unique = Unique(reading, path)
    rows = []
    for line, row in read_csv(reading, path, PROVINCES):
        unique.note(line, "code", row["code"])
        unique.note(line, "abbr", row["abbr"])
        unique.note(line, "tile", (row["tile_row"], row["tile_col"]))
        tile = _tile(row)
        if not re.fullmatch(r"[0-9]{2}", row["code"]) or not row["name"]:
            reading.fault(path, line, "needs a two-digit code and a name")
        elif is_invented(row["code"]) != invented:
            reading.fault(path, line, f"{INVENTED} is the number of invented provinces alone")
        elif tile is None and not invented:
            reading.fault(path, line, "needs a tile's row and column")
        else:
            rows.append({**row, **(tile or NO_TILE), "is_autonomous": True})
    return rows


def _tile(row: Mapping[str, str]) -> dict[str, int] | None:
    place = {key: row[key] for key in NO_TILE}
    if not all(re.fullmatch(r"[1-9][0-9]?", number) for number in place.values()):
        return None
    return {key: int(number) for key, number in place.items()}


def _regencies(reading: Reading, path: Path, provinces: set[str]) -> list[dict[str, Any]]:
    unique = Unique(reading, path)
    rows = []
    for line, row in read_csv(reading, path, REGENCIES):
        unique.note(line, "code", row["code"])
        if not re.fullmatch(r"[0-9]{2}\.[0-9]{2}", row["code"]) or not row["name"]:
            reading.fault(path, line, "needs a code like 35.10 and a name")
        elif row["code"][:2] != row["province_code"] or row["province_code"] not in provinces:
            reading.fault(path, line, f"no province {row['province_code']} for {row['code']}")
        elif row["is_autonomous"] not in {"0", "1"}:
            reading.fault(path, line, "is_autonomous must be 0 or 1")
        else:
            rows.append({**row, "is_autonomous": row["is_autonomous"] == "1"})
    return rows


def export(root: Path) -> None:
    """Write the region tables as files below `root`."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    everywhere = db.session.scalars(sa.select(Region).order_by(Region.code))
    regions = [region for region in everywhere if not is_invented(region.code)]
    codes = {region.id: region.code for region in regions}
    _write(
        folder / "provinces.csv",
        PROVINCES,
        [
            (region.code, region.name, region.abbr, region.tile_row, region.tile_col)
            for region in regions
            if region.kind is RegionKind.PROVINCE
        ],
    )
    _write(
        folder / "regencies.csv",
        REGENCIES,
        [
            (region.code, region.code[:2], region.name, int(region.is_autonomous))
            for region in regions
            if region.kind is not RegionKind.PROVINCE
        ],
    )
    aliases = db.session.scalars(sa.select(RegionAlias))
    rows = sorted((codes[row.region_id], row.alias) for row in aliases)
    _write(folder / "aliases.csv", ALIASES, rows)
    former = db.session.scalars(sa.select(FormerCode))
    history = sorted((codes[row.region_id], row.code, row.until or "") for row in former)
    _write(folder / "code-history.csv", HISTORY, history)
    _write(folder / "champions.csv", BADGES, _badge_rows(codes))


def _badge_rows(codes: Mapping[int, str]) -> list[tuple[str, ...]]:
    rows = [
        {
            "code": codes[badge.region_id],
            "kind": kind,
            "date": badge.date,
            "text_id": badge.text["id"],
            "text_en": badge.text["en"],
            "source": badge.source,
            "publisher": badge.publisher,
            "url": badge.url,
        }
        for badge, kind in db.session.execute(
            sa.select(RegionBadge, Term.code).join(Term, Term.id == RegionBadge.kind_id)
        )
    ]
    return [tuple(row[key] for key in BADGES) for row in sorted(rows, key=badge_order)]


def _write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


PART = Part("regions", read=read, write=store_regions, export=export)
