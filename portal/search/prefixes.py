"""Suggestions while somebody types: what begins like the words, from sorted lists in memory."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import nsmallest

from portal.search.analysis import words
from portal.search.spelling import Known, Spelling

SHORTEST = 2
_AFTER_ALL = "\uffff"


def typed_words(text: str) -> list[str]:
    """Return what was typed as words to look up; none while there are too few letters."""
    found = [word.text for word in words(text)]
    return found if sum(map(len, found)) >= SHORTEST else []


class _Sorted:
    """Texts in their order, each with the position of what it belongs to."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        ordered = sorted(set(pairs))
        self.texts = [text for text, _position in ordered]
        self._positions = [position for _text, position in ordered]

    def beginning(self, prefix: str) -> set[int]:
        """Return the positions of the texts that begin with `prefix`."""
        first = bisect_left(self.texts, prefix)
        return set(self._positions[first : bisect_left(self.texts, prefix + _AFTER_ALL)])

    def knows(self, prefix: str) -> bool:
        """Tell whether a text begins with `prefix`."""
        first = bisect_left(self.texts, prefix)
        return first < len(self.texts) and self.texts[first].startswith(prefix)


class Prefixes:
    """Objects by the beginnings of the words in their names."""

    def __init__(self, names: Sequence[Iterable[str]]) -> None:
        """Take the names of each object; of two that fit alike, the earlier is suggested first."""
        spelled = [
            (position, [word.text for word in words(name)])
            for position, several in enumerate(names)
            for name in several
        ]
        self._names = _Sorted((" ".join(name), position) for position, name in spelled)
        self._words = _Sorted((word, position) for position, name in spelled for word in name)

    def find(self, typed: Sequence[str], most: int) -> list[int]:
        """Return at most `most` positions; names that begin with all that was typed go first."""
        if not typed:
            return []
        leading = self._names.beginning(" ".join(typed))
        other = set.intersection(*map(self._words.beginning, typed)) - leading
        return [*nsmallest(most, leading), *nsmallest(most, other)][:most]

    def knows(self, word: str) -> bool:
        """Tell whether a word of a name begins like this."""
        return self._words.knows(word)

    @property
    def words(self) -> Sequence[str]:
        """All words, as often as there are objects named by them."""
        return self._words.texts


class Corrector:
    """Puts known words in the place of those that no name has."""

    def __init__(self, *sets: Prefixes) -> None:
        """Know the words of all `sets`."""
        self._sets = sets
        counts = Counter(word for prefixes in sets for word in prefixes.words)
        self._spelling = Spelling([Known.of(counts)], frequency=lambda word: counts[word])

    def correct(self, typed: Iterable[str]) -> list[str]:
        """Return the words as they may have been meant."""
        return [word for text in typed for word in self._meant(text).split()]

    def _meant(self, word: str) -> str:
        if any(prefixes.knows(word) for prefixes in self._sets):
            return word
        return self._spelling.correct(word) or word
