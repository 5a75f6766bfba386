"""Practices as the search sees them."""

from collections.abc import Collection, Iterable, Iterator

from portal.core.clock import utcnow
from portal.core.text import plain
from portal.practices.models import Practice
from portal.practices.queries import (
    KIND,
    PracticeView,
    plain_matches,
    public_views,
)
from portal.practices.queries.facets import facet_table
from portal.practices.queries.files import public_pages
from portal.practices.schemas.facets import DEFAULTS, FACETS, SORTS, TERM_SCHEMES
from portal.practices.services.versions import tags_of
from portal.regions import queries as regions
from portal.search.engine import Document
from portal.search.registry import Source
from portal.vocabularies import queries as vocabularies

DOUBTED = 0.9  # below all others that match as well


def documents(keys: Collection[str] | None) -> Iterator[Document]:
    """Yield the public practices as documents of the index."""
    ids = None if keys is None else [int(key) for key in keys]
    return (to_document(view) for view in public_views(ids))


def to_document(view: PracticeView) -> Document:
    """Return a practice as the index holds it."""
    record = view.record
    return Document(
        kind=KIND,
        key=str(view.id),
        fields={
            "title_id": record["title"]["id"],
            "title_en": record["title"].get("en", ""),
            "summary_id": record["summary"]["id"],
            "summary_en": record["summary"].get("en", ""),
            "names": _lines(_names(view)),
            "keywords": _lines(
                word for words in record.get("keywords", {}).values() for word in words
            ),
            "tags": _lines(_tags(view)),
            "problem": _section(view, "problem", "id"),
            "blocks": _lines(_blocks(view, "id")),
            "results": _section(view, "results", "id"),
            "body_id": _lines(_rest(view, "id")),
            "body_en": _lines(
                (
                    _section(view, "problem", "en"),
                    _section(view, "results", "en"),
                    *_blocks(view, "en"),
                    *_rest(view, "en"),
                )
            ),
            "attachments": _lines(_attached(view)),
        },
        prior=_prior(view),
    )


def _names(view: PracticeView) -> Iterator[str]:
    record = view.record
    yield record.get("short_name", "")
    yield from (view.region.long_name, view.region.name, *view.region.aliases)
    yield from (view.province.name, *view.province.aliases)
    yield from record.get("unit", {}).values()


def _tags(view: PracticeView) -> Iterator[str]:
    named = [
        (TERM_SCHEMES[facet], code)
        for facet, code in tags_of(view.record)
        if facet not in {"stage", "cost", "partner", "kit"}
    ]
    named += [("funding", code) for code in view.record.get("cost", {}).get("funding", [])]
    for scheme, code in named:
        term = vocabularies.catalogue()[scheme].terms[code]
        yield from term.label.values()
        for words in term.alt.values():
            yield from words


def _section(view: PracticeView, name: str, locale: str) -> str:
    return plain(view.record["sections"].get(name, {}).get(locale, ""))


def _blocks(view: PracticeView, locale: str) -> Iterator[str]:
    for block in view.record["blocks"]:
        for part in ("title", "body", "steps", "enabling", "lessons"):
            yield plain(block.get(part, {}).get(locale, ""))


def _rest(view: PracticeView, locale: str) -> Iterator[str]:
    for name in ("solution", "failures", "lessons", "conditions"):
        yield _section(view, name, locale)
    for indicator in view.record.get("indicators", []):
        yield indicator["name"].get(locale, "")
    for row in view.record.get("faq", []):
        yield row["question"].get(locale, "")
        yield plain(row["answer"].get(locale, ""))
    for partner in view.record.get("partners", []):
        yield partner["name"].get(locale, "")


def _attached(view: PracticeView) -> Iterator[str]:
    """Yield what stands in the files that the practice shows to everybody."""
    if view.record.get("attachments"):
        yield from (page.text for page in public_pages(view.id))


def _prior(view: PracticeView) -> float:
    """Return the mild prior of freshness and evidence, 1.0-1.1, less where nobody confirms it."""
    if view.unverified:
        return DOUBTED
    published = view.published_at
    years = (utcnow() - published).days / 365 if published else 3
    return 1 + 0.05 * view.evidence_level / 4 + 0.05 * max(0.0, 1 - years / 3)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


SOURCE = Source(
    kind=KIND,
    model=Practice,
    documents=documents,
    table=facet_table,
    plain=plain_matches,
    facets=FACETS,
    sorts=SORTS,
    defaults=DEFAULTS,
    depends_on=(regions.GENERATION, vocabularies.GENERATION),
)
