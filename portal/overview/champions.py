"""Champion regions: those with a status, and the dated evidence of others with its sources."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, render_template, request, url_for

from portal.core.access import current_actor, public
from portal.core.errors import BadInput
from portal.core.formats import Words, period, words
from portal.core.i18n import _
from portal.overview.statuses import is_dimension, statuses
from portal.overview.tiles import province_tiles
from portal.practices.queries import KIND
from portal.practices.schemas.facets import ACTIVE
from portal.practices.views.labels import badge_label, value_label
from portal.regions.queries import BADGE_KINDS, BadgeView, RegionView, directory
from portal.search.registry import table
from portal.vocabularies.queries import scheme

blueprint = Blueprint("champions", __name__, template_folder="templates")


@dataclass(frozen=True)
class Proof:
    """A badge with all that is known of it; `label` is short, `kind` in full."""

    label: str
    kind: str
    date: str
    text: Words
    source: str
    publisher: str
    url: str


@dataclass(frozen=True)
class Champion:
    """A region with badges, and how many practices it has."""

    name: str
    url: str
    practices: int
    practices_url: str
    proofs: list[Proof]


@dataclass(frozen=True)
class Group:
    """A province with its champions."""

    anchor: str
    name: str
    champions: list[Champion]


@dataclass(frozen=True)
class Choice:
    """A kind of evidence to narrow by, with how many regions have it."""

    value: str
    label: str
    url: str
    count: int
    selected: bool


@blueprint.get("/champions")
@public
def index() -> str:
    """Show the champion regions, or those that have one kind of evidence."""
    kind = request.args.get("kind", "").strip()
    if kind and kind not in scheme(BADGE_KINDS).terms:
        raise BadInput(_("Jenis bukti tidak dikenal."))
    dimension = request.args.get("dimension", "").strip()
    if dimension and not is_dimension(dimension):
        raise BadInput(_("Dimensi tidak dikenal."))
    everyone = directory().champions()
    chosen = [region for region in everyone if _of_kind(region, kind)]
    numbers = Counter(region.province_code for region in chosen)
    return render_template(
        "overview/champions.html",
        statuses=statuses(current_actor(), dimension),
        kind=words(scheme(BADGE_KINDS).terms[kind].description) if kind else None,
        choices=_choices(everyone, kind),
        total=len(chosen),
        proofs_total=sum(len(_of_kind(region, kind)) for region in chosen),
        provinces=province_tiles(
            count=lambda place: numbers[place.code],
            address=lambda place: _address(place, inside=place.code in numbers),
        ),
        groups=[
            _group(code, list(regions), kind)
            for code, regions in groupby(chosen, key=lambda region: region.province_code)
        ],
    )


def proofs_of(badges: Sequence[BadgeView]) -> list[Proof]:
    """Return badges as they are shown in full."""
    return [
        Proof(
            label=badge_label(badge),
            kind=value_label("champion", badge.kind),
            date=period(badge.date),
            text=words(badge.text),
            source=badge.source,
            publisher=badge.publisher,
            url=badge.url,
        )
        for badge in badges
    ]


def _of_kind(region: RegionView, kind: str) -> list[BadgeView]:
    return [badge for badge in region.badges if kind in {"", badge.kind}]


def _address(place: RegionView, *, inside: bool) -> str:
    """Return where a tile leads: to the province in the list, or to its page if it has none."""
    return f"#{_anchor(place.code)}" if inside else url_for("overview.region", code=place.code)


def _anchor(code: str) -> str:
    return f"p{code}"


def _choices(everyone: Sequence[RegionView], kind: str) -> list[Choice]:
    numbers = Counter(
        held for region in everyone for held in {badge.kind for badge in region.badges}
    )
    every = Choice("", _("Semua"), url_for("champions.index"), len(everyone), selected=not kind)
    return [
        every,
        *(
            Choice(
                code,
                value_label("champion", code),
                url_for("champions.index", kind=code),
                numbers[code],
                selected=code == kind,
            )
            for code in scheme(BADGE_KINDS).terms
            if numbers[code] or code == kind
        ),
    ]


def _group(code: str, regions: Sequence[RegionView], kind: str) -> Group:
    return Group(
        anchor=_anchor(code),
        name=directory().by_code[code].name,
        champions=[
            Champion(
                name=region.name,
                url=url_for("overview.region", code=region.code),
                practices=table(KIND).count(region=region.code, status=ACTIVE),
                practices_url=url_for("practices.index", region=region.code),
                proofs=proofs_of(_of_kind(region, kind)),
            )
            for region in regions
        ],
    )
