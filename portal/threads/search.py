"""Threads as the search sees them: those that everybody may read, and in them no author.

Members find the threads that are for members too: by the database, beside the index.
"""

from collections.abc import Callable, Collection, Iterable, Iterator

from portal.practices.queries import KIND as PRACTICE
from portal.regions import queries as regions
from portal.regions.queries import directory
from portal.search.engine import Document
from portal.search.registry import Inner, Source, generation_of
from portal.threads.models import SETTLED, Post, Thread, ThreadState
from portal.threads.queries.finding import (
    KIND,
    Saying,
    Talk,
    members_matches,
    members_table,
    place_terms,
    plain_matches,
    public_table,
    public_talks,
)
from portal.threads.schemas.facets import FACETS, SORTS
from portal.vocabularies import queries as vocabularies

SETTLED_PRIOR, DUPLICATE_PRIOR = 1.05, 0.9


def documents(keys: Collection[str] | None) -> Iterator[Document]:
    """Yield the public threads as documents of the index."""
    ids = None if keys is None else [int(key) for key in keys]
    return (to_document(talk) for talk in public_talks(ids))


def to_document(talk: Talk) -> Document:
    """Return a thread as the index holds it: what is said, and where, never by whom."""
    thread = talk.thread
    return Document(
        kind=KIND,
        key=str(thread.id),
        fields={
            f"title_{thread.language}": thread.title,
            "names": _lines(_names(thread)),
            "tags": _lines(word for term in place_terms(thread) for word in term.label.values()),
            "problem": _said(talk, lambda saying: saying.number == 1),
            "results": _said(talk, lambda saying: saying.accepted),
            "body_id": _said(talk, lambda saying: saying.number > 1 and not saying.accepted),
            "body_en": _said(talk, lambda _saying: True, "en"),
        },
        prior=_prior(thread.state),
    )


def _names(thread: Thread) -> Iterator[str]:
    """Yield the names of the region that asks and of the one that is asked."""
    for region_id in {thread.region_id, thread.about_region_id}:
        if region_id is not None:
            region = directory().by_id[region_id]
            yield from (region.long_name, region.name, *region.aliases)


def _said(talk: Talk, wanted: Callable[[Saying], bool], language: str = "id") -> str:
    return _lines(
        saying.text for saying in talk.sayings if saying.language == language and wanted(saying)
    )


def _prior(state: ThreadState) -> float:
    """Return the mild prior: what helped goes first, what was asked before goes last."""
    if state in SETTLED:
        return SETTLED_PRIOR
    return DUPLICATE_PRIOR if state is ThreadState.DUPLICATE else 1.0


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


SOURCE = Source(
    kind=KIND,
    model=Thread,
    parts={Post: "thread_id"},
    documents=documents,
    table=public_table,
    plain=plain_matches,
    inner=Inner(table=members_table, plain=members_matches),
    facets=FACETS,
    sorts=SORTS,
    depends_on=(generation_of(PRACTICE), regions.GENERATION, vocabularies.GENERATION),
)
