"""The engine over PostgreSQL: keeps the newest state at hand, corrects, weighs and combines."""

import logging
import threading
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress

import psycopg
from flask import Flask, current_app

from portal.core.db import begin_reading, read_from, replica_read
from portal.search.correcting import Corrector, readers_of
from portal.search.engine import Document, IndexUnavailable, Matches, Status
from portal.search.engines.postgres import tables, writing
from portal.search.engines.postgres.finding import Finding
from portal.search.engines.postgres.lexemes import Reader
from portal.search.engines.postgres.snapshot import Snapshot, read, renewed
from portal.search.engines.postgres.tables import Connection
from portal.search.engines.postgres.vocabulary import Vocabulary
from portal.search.engines.postgres.weighing import Weigher
from portal.search.lexicon import Lexicon
from portal.search.query import ParsedQuery
from portal.search.ranking import Concept, Forms
from portal.search.spelling import Known
from portal.search.weighing import Floats, combine

log = logging.getLogger(__name__)
WITHOUT = "PostgreSQL lacks pg_trgm: misspelt words are compared with all words, which is slower"
MANY = 1_000  # documents; the lists of fewer are read in no time
TRIES = 2  # where two generations come while a search reads one


class PostgresEngine:
    """An engine over the portal's own database; any number of readers, one writer at a time.

    Nothing lies on a disk of the web machines. A search reads where its request reads, so what a
    replica does not hold yet is not found there yet, and is not shown either.
    """

    def __init__(self, *, lexicon: Lexicon) -> None:
        """Use the index of the database of the present application."""
        self._lexicon = lexicon
        self.analyzer, self._interpreter = readers_of(lexicon)
        self._corrector = Corrector(self.analyzer, lexicon)
        self._reader = Reader(self.analyzer, lexicon)
        self._spare = Known.of(lexicon.entry_words())
        self._known: dict[str | None, tuple[Snapshot, Vocabulary]] = {}
        self._opening = threading.Lock()
        self.warming: threading.Thread | None = None

    def search(self, query: ParsedQuery, *, kind: str) -> Matches:
        """Return what matches.

        Raises:
            IndexUnavailable: if there is no index, it is another version's, or the database
                does not answer.
        """
        tried = 0
        while True:
            try:
                return self._search(query, kind)
            except IndexUnavailable as error:
                tried += 1
                vanished = isinstance(error.__cause__, psycopg.errors.UndefinedTable)
                if not vanished or tried == TRIES:
                    log.warning("the index cannot be read: %s", type(error.__cause__).__name__)
                    raise

    def _search(self, query: ParsedQuery, kind: str) -> Matches:
        with tables.connected() as connection:
            snapshot, vocabulary = self._current(connection)
            finding = Finding(connection, snapshot, vocabulary, self._reader)
            query, corrections = self._corrector.corrected(
                query, holds=finding.holds, nearest=vocabulary.nearest(connection)
            )
            concepts = self._interpreter.concepts(query)
            finding.fetch_all(concepts)
            scores, marks = self._found(concepts, finding, snapshot)
            scores *= snapshot.rows.of_kind(kind) * snapshot.rows.priors
            keys = snapshot.rows.keys.get(kind, ())
            return Matches(keys, scores, corrections, marks, exact=finding.exact)

    def _found(
        self, concepts: list[Concept], finding: Finding, snapshot: Snapshot
    ) -> tuple[Floats, frozenset[Forms]]:
        """Return the score of each document, 0 where it does not match, and what matched."""
        state = snapshot.state
        weigher = Weigher(state.documents, state.top, finding.list_of)
        asked = [concept for concept in concepts if not concept.excluded]
        weighed = [weigher.weigh(concept) for concept in asked]
        required = [own for own, concept in zip(weighed, asked, strict=True) if concept.required]
        scores = combine(weighed, required, documents=state.top)
        for concept in concepts:
            if concept.excluded:
                scores[finding.may_hold(concept)] = 0
        return scores, frozenset().union(*(own.matched for own in weighed))

    def _current(self, connection: Connection) -> tuple[Snapshot, Vocabulary]:
        """Return the present state; while one thread reads it, others use the one before."""
        state = tables.read_state(connection)
        if state is None or state.fingerprint != self._reader.fingerprint:
            raise IndexUnavailable
        source = replica_read()
        known = self._known.get(source)
        if known and known[0].state == state:
            return known
        if not self._opening.acquire(blocking=known is None) and known is not None:
            return known
        try:
            known = self._known.get(source)
            if known is None or known[0].state != state:
                snapshot = (
                    renewed(connection, state, known[0]) if known else read(connection, state)
                )
                words = Vocabulary(state, spare=self._spare, stop_words=self._lexicon.stop_words)
                if known is None or known[0].state.made != state.made:
                    self._warm(source, snapshot, words)
                known = self._known[source] = snapshot, words
            return known
        finally:
            self._opening.release()

    def _warm(self, source: str | None, snapshot: Snapshot, words: Vocabulary) -> None:
        """Read the lists of the commonest words in the background, where that takes long."""
        if snapshot.state.documents < MANY:
            return
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's documented way

        def read_commonest() -> None:
            with app.app_context():
                begin_reading(read_only=True)
                read_from(source)
                with suppress(IndexUnavailable), tables.connected() as connection:
                    for word in words.commonest(connection):
                        snapshot.fetch(connection, self.analyzer.forms(word, "both"))

        self.warming = threading.Thread(target=read_commonest, daemon=True)
        self.warming.start()

    def replace(
        self, kind: str, documents: Iterable[Document], *, removed: Collection[str], after: int = 0
    ) -> int:
        """Bring documents into the index, take `removed` out, and return the number of the state.

        Raises:
            IndexUnavailable: if there is no index to change, or only one older than `after`.
            IndexUnwritable: if the database takes nothing.
        """
        return writing.change(self._reader, kind, documents, removed=removed, after=after)

    def rebuild(
        self, documents: Iterable[Document], *, progress: Callable[[int], None], number: int = 0
    ) -> int:
        """Build the index anew beside the old one, swap, and return how many documents it has.

        Raises:
            IndexUnwritable: if the database takes nothing.
        """
        return writing.rebuild(self._reader, documents, progress=progress, number=number)

    def status(self) -> Status:
        """Return what the index says of itself."""
        try:
            with tables.connected() as connection:
                state = tables.read_state(connection)
        except IndexUnavailable:
            state = None
        if state is None:
            return Status(healthy=False, number=0, documents=0, generation="")
        return Status(
            healthy=state.fingerprint == self._reader.fingerprint,
            number=state.number,
            documents=state.documents,
            generation=f"{state.generation}.{state.number}",
            note="" if state.trigrams else WITHOUT,
        )

    def keys(self, kind: str) -> Collection[str]:
        """Return the keys of a kind.

        Raises:
            IndexUnavailable: if the index cannot be read.
        """
        with tables.connected() as connection:
            snapshot, _words = self._current(connection)
        return [key for key in snapshot.rows.keys.get(kind, ()) if key is not None]
