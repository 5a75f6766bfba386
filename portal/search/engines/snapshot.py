"""One state of the index, read term by term and kept in memory as it is asked for."""

import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Collection
from itertools import islice
from typing import TypeVar

from whoosh.reading import IndexReader

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
}
LENGTH_COUNTS = 0.5
# How much a further way of saying the same adds to the best one.
ALSO = 0.15
MOST_KEPT = 20_000
MOST_PREFIXED = 100
Strengths = dict[int, float]
T = TypeVar("T")


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
        self._reading = threading.Lock()
        self._rows = {
            number: (fields["kind"], fields["key"], fields["prior"])
            for number, fields in reader.iter_docs()
        }
        self.documents = len(self._rows)
        self._average = {
            name: reader.field_length(name) / max(1, self.documents) or 1.0 for name in FIELDS
        }
        self._kept: OrderedDict[object, object] = OrderedDict()
        frequencies: dict[str, int] = dict.fromkeys(spare, 1)
        for name, raw in reader.all_terms():
            word = raw.decode()
            if name in WEIGHTS and not word.startswith((STEM_ID, STEM_EN)):
                carrying = reader.doc_frequency(name, word)
                frequencies[word] = max(frequencies.get(word, 0), carrying + 1)
        self._vocabulary = sorted(frequencies)
        for word in stop_words:
            frequencies.pop(word, None)
        self.spelling = Spelling(frequencies)

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
            kept = self._kept.get(forms)
            if kept is None:
                kept = self._term(forms[0]) if len(forms) == 1 else self._sequence(forms)
                self._kept[forms] = kept
                if len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
            return kept  # type: ignore[return-value]  # what is kept under forms are strengths

    def _of_variant(self, variant: Variant) -> Strengths:
        if variant.forms[0].endswith("*"):
            return self._prefixed(variant.forms[0][:-1])
        return self.strengths(variant.forms)

    def _prefixed(self, prefix: str) -> Strengths:
        found: Strengths = {}
        start = bisect_left(self._vocabulary, prefix)
        for word in islice(self._vocabulary, start, start + MOST_PREFIXED):
            if not word.startswith(prefix):
                break
            for number, strength in self.strengths((word,)).items():
                found[number] = max(strength, found.get(number, 0.0))
        return found

    def _term(self, form: str) -> Strengths:
        found: Strengths = {}
        for name in WEIGHTS:
            for number, count in self._counts(name, form):
                found[number] = found.get(number, 0.0) + self._strength(name, number, count)
        return found

    def _counts(self, name: str, form: str) -> list[tuple[int, float]]:
        if (name, form) not in self._reader:
            return []
        matcher = self._reader.postings(name, form)
        counts = []
        while matcher.is_active():
            counts.append((matcher.id(), matcher.weight()))
            matcher.next()
        return counts

    def _sequence(self, forms: Forms) -> Strengths:
        found: Strengths = {}
        for name in WEIGHTS:
            if not all((name, form) in self._reader for form in forms):
                continue
            places = [self._positions(name, form) for form in forms]
            for number in set(places[0]).intersection(*places[1:]):
                starts = set(places[0][number])
                for offset, other in enumerate(places[1:], start=1):
                    starts &= {place - offset for place in other[number]}
                if starts:
                    strength = self._strength(name, number, len(starts))
                    found[number] = found.get(number, 0.0) + strength
        return found

    def _positions(self, name: str, form: str) -> dict[int, list[int]]:
        key = (name, form, "positions")
        kept = self._kept.get(key)
        if kept is None:
            matcher = self._reader.postings(name, form)
            places: dict[int, list[int]] = {}
            while matcher.is_active():
                places[matcher.id()] = matcher.value_as("positions")
                matcher.next()
            kept = self._kept[key] = places
        return kept  # type: ignore[return-value]  # what is kept under this key are positions

    def _strength(self, name: str, number: int, count: float) -> float:
        length: float = self._reader.doc_field_length(number, name) / self._average[name]
        return WEIGHTS[name] * count / (1 - LENGTH_COUNTS + LENGTH_COUNTS * length)
