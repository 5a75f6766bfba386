"""One state of the index: its segments in a row, weighed together."""

from collections.abc import Collection, Iterator
from functools import cache, cached_property, partial

import numpy as np
from whoosh.reading import IndexReader

from portal.search.engines.whoosh.kept import Kept
from portal.search.engines.whoosh.segment import Averages, Segment
from portal.search.lexicon import Lexicon
from portal.search.ranking import WEIGHTS, Concept, Forms, Variant
from portal.search.spelling import Known, Spelling
from portal.search.weighing import Earned, Floats, Numbers, Weighed, combine, weigh

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
        self.size: int = reader.doc_count_all()
        self.documents: int = reader.doc_count()
        self.dead = _dead(leaves)
        self._keys: dict[str, list[str | None]] = {}
        self._priors: dict[str, Floats] = {}
        self._lexicon = lexicon
        self._corrected: dict[tuple[str, bool], str | None] = {}
        self._mine = object()

    def _in_order(self) -> Iterator[tuple[int, Segment]]:
        """Yield the segments, each with the number of its first document."""
        return zip(self._starts, self.segments.values(), strict=True)

    def keys_of(self, kind: str) -> list[str | None]:
        """Return the keys of a kind by number: None for the dead and for others."""
        if kind not in self._keys:
            keys = [
                key if of == kind else None
                for _start, segment in self._in_order()
                for key, of in zip(segment.keys, segment.kinds, strict=True)
            ]
            for number in self.dead.tolist():
                keys[number] = None
            self._keys[kind] = keys
        return self._keys[kind]

    def _priors_of(self, kind: str) -> Floats:
        """Return the priors of the documents of a kind by number: 0 for the dead and for others."""
        if kind not in self._priors:
            found = [segment.priors for _start, segment in self._in_order()]
            are_there = np.array([key is not None for key in self.keys_of(kind)], bool)
            self._priors[kind] = np.concatenate([np.zeros(0, np.float32), *found]) * are_there
        return self._priors[kind]

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
        return self._kept.get(self._mine, concept, partial(weigh, concept, self))

    def holding(self, variant: Variant) -> tuple[int, list[tuple[int, Earned]]]:
        """Return how many living documents hold a variant, and what is earned by it."""
        earned = self._earned(variant.forms)
        return self._carrying(earned), earned

    def _earned(self, forms: Forms) -> list[tuple[int, Earned]]:
        """Return what each segment's documents earn by forms in a row, where there are any."""
        found = [(start, segment.earned(forms)) for start, segment in self._in_order()]
        return [(start, earned) for start, earned in found if earned.carrying]

    def _carrying(self, earned: list[tuple[int, Earned]]) -> int:
        """Return how many living documents earn something."""
        carrying = sum(found.carrying for _start, found in earned)
        if len(self.dead):
            mine = np.zeros(self.size, bool)
            for start, found in earned:
                mine[start:][found.documents] = found.shares > 0
            carrying -= int(np.count_nonzero(mine[self.dead]))
        return carrying

    def found(self, concepts: list[Concept], kind: str) -> tuple[Floats, frozenset[Forms]]:
        """Return the score of each document, 0 where it does not match, and what matched."""
        weighed = [(concept, self.weigh(concept)) for concept in concepts]
        wanted = [found for concept, found in weighed if not concept.excluded]
        required = [found for concept, found in weighed if concept.required]
        scores = combine(wanted, required, documents=self.size)
        for concept, found in weighed:
            if concept.excluded:
                scores[found.documents] *= found.scores == 0
        scores *= self._priors_of(kind)
        return scores, frozenset().union(*(found.matched for found in wanted))

    def forget_others(self) -> None:
        """Drop what is kept of other states and their segments."""
        self._kept.keep_only({self._mine, *(segment.mine for segment in self.segments.values())})

    def warm(self) -> None:
        """Read what is asked for most of large segments that were not there before."""
        for segment in self.segments.values():
            segment.warm()


@cache
def _words_of(lexicon: Lexicon) -> Known:
    return Known.of(lexicon.entry_words())


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
