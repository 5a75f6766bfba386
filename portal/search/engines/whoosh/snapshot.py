"""One state of the index, read term by term and kept in memory as it is asked for."""

import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sized
from functools import cached_property, partial
from itertools import islice
from typing import TypeVar

from whoosh.matching import Matcher
from whoosh.reading import IndexReader, TermNotFound

from portal.search.analysis import STEM_EN, STEM_ID
from portal.search.engine import FIELDS
from portal.search.ranking import (
    IN_PARTS,
    Concept,
    Forms,
    Variant,
    Weighed,
    inverse_frequency,
    saturated,
)
from portal.search.spelling import Spelling

# How much a word in a field tells about what a document is about, and how much its length counts.
WEIGHTS = {
    "title_id": 5.0,
    "title_en": 4.5,
    "names": 4.0,
    "keywords": 3.0,
    "summary_id": 2.5,
    "summary_en": 2.2,
    "tags": 1.2,
    "problem": 1.3,
    "blocks": 1.0,
    "results": 1.0,
    "body_id": 0.8,
    "body_en": 0.8,
    "attachments": 0.3,
}
LENGTH_COUNTS = 0.5
# How much a further way of saying the same adds to the best one.
ALSO = 0.15
SIGNS = (STEM_ID, STEM_EN)
MOST_KEPT = 500_000
MOST_PREFIXED = 100
Strengths = dict[int, float]
T = TypeVar("T", bound=Sized | None)
CORRECTED = "corrected"


class _Kept:
    """What was read of the index; the longest unused is dropped beyond `MOST_KEPT` postings."""

    def __init__(self) -> None:
        self._values: OrderedDict[object, Sized | None] = OrderedDict()
        self._size = 0

    def get(self, key: object, read: Callable[[], T]) -> T:
        """Return what is kept under `key`, by `read` the first time."""
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]  # type: ignore[return-value]  # a key keeps one type
        value = self._values[key] = read()
        self._size += _size(value)
        while self._size > MOST_KEPT and len(self._values) > 1:
            self._size -= _size(self._values.popitem(last=False)[1])
        return value


def _size(value: Sized | None) -> int:
    return 1 + len(value or ())


def _carrying(reader: IndexReader, word: str) -> int:
    """Return how many documents hold a word in the field that has it most often."""
    return max(int(reader.doc_frequency(name, word)) for name in WEIGHTS)


