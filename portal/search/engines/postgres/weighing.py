"""Our ranking over lists that know of each document at what level it holds something."""

from collections.abc import Callable, Iterable

import numpy as np

from portal.search.engines.postgres.lexemes import LEVELS, earned
from portal.search.engines.postgres.snapshot import NOTHING, Postings
from portal.search.ranking import Concept, Variant
from portal.search.weighing import Earned, Weighed, weigh

EARNED = np.array([earned(level) for level in range(len(LEVELS))], np.float32)


class Weigher:
    """Weighs concepts in an index of `documents` documents with numbers below `size`."""

    dead = NOTHING.numbers

    def __init__(self, documents: int, size: int, lists: Callable[[Variant], Postings]) -> None:
        """Take what holds a variant from `lists`."""
        self.documents, self.size, self._lists = documents, size, lists

    def holding(self, variant: Variant) -> tuple[int, Iterable[tuple[int, Earned]]]:
        """Return how many documents hold a variant, and what is earned by it; see `Index`."""
        numbers, levels = self._lists(variant)
        return len(numbers), [(0, Earned(numbers, EARNED[levels], len(numbers)))]

    def weigh(self, concept: Concept) -> Weighed:
        """Return what a concept weighs and in which documents."""
        return weigh(concept, self)
