"""Champion statuses as pages show them: in the list and on the map, and at their region."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import url_for

from portal.core.charts import Columns, columns
from portal.core.clock import WIB, today
from portal.core.i18n import _
from portal.core.permissions import Actor, permits
from portal.mentoring.views.evidence import Evidence, evidence_of
from portal.overview.tiles import MapTile, province_tiles
from portal.regions.models.champions import ChampionState
from portal.regions.permissions import GRANT_CHAMPION
from portal.regions.queries import RegionView
from portal.regions.queries.champions import (
    ChampionLine,
    ChampionView,
    champions,
    counts_at,
    histories,
    statuses_of,
)
from portal.regions.schemas.labels import (
    CHAMPION_ACTS,
    CHAMPION_STATES,
    champion_reason,
    name_of,
)
from portal.regions.schemas.measures import What
from portal.vocabularies.queries import dimensions

QUARTERS = 8  # two years, for which a status holds
MONTHS = 3
TONES = {ChampionState.ACTIVE: "good", ChampionState.SUSPENDED: "warn"}


@dataclass(frozen=True)
class Line:
    """What happened to a status, when, and why."""

    what: str
    on: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Status:
    """A status with its proofs and history; `keep_url` is where an editor may revoke it."""

    region: str
    region_url: str
    invented: bool
    dimension: str
    state: str
    tone: str
    since: date
    until: date
    proofs: Sequence[Evidence]
    lines: Sequence[Line]
    keep_url: str | None


@dataclass(frozen=True)
class DimensionGroup:
    """A dimension with the regions that are champion of it."""

    anchor: str
    name: str
    statuses: Sequence[Status]


@dataclass(frozen=True)
class DimensionChoice:
    """A dimension to narrow by, with how many regions are champion of it."""

    value: str
    label: str
    url: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Growth:
    """How many champion regions there were at the ends of quarters, drawn and in numbers."""

    chart: Columns
    rows: Sequence[tuple[str, int]]


@dataclass(frozen=True, kw_only=True)
class Statuses:
    """All of it on the page of champions; `growth` is None where there was none of late.

    `unmapped` tells that some are invented, which the map has no place for.
    """

    dimension: str
    choices: Sequence[DimensionChoice]
    total: int
    regions: int
    unmapped: bool
    provinces: Sequence[MapTile]
    groups: Sequence[DimensionGroup]
    growth: Growth | None


def is_dimension(code: str) -> bool:
    """Tell whether a code is of a dimension of maturity."""
    return code in dimensions()


def statuses(actor: Actor, dimension: str) -> Statuses:
    """Return the statuses of today in a dimension, or in all of them."""
    every = champions()
    chosen = [view for view in every if dimension in {"", view.dimension}]
    regions = {view.region.id: view.region for view in chosen}
    numbers = Counter(region.province_code for region in regions.values())
    shown = dict(zip((view.id for view in chosen), _shown(actor, chosen), strict=True))
    groups = [
        DimensionGroup(
            f"d-{code}",
            name_of(What.MATURITY, code),
            [shown[view.id] for view in chosen if view.dimension == code],
        )
        for code in dimensions()
    ]
    return Statuses(
        dimension=dimension,
        choices=_choices(every, dimension),
        total=len(chosen),
        regions=len(regions),
        unmapped=any(region.invented for region in regions.values()),
        provinces=province_tiles(
            count=lambda place: numbers[place.code],
            address=lambda place: url_for("overview.region", code=place.code),
        ),
        groups=[group for group in groups if group.statuses],
        growth=_growth(dimension),
    )


def statuses_at(actor: Actor, region: RegionView) -> list[Status]:
    """Return the statuses of a region, those that stand first, and of each what happened."""
    views = sorted(statuses_of(region.id), key=lambda view: view.state not in TONES)
    return _shown(actor, views)


def _shown(actor: Actor, views: Sequence[ChampionView]) -> list[Status]:
    proofs = evidence_of(actor, [(view.region, view.basis) for view in views])
    lines = histories([view.id for view in views])
    return [
        _status(actor, view, four, lines[view.id]) for view, four in zip(views, proofs, strict=True)
    ]


def _status(
    actor: Actor, view: ChampionView, proofs: Sequence[Evidence], lines: Sequence[ChampionLine]
) -> Status:
    may = permits(actor, GRANT_CHAMPION, view.region.id)
    return Status(
        region=view.region.name,
        region_url=url_for("overview.region", code=view.region.code),
        invented=view.region.invented,
        dimension=name_of(What.MATURITY, view.dimension),
        state=str(CHAMPION_STATES[view.state.value]),
        tone=TONES.get(view.state, ""),
        since=view.granted_on,
        until=view.expires_on,
        proofs=proofs,
        lines=[
            Line(
                str(CHAMPION_ACTS[line.act.value]),
                line.happened_at,
                champion_reason(line.act.value, line.reason),
            )
            for line in lines
        ],
        keep_url=url_for("graduation.status", champion=view.public_id) if may else None,
    )


def _choices(every: Sequence[ChampionView], dimension: str) -> list[DimensionChoice]:
    numbers = Counter(view.dimension for view in every)
    whole = len({view.region.id for view in every})
    here = "champions.index"
    return [
        DimensionChoice("", _("Semua dimensi"), url_for(here), whole, not dimension),
        *(
            DimensionChoice(
                code,
                name_of(What.MATURITY, code),
                url_for(here, dimension=code),
                numbers[code],
                code == dimension,
            )
            for code in dimensions()
        ),
    ]


def _growth(dimension: str) -> Growth | None:
    """Return the numbers of the last quarters, the present one as it stands; None if all are 0."""
    ends = _ends(today())
    counts = counts_at([datetime.combine(end, time(), WIB) for end in ends], dimension)
    if not any(counts):
        return None
    days = [end - timedelta(days=1) for end in ends]
    short = [_("T%(quarter)s %(year)s", quarter=_quarter(day), year=f"{day:%y}") for day in days]
    long = [
        _("Triwulan %(quarter)s %(year)s", quarter=_quarter(day), year=day.year) for day in days
    ]
    chart = columns(list(zip(short, counts, strict=True)))
    return Growth(chart, list(zip(long, counts, strict=True)))


def _ends(today: date) -> list[date]:
    """Return the days on which quarters are over, up to the one of `today`."""
    last = today.year * 4 + _quarter(today)
    numbers = range(last - QUARTERS + 1, last + 1)
    return [date(number // 4, number % 4 * MONTHS + 1, 1) for number in numbers]


def _quarter(day: date) -> int:
    return (day.month - 1) // MONTHS + 1
