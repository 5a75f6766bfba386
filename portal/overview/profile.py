"""The profile of a region as everybody reads it: how far it is, how it is, and what is like it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from portal.core.charts import Radar, radar
from portal.core.formats import period, words
from portal.core.permissions import Actor, permits
from portal.regions.models.profile import BELIEVED, Kind
from portal.regions.permissions import ENTER, VIEW_ASSESSMENT, Said
from portal.regions.queries import RegionView
from portal.regions.queries.likeness import Likeness, similar, traits_of
from portal.regions.queries.profile import (
    AssessmentView,
    assessments_of,
    effective,
    newest,
    targets,
)
from portal.regions.schemas.labels import KIND_LABELS, TRAIT_LABELS, said, trait_label, trait_words
from portal.regions.schemas.measures import FULL, LEVELS, What, terms_of

ALIKE = 5


@dataclass(frozen=True)
class Stood:
    """A value with when, by whom, and where it is written; `own` if only the region says so."""

    text: str
    value: float
    date: str
    kind: str
    own: bool
    source: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """How far a region is in a dimension; `gap` is how many levels it lacks, 0 if not known.

    `aim` is what the target is called: M4.
    """

    code: str
    name: str
    believed: Stood | None
    own: Stood | None
    target: int
    aim: str
    gap: int

    @property
    def counts(self) -> Stood | None:
        """What counts: what is believed, else the region's own word."""
        return self.believed or self.own


@dataclass(frozen=True)
class Sector:
    """How much of the minimum service standards a region achieves in a sector."""

    code: str
    name: str
    stood: Stood | None

    @property
    def gap(self) -> float:
        """What is missing to all of it, in percent, 0 where nothing is known."""
        return FULL - self.stood.value if self.stood else 0.0


@dataclass(frozen=True)
class Index:
    """An official index of a region, newest first."""

    name: str
    years: Sequence[Stood]

    @property
    def newest(self) -> Stood:
        """The value of the last year."""
        return self.years[0]


@dataclass(frozen=True)
class Trait:
    """A trait of a region, and the same in words that stand alone; "" where nobody has said."""

    label: str
    value: str
    words: str


@dataclass(frozen=True)
class Alike:
    """A region that is like another, in how many of five traits, and in which."""

    name: str
    url: str
    count: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Profile:
    """All of it; `radar` is None where no level is known, an address where it is the reader's.

    `keeps` tells that the region keeps its own word to itself, and the reader may read it.
    """

    radar: Radar | None
    dimensions: Sequence[Dimension]
    sectors: Sequence[Sector]
    indices: Sequence[Index]
    traits: Sequence[Trait]
    zone: str
    alike: Sequence[Alike]
    keeps: bool
    sheet_url: str
    export_url: str
    kept_url: str | None
    enter_url: str | None

    @property
    def measured(self) -> bool:
        """Whether any level, percentage or index is known."""
        return bool(self.radar or self.indices or any(one.stood for one in self.sectors))


def profile_of(actor: Actor, region: RegionView) -> Profile:
    """Return the profile of a region, as far as the actor may read it."""
    views = assessments_of(actor, region.id)
    dimensions = _dimensions(region, views)
    own = Said(region.id, Kind.SELF, shown=False)
    reads = permits(actor, VIEW_ASSESSMENT, own)
    return Profile(
        radar=_radar(dimensions),
        dimensions=dimensions,
        sectors=_sectors(region, views),
        indices=_indices(region, views),
        traits=[
            Trait(
                str(TRAIT_LABELS[trait.value]),
                trait_label(trait.value, code),
                trait_words(trait.value, code) if code else "",
            )
            for trait, code in traits_of(region).items()
        ],
        zone=region.zone or "",
        alike=[_alike(one) for one in similar(region, ALIKE)],
        keeps=reads and not region.shows_self and any(view.kind is Kind.SELF for view in views),
        sheet_url=url_for("sheet.sheet", code=region.code),
        export_url=url_for("regions.export", code=region.code),
        kept_url=url_for("regions.profile", code=region.code) if reads else None,
        enter_url=url_for("regions.entry", code=region.code, what=What.MATURITY.value)
        if permits(actor, ENTER, region.id)
        else None,
    )


def _stood(view: AssessmentView | None) -> Stood | None:
    if view is None:
        return None
    return Stood(
        said(view.what, view.code, view.value),
        view.value,
        period(view.date),
        str(KIND_LABELS[view.kind.value]),
        not view.believed,
        view.source,
        view.url,
    )


def _dimensions(region: RegionView, views: Sequence[AssessmentView]) -> list[Dimension]:
    believed, own = newest(views, BELIEVED), newest(views, (Kind.SELF,))
    wanted = targets(region.id)
    found = []
    for code, term in terms_of(What.MATURITY, region.kind.value).items():
        key = (What.MATURITY, code)
        counts = believed.get(key) or own.get(key)
        target = wanted.of(region.id, code)
        found.append(
            Dimension(
                code=code,
                name=words(term.label),
                believed=_stood(believed.get(key)),
                own=_stood(own.get(key)),
                target=target,
                aim=f"M{target}",
                gap=max(0, target - int(counts.value)) if counts else 0,
            )
        )
    return found


def _radar(dimensions: Sequence[Dimension]) -> Radar | None:
    if not any(one.counts for one in dimensions):
        return None
    believed = [one.believed.value if one.believed else None for one in dimensions]
    own = [one.own.value if one.own else None for one in dimensions]
    if any(own):  # where the region says nothing else, its outline goes by what is believed
        own = [mine or known for mine, known in zip(own, believed, strict=True)]
    series: Mapping[str, list[float | None]] = {
        "target": [one.target for one in dimensions],
        "own": own,
        "believed": believed,
    }
    return radar([one.name for one in dimensions], series, most=LEVELS)


def _sectors(region: RegionView, views: Sequence[AssessmentView]) -> list[Sector]:
    counts = effective(views)
    return [
        Sector(code, words(term.label), _stood(counts.get((What.SPM, code))))
        for code, term in terms_of(What.SPM, region.kind.value).items()
    ]


def _indices(region: RegionView, views: Sequence[AssessmentView]) -> list[Index]:
    """Return the official indices of which anything is known, one value a year."""
    found = []
    for code, term in terms_of(What.INDEX, region.kind.value).items():
        years: dict[str, AssessmentView] = {}
        for view in views:
            if (view.what, view.code) == (What.INDEX, code):
                known = years.get(view.date)
                if known is None or (view.believed and not known.believed):
                    years[view.date] = view
        values = [stood for view in years.values() if (stood := _stood(view))]
        if values:
            found.append(Index(words(term.label), values))
    return found


def _alike(one: Likeness) -> Alike:
    region = one.region
    return Alike(
        region.name, url_for("overview.region", code=region.code), len(one.alike), shared(one)
    )


def shared(one: Likeness) -> str:
    """Return in words in which traits a region is like another."""
    traits = traits_of(one.region)
    return ", ".join(trait_words(trait.value, traits[trait] or "") for trait in one.alike)
