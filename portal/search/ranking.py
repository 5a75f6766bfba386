"""From a query to concepts: the forms that are looked for, and what each of them is worth."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from portal.search.analysis import STEM_EN, STEM_ID, Analyzer, words
from portal.search.lexicon import LONGEST, Lexicon
from portal.search.query import ParsedQuery, TermKind

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
Forms = tuple[str, ...]


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
        others = self._alike(sequence)
        variants += [Variant(self._stems(other), SYNONYM) for other in others]
        variants += [Variant(self._english_stems(other), SYNONYM) for other in others]
        narrower = self._lexicon.wider.get(sequence, ())
        variants += [Variant(self._stems(other), WIDER) for other in narrower]
        telling = [word for word in sequence if word not in self._lexicon.stop_words]
        parts = tuple(self._concept((word,)) for word in telling) if len(sequence) > 1 else ()
        return Concept(tuple(dict.fromkeys(variants)), parts)

    def _stems(self, sequence: Iterable[str]) -> Forms:
        return tuple(STEM_ID + self._analyzer.stem(word) for word in sequence)

    def _english_stems(self, sequence: Iterable[str]) -> Forms:
        return tuple(STEM_EN + self._analyzer.stem_english(word) for word in sequence)
