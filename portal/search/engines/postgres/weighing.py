"""Our ranking over lists: what concepts weigh, and what documents earn; see `ranking`."""

from collections.abc import Callable, Collection

import numpy as np
from numpy.typing import NDArray

from portal.search.engines.postgres.lexemes import LEVELS, earned
from portal.search.engines.postgres.snapshot import Postings
from portal.search.ranking import (
    ALSO,
    IN_PARTS,
    Concept,
    Forms,
    Variant,
    Weighed,
    inverse_frequency,
)

EARNED = np.array([earned(level) for level in range(len(LEVELS))], np.float32)
Scores = NDArray[np.float32]


class Weigher:
    """Weighs concepts in an index of `documents` documents with numbers below `top`."""

    def __init__(self, documents: int, top: int, lists: Callable[[Variant], Postings]) -> None:
        """Take what holds a variant from `lists`."""
        self._documents, self._top, self._lists = documents, top, lists

    def weigh(self, concept: Concept) -> Weighed:
        """Return what a concept weighs and in which documents."""
        if not concept.parts:
            weight, scores, matched = self._of_variants(concept.variants)
            found = np.flatnonzero(scores)
            return Weighed(weight, found, scores[found], weight, matched)
        parts = [self.weigh(part) for part in concept.parts]
        weight = sum(part.weight for part in parts)
        _, whole, matched = self._of_variants(concept.variants, at_least=weight)
        scores, held = np.zeros_like(whole), np.zeros_like(whole)
        for part in parts:
            scores[part.documents] += part.scores * np.float32(IN_PARTS)
            held[part.documents] += np.float32(part.weight)
        np.maximum(scores, whole, out=scores)
        held[whole > 0] = weight
        found = np.flatnonzero(scores)
        matched = matched.union(*(part.matched for part in parts))
        return Weighed(weight, found, scores[found], held[found], matched)

    def _of_variants(
        self, variants: Collection[Variant], *, at_least: float = 0.0
    ) -> tuple[float, Scores, frozenset[Forms]]:
        """Return the greatest weight of variants, each document's score, and what was found."""
        scores = np.zeros(self._top, np.float32)
        matched: set[Forms] = set()
        weight = 0.0
        for variant in variants:
            numbers, levels = self._lists(variant)
            if not len(numbers):
                continue
            matched.add(variant.forms)
            rarity = inverse_frequency(self._documents, len(numbers))
            rarity = max(rarity, at_least) * variant.weight
            weight = max(weight, rarity)
            fresh, known = (EARNED * np.float32(rarity))[levels], scores[numbers]
            scores[numbers] = np.maximum(fresh, known) + ALSO * np.minimum(fresh, known)
        return weight or inverse_frequency(self._documents, 1) / 2, scores, frozenset(matched)
