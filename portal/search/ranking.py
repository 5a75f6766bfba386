"""From a query to concepts, and from postings to scores."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from portal.search.analysis import STEM_EN, STEM_ID, Analyzer, words
from portal.search.lexicon import Lexicon
from portal.search.query import ParsedQuery, TermKind
from portal.search.synonyms import LONGEST

# How much a variant counts beside the exact form.
EXACT, STEM, ENGLISH_STEM, SYNONYM, WIDER, PREFIX = 1.0, 0.85, 0.8, 0.7, 0.35, 0.6
IN_PARTS = 0.9
# How much a further way of saying the same adds to the best one.
ALSO = np.float32(0.15)
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
MOST_PREFIXED = 100  # words that a prefix stands for
SATURATION = 1.2
ENOUGH = 0.35
CONCEPTS = 2000  # words and expressions whose meaning is remembered
DENSE = 4  # where each fourth document holds something, all are written down in a row
LEAST = np.finfo(np.float32).tiny
Forms = tuple[str, ...]
Numbers = NDArray[np.int32]
Floats = NDArray[np.float32]
Where = Numbers | slice


@dataclass(frozen=True)
class Variant:
    """A way to match a concept: a form, or several in a row."""

    forms: Forms
    weight: float


@dataclass(frozen=True)
class Concept:
    """What one part of a query means; the best of its variants counts.

    An expression of several words also means what its words mean one by one: its `parts`.
    """

    variants: tuple[Variant, ...]
    parts: tuple["Concept", ...] = ()
    excluded: bool = False
    required: bool = False


@dataclass(frozen=True)
class Earned:
    """Which documents hold something, and what part of its weight each of them earns, 0-1.

    Either stand those alone that hold it, ascending, or, where `documents` is a slice, all in a
    row. `carrying` is how many of them hold it.
    """

    documents: Where
    shares: Floats
    carrying: int

    @classmethod
    def by(cls, shares: Floats) -> "Earned":
        """Return what is earned where each document has a share, if only of 0."""
        documents, held = packed(shares)
        return cls(documents, held, int(np.count_nonzero(held)))

    @classmethod
    def at(cls, documents: Numbers, shares: Floats, size: int) -> "Earned":
        """Return what is earned where some of so many documents have a share."""
        if len(documents) * DENSE <= size:
            return cls(documents, shares, len(documents))
        whole = np.zeros(size, np.float32)
        whole[documents] = shares
        return cls(slice(size), whole, len(documents))

    @property
    def nbytes(self) -> int:
        """The bytes of the arrays."""
        return _bytes(self.documents) + self.shares.nbytes


@dataclass(frozen=True)
class Weighed:
    """A concept in an index: its weight, and what the documents that hold it get; see `Earned`.

    `held` is how much of the weight each of them holds: all of it, or one number by document.
    `matched` are the sequences of forms that were found.
    """

    weight: float
    documents: Where
    scores: Floats
    held: float | Floats
    matched: frozenset[Forms]

    @property
    def holding(self) -> Floats:
        """How much of the weight each of the documents holds."""
        if isinstance(self.held, float):
            return (self.scores > 0).astype(np.float32) * np.float32(self.held)
        return self.held

    @property
    def nbytes(self) -> int:
        """The bytes of the arrays."""
        held = 0 if isinstance(self.held, float) else self.held.nbytes
        return _bytes(self.documents) + self.scores.nbytes + held


class Index(Protocol):
    """Where concepts are weighed: numbers of documents below `size`, of which `documents` live."""

    size: int
    documents: int

    @property
    def dead(self) -> Numbers:
        """The numbers of those that were taken out."""

    def holding(self, variant: Variant) -> tuple[int, Iterable[tuple[int, Earned]]]:
        """Return how many living documents hold a variant, and what is earned by it.

        The latter part by part, with the number of its first document.
        """

    def weigh(self, concept: Concept) -> Weighed:
        """Return what a concept weighs here; see `weigh`."""


class Interpreter:
    """Turns queries into concepts."""

    def __init__(self, analyzer: Analyzer, lexicon: Lexicon) -> None:
        """Use the forms of `analyzer` and the synonyms of `lexicon`."""
        self._analyzer = analyzer
        self._lexicon = lexicon
        self._entries: dict[Forms, list[Forms]] = {}
        for entry in lexicon.groups:
            self._entries.setdefault(self._stems(entry), []).append(entry)
        self._concept = lru_cache(CONCEPTS)(self._concept_of)

    def concepts(self, query: ParsedQuery) -> list[Concept]:
        """Return the concepts of a query in its order; stop words only where there is no other."""
        plain: list[str] = []
        found: list[Concept] = []
        for term in query.terms:
            sequence = [word.text for word in words(term.text)]
            if term.kind is TermKind.WORD:
                plain += sequence
            elif sequence:
                found.append(self._special(term.kind, sequence))
        told = list(self._meanings(plain)) or [self._concept((word,)) for word in plain]
        return [*told, *found]

    def _special(self, kind: TermKind, sequence: list[str]) -> Concept:
        if kind is TermKind.PREFIX:
            return Concept((Variant((sequence[-1] + "*",), PREFIX),), required=True)
        variants = (Variant(tuple(sequence), EXACT), Variant(self._stems(sequence), STEM))
        if kind is TermKind.EXCLUDED:
            return Concept(variants, excluded=True)
        return Concept(variants[:1], required=True)

    def _meanings(self, sequence: list[str]) -> Iterable[Concept]:
        """Yield the expressions and words; a stop word tells something in an expression only."""
        start = 0
        while start < len(sequence):
            length = self._lexicon.longest_at(sequence, start)
            pair = sequence[start : start + 2]
            meant = tuple(sequence[start : start + length])
            if length == 1 and len(pair) > 1 and self._lexicon.is_entry("".join(pair)):
                length, meant = 2, ("".join(pair),)  # "e gov", "super app"
            if length == 1:
                length = self._stemmed_at(sequence, start)
                meant = tuple(sequence[start : start + length]) if length > 1 else meant
            if length > 1 or meant[0] not in self._lexicon.stop_words:
                yield self._concept(meant)
            start += length

    def _stemmed_at(self, sequence: list[str], start: int) -> int:
        """Return how many words from `start` are forms of an entry's words, or 1."""
        for length in range(min(LONGEST, len(sequence) - start), 1, -1):
            if self._stems(sequence[start : start + length]) in self._entries:
                return length
        return 1

    def _alike(self, sequence: Forms) -> list[Forms]:
        """Return what means the same as words, or as the entries of which they are forms."""
        entries = [sequence] if sequence in self._lexicon.groups else []
        entries = entries or self._entries.get(self._stems(sequence), [])
        return [other for entry in entries for other in self._lexicon.groups[entry]]

    def _concept_of(self, sequence: Forms) -> Concept:
        variants = [Variant(sequence, EXACT), Variant(self._stems(sequence), STEM)]
        if len(sequence) == 1:
            english = STEM_EN + self._analyzer.stem_english(sequence[0])
            variants.append(Variant((english,), ENGLISH_STEM))
        others = [other for other in self._alike(sequence) if not self._is_in(sequence, other)]
        variants += [Variant(self._stems(other), SYNONYM) for other in others]
        variants += [Variant(self._english_stems(other), SYNONYM) for other in others]
        kinds = self._lexicon.wider.get(sequence, ())
        narrower = [other for other in kinds if not self._is_in(sequence, other)]
        variants += [Variant(self._stems(other), WIDER) for other in narrower]
        telling = [word for word in sequence if word not in self._lexicon.stop_words]
        parts = tuple(self._concept((word,)) for word in telling) if len(sequence) > 1 else ()
        return Concept(tuple(dict.fromkeys(variants)), parts)

    def _is_in(self, sequence: Forms, other: Forms) -> bool:
        """Tell whether another expression holds a word, and so says no more than that it is there.

        Who looks for a village is not helped by being told where a village hall is.
        """
        return len(sequence) == 1 and self._stems(sequence)[0] in self._stems(other)

    def _stems(self, sequence: Iterable[str]) -> Forms:
        return tuple(STEM_ID + self._analyzer.stem(word) for word in sequence)

    def _english_stems(self, sequence: Iterable[str]) -> Forms:
        return tuple(STEM_EN + self._analyzer.stem_english(word) for word in sequence)


