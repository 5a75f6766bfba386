"""A results page, whatever it finds: its numbers, facets, chips, pages, tabs and ways out."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from portal.core.permissions import Actor
from portal.search import finder
from portal.search.facets import FacetValue
from portal.search.highlight import Marker
from portal.search.views.addresses import without
from portal.search.views.listing_shapes import (
    Correction,
    Empty,
    Group,
    Hit,
    Link,
    Listing,
    Option,
    PageLink,
    Paging,
    SortOption,
    Tab,
)

ALWAYS_OPEN = ("dimension", "sector")
AROUND = 2


def _nobody(_actor: Actor) -> bool:
    return False


def _alone(_facet: str, _value: str) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Face:
    """How what a search finds of one kind is shown.

    Attributes:
        label: what it is called on its tab.
        path: returns the address of its page.
        address: returns the address of a search there.
        facets, sorts: what its facets and orders are called.
        value: returns what a value of a facet is called.
        child_of: {facet: the one below whose values its own stand}.
        parent: returns below which value a value of such a facet stands.
        by_value: facets whose values stand in their own order, the largest first.
        shared: facets that mean the same in other kinds, so that the tabs keep them.
        inner: tells who may find what is not public.
    """

    kind: str
    label: object
    path: Callable[[], str]
    address: Callable[[finder.Request], str]
    facets: Mapping[str, object]
    sorts: Mapping[str, object]
    value: Callable[[str, str], str]
    child_of: Mapping[str, str] = field(default_factory=dict)
    parent: Callable[[str, str], str | None] = _alone
    by_value: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    inner: Callable[[Actor], bool] = _nobody


_faces: dict[str, Face] = {}


def show_tab(face: Face) -> None:
    """Let all results pages say how many of a kind match, as a tab beside those before."""
    _faces[face.kind] = face


@dataclass(frozen=True)
class Found:
    """What somebody asked of a kind, and what was found."""

    face: Face
    asked: finder.Request
    actor: Actor
    results: finder.Results

    @property
    def marker(self) -> Marker | None:
        """What marks the matches, where words were asked for."""
        return self.results.marker if self.asked.text else None

    def corrected_text(self) -> str | None:
        """Return the text as it was searched, or None where it was searched as typed."""
        if not self.results.corrections:
            return None
        used = self.asked.text
        for correction in self.results.corrections:
            typed = re.compile(re.escape(correction.original), re.IGNORECASE)
            used = typed.sub(correction.corrected, used)
        return used

    def told(self, items: Sequence[object]) -> dict[str, object]:
        """Return a page of results as programs are told of it."""
        return {
            "items": items,
            "total": self.results.total,
            "exact": self.results.exact,
            "page": self.asked.page,
            "pages": self.results.pages,
            "facets": {
                facet.name: [
                    {
                        "value": value.value,
                        "label": self.face.value(facet.name, value.value),
                        "count": value.count,
                        "selected": value.selected,
                    }
                    for value in facet.values
                ]
                for facet in self.results.facets
            },
            "suggestion": self.corrected_text(),
            "plain": self.results.plain,
        }


def find(face: Face, asked: finder.Request, actor: Actor) -> Found:
    """Return what the actor finds of a kind."""
    return Found(face, asked, actor, finder.find(face.kind, asked, inner=face.inner(actor)))


def listing_of(
    found: Found, hits: Sequence[Hit], *, near: Callable[[], Sequence[Link]] = list
) -> Listing[Hit]:
    """Return the results page; `near` is asked where nothing is found."""
    face, asked, results = found.face, found.asked, found.results
    chips = [
        Link(
            face.value(name, value),
            face.address(without(asked, name, value)),
            facet=str(face.facets[name]),
        )
        for name, values in asked.selected.items()
        for value in values
    ]
    return Listing(
        action=face.path(),
        q=asked.text,
        exact=asked.exact,
        total=results.total,
        at_least=not results.exact,
        tabs=[_tab(found, other) for other in _faces.values()],
        hits=hits,
        facets=list(_groups(face, results)),
        chips=chips,
        clear_url=face.address(replace(asked, selected={}, page=1)),
        unlisted=face.address(asked) != face.path(),
        sorts=[
            SortOption(name, str(label), selected=name == asked.sort)
            for name, label in face.sorts.items()
        ],
        paging=paging_of(
            asked.page,
            results.pages,
            lambda number: face.address(replace(asked, page=number)),
        ),
        plain=results.plain,
        correction=_correction(found),
        empty=None if hits else _empty(found, near()),
    )


def _tab(found: Found, other: Face) -> Tab:
    face, asked = found.face, found.asked
    label = str(other.label)
    if other.kind == face.kind:
        url = face.address(replace(asked, page=1))
        return Tab(label, url, found.results.total, current=True)
    shared = face.shared & other.shared
    kept = {name: values for name, values in asked.selected.items() if name in shared}
    there = finder.Request(text=asked.text, exact=asked.exact, selected=kept)
    count = finder.total(other.kind, there, inner=other.inner(found.actor))
    return Tab(label, other.address(there), count, current=False)


def _groups(face: Face, results: finder.Results) -> Iterator[Group]:
    facets = {facet.name: facet.values for facet in results.facets}
    children = {
        parent: _children(face, name, facets.get(name, ()), facets[parent])
        for name, parent in face.child_of.items()
    }
    for name, values in facets.items():
        if name in face.child_of or not values:
            continue
        below = children.get(name, {})
        options = [_option(face, name, value, below.get(value.value)) for value in values]
        if name in face.by_value:
            options.sort(key=lambda option: option.value, reverse=True)
        group = Group(name, str(face.facets[name]), options)
        yield replace(group, open=name in ALWAYS_OPEN or bool(group.selected))


def _option(face: Face, name: str, value: FacetValue, children: Group | None = None) -> Option:
    label = face.value(name, value.value)
    return Option(value.value, label, value.count, value.selected, children)


def _children(
    face: Face, name: str, values: Sequence[FacetValue], parents: Sequence[FacetValue]
) -> dict[str, Group]:
    """Return, by parent, the values below a ticked one, and below any those that are ticked."""
    ticked = {parent.value for parent in parents if parent.selected}
    below: dict[str, list[Option]] = {}
    for value in values:
        parent = face.parent(name, value.value)
        if parent and (parent in ticked or value.selected):
            below.setdefault(parent, []).append(_option(face, name, value))
    label = str(face.facets[name])
    return {parent: Group(name, label, options) for parent, options in below.items()}


def _correction(found: Found) -> Correction | None:
    used = found.corrected_text()
    if used is None:
        return None
    exact = replace(found.asked, exact=True, page=1)
    return Correction(typed=found.asked.text, used=used, exact_url=found.face.address(exact))


def paging_of(page: int, pages: int, address: Callable[[int], str]) -> Paging:
    """Return the links to the pages of a list, of which `address` returns each one's."""
    near = {1, pages, *range(page - AROUND, page + AROUND + 1)}
    links: list[PageLink] = []
    for number in sorted(number for number in near if 1 <= number <= pages):
        if links and links[-1].number != number - 1:
            links.append(PageLink(None))
        links.append(PageLink(number, address(number), current=number == page))
    return Paging(
        page=page,
        pages=pages,
        links=links,
        previous_url=address(page - 1) if 1 < page <= pages + 1 else None,
        next_url=address(page + 1) if page < pages else None,
    )


def _empty(found: Found, near: Sequence[Link]) -> Empty:
    face, asked = found.face, found.asked
    drops = [
        Link(
            ", ".join(face.value(facet.name, value) for value in asked.selected[facet.name]),
            face.address(without(asked, facet.name)),
            facet.without,
        )
        for facet in found.results.facets
        if asked.selected.get(facet.name) and facet.without
    ]
    if asked.text and asked.selected:
        unworded = replace(asked, text="", page=1)
        if count := finder.total(face.kind, unworded, inner=face.inner(found.actor)):
            drops.append(Link(asked.text, face.address(unworded), count))
    return Empty(
        drops=sorted(drops, key=lambda drop: drop.count),
        correction=_suggestion(found),
        near=near,
    )


def _suggestion(found: Found) -> Link | None:
    """Return what the words as typed may have meant, where only they were searched."""
    if not found.asked.exact:
        return None
    corrected = find(found.face, replace(found.asked, exact=False, page=1), found.actor)
    used = corrected.corrected_text()
    return Link(used, found.face.address(corrected.asked)) if used else None
