"""Reads: all regions as one directory, kept in memory until a region changes."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.db import db
from portal.core.generations import Kept
from portal.regions.models import (
    FormerCode,
    Region,
    RegionAlias,
    RegionBadge,
    RegionKind,
    is_invented,
)
from portal.vocabularies.models import Term

GENERATION = "regions"
BADGE_KINDS = "badge-kind"
_LONG = {RegionKind.REGENCY: "Kabupaten", RegionKind.CITY: "Kota", RegionKind.PROVINCE: "Provinsi"}


@dataclass(frozen=True)
class BadgeView:
    """Dated evidence that a region is worth learning from; `kind` is a term of badge-kind.

    `date` is a year, a month or a day; `text` is {"id": ..., "en": ...}; `source` is a title.
    """

    kind: str
    date: str
    text: Mapping[str, str]
    source: str
    publisher: str
    url: str

    @property
    def year(self) -> str:
        """The year of the date."""
        return self.date[:4]


@dataclass(frozen=True)
class RegionView:
    """A region as readers see it; its badges newest first.

    `role_mailbox` is for what the portal writes to the region, not for readers. The four traits are
    codes of terms, None where nobody has said; `zone` is WIB, WITA or WIT; `shows_self` tells that
    everybody may read what the region says of itself.
    """

    id: int
    code: str
    name: str
    kind: RegionKind
    province_code: str
    is_autonomous: bool
    abbr: str | None
    tile: tuple[int, int] | None
    aliases: tuple[str, ...]
    former_codes: tuple[str, ...]
    badges: tuple[BadgeView, ...]
    role_mailbox: str | None = None
    population_band: str | None = None
    terrain: str | None = None
    connectivity: str | None = None
    fiscal_band: str | None = None
    zone: str | None = None
    shows_self: bool = False

    @property
    def invented(self) -> bool:
        """Whether there is no such region outside of the demonstration."""
        return is_invented(self.code)

    @property
    def base_name(self) -> str:
        """The name without its level: "Banyuwangi"."""
        return re.sub(r"^(?:Kab\.|Kota) ", "", self.name)

    @property
    def long_name(self) -> str:
        """The name with its level spelt out: "Kabupaten Banyuwangi"."""
        return f"{_LONG[self.kind]} {self.base_name}"


@dataclass(frozen=True)
class Directory:
    """All regions by id and by code, and which code a former one became."""

    by_id: Mapping[int, RegionView]
    by_code: Mapping[str, RegionView]
    moved: Mapping[str, str]

    def provinces(self) -> tuple[RegionView, ...]:
        """Return the provinces in the order of their codes."""
        return tuple(
            region for region in self.by_code.values() if region.kind is RegionKind.PROVINCE
        )

    def within(self, province_code: str) -> tuple[RegionView, ...]:
        """Return the regencies and cities of a province in the order of their codes."""
        return tuple(
            region
            for region in self.by_code.values()
            if region.province_code == province_code and region.code != province_code
        )

    def champions(self) -> tuple[RegionView, ...]:
        """Return the regions with a badge in the order of their codes."""
        return tuple(region for region in self.by_code.values() if region.badges)

    def province_of(self, region: RegionView) -> RegionView:
        """Return the province a region lies in, or the region itself if it is one."""
        return self.by_code[region.province_code]

    def matching(self, text: str) -> tuple[RegionView, ...]:
        """Return the regions whose name, alias or code holds all words of `text`, best first."""
        words = fold(text).split()
        if not words:
            return ()
        found = []
        for region in self.by_code.values():
            names = fold(" ".join((region.name, region.long_name, region.code, *region.aliases)))
            if all(word in names for word in words):
                starts = fold(region.base_name).startswith(words[-1])
                found.append((not starts, region.code, region))
        return tuple(region for _rank, _code, region in sorted(found, key=lambda row: row[:2]))


def fold(text: str) -> str:
    """Return `text` without case, accents and punctuation, for comparing names."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    flat = "".join(character for character in flat if not unicodedata.combining(character))
    return re.sub(r"[^\w]+", " ", flat.replace(".", " ")).strip()


def _load() -> Directory:
    aliases = _grouped(sa.select(RegionAlias.region_id, RegionAlias.alias).order_by(RegionAlias.id))
    former = _grouped(sa.select(FormerCode.region_id, FormerCode.code).order_by(FormerCode.id))
    badges = _badges()
    views = [
        RegionView(
            id=region.id,
            code=region.code,
            name=region.name,
            kind=region.kind,
            province_code=region.code.split(".")[0],
            is_autonomous=region.is_autonomous,
            abbr=region.abbr,
            tile=(region.tile_row, region.tile_col)
            if region.tile_row and region.tile_col
            else None,
            aliases=tuple(aliases.get(region.id, ())),
            former_codes=tuple(former.get(region.id, ())),
            badges=tuple(badges.get(region.id, ())),
            role_mailbox=region.role_mailbox,
            population_band=region.population_band,
            terrain=region.terrain,
            connectivity=region.connectivity,
            fiscal_band=region.fiscal_band,
            zone=region.zone,
            shows_self=region.shows_self,
        )
        for region in db.session.execute(sa.select(*Region.__table__.c).order_by(Region.code))
    ]
    return Directory(
        by_id={view.id: view for view in views},
        by_code={view.code: view for view in views},
        moved={code: view.code for view in views for code in view.former_codes},
    )


def _grouped(query: sa.Select[int, str]) -> dict[int, list[str]]:
    groups: dict[int, list[str]] = {}
    for region_id, value in db.session.execute(query):
        groups.setdefault(region_id, []).append(value)
    return groups


def _badges() -> dict[int, list[BadgeView]]:
    """Return {region id: its badges}, newest first."""
    groups: dict[int, list[BadgeView]] = {}
    for row in db.session.execute(
        sa.select(*RegionBadge.__table__.c, Term.code.label("kind"))
        .join(Term, Term.id == RegionBadge.kind_id)
        .order_by(RegionBadge.date.desc(), RegionBadge.id)
    ):
        badge = BadgeView(row.kind, row.date, row.text, row.source, row.publisher, row.url)
        groups.setdefault(row.region_id, []).append(badge)
    return groups


_directory = Kept(GENERATION, load=_load)


def directory() -> Directory:
    """Return all regions."""
    return _directory.get()
