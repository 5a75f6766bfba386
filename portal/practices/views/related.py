"""Practices that resemble one, and in what: first those that other regions still run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for

from portal.core.formats import Words, words
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.practices.queries import KIND, Brief, PracticeView, briefs
from portal.practices.schemas.facets import CHILD_OF, TERM_SCHEMES
from portal.practices.views.cards import Evidence
from portal.practices.views.labels import short_label
from portal.practices.views.listing import evidence_of
from portal.search.facets import FacetTable
from portal.search.likeness import Rule, Trait, most_alike
from portal.search.registry import table
from portal.vocabularies.queries import NON_SPM, scheme

RULE = Rule(
    weights={
        "service": 4,
        "aspect": 3,
        "urusan": 2,
        "sector": 2,
        "dimension": 2,
        "partner": 1,
        "kind": 1,
    },
    topics=("service", "aspect", "urusan", "sector", "dimension"),
    ignored={("sector", NON_SPM)},
)
SHOWN = 4
REASONS = 3
MOST_COMPARED = 4


@dataclass(frozen=True, kw_only=True)
class RelatedCard:
    """A practice that resembles the one on the page, with what both have in common."""

    slug: str
    url: str
    title: Words
    region_label: str
    province_label: str
    invented: bool
    year: int | None
    evidence: Evidence
    stopped: bool
    shared: list[str]


@dataclass(frozen=True)
class Related:
    """The practices that resemble one; `compare_url` sets it beside the first of them."""

    cards: list[RelatedCard]
    compare_url: str


def related_of(view: PracticeView, actor: Actor) -> Related | None:
    """Return the practices that most resemble `view`, or None where there is none."""
    cards = list(_cards(view, actor, SHOWN))
    if not cards:
        return None
    beside = [view.slug, *(card.slug for card in cards)][:MOST_COMPARED]
    return Related(cards, url_for("practices.compare", slug=beside))


def _cards(view: PracticeView, actor: Actor, count: int) -> Iterator[RelatedCard]:
    objects = table(KIND)
    near = most_alike(objects, str(view.id), RULE, tiers=_tiers(objects, view), count=count)
    shared = {item.key: item.shared for item in near}
    for key, brief in briefs(actor, list(shared)).items():
        yield _card(brief, shared[key])


def _tiers(objects: FacetTable, view: PracticeView) -> Sequence[int]:
    """Return active before stopped, and of each the other regions' first."""
    active = objects.of_value("status", "active")
    own = objects.of_value("region", view.region.code)
    return (active & ~own, active & own, objects.everything & ~active)


def _card(brief: Brief, shared: Sequence[Trait]) -> RelatedCard:
    own_province = brief.region.code == brief.province.code
    return RelatedCard(
        slug=brief.slug,
        url=url_for("practices.detail", slug=brief.slug),
        title=words(brief.title),
        region_label=brief.region.name,
        province_label="" if own_province else brief.province.name,
        invented=brief.region.invented,
        year=brief.year,
        evidence=evidence_of(brief.evidence_level),
        stopped=brief.stopped,
        shared=reasons(shared),
    )


def reasons(shared: Sequence[Trait]) -> list[str]:
    """Return in a few words what is shared, leaving out what the rest of it already says."""
    implied = {trait for named in shared for trait in _implied(*named)}
    labels = dict.fromkeys(_label(*trait) for trait in shared if trait not in implied)
    return list(labels)[:REASONS]


def _implied(facet: str, value: str) -> Iterator[Trait]:
    """Yield what goes without saying beside a trait.

    That is the term above it; and sectors are also government affairs, under the same code.
    """
    if facet in CHILD_OF and (parent := _parent(facet, value)):
        yield CHILD_OF[facet], parent
        yield "urusan", parent
    if facet == "sector":
        yield "urusan", value


def _parent(facet: str, value: str) -> str | None:
    term = scheme(TERM_SCHEMES[facet]).terms.get(value)
    return term.parent if term else None


def _label(facet: str, value: str) -> str:
    """Return what a common trait is called inside a sentence."""
    label = short_label(facet, value)
    if not label.split(maxsplit=1)[0].isupper():
        label = label[:1].lower() + label[1:]
    return _("bermitra dengan %(kind)s", kind=label) if facet == "partner" else label
