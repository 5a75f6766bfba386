"""From a query to concepts, and from postings to scores."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.search.analysis import STEM_EN, STEM_ID, Analyzer, words
from portal.search.lexicon import Lexicon
from portal.search.query import ParsedQuery, TermKind

# How much a variant counts beside the exact form.
EXACT, STEM, ENGLISH_STEM, TOGETHER, SYNONYM, WIDER, PREFIX = 1.0, 0.85, 0.8, 0.55, 0.6, 0.4, 0.6
SATURATION = 1.2
ENOUGH = 0.5
Forms = tuple[str, ...]


@dataclass(frozen=True)
class Variant:
    """A way to match a concept: a term, or several in a row; with `apart`, anywhere."""

    forms: Forms
    weight: float
    apart: bool = False


@dataclass(frozen=True)
class Concept:
    """What one part of a query means; the best of its variants counts."""

    variants: tuple[Variant, ...]
    excluded: bool = False
    required: bool = False


class Interpreter:
    """Turns queries into concepts."""

    def __init__(self, analyzer: Analyzer, lexicon: Lexicon) -> None:
        """Use the forms of `analyzer` and the synonyms of `lexicon`."""
        self._analyzer = analyzer
        self._lexicon = lexicon

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
        telling = [word for word in plain if word not in self._lexicon.stop_words]
        return [*self._meanings(telling or plain), *found]

    def _special(self, kind: TermKind, sequence: list[str]) -> Concept:
        if kind is TermKind.PREFIX:
            return Concept((Variant((sequence[-1] + "*",), PREFIX),), required=True)
        variants = (Variant(tuple(sequence), EXACT), Variant(self._stems(sequence), STEM))
        if kind is TermKind.EXCLUDED:
            return Concept(variants, excluded=True)
        return Concept(variants[:1], required=True)

    def _meanings(self, sequence: list[str]) -> Iterable[Concept]:
        start = 0
        while start < len(sequence):
            length = self._lexicon.longest_at(sequence, start)
            yield self._concept(tuple(sequence[start : start + length]))
            start += length

    def _concept(self, sequence: Forms) -> Concept:
        variants = [Variant(sequence, EXACT), Variant(self._stems(sequence), STEM)]
        if len(sequence) == 1:
            english = STEM_EN + self._analyzer.stem_english(sequence[0])
            variants.append(Variant((english,), ENGLISH_STEM))
        else:
            variants.append(Variant(self._stems(sequence), TOGETHER, apart=True))
        others = self._lexicon.groups.get(sequence, ())
        variants += [Variant(self._stems(other), SYNONYM) for other in others]
        variants += [Variant(self._english_stems(other), SYNONYM) for other in others]
        narrower = self._lexicon.wider.get(sequence, ())
        variants += [Variant(self._stems(other), WIDER) for other in narrower]
        return Concept(tuple(dict.fromkeys(variants)))

    def _stems(self, sequence: Iterable[str]) -> Forms:
        return tuple(STEM_ID + self._analyzer.stem(word) for word in sequence)

    def _english_stems(self, sequence: Iterable[str]) -> Forms:
        return tuple(STEM_EN + self._analyzer.stem_english(word) for word in sequence)


def inverse_frequency(documents: int, carrying: int) -> float:
    """Return the weight of a term that `carrying` of `documents` documents hold (BM25)."""
    return math.log(1 + (documents - carrying + 0.5) / (carrying + 0.5))


def saturated(strength: float) -> float:
    """Return the part of a term's weight that a document earns by how strongly it holds it, 0-1."""
    return strength / (strength + SATURATION)


def combine(
    scored: Sequence[tuple[float, Mapping[int, float]]], required: Iterable[Mapping[int, float]]
) -> dict[int, float]:
    """Return {document: score} over (weight, {document: score}) of all concepts.

    A document must hold concepts of half the weight; where none does, one is enough.
    """
    total = sum(weight for weight, _scores in scored)
    sums: dict[int, float] = {}
    held: dict[int, float] = {}
    for weight, scores in scored:
        for document, score in scores.items():
            sums[document] = sums.get(document, 0.0) + score
            held[document] = held.get(document, 0.0) + weight
    for scores in required:
        sums = {document: score for document, score in sums.items() if document in scores}
    enough = {
        document: score * (0.5 + 0.5 * held[document] / total)
        for document, score in sums.items()
        if held[document] >= ENOUGH * total
    }
    return enough or sums
