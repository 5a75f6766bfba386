"""The engine over Whoosh: keeps the newest state at hand, corrects, weighs and combines."""

import logging
import threading
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future
from pathlib import Path

from portal.search.correcting import Corrector, readers_of
from portal.search.engine import Document, IndexUnavailable, Matches, Status
from portal.search.engines.whoosh.folder import IndexFolder
from portal.search.engines.whoosh.kept import Kept
from portal.search.engines.whoosh.segment import LARGE
from portal.search.engines.whoosh.snapshot import Snapshot
from portal.search.lexicon import Lexicon
from portal.search.query import ParsedQuery

log = logging.getLogger(__name__)
KEPT_BYTES = 64 << 20
PATIENCE = 0.25  # seconds that a reader waits for a new state while there is one before it


class WhooshEngine:
    """An engine over a private folder; any number of readers, one writer at a time."""

    def __init__(self, directory: Path, *, lexicon: Lexicon) -> None:
        """Use the index below `directory`, which need not exist yet."""
        self._lexicon = lexicon
        self.analyzer, self._interpreter = readers_of(lexicon)
        self._corrector = Corrector(self.analyzer, lexicon)
        self._folder = IndexFolder(directory, forms=self.analyzer.forms)
        self._snapshot: Snapshot | None = None
        self._kept = Kept(KEPT_BYTES)
        self._opening = threading.Lock()

    def search(self, query: ParsedQuery, *, kind: str) -> Matches:
        """Return what matches.

        Raises:
            IndexUnavailable: if the index is missing or broken.
        """
        snapshot = self._current()
        try:
            query, corrections = self._corrector.corrected(
                query, holds=snapshot.holds, nearest=snapshot.nearest
            )
            concepts = self._interpreter.concepts(query)
            scores, marks = snapshot.found(concepts, kind)
            return Matches(snapshot.keys_of(kind), scores, corrections, marks)
        except Exception as error:
            # Whatever a damaged file makes Whoosh raise, the caller answers from the database.
            log.exception("the index cannot be read")
            self._folder.mark_broken()
            raise IndexUnavailable from error

    def _current(self) -> Snapshot:
        """Return the present state.

        Who finds a new one waits for it, if it may be large a moment only; others read the one
        before until it is there.
        """
        serial = self._folder.serial()
        kept = self._snapshot
        if kept is not None and kept.serial == serial:
            return kept
        if not self._opening.acquire(blocking=kept is None) and kept is not None:
            return kept
        if self._snapshot is not None and self._snapshot.serial == serial:
            self._opening.release()
            return self._snapshot
        opened: Future[Snapshot] = Future()
        threading.Thread(target=self._open, args=(opened,), daemon=True).start()
        try:
            return opened.result(PATIENCE if kept and kept.documents >= LARGE else None)
        except TimeoutError:
            return kept or opened.result()

    def _open(self, opened: Future[Snapshot]) -> None:
        """Open the newest state, and warm it before it takes the place of another."""
        is_first = self._snapshot is None
        try:
            newest = self._newest()
            if not is_first:
                newest.warm()
            self._snapshot = newest
            newest.forget_others()
        except Exception as error:  # noqa: BLE001  # it is raised where the result is asked for
            opened.set_exception(error)
            return
        finally:
            self._opening.release()
        opened.set_result(newest)
        if is_first:
            newest.warm()

    def _newest(self) -> Snapshot:
        serial, reader = self._folder.open()
        return Snapshot(
            serial, reader, kept=self._kept, before=self._snapshot, lexicon=self._lexicon
        )

    def replace(
        self, kind: str, documents: Iterable[Document], *, removed: Collection[str], after: int = 0
    ) -> int:
        """Bring documents into the index, take `removed` out, and return the number of the state.

        Raises:
            IndexUnavailable: if there is no sound index to change, or only one older than `after`.
        """
        return self._folder.change(kind, documents, removed=removed, after=after)

    def rebuild(
        self, documents: Iterable[Document], *, progress: Callable[[int], None], number: int = 0
    ) -> int:
        """Build the index anew beside the old one, swap, and return how many documents it has."""
        return self._folder.rebuild(documents, progress=progress, number=number)

    def status(self) -> Status:
        """Return what the index says of itself."""
        try:
            snapshot = self._current()
        except IndexUnavailable:
            building = self._folder.building()
            return Status(healthy=False, number=0, documents=0, generation="", building=building)
        if self._folder.is_touched(snapshot.serial):
            self._folder.mark_broken()
        return Status(
            healthy=not self._folder.is_broken(),
            number=self._folder.number(),
            documents=snapshot.documents,
            generation=snapshot.serial,
            building=self._folder.building(),
            worn=self._folder.is_worn(),
        )

    def keys(self, kind: str) -> Collection[str]:
        """Return the keys of a kind.

        Raises:
            IndexUnavailable: if the index cannot be read.
        """
        return [key for key in self._current().keys_of(kind) if key is not None]
