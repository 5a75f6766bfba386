"""One search: what it needs of the index is read in few goes, and looked up from then on."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from portal.search.engines.postgres.lexemes import MARK, Reader, name_of
from portal.search.engines.postgres.snapshot import NOTHING, Postings, Snapshot
from portal.search.engines.postgres.tables import Connection
from portal.search.engines.postgres.vocabulary import Vocabulary
from portal.search.ranking import Concept, Forms, Variant

# Documents that hold all words of a phrase, of which it is looked at whether they are in a row:
# to read a document takes PostgreSQL longer than all the rest.
MOST_CHECKED = 600


class Finding:
    """What a search knows of the index; `exact` says whether it looked at all that may match."""

    def __init__(
        self, connection: Connection, snapshot: Snapshot, vocabulary: Vocabulary, reader: Reader
    ) -> None:
        """Look up in a snapshot what is asked for."""
        self._connection, self._snapshot = connection, snapshot
        self._vocabulary, self._reader = vocabulary, reader
        self._lists: dict[str, Postings] = {}
        self._words: dict[str, Sequence[str]] = {}
        self._phrases: dict[Forms, tuple[Postings, NDArray[np.int32]]] = {}
        self.exact = True

    def fetch(self, names: Iterable[str]) -> None:
        """Read what is not known yet."""
        missing = [name for name in names if name not in self._lists]
        if missing:
            self._lists |= self._snapshot.fetch(self._connection, missing)

    def holds(self, forms: Forms) -> bool:
        """Tell whether a document holds one of the forms."""
        self.fetch(forms)
        return any(len(self._lists[form].numbers) for form in forms)

    def fetch_all(self, concepts: Iterable[Concept]) -> None:
        """Read all that concepts need."""
        variants = chain.from_iterable(map(_variants_of, concepts))
        self.fetch(chain.from_iterable(self._names_of(variant) for variant in variants))

    def _names_of(self, variant: Variant) -> Sequence[str]:
        forms = variant.forms
        if forms[0].endswith("*"):
            return self._beginning(forms[0][:-1])
        return [name_of(forms)] if self._is_listed(forms) else forms

    def _is_listed(self, forms: Forms) -> bool:
        return len(forms) == 1 or forms in self._reader.expressions

    def _beginning(self, prefix: str) -> Sequence[str]:
        if prefix not in self._words:
            self._words[prefix] = self._vocabulary.beginning(self._connection, prefix)
        return self._words[prefix]

    def list_of(self, variant: Variant) -> Postings:
        """Return the documents that hold a variant."""
        forms = variant.forms
        if forms[0].endswith("*"):
            return self._best(self._beginning(forms[0][:-1]))
        if self._is_listed(forms):
            return self._lists[name_of(forms)]
        return self._phrase(forms)[0]

    def may_hold(self, concept: Concept) -> NDArray[np.int32]:
        """Return the documents that hold a variant of a concept, or were not looked at for it."""
        found = [self.list_of(variant).numbers for variant in concept.variants]
        found += [doubt for _own, doubt in self._phrases.values()]
        return np.concatenate(found)

    def _best(self, words: Sequence[str]) -> Postings:
        """Return the documents that hold one of the words, with the highest level of these."""
        best = np.zeros(self._snapshot.state.top, np.uint8)
        for word in words:
            numbers, levels = self._lists[word]
            best[numbers] = np.maximum(best[numbers], levels + 1)
        numbers = np.flatnonzero(best).astype(np.int32)
        return Postings(numbers, best[numbers] - 1)

    def _phrase(self, forms: Forms) -> tuple[Postings, NDArray[np.int32]]:
        """Return the documents that hold forms in a row, and those that were not looked at.

        How strongly is not known: as the form that each holds least, or less.
        """
        if forms not in self._phrases:
            common = _common([self._lists[form] for form in forms])
            order = np.argsort(-common.levels.astype(np.int16), kind="stable")
            checked, doubt = order[:MOST_CHECKED], order[MOST_CHECKED:]
            self.exact = self.exact and not len(doubt)
            among = common.numbers[checked]
            places = np.zeros(0, np.int64)
            if len(among):
                asked = " <-> ".join(f"'{form}{MARK}':*" for form in forms)
                holding = self._snapshot.holding(self._connection, asked, among)
                places = np.searchsorted(common.numbers, holding)
            own = Postings(common.numbers[places], common.levels[places])
            self._phrases[forms] = own, common.numbers[doubt]
        return self._phrases[forms]


def _variants_of(concept: Concept) -> Iterator[Variant]:
    yield from concept.variants
    for part in concept.parts:
        yield from _variants_of(part)


def _common(lists: Sequence[Postings]) -> Postings:
    """Return the documents of all lists, with the lowest of their levels."""
    numbers, levels = min(lists, key=lambda own: len(own.numbers))
    for own in lists:
        if not len(own.numbers):
            return NOTHING
        places = np.searchsorted(own.numbers, numbers)
        places[places == len(own.numbers)] = 0
        inside = own.numbers[places] == numbers
        numbers = numbers[inside]
        levels = np.minimum(levels[inside], own.levels[places[inside]])
    return Postings(numbers, levels)
