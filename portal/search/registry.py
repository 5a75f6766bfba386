"""What features bring to the search: one source per kind of object."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction

from portal.core.db import Entity
from portal.core.generations import Kept, bump
from portal.core.jobs import enqueue
from portal.search.engine import Document
from portal.search.facets import FacetTable

REBUILD = "index.rebuild"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A kind of searchable object.

    Attributes:
        documents: returns the public documents of the given keys, or of all if None.
        table: returns the public objects as the facets see them, given how they saw them before.
        plain: returns the keys of public objects that hold all given words, by the database.
        facets: the names of the facets in the order of the page.
        defaults: {facet: values} that hold where nothing of the facet is chosen.
        depends_on: names of generations beside the source's own that make the table stale.
    """

    kind: str
    model: type[Entity]
    documents: Callable[[Collection[str] | None], Iterable[Document]]
    table: Callable[[FacetTable], FacetTable]
    plain: Callable[[Sequence[str]], Collection[str]]
    facets: Sequence[str]
    sorts: Sequence[str]
    defaults: Mapping[str, Sequence[str]] = field(default_factory=dict)
    depends_on: Sequence[str] = ()


_sources: dict[str, Source] = {}
_tables: dict[str, Kept[FacetTable]] = {}


def register(source: Source) -> None:
    """Add a source."""
    _sources[source.kind] = source
    _tables[source.kind] = Kept(
        generation_of(source.kind),
        *source.depends_on,
        load=lambda: source.table(FacetTable()),
        renew=source.table,
    )


def sources() -> Mapping[str, Source]:
    """Return {kind: source}."""
    return _sources


def table(kind: str) -> FacetTable:
    """Return the facet table of a kind, read anew after a change."""
    return _tables[kind].get()


def generation_of(kind: str) -> str:
    """Return the name of the generation that moves when an object of the kind changes."""
    return f"search.{kind}"


def index_job(kind: str) -> str:
    """Return the kind of the jobs that bring single objects to the index."""
    return f"index.{kind}"


def enqueue_rebuild(session: Session) -> None:
    """Ask, in the transaction of a change that touches many documents, for a rebuild."""
    enqueue(session, REBUILD, "all")


def _mark_stale(session: Session, _context: UOWTransaction) -> None:
    for source in _sources.values():
        changed = {
            entity
            for entity in {*session.new, *session.dirty, *session.deleted}
            if isinstance(entity, source.model)
        }
        for entity in changed:
            enqueue(session, index_job(source.kind), str(entity.id))
        if changed:
            bump(session, generation_of(source.kind))


event.listen(Session, "after_flush", _mark_stale)