class Snapshot:
    """The index as it stood at `serial`; safe to share between threads."""

    def __init__(
        self, serial: str, reader: IndexReader, *, spare: frozenset[str], stop_words: frozenset[str]
    ) -> None:
        """Read from `reader`.

        `spare` are words that are known without standing in the index; `stop_words` are never
        what a misspelt word was meant to be.
        """
        self.serial = serial
        self._reader = reader
        self._leaves: list[tuple[IndexReader, int]] = reader.leaf_readers()
        self._reading = threading.Lock()
        self._rows = {
            number: (fields["kind"], fields["key"], fields["prior"])
            for number, fields in reader.iter_docs()
        }
        self.documents = len(self._rows)
        self._average = {
            name: reader.field_length(name) / max(1, self.documents) or 1.0 for name in FIELDS
        }
        self._kept = _Kept()
        self._spare, self._stop_words = spare, stop_words

    @cached_property
    def _vocabulary(self) -> list[str]:
        """The words of the index, sorted; read when they are first asked for."""
        terms = (
            raw
            for leaf, _offset in self._leaves
            for name, raw in leaf.all_terms()
            if name in WEIGHTS
        )
        return sorted(word for raw in set(terms) if (word := raw.decode())[0] not in SIGNS)

    @cached_property
    def _spelling(self) -> Spelling:
        known = self._spare.union(self._vocabulary) - self._stop_words
        # Knows the reader alone: in a circle, files and memory would wait for the collector.
        return Spelling(known, frequency=partial(_carrying, self._reader))

    def corrected(self, word: str, *, derived: bool) -> str | None:
        """Return what a word was meant to be, see `Spelling.correct`; None if nothing is near."""
        with self._reading:
            return self._kept.get(
                (CORRECTED, word), lambda: self._spelling.correct(word, derived=derived)
            )

    def keys(self, kind: str) -> Collection[str]:
        """Return the keys of a kind."""
        return [key for row_kind, key, _prior in self._rows.values() if row_kind == kind]

    def ranked(self, scores: Strengths, kind: str) -> list[tuple[str, float]]:
        """Return (key, score) of the documents of a kind, best first."""
        found = []
        for number, score in scores.items():
            row_kind, key, prior = self._rows[number]
            if row_kind == kind:
                found.append((key, score * prior))
        found.sort(key=lambda pair: (-pair[1], pair[0]))
        return found

    def weigh(self, concept: Concept) -> Weighed:
        """Return what a concept weighs here and in which documents."""
        if not concept.parts:
            return self._weigh_variants(concept)
        parts = [self._weigh_variants(part) for part in concept.parts]
        weight = sum(part.weight for part in parts)
        whole = self._weigh_variants(concept, at_least=weight)
        scores: Strengths = {}
        held: Strengths = {}
        for part in parts:
            for number, score in part.scores.items():
                scores[number] = scores.get(number, 0.0) + score * IN_PARTS
                held[number] = held.get(number, 0.0) + part.weight
        for number, score in whole.scores.items():
            scores[number] = max(score, scores.get(number, 0.0))
            held[number] = weight
        return Weighed(weight, scores, held, whole.matched.union(*(p.matched for p in parts)))

    def _weigh_variants(self, concept: Concept, *, at_least: float = 0.0) -> Weighed:
        scores: Strengths = {}
        matched: set[Forms] = set()
        weight = 0.0
        for variant in concept.variants:
            strengths = self._of_variant(variant)
            if not strengths:
                continue
            matched.add(variant.forms)
            rarity = inverse_frequency(self.documents, len(strengths))
            rarity = max(rarity, at_least) * variant.weight
            weight = max(weight, rarity)
            for number, strength in strengths.items():
                score, known = rarity * saturated(strength), scores.get(number, 0.0)
                scores[number] = max(score, known) + ALSO * min(score, known)
        weight = weight or inverse_frequency(self.documents, 1) / 2
        return Weighed(weight, scores, dict.fromkeys(scores, weight), frozenset(matched))

    def strengths(self, forms: Forms) -> Strengths:
        """Return how strongly each document holds the forms in a row; kept for the next query."""
        with self._reading:  # Whoosh's files are read by seeking
            read = self._term if len(forms) == 1 else self._sequence
            return self._kept.get(forms, lambda: read(forms))

    def _of_variant(self, variant: Variant) -> Strengths:
        if variant.forms[0].endswith("*"):
            return self._prefixed(variant.forms[0][:-1])
        return self.strengths(variant.forms)

    def _prefixed(self, prefix: str) -> Strengths:
        found: Strengths = {}
        with self._reading:
            vocabulary = self._vocabulary
        start = bisect_left(vocabulary, prefix)
        for word in islice(vocabulary, start, start + MOST_PREFIXED):
            if not word.startswith(prefix):
                break
            for number, strength in self.strengths((word,)).items():
                found[number] = max(strength, found.get(number, 0.0))
        return found

    def _term(self, forms: Forms) -> Strengths:
        found: Strengths = {}
        for name in WEIGHTS:
            for number, count in self._counts(name, forms[0]).items():
                found[number] = found.get(number, 0.0) + self._strength(name, number, count)
        return found

    def _matchers(self, name: str, form: str) -> Iterator[tuple[int, Matcher]]:
        """Yield, by segment, the number of its first document and the postings of a term."""
        for leaf, offset in self._leaves:
            try:
                yield offset, leaf.postings(name, form)
            except TermNotFound:
                continue

    def _counts(self, name: str, form: str) -> Strengths:
        """Return how often each document holds a form in a field."""
        counts: Strengths = {}
        for offset, matcher in self._matchers(name, form):
            while matcher.is_active():
                counts[matcher.id() + offset] = matcher.weight()
                matcher.next()
        return counts

    def _sequence(self, forms: Forms) -> Strengths:
        found: Strengths = {}
        for name in WEIGHTS:
            common = self._holding(name, forms)
            if not common:
                continue
            places = [self._positions(name, form, common) for form in forms]
            for number in common:
                starts = places[0][number]
                for offset, other in enumerate(places[1:], start=1):
                    starts = starts & {place - offset for place in other[number]}
                if starts:
                    strength = self._strength(name, number, len(starts))
                    found[number] = found.get(number, 0.0) + strength
        return found

    def _holding(self, name: str, forms: Forms) -> frozenset[int]:
        """Return the documents that hold all forms in a field; stops reading when none is left."""
        common: frozenset[int] | None = None
        for form in forms:
            holding = self._kept.get((name, form), partial(self._documents, name, form))
            common = holding if common is None else common & holding
            if not common:
                break
        return common or frozenset()

    def _documents(self, name: str, form: str) -> frozenset[int]:
        return frozenset(self._counts(name, form))

    def _positions(self, name: str, form: str, among: frozenset[int]) -> dict[int, set[int]]:
        """Return where the documents `among` hold a form; reading places is what takes time."""
        places: dict[int, set[int]] = {}
        for offset, matcher in self._matchers(name, form):
            while matcher.is_active():
                number = matcher.id() + offset
                if number in among:
                    places[number] = set(matcher.value_as("positions"))
                matcher.next()
        return places

    def _strength(self, name: str, number: int, count: float) -> float:
        length = self._lengths(name)[number] / self._average[name]
        return WEIGHTS[name] * count / (1 - LENGTH_COUNTS + LENGTH_COUNTS * length)

    def _lengths(self, name: str) -> list[int]:
        """Return the number of terms each document has in a field."""
        return self._kept.get(("lengths", name), partial(self._read_lengths, name))

    def _read_lengths(self, name: str) -> list[int]:
        return [
            leaf.doc_field_length(number, name)
            for leaf, _offset in self._leaves
            for number in range(leaf.doc_count_all())
        ]
