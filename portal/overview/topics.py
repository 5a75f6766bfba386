"""The page of a maturity dimension, and the page of an SPM sector."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for

from portal.core.access import current_actor, public
from portal.core.errors import NotFound
from portal.core.formats import Words, words
from portal.core.i18n import _
from portal.practices.queries import KIND, best
from portal.practices.queries.topics import cell_key
from portal.practices.schemas.facets import ACTIVE
from portal.practices.views.cards import Card
from portal.practices.views.labels import value_label
from portal.practices.views.listing import card_of
from portal.regions.models import RegionKind
from portal.regions.queries import directory
from portal.search.registry import table
from portal.vocabularies.queries import (
    MATURITY,
    NON_SPM,
    SPM,
    LevelView,
    TermView,
    dimensions,
    scheme,
    sectors,
)

CARDS = 6
REGIONS = 8


@dataclass(frozen=True)
class Part:
    """What a topic consists of or meets, with its running practices; `url` where there are any."""

    label: str
    count: int
    url: str | None
    description: Words | str = ""


@dataclass(frozen=True)
class Parts:
    """Parts of one sort below a heading."""

    title: str
    intro: str
    items: list[Part]


@dataclass(frozen=True)
class Shelf:
    """What the library has on a topic; `others` are (label, address, whether it is this one)."""

    total: int
    url: str
    practices: list[Card]
    regions: list[Part]
    others: list[tuple[str, str, bool]]


@dataclass(frozen=True, kw_only=True)
class Topic:
    """The page of a dimension or a sector, by which `key` follows and `narrowing` filters."""

    kind: str
    key: str
    narrowing: dict[str, str]
    title: str
    description: Words | str
    parts: list[Parts]
    crossing: Parts
    shelf: Shelf
    levels: Sequence[LevelView] = ()


@public
def dimension(slug: str) -> str:
    """Show a dimension: its aspects, its meeting with the sectors, and its practices."""
    if slug not in dimensions():
        raise NotFound
    maturity = scheme(MATURITY)
    topic = Topic(
        kind=_("Dimensi kematangan"),
        key=cell_key(slug, ""),
        narrowing={"dimension": slug},
        title=value_label("dimension", slug),
        description=words(maturity.terms[slug].description),
        parts=[
            Parts(
                _("Sub-aspek"),
                _("Dimensi ini dibagi lagi, supaya praktik yang sejenis mudah dicari."),
                _terms("dimension", slug, "aspect", maturity.children(slug)),
            )
        ],
        crossing=Parts(
            _("Menurut sektor SPM"),
            _("Praktik dimensi ini yang juga melayani satu sektor standar pelayanan minimal."),
            _crossing("dimension", slug, "sector", sectors()),
        ),
        shelf=_shelf("dimension", slug, dimensions()),
        levels=maturity.levels,
    )
    return render_template("overview/topic.html", topic=topic)


@public
def sector(slug: str) -> str:
    """Show an SPM sector, or what lies outside: its services and its practices."""
    if slug not in sectors():
        raise NotFound
    spm = scheme(SPM)
    topic = Topic(
        kind=_("Sektor SPM"),
        key=cell_key("", slug),
        narrowing={"sector": slug},
        title=value_label("sector", slug),
        description=words(spm.terms[slug].description) if slug != NON_SPM else _outside(),
        parts=_services(slug, spm.children(slug)),
        crossing=Parts(
            _("Menurut dimensi kematangan"),
            _("Praktik sektor ini menurut dimensi kota cerdas yang diperkuatnya."),
            _crossing("sector", slug, "dimension", dimensions()),
        ),
        shelf=_shelf("sector", slug, sectors()),
    )
    return render_template("overview/topic.html", topic=topic)


def add_to(blueprint: Blueprint) -> None:
    """Add the pages to the blueprint of the overview."""
    blueprint.add_url_rule("/dimensions/<slug:slug>", view_func=dimension)
    blueprint.add_url_rule("/sectors/<slug:slug>", view_func=sector)


def _outside() -> str:
    return _(
        "Urusan daerah di luar enam sektor standar pelayanan minimal, misalnya pariwisata, "
        "usaha kecil, atau lingkungan hidup."
    )


def _services(slug: str, services: Sequence[TermView]) -> list[Parts]:
    """Return the basic services by who owes them (PP 2/2018)."""
    owed = [
        (
            _("Layanan yang wajib dijamin kabupaten dan kota"),
            [term for term in services if RegionKind.REGENCY.value in term.applies_to],
        ),
        (
            _("Layanan yang wajib dijamin provinsi"),
            [term for term in services if RegionKind.PROVINCE.value in term.applies_to],
        ),
    ]
    intro = _("Jenis pelayanan dasar menurut peraturan, dan berapa praktik yang melayaninya.")
    return [
        Parts(title, intro, _terms("sector", slug, "service", terms))
        for title, terms in owed
        if terms
    ]


def _terms(facet: str, slug: str, below: str, terms: Iterable[TermView]) -> list[Part]:
    return [
        _part({facet: slug, below: term.code}, words(term.label), words(term.description))
        for term in terms
        if not term.retired
    ]


def _crossing(facet: str, slug: str, other: str, values: Iterable[str]) -> list[Part]:
    return [_part({facet: slug, other: value}, value_label(other, value)) for value in values]


def _part(chosen: dict[str, str], label: str, description: Words | str = "") -> Part:
    count = table(KIND).count(**chosen, status=ACTIVE)
    return Part(label, count, _browse(chosen) if count else None, description)


def _browse(chosen: dict[str, str]) -> str:
    return url_for("practices.index", **chosen)  # type: ignore[arg-type]  # values of the address


def _regions(facet: str, slug: str) -> list[Part]:
    """Return the regions with the most practices of the topic."""
    found = [
        _part({facet: slug, "region": region.code}, region.name)
        for region in directory().by_code.values()
    ]
    written = sorted((part for part in found if part.count), key=lambda part: -part.count)
    return written[:REGIONS]


def _shelf(facet: str, slug: str, others: Iterable[str]) -> Shelf:
    best_evidenced = best(current_actor(), "evidence", CARDS, **{facet: slug})
    return Shelf(
        total=table(KIND).count(**{facet: slug}, status=ACTIVE),
        url=_browse({facet: slug}),
        practices=[card_of(view) for view in best_evidenced],
        regions=_regions(facet, slug),
        others=[
            (value_label(facet, other), url_for(f"overview.{facet}", slug=other), other == slug)
            for other in others
        ],
    )