def inverse_frequency(documents: int, carrying: int) -> float:
    """Return the weight of a term that `carrying` of `documents` documents hold (BM25)."""
    return math.log(1 + (documents - carrying + 0.5) / (carrying + 0.5))


def saturated(strengths: Floats) -> Floats:
    """Return the part of a term's weight that documents earn by how strongly they hold it, 0-1."""
    return strengths / (strengths + np.float32(SATURATION))


def packed(values: Floats) -> tuple[Where, Floats]:
    """Return which documents have another value than 0, and their values.

    Where many have, all are returned as they stand: that is as short, and much faster to add.
    """
    found = np.flatnonzero(values)
    if len(found) * DENSE > len(values):
        return slice(len(values)), values
    return found.astype(np.int32), values[found]


def weigh(concept: Concept, index: Index) -> Weighed:
    """Return what a concept weighs in an index, and in which documents."""
    if not concept.parts:
        weight, scores, matched = _of_variants(concept, index)
        return Weighed(weight, *packed(scores), weight, matched)
    parts = [index.weigh(part) for part in concept.parts]
    weight = sum(part.weight for part in parts)
    _, whole, matched = _of_variants(concept, index, at_least=weight)
    scores, held = np.zeros_like(whole), np.zeros_like(whole)
    for part in parts:
        scores[part.documents] += part.scores * np.float32(IN_PARTS)
        held[part.documents] += part.holding
    np.maximum(scores, whole, out=scores)
    held[whole > 0] = weight
    documents, found = packed(scores)
    matched = matched.union(*(part.matched for part in parts))
    return Weighed(weight, documents, found, held[documents], matched)


