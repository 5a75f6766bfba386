"""From lists of documents to scores: what is earned, weighed and summed up."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from portal.search.ranking import ALSO, ENOUGH, IN_PARTS, SATURATION, Concept, Forms, Variant
from portal.search.tally import LEAST

DENSE = 4  # where each fourth document holds something, all are written down in a row
Numbers = NDArray[np.int32]
Floats = NDArray[np.float32]
Where = Numbers | slice


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
