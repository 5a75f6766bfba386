"""The port behind which search engines stand: they match and rank, and know nothing else."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from portal.search.query import ParsedQuery

FIELDS = {
    "title_id": "id",
    "title_en": "en",
    "summary_id": "id",
    "summary_en": "en",
    "names": "both",
    "keywords": "both",
    "tags": "both",
    "problem": "id",
    "blocks": "id",
    "results": "id",
    "body_id": "id",
    "body_en": "en",
    "attachments": "both",
}


class IndexUnavailable(Exception):
    """The index is missing, broken or being written for the first time."""


class IndexUnwritable(Exception):
    """The place of the index takes nothing now, as a full disk; what it holds stays as it is."""


@dataclass(frozen=True)
class Document:
    """What the index is told of an object: plain texts by field, see `FIELDS`.

    `prior` is a factor around 1 by which its score is multiplied.
    """

    kind: str
    key: str
    fields: Mapping[str, str]
    prior: float = 1.0


@dataclass(frozen=True)
class Correction:
    """A typed word that was searched in another spelling."""

    original: str
    corrected: str


@dataclass(frozen=True, eq=False)
class Matches:
    """All objects that match: the score of each of `keys`, which is 0 where it does not match.

    `keys` is the engine's own table of keys: the same object as long as nothing changes there, so
    that others may keep what they know of it. None stands where no object of the kind is.
    `marks` are the sequences of word forms that matched, for highlighting. Where not `exact`, more
    may match than could be looked at.
    """

    keys: Sequence[str | None]
    scores: NDArray[np.float32]
    corrections: Sequence[Correction]
    marks: frozenset[tuple[str, ...]]
    exact: bool = True

    @cached_property
    def ranked(self) -> Sequence[tuple[str, float]]:
        """All of them as (key, score), best first; of equals the one that stands first."""
        places = np.flatnonzero(self.scores)
        places = places[np.argsort(-self.scores[places], kind="stable")]
        scores = self.scores[places].tolist()
        return [
            (key, score)
            for place, score in zip(places.tolist(), scores, strict=True)
            if (key := self.keys[place]) is not None
        ]


@dataclass(frozen=True)
class Status:
    """What an index says of itself; `number` is that of its state, see `Engine.replace`.

    `building` is how many documents a rebuild has read that is going on; `worn` says that one would
    do the index good; `note` says in a sentence what it does without, if anything.
    """

    healthy: bool
    number: int
    documents: int
    generation: str
    building: int | None = None
    worn: bool = False
    note: str = ""


class Engine(Protocol):
    """A search engine."""

    def search(self, query: ParsedQuery, *, kind: str) -> Matches:
        """Return what matches.

        Raises:
            IndexUnavailable: if the index cannot answer.
        """

    def replace(
        self, kind: str, documents: Iterable[Document], *, removed: Collection[str], after: int = 0
    ) -> int:
        """Bring documents into the index and take the keys `removed` out of it.

        Returns the number of the state that this makes. It outlasts a power cut from then on.

        Raises:
            IndexUnavailable: if there is no index to change, or only one older than `after`.
            IndexUnwritable: if its place takes nothing.
        """

    def rebuild(
        self, documents: Iterable[Document], *, progress: Callable[[int], None], number: int = 0
    ) -> int:
        """Build the index anew beside the old one, swap, and return how many documents it has.

        What is changed once the first of `documents` is read stays changed.

        Raises:
            IndexUnwritable: if its place takes nothing.
        """

    def status(self) -> Status:
        """Return what the index says of itself; never raises."""

    def keys(self, kind: str) -> Collection[str]:
        """Return the keys of a kind.

        Raises:
            IndexUnavailable: if the index cannot be read.
        """
