"""The plain path: the same ranking, posting by posting through Whoosh's own readers.

Slow and simple; what is weighed with arrays must find and order as this does. Besides, Whoosh's
own searcher says which documents hold what a concept looks for.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from whoosh.matching import Matcher
from whoosh.query import Or, Phrase, Prefix, Query, Term
from whoosh.reading import IndexReader, TermNotFound
from whoosh.searching import Searcher

from portal.search.ranking import (
    ALSO,
    ENOUGH,
    IN_PARTS,
    LENGTH_COUNTS,
    MOST_PREFIXED,
    SATURATION,
    WEIGHTS,
    Concept,
    Forms,
)
from portal.search.weighing import inverse_frequency

Scores = dict[int, float]


class Plain:
    """A state of the index, read through Whoosh's reader."""

    def __init__(self, reader: IndexReader) -> None:
        self.reader = reader
        self._searcher = Searcher(reader)
        self._leaves = reader.leaf_readers()
        self.rows = dict(reader.iter_docs())
        largest = max(
            (leaf for leaf, _start in self._leaves), key=lambda leaf: leaf.doc_count_all()
        )
        self._average = {
            name: largest.field_length(name) / largest.doc_count_all() or 1.0 for name in WEIGHTS
        }
        terms = {raw for name, raw in reader.all_terms() if name in WEIGHTS}
        self._words = sorted(word for raw in terms if (word := raw.decode())[0] not in "~^")

    def ranked(self, concepts: Iterable[Concept], kind: str) -> list[tuple[str, float]]:
        """Return (key, score) of the documents of a kind that match, best first."""
        told = list(concepts)
        sums: Scores = {}
        held: Scores = {}
        total = 0.0
        for concept in told:
            if concept.excluded:
                continue
            weight, scores, holds = self._weigh(concept)
            total += weight
            for number, score in scores.items():
                sums[number] = sums.get(number, 0.0) + score
                held[number] = held.get(number, 0.0) + holds[number]
        for concept in told:
            if concept.required:
                scores = self._weigh(concept)[1]
                sums = {number: score for number, score in sums.items() if number in scores}
        most = max((held[number] for number in sums), default=0.0)
        left_out = {
            number for concept in told if concept.excluded for number in self._weigh(concept)[1]
        }
        found = [
            (self.rows[number]["key"], score * (0.5 + 0.5 * held[number] / total) * prior)
            for number, score in sums.items()
            if held[number] >= ENOUGH * most
            and number not in left_out
            and self.rows[number]["kind"] == kind
            for prior in [self.rows[number]["prior"]]
        ]
        return sorted(found, key=lambda pair: -pair[1])

    def _weigh(self, concept: Concept) -> tuple[float, Scores, Scores]:
        if not concept.parts:
            weight, scores = self._of_variants(concept, 0.0)
            return weight, scores, dict.fromkeys(scores, weight)
        parts = [self._weigh(part) for part in concept.parts]
        weight = sum(part[0] for part in parts)
        scores: Scores = {}
        held: Scores = {}
        for part_weight, part_scores, _held in parts:
            for number, score in part_scores.items():
                scores[number] = scores.get(number, 0.0) + score * IN_PARTS
                held[number] = held.get(number, 0.0) + part_weight
        for number, score in self._of_variants(concept, weight)[1].items():
            scores[number] = max(score, scores.get(number, 0.0))
            held[number] = weight
        return weight, scores, held

    def _of_variants(self, concept: Concept, at_least: float) -> tuple[float, Scores]:
        scores: Scores = {}
        weight = 0.0
        documents = len(self.rows)
        for variant in concept.variants:
            strengths = self.strengths(variant.forms)
            if not strengths:
                continue
            rarity = inverse_frequency(documents, len(strengths))
            rarity = max(rarity, at_least) * variant.weight
            weight = max(weight, rarity)
            for number, strength in strengths.items():
                score = rarity * strength / (strength + SATURATION)
                known = scores.get(number, 0.0)
                scores[number] = max(score, known) + float(ALSO) * min(score, known)
        return weight or inverse_frequency(documents, 1) / 2, scores

    def strengths(self, forms: Forms) -> Scores:
        """Return how strongly each document holds the forms in a row."""
        found: Scores = {}
        if forms[0].endswith("*"):
            beginning = (word for word in self._words if word.startswith(forms[0][:-1]))
            for word in islice(beginning, MOST_PREFIXED):
                for number, strength in self.strengths((word,)).items():
                    found[number] = max(strength, found.get(number, 0.0))
            return found
        for name, weight in WEIGHTS.items():
            for number, count in self._counts(name, forms).items():
                length = self.reader.doc_field_length(number, name) / self._average[name]
                usual = 1 - LENGTH_COUNTS + LENGTH_COUNTS * length
                found[number] = found.get(number, 0.0) + weight * count / usual
        return found

    def _counts(self, name: str, forms: Forms) -> Scores:
        if len(forms) == 1:
            return {number: matcher.weight() for number, matcher in self._each(name, forms[0])}
        places: list[Mapping[int, set[int]]] = [
            {number: set(matcher.value_as("positions")) for number, matcher in self._each(name, f)}
            for f in forms
        ]
        found: Scores = {}
        for number in places[0]:
            starts = [
                {place - offset for place in held.get(number, ())}
                for offset, held in enumerate(places)
            ]
            if common := set.intersection(*starts):
                found[number] = float(len(common))
        return found

    def _each(self, name: str, form: str) -> Iterator[tuple[int, Matcher]]:
        for leaf, start in self._leaves:
            try:
                matcher = leaf.postings(name, form)
            except TermNotFound:
                continue
            while matcher.is_active():
                yield matcher.id() + start, matcher
                matcher.next()

    def hits(self, forms: Forms) -> set[int]:
        """Return the documents that Whoosh's own searcher finds for the forms in a row."""
        wanted = Or([_query(name, forms) for name in WEIGHTS])
        return {hit.docnum for hit in self._searcher.search(wanted, limit=None)}


def _query(name: str, forms: Forms) -> Query:
    if forms[0].endswith("*"):
        return Prefix(name, forms[0][:-1])
    return Term(name, forms[0]) if len(forms) == 1 else Phrase(name, list(forms))
