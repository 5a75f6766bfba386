"""Invented practices for measuring engines alone: texts by field, and the rows of facets.

The same number gives the same practices each time: 400-1,500 words each, as unevenly frequent as
those of a language (Zipf), in the fields and with the facets that real practices have.
"""

from collections.abc import Iterator

import numpy as np

from portal.search.engine import Document
from portal.search.facets import Row
from tests.factories.practices import COMMON, SYLLABLES

KIND = "practice"
VOCABULARY = 40_000
TRANSLATED = 0.1
# How many values a facet has, and how many of them a practice carries.
FACETS = {
    "dimension": (6, (1, 3)),
    "aspect": (24, (0, 5)),
    "sector": (7, (1, 2)),
    "service": (30, (0, 4)),
    "urusan": (32, (0, 2)),
    "province": (38, (1, 1)),
    "region": (552, (1, 1)),
    "kind": (3, (1, 1)),
    "champion": (4, (0, 1)),
    "stage": (3, (1, 1)),
    "evidence": (5, (1, 1)),
    "cost": (5, (0, 1)),
    "partner": (5, (0, 3)),
    "kit": (6, (0, 3)),
    "year": (21, (1, 1)),
    "language": (2, (1, 2)),
    "status": (2, (1, 1)),
}


class Corpus:
    """So many practices; `words` are theirs, the most frequent first."""

    def __init__(self, count: int) -> None:
        self.count = count
        rng = np.random.default_rng(0)
        made = {"".join(rng.choice(SYLLABLES, size)) for size in rng.integers(2, 6, VOCABULARY)}
        self.words = np.array([*COMMON, *sorted(made)])
        weights = 1 / np.arange(1, len(self.words) + 1)
        self._until = np.cumsum(weights / weights.sum())

    def text(self, rng: np.random.Generator, length: int) -> str:
        """Return so many words."""
        drawn = np.searchsorted(self._until, rng.random(length))
        return " ".join(self.words[drawn])

    def word(self, rng: np.random.Generator) -> str:
        """Return a word of any frequency: each tenfold of ranks as often as the next."""
        return str(self.words[int(len(self.words) ** rng.random()) - 1])

    def documents(self) -> Iterator[Document]:
        """Yield the practices as engines are told of them."""
        return map(self.document, range(self.count))

    def document(self, number: int) -> Document:
        """Return a practice; its key is one more than its number."""
        rng = np.random.default_rng([1, number])
        return Document(KIND, str(number + 1), self._fields(rng), 1 + rng.random() / 10)

    def _fields(self, rng: np.random.Generator) -> dict[str, str]:
        blocks = [self.text(rng, rng.integers(60, 230)) for _ in range(rng.integers(1, 4))]
        fields = {
            "title_id": self.text(rng, 8),
            "summary_id": self.text(rng, 30),
            "names": self.text(rng, 5),
            "keywords": self.text(rng, 6),
            "tags": self.text(rng, 12),
            "problem": self.text(rng, rng.integers(80, 300)),
            "blocks": "\n".join(blocks),
            "results": self.text(rng, rng.integers(60, 200)),
            "body_id": self.text(rng, rng.integers(80, 400)),
        }
        if rng.random() < TRANSLATED:
            fields["title_en"] = self.text(rng, 8)
            fields["summary_en"] = self.text(rng, 30)
            fields["body_en"] = self.text(rng, rng.integers(200, 800))
        return fields

    def rows(self) -> Iterator[Row]:
        """Yield the practices as facets see them."""
        rng = np.random.default_rng(2)
        for number in range(self.count):
            facets = {
                name: [f"{name}-{value}" for value in self._drawn(rng, values, few)]
                for name, (values, few) in FACETS.items()
            }
            yield Row(str(number + 1), facets, {"newest": (number,), "evidence": (number % 5,)})

    def _drawn(self, rng: np.random.Generator, values: int, few: tuple[int, int]) -> list[int]:
        size = rng.integers(few[0], few[1] + 1)
        return sorted({int(values * rng.random() ** 2) for _ in range(size)})