def _of_variants(
    concept: Concept, index: Index, *, at_least: float = 0.0
) -> tuple[float, Floats, frozenset[Forms]]:
    """Return the greatest weight of the variants, each document's score, and what was found."""
    scores = np.zeros(index.size, np.float32)
    matched: set[Forms] = set()
    weight = 0.0
    for variant in concept.variants:
        carrying, lists = index.holding(variant)
        if not carrying:
            continue
        matched.add(variant.forms)
        rarity = max(inverse_frequency(index.documents, carrying), at_least) * variant.weight
        weight = max(weight, rarity)
        for start, found in lists:
            mine = scores[start:]
            more, known = found.shares * np.float32(rarity), mine[found.documents]
            mine[found.documents] = np.maximum(more, known) + ALSO * np.minimum(more, known)
    scores[index.dead] = 0
    return weight or inverse_frequency(index.documents, 1) / 2, scores, frozenset(matched)


def combine(concepts: Sequence[Weighed], required: Iterable[Weighed], *, documents: int) -> Floats:
    """Return, over all concepts, the score of each of so many documents, 0 if it does not match.

    Documents that hold much less of the weight than the one that holds most are left out.
    """
    total = sum(concept.weight for concept in concepts)
    scores = np.zeros(documents, np.float32)
    held = np.zeros(documents, np.float32)
    for concept in concepts:
        scores[concept.documents] += concept.scores
        held[concept.documents] += concept.holding
    for concept in required:
        has = np.zeros(documents, bool)
        has[concept.documents] = concept.scores > 0
        held *= has.astype(np.float32)
    enough = max(np.float32(ENOUGH) * held.max(initial=0), LEAST)
    scores *= (held >= enough).astype(np.float32)
    held *= np.float32(0.5 / (total or 1))
    held += np.float32(0.5)
    scores *= held
    return scores


def _bytes(documents: Where) -> int:
    return 0 if isinstance(documents, slice) else documents.nbytes
