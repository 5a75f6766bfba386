"""Reads: the figures of a learner region to which a goal that was reached can point."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.adoptions.models import Adoption, AdoptionIndicator
from portal.core.db import db
from portal.core.formats import number, words
from portal.core.i18n import _
from portal.practices.models import PUBLIC_STATES, Practice, PracticeVersion


@dataclass(frozen=True)
class Proof:
    """A row of figures with its value after; `row` is what is kept of it."""

    key: str
    adoption_id: int | None
    version_id: int | None
    row: Mapping[str, Any]

    @property
    def label(self) -> str:
        """What it shows, in words."""
        return f"{words(self.row['title'])}: {told(self.row)}"


def told(row: Mapping[str, Any]) -> str:
    """Return a row that was kept, in words: "waktu tunggu: 130 menjadi 70 menit"."""
    before, after = row["baseline"], number(row["actual"])
    unit, name = words(row["unit"]), words(row["name"])
    if before is None:
        return _("%(name)s: %(after)s %(unit)s", name=name, after=after, unit=unit)
    return _(
        "%(name)s: %(before)s menjadi %(after)s %(unit)s",
        name=name,
        before=number(before),
        after=after,
        unit=unit,
    )


def proofs(region_id: int) -> list[Proof]:
    """Return the rows of a region that have a value after, of its adoptions and its practices."""
    return [*_of_adoptions(region_id), *_of_practices(region_id)]


def _of_adoptions(region_id: int) -> Iterator[Proof]:
    rows = db.session.execute(
        sa.select(
            AdoptionIndicator,
            Adoption.public_id,
            Adoption.title,
            PracticeVersion.record["title"].label("practice_title"),
        )
        .join(Adoption, Adoption.id == AdoptionIndicator.adoption_id)
        .outerjoin(PracticeVersion, PracticeVersion.id == Adoption.version_id)
        .where(Adoption.region_id == region_id, AdoptionIndicator.actual.is_not(None))
        .order_by(Adoption.id, AdoptionIndicator.id)
    )
    for indicator, key, title, practice_title in rows:
        kept = {
            "title": practice_title or {"id": title},
            "path": f"/adoptions/{key}",
            "name": indicator.name,
            "unit": indicator.unit,
            "baseline": indicator.baseline,
            "actual": indicator.actual,
            "source": indicator.source,
        }
        yield Proof(f"a{indicator.id}", indicator.adoption_id, None, kept)


def _of_practices(region_id: int) -> Iterator[Proof]:
    rows = db.session.execute(
        sa.select(PracticeVersion.id, PracticeVersion.number, PracticeVersion.record, Practice.slug)
        .join(Practice, Practice.current_version_id == PracticeVersion.id)
        .where(Practice.region_id == region_id, Practice.state.in_(PUBLIC_STATES))
        .order_by(Practice.id)
    )
    for version in rows:
        for place, row in enumerate(version.record.get("indicators", []), start=1):
            actual = row["actual"].get("value")
            if actual is None:
                continue
            kept = {
                "title": version.record["title"],
                "path": f"/practices/{version.slug}/v{version.number}",
                "name": row["name"],
                "unit": row["unit"],
                "baseline": row.get("baseline", {}).get("value"),
                "actual": actual,
                "source": "",
            }
            yield Proof(f"p{version.id}-{place}", None, version.id, kept)
