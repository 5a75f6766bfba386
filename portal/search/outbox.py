"""Keeping the index true: jobs bring changes to it, a sweep repairs it, a rebuild replaces it.

The states of the index are numbered. The database knows the number up to which jobs were done, so
an index that is older, as from a copy or a disk that was restored, is noticed and built anew.
"""

import logging
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager

from flask import current_app

from portal.core import generations
from portal.core.db import reading
from portal.core.jobs import Lane, Unfinished, enqueue, handles
from portal.core.uow import unit_of_work
from portal.search.engine import Document, IndexUnavailable, IndexUnwritable
from portal.search.facets import FacetTable
from portal.search.finder import engine
from portal.search.registry import REBUILD, Source, enqueue_rebuild, index_job, sources

log = logging.getLogger(__name__)
STATE = "index"
PAUSE = 30.0  # seconds until the index is tried again where it could not be written


def serve_jobs() -> None:
    """Register the handlers of all sources' index jobs."""
    for source in sources().values():
        handles(index_job(source.kind))(_bring(source))
    handles(REBUILD, Lane.LONG)(_rebuild)


def _bring(source: Source) -> Callable[[Sequence[str]], None]:
    def handler(keys: Sequence[str]) -> None:
        with reading():  # writing the index must not keep others from writing the database
            documents = {document.key: document for document in source.documents(keys)}
            after = generations.current(STATE)
        gone = [key for key in keys if key not in documents]
        with _waiting_for_room(keys):
            try:
                number = engine().replace(
                    source.kind, documents.values(), removed=gone, after=after
                )
            except IndexUnavailable:
                if engine().status().building is not None:
                    raise Unfinished(dict.fromkeys(keys, "the index is being built")) from None
                rebuild()
                return
        with unit_of_work() as session:
            generations.raise_to(session, STATE, number)
            found = engine().status()
            if found.worn and found.building is None:
                enqueue_rebuild(session)

    return handler


def _rebuild(keys: Sequence[str]) -> None:
    with _waiting_for_room(keys):
        rebuild()


@contextmanager
def _waiting_for_room(keys: Sequence[str]) -> Iterator[None]:
    """Let jobs wait while the index cannot be written.

    Raises:
        Unfinished: naming all of them.
    """
    try:
        yield
    except IndexUnwritable as error:
        raise Unfinished(dict.fromkeys(keys, f"the index cannot be written: {error}")) from error


def rebuild(progress: Callable[[int], None] = lambda _count: None) -> int:
    """Build the index anew beside the old one, swap, and return the number of documents."""
    with reading():
        number = generations.current(STATE)
    with closing(_everything()) as documents:
        return engine().rebuild(documents, progress=progress, number=number)


def _everything() -> Generator[Document, None, None]:
    """Yield the public documents of all kinds as they stand when this is begun."""
    with reading(), generations.unmoved():
        for source in sources().values():
            yield from source.documents(None)


def heal() -> bool:
    """Rebuild the index if it is missing, broken or too old, and tell whether that was needed.

    Where its place takes nothing, it is tried again after a while; another's rebuild is awaited.
    """
    with reading():
        number = generations.current(STATE)
    found = engine().status()
    if found.healthy and found.number >= number:
        return False
    if found.building is not None:
        return True
    pauses: dict[str, float] = current_app.extensions.setdefault("index_pauses", {})
    if time.monotonic() < pauses.get("until", 0):
        return True
    log.warning("the index is missing, broken or too old; rebuilding it")
    try:
        log.info("the index is rebuilt with %d documents", rebuild())
    except IndexUnwritable as error:
        pauses["until"] = time.monotonic() + PAUSE
        log.error("the index cannot be written: %s", error)  # noqa: TRY400  # there is no more to it
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
