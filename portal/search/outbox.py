"""Keeping the index true: jobs bring changes to it, a sweep repairs it, a rebuild replaces it.

The states of the index are numbered. The database knows the number up to which jobs were done, so
an index that is older, as from a copy or a disk that was restored, is noticed and built anew.
"""

import logging
from collections.abc import Callable, Sequence

from portal.core import generations
from portal.core.db import reading
from portal.core.jobs import enqueue, handles
from portal.core.uow import unit_of_work
from portal.search.engine import IndexUnavailable
from portal.search.facets import FacetTable
from portal.search.finder import engine
from portal.search.registry import REBUILD, Source, index_job, sources

log = logging.getLogger(__name__)
STATE = "index"


def serve_jobs() -> None:
    """Register the handlers of all sources' index jobs."""
    for source in sources().values():
        handles(index_job(source.kind))(_bring(source))
    handles(REBUILD)(lambda _keys: rebuild())


def _bring(source: Source) -> Callable[[Sequence[str]], None]:
    def handler(keys: Sequence[str]) -> None:
        with reading():  # writing the index must not keep others from writing the database
            documents = {document.key: document for document in source.documents(keys)}
            after = generations.current(STATE)
        gone = [key for key in keys if key not in documents]
        try:
            number = engine().replace(source.kind, documents.values(), removed=gone, after=after)
        except IndexUnavailable:
            rebuild()
            return
        with unit_of_work() as session:
            generations.raise_to(session, STATE, number)

    return handler


def rebuild(progress: Callable[[int], None] = lambda _count: None) -> int:
    """Build the index anew beside the old one, swap, and return the number of documents."""
    with reading():
        number = generations.current(STATE)
        documents = (
            document for source in sources().values() for document in source.documents(None)
        )
        return engine().rebuild(documents, progress=progress, number=number)


def heal() -> bool:
    """Rebuild the index if it is missing, broken or too old, and tell whether that was needed."""
    with reading():
        number = generations.current(STATE)
    found = engine().status()
    if found.healthy and found.number >= number:
        return False
    log.warning("the index is missing, broken or too old; rebuilding it")
    rebuild()
    return True


def drift() -> list[tuple[str, str]]:
    """Return what the index lacks and what it should not hold, as (kind, key)."""
    with reading():
        return sorted(
            (source.kind, key)
            for source in sources().values()
            for key in {*source.table(FacetTable()).keys} ^ {*engine().keys(source.kind)}
        )


def sweep() -> int:
    """Ask for a job for everything in which index and database differ; returns how many."""
    if heal():
        return 0
    differing = drift()
    with unit_of_work() as session:
        for kind, key in differing:
            enqueue(session, index_job(kind), key)
    return len(differing)
