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
Table = Callable[[FacetTable], FacetTable]


@dataclass(frozen=True, kw_only=True)
class Inner:
    """Objects of a kind that some readers alone may find: they never come to the index.

    Attributes:
        table: returns all that these readers may find, public or not, as that of the source does.
        plain: returns the keys of those not public that hold all given words, by the database.
    """

    table: Table
    plain: Callable[[Sequence[str]], Collection[str]]


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
        parts: {model: attribute} of what belongs to objects; the attribute holds the object's id.
        inner: what some readers may find beside what is public.
    """

    kind: str
    model: type[Entity]
    documents: Callable[[Collection[str] | None], Iterable[Document]]
    table: Table
    plain: Callable[[Sequence[str]], Collection[str]]
    facets: Sequence[str]
    sorts: Sequence[str]
    defaults: Mapping[str, Sequence[str]] = field(default_factory=dict)
    depends_on: Sequence[str] = ()
    parts: Mapping[type[Entity], str] = field(default_factory=dict)
    inner: Inner | None = None


_sources: dict[str, Source] = {}
_tables: dict[str, Kept[FacetTable]] = {}
_inner_tables: dict[str, Kept[FacetTable]] = {}


def register(source: Source) -> None:
    """Add a source."""
    _sources[source.kind] = source
    _tables[source.kind] = _kept(source, source.table)
    if source.inner is not None:
        _inner_tables[source.kind] = _kept(source, source.inner.table)


def _kept(source: Source, table: Table) -> Kept[FacetTable]:
    return Kept(
        generation_of(source.kind),
        *source.depends_on,
        load=lambda: table(FacetTable()),
        renew=table,
    )


def sources() -> Mapping[str, Source]:
    """Return {kind: source}."""
    return _sources


def table(kind: str, *, inner: bool = False) -> FacetTable:
    """Return the facet table of a kind, read anew after a change; `inner` for those who may."""
    return (_inner_tables if inner else _tables)[kind].get()


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
        names = {source.model: "id", **source.parts}
        changed = {
            str(getattr(entity, names[type(entity)]))
            for entity in (*session.new, *session.dirty, *session.deleted)
            if type(entity) in names
        }
        for key in sorted(changed):
            enqueue(session, index_job(source.kind), key)
        if changed:
            bump(session, generation_of(source.kind))


event.listen(Session, "after_flush", _mark_stale)
