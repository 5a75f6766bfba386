"""The results page: hits, facets, chips, pages, and help where nothing was found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flask import url_for
from markupsafe import Markup

from portal.core.formats import words
from portal.core.permissions import Actor
from portal.practices.queries import KIND, PracticeView, by_keys
from portal.practices.schemas.facets import CHILD_OF, SORTS
from portal.practices.views.addresses import feed_address, results_address, without
from portal.practices.views.followed import topic_of_search
from portal.practices.views.labels import (
    FACET_LABELS,
    SORT_LABELS,
    badge_label,
    short_label,
    value_label,
)
from portal.practices.views.listing_shapes import (
    Card,
    Cell,
    Correction,
    Empty,
    Evidence,
    Group,
    Link,
    Listing,
    Option,
    PageLink,
    Paging,
    SortOption,
)
from portal.practices.views.matches import matches_of
from portal.search import finder
from portal.search.facets import FacetValue
from portal.search.highlight import Marker
from portal.search.registry import table
from portal.vocabularies.queries import MATURITY, NON_SPM, SPM, scheme

ALWAYS_OPEN = ("dimension", "sector")
NEAREST = 3
AROUND = 2
BADGES = 2


def listing_of(asked: finder.Request, actor: Actor) -> Listing:
    """Return the results page that `asked` describes."""
    results = finder.find(KIND, asked)
    marker = results.marker if asked.text else None
    views = by_keys(actor, results.keys)
    return Listing(
        q=asked.text,
        exact=asked.exact,
        total=results.total,
        hits=[card_of(view, marker) for view in views],
        facets=list(_groups(results)),
        chips=[
            Link(
                value_label(name, value),
                results_address(without(asked, name, value)),
                facet=str(FACET_LABELS[name]),
            )
            for name, values in asked.selected.items()
            for value in values
        ],
        clear_url=results_address(replace(asked, selected={}, page=1)),
        feed_url=feed_address(asked),
        unlisted=results_address(asked) != url_for("practices.index"),
        sorts=[
            SortOption(name, str(SORT_LABELS[name]), selected=name == asked.sort) for name in SORTS
        ],
        paging=_paging(asked, results),
        plain=results.plain,
        topic=topic_of_search(asked),
        correction=_correction(results, asked),
        empty=None if views else _empty(results, asked),
    )


def card_of(view: PracticeView, marker: Marker | None = None) -> Card:
    """Return a practice as a card, with the matches of a search marked."""
    title, summary = words(view.record["title"]), words(view.record["summary"])
    own_province = view.region.code == view.province.code
    badges = list(dict.fromkeys(badge_label(badge) for badge in view.region.badges))
    snippet, attached = matches_of(view, marker) if marker else (None, None)
    return Card(
        slug=view.slug,
        url=url_for("practices.detail", slug=view.slug),
        title=marker.mark(title) if marker else Markup.escape(title),
        summary=summary,
        snippet=snippet,
        attached=attached,
        region_label=view.region.name,
        province_label="" if own_province else view.province.name,
        invented=view.region.invented,
        badges=badges[:BADGES],
        more_badges=len(badges[BADGES:]),
        year=view.record.get("year"),
        dimensions=[value_label("dimension", code) for code in view.record["dimensions"]],
        sectors=[short_label("sector", code) for code in view.record["sectors"]],
        stage=value_label("stage", view.record["stage"]),
        evidence=evidence_of(view.evidence_level),
        status="stopped" if view.stopped else "active",
        unverified=view.unverified,
        compiled_by_editors=view.by_editors,
    )


def evidence_of(level: int) -> Evidence:
    """Return a rung of the evidence ladder with its name."""
    term = scheme("evidence-level").terms[str(level)]
    return Evidence(level, words(term.label))


def _groups(results: finder.Results) -> Iterator[Group]:
    facets = {facet.name: facet.values for facet in results.facets}
    children = {
        parent: _children(name, facets.get(name, ()), facets[parent])
        for name, parent in CHILD_OF.items()
    }
    for name, values in facets.items():
        if name in CHILD_OF or not values:
            continue
        below = children.get(name, {})
        options = [_option(name, value, below.get(value.value)) for value in values]
        group = Group(name, str(FACET_LABELS[name]), _in_order(name, options))
        yield replace(group, open=name in ALWAYS_OPEN or bool(group.selected))


def _option(name: str, value: FacetValue, children: Group | None = None) -> Option:
    label = value_label(name, value.value)
    return Option(value.value, label, value.count, value.selected, children)


def _children(
    name: str, values: Sequence[FacetValue], parents: Sequence[FacetValue]
) -> dict[str, Group]:
    """Return, by parent, the values below a ticked one, and below any those that are ticked."""
    ticked = {parent.value for parent in parents if parent.selected}
    below: dict[str, list[Option]] = {}
    for value in values:
        parent = _parent_of(name, value.value)
        if parent and (parent in ticked or value.selected):
            below.setdefault(parent, []).append(_option(name, value))
    label = str(FACET_LABELS[name])
    return {parent: Group(name, label, options) for parent, options in below.items()}


def _parent_of(name: str, value: str) -> str | None:
    if name == "region":
        return value.split(".", maxsplit=1)[0]
    term = scheme(MATURITY if name == "aspect" else SPM).terms.get(value)
    return term.parent if term else None


def _in_order(name: str, options: list[Option]) -> list[Option]:
    """Order years and evidence by value, everything else by number."""
    if name in {"year", "evidence"}:
        return sorted(options, key=lambda option: option.value, reverse=True)
    return options


def corrected_text(results: finder.Results, asked: finder.Request) -> str | None:
    """Return the text as it was searched, or None where it was searched as typed."""
    if not results.corrections:
        return None
    used = asked.text
    for correction in results.corrections:
        typed = re.compile(re.escape(correction.original), re.IGNORECASE)
        used = typed.sub(correction.corrected, used)
    return used


def _correction(results: finder.Results, asked: finder.Request) -> Correction | None:
    used = corrected_text(results, asked)
    if used is None:
        return None
    exact = replace(asked, exact=True, page=1)
    return Correction(typed=asked.text, used=used, exact_url=results_address(exact))


def _paging(asked: finder.Request, results: finder.Results) -> Paging:
    page, pages = asked.page, results.pages
    near = {1, pages, *range(page - AROUND, page + AROUND + 1)}
    links: list[PageLink] = []
    for number in sorted(number for number in near if 1 <= number <= pages):
        if links and links[-1].number != number - 1:
            links.append(PageLink(None))
        address = results_address(replace(asked, page=number))
        links.append(PageLink(number, address, current=number == page))
    return Paging(
        page=page,
        pages=pages,
        links=links,
        previous_url=results_address(replace(asked, page=page - 1))
        if 1 < page <= pages + 1
        else None,
        next_url=results_address(replace(asked, page=page + 1)) if page < pages else None,
    )


def _empty(results: finder.Results, asked: finder.Request) -> Empty:
    drops = [
        Link(
            ", ".join(value_label(facet.name, value) for value in asked.selected[facet.name]),
            results_address(without(asked, facet.name)),
            facet.without,
        )
        for facet in results.facets
        if asked.selected.get(facet.name) and facet.without
    ]
    if asked.text and asked.selected:
        unworded = finder.find(KIND, replace(asked, text="", page=1))
        if unworded.total:
            drops.append(
                Link(asked.text, results_address(replace(asked, text="", page=1)), unworded.total)
            )
    return Empty(
        drops=sorted(drops, key=lambda drop: drop.count),
        cells=_nearest(asked),
        correction=_suggestion(asked),
    )


def _suggestion(asked: finder.Request) -> Link | None:
    """Return what the words as typed may have meant, where only they were searched."""
    if not asked.exact:
        return None
    corrected = replace(asked, exact=False, page=1)
    used = corrected_text(finder.find(KIND, corrected), asked)
    return Link(used, results_address(corrected)) if used else None


def _nearest(asked: finder.Request) -> list[Cell]:
    """Return the fullest cells of the grid in the chosen rows and columns, or of all."""
    objects = table(KIND)
    dimensions = asked.selected.get("dimension") or [term.code for term in scheme(MATURITY).top()]
    sectors = asked.selected.get("sector") or [
        *(term.code for term in scheme(SPM).top()),
        NON_SPM,
    ]
    cells = [
        Cell(
            value_label("dimension", dimension),
            value_label("sector", sector),
            url_for("practices.index", dimension=dimension, sector=sector),
            objects.count(dimension=dimension, sector=sector, status="active"),
        )
        for dimension in dimensions
        for sector in sectors
    ]
    found = sorted((cell for cell in cells if cell.count), key=lambda cell: -cell.count)
    return found[:NEAREST]
