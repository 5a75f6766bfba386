"""One state of the index: its segments in a row, weighed together."""

from collections.abc import Collection, Iterator
from functools import cache, cached_property, partial

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from portal.search.engines.whoosh.kept import Kept
from portal.search.engines.whoosh.postings import Floats, Numbers
from portal.search.engines.whoosh.segment import Averages, Earned, Segment
from portal.search.lexicon import Lexicon
from portal.search.ranking import (
    ALSO,
    IN_PARTS,
    WEIGHTS,
    Concept,
    Forms,
    Variant,
    Weighed,
    combine,
    inverse_frequency,
)
from portal.search.spelling import Known, Spelling

MOST_CORRECTED = 1000


class Snapshot:
    """The index as it stood at `serial`; safe to share between threads.

    A document's number is its number in its segment, after those of the segments before.
    """

    def __init__(
        self,
        serial: str,
        reader: IndexReader,
        *,
        kept: Kept,
        before: "Snapshot | None",
        lexicon: Lexicon,
    ) -> None:
        """Read from `reader`, but nothing anew of segments that the state `before` had too.

        The words of `lexicon` are known without standing in the index; a stop word is never what
        a misspelt word was meant to be.
        """
        self.serial = serial
        self._kept = kept
        found: list[tuple[IndexReader, int]] = reader.leaf_readers()
        leaves = [(leaf, start) for leaf, start in found if leaf.segment()]  # an empty one has none
        averages = _averages(leaves)
        had = before.segments if before else {}
        self.segments: dict[str, Segment] = {}
        self._starts: list[int] = []
        for leaf, start in leaves:
            name = leaf.segment().segment_id()
            segment = had.get(name)
            if segment is None or segment.averages != averages:
                segment = Segment(leaf, averages=averages, kept=kept)
            self.segments[name] = segment
            self._starts.append(start)
        self._size: int = reader.doc_count_all()
        self.documents: int = reader.doc_count()
        self._dead = _dead(leaves)
        self._keys: dict[str, tuple[list[str | None], NDArray[np.bool_]]] = {}
        self._lexicon = lexicon
        self._corrected: dict[tuple[str, bool], str | None] = {}
        self._mine = object()

    def _in_order(self) -> Iterator[tuple[int, Segment]]:
        """Yield the segments, each with the number of its first document."""
        return zip(self._starts, self.segments.values(), strict=True)

    @cached_property
    def _priors(self) -> Floats:
        found = [segment.priors for _start, segment in self._in_order()]
        return np.concatenate([np.zeros(0, np.float32), *found])

    def keys_of(self, kind: str) -> tuple[list[str | None], NDArray[np.bool_]]:
        """Return the keys by number, and where there are any: neither for the dead nor others."""
        if kind not in self._keys:
            keys = [
                key if of == kind else None
                for _start, segment in self._in_order()
                for key, of in zip(segment.keys, segment.kinds, strict=True)
            ]
            for number in self._dead.tolist():
                keys[number] = None
            self._keys[kind] = keys, np.array([key is not None for key in keys], bool)
        return self._keys[kind]

    @cached_property
    def _spelling(self) -> Spelling:
        known = [_words_of(self._lexicon), *(segment.known for segment in self.segments.values())]
        segments = tuple(self.segments.values())
        # Knows segments alone: in a circle, files and memory would wait for the collector.
        return Spelling(
            known, frequency=partial(_frequency, segments), never=self._lexicon.stop_words
        )

    def nearest(self, word: str, derived: bool) -> str | None:  # noqa: FBT001  # as the corrector asks
        """Return what a word was meant to be, see `Spelling.correct`; None if nothing is near."""
        asked = (word, derived)
        if asked not in self._corrected:
            if len(self._corrected) >= MOST_CORRECTED:
                self._corrected = {}
            self._corrected[asked] = self._spelling.correct(word, derived=derived)
        return self._corrected[asked]

    def holds(self, forms: Forms) -> bool:
        """Tell whether a living document holds one of some forms."""
        return any(self._carrying(self._earned((form,))) > 0 for form in forms)

    def weigh(self, concept: Concept) -> Weighed:
        """Return what a concept weighs here and in which documents."""
        return self._kept.get(self._mine, concept, partial(self._weigh, concept))

    def _weigh(self, concept: Concept) -> Weighed:
        if not concept.parts:
            weight, scores, matched = self._of_variants(concept.variants)
            documents = np.flatnonzero(scores)
            return Weighed(weight, documents, scores[documents], weight, frozenset(matched))
        parts = [self.weigh(part) for part in concept.parts]
        weight = sum(part.weight for part in parts)
        _, whole, matched = self._of_variants(concept.variants, at_least=weight)
        scores = np.zeros_like(whole)
        held = np.zeros_like(whole)
        for part in parts:
            scores[part.documents] += part.scores * np.float32(IN_PARTS)
            held[part.documents] += np.float32(part.weight)
            matched |= part.matched
        np.maximum(scores, whole, out=scores)
        held[whole > 0] = weight
        documents = np.flatnonzero(scores)
        return Weighed(weight, documents, scores[documents], held[documents], frozenset(matched))

    def _of_variants(
        self, variants: Collection[Variant], *, at_least: float = 0.0
    ) -> tuple[float, NDArray[np.float32], set[Forms]]:
        """Return the greatest weight of variants, each document's score, and what was found."""
        scores = np.zeros(self._size, np.float32)
        matched: set[Forms] = set()
        weight = 0.0
        for variant in variants:
            earned = self._earned(variant.forms)
            carrying = self._carrying(earned)
            if not carrying:
                continue
            matched.add(variant.forms)
            rarity = inverse_frequency(self.documents, carrying)
            rarity = max(rarity, at_least) * variant.weight
            weight = max(weight, rarity)
            for start, found in earned:
                mine = scores[start:]
                more, known = found.shares * np.float32(rarity), mine[found.documents]
                both = np.maximum(more, known) + ALSO * np.minimum(more, known)
                mine[found.documents] = both
        scores[self._dead] = 0
        return weight or inverse_frequency(self.documents, 1) / 2, scores, matched

    def _earned(self, forms: Forms) -> list[tuple[int, Earned]]:
        """Return what each segment's documents earn by forms in a row, where there are any."""
        found = [(start, segment.earned(forms)) for start, segment in self._in_order()]
        return [(start, earned) for start, earned in found if len(earned.documents)]

    def _carrying(self, earned: list[tuple[int, Earned]]) -> int:
        """Return how many living documents earn something."""
        carrying = 0
        for start, found in earned:
            carrying += len(found.documents)
            if len(self._dead):
                dead = self._dead - start
                places = np.minimum(found.documents.searchsorted(dead), len(found.documents) - 1)
                carrying -= int(np.count_nonzero(found.documents[places] == dead))
        return carrying

    def found(
        self, concepts: list[Concept], kind: str
    ) -> tuple[NDArray[np.intp], Floats, frozenset[Forms]]:
        """Return the documents of a kind that match, ascending, their scores, and what matched."""
        weighed = [(concept, self.weigh(concept)) for concept in concepts]
        wanted = [found for concept, found in weighed if not concept.excluded]
        required = [found for concept, found in weighed if concept.required]
        documents, scores = combine(wanted, required, documents=self._size)
        fits = self.keys_of(kind)[1][documents]
        for concept, found in weighed:
            if concept.excluded:
                has_it = np.zeros(self._size, bool)
                has_it[found.documents] = True
                fits &= ~has_it[documents]
        if not fits.all():
            documents, scores = documents[fits], scores[fits]
        marks = frozenset().union(*(found.matched for found in wanted))
        return documents, scores * self._priors[documents], marks

    def forget_others(self) -> None:
        """Drop what is kept of other states and their segments."""
        self._kept.keep_only({self._mine, *(segment.mine for segment in self.segments.values())})

    def warm(self) -> None:
        """Read what is asked for most of large segments that were not there before."""
        for segment in self.segments.values():
            segment.warm()


@cache
def _words_of(lexicon: Lexicon) -> Known:
    return Known.of(lexicon.entry_words)


def _averages(leaves: list[tuple[IndexReader, int]]) -> Averages:
    """Return the average lengths of fields in the largest segment: a small change changes none."""
    if not leaves:
        return {}
    largest = max((leaf for leaf, _start in leaves), key=lambda leaf: int(leaf.doc_count_all()))
    documents = max(1, largest.doc_count_all())
    return {name: largest.field_length(name) / documents or 1.0 for name in WEIGHTS}


def _dead(leaves: list[tuple[IndexReader, int]]) -> Numbers:
    """Return the numbers of the documents that were taken out, ascending."""
    found = (number + start for leaf, start in leaves for number in leaf.segment().deleted_docs())
    return np.array(sorted(found), np.int32)


def _frequency(segments: Collection[Segment], word: str) -> int:
    return sum(segment.frequency(word) for segment in segments)
