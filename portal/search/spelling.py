"""Did you mean: the nearest known word to one that nobody knows."""

import re
from collections.abc import Callable, Collection, Iterable

MIN_LENGTH = 4
TWO_SLIPS = 6
LONG = 8
_LETTERS = {
    letter: 1 << place for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz0123456789")
}


def distance(first: str, second: str, *, most: int) -> int:
    """Return how many letters to add, drop, change or swap; `most + 1` if more than `most`."""
    before: list[int] = []
    above = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        line = [row]
        for column, other in enumerate(second, start=1):
            cost = min(
                above[column] + 1, line[column - 1] + 1, above[column - 1] + (letter != other)
            )
            swapped = (
                row > 1 and column > 1 and letter == second[column - 2] and other == first[row - 2]
            )
            if swapped:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, above = above, line
    return min(above[-1], most + 1)


class Spelling:
    """The known words; of two that are equally near, the more frequent is meant."""

    def __init__(self, known: Collection[str], *, frequency: Callable[[str], int]) -> None:
        """Sort the words by length, so that only those of like length are compared."""
        self._known = frozenset(known)
        self._frequency = frequency
        self._of_length: dict[int, list[str]] = {}
        self._masked: dict[int, list[tuple[int, str]]] = {}
        for word in known:
            self._of_length.setdefault(len(word), []).append(word)

    def correct(self, word: str, *, derived: bool = False) -> str | None:
        """Return the nearest known word or pair of words, or None if none is near enough.

        A `derived` word may be right although nobody knows it: it is corrected only if it is long
        and a letter was dropped, added or swapped.
        """
        if len(word) < MIN_LENGTH or not word.isalpha() or word in self._known:
            return None
        if derived:
            return self._nearest(word, most=1, same_letters=True) if len(word) >= LONG else None
        most = 2 if len(word) >= TWO_SLIPS else 1
        return self._nearest(word, most=most, same_letters=False) or self._parted(word)

    def _nearest(self, word: str, *, most: int, same_letters: bool) -> str | None:
        near = [
            (slips, *_unlike(word, candidate), -self._frequency(candidate), candidate)
            for candidate in self._candidates(word, most)
            if (slips := distance(word, candidate, most=most)) <= most
            and not (same_letters and _has_other_letter(word, candidate))
            and (slips == 1 or _may_have_two_slips(word, candidate))
        ]
        return min(near)[-1] if near else None

    def _candidates(self, word: str, most: int) -> Iterable[str]:
        mask = _mask(word)
        for length in range(len(word) - most, len(word) + most + 1):
            if length not in self._masked:
                alike = self._of_length.get(length, ())
                self._masked[length] = [(_mask(other), other) for other in alike]
            for other, candidate in self._masked[length]:
                if (mask ^ other).bit_count() <= 2 * most:
                    yield candidate

    def _parted(self, word: str) -> str | None:
        """Return two known words that were written as one."""
        pairs = [
            (self._frequency(word[:cut]) + self._frequency(word[cut:]), cut)
            for cut in range(MIN_LENGTH, len(word) - MIN_LENGTH + 1)
            if word[:cut] in self._known and word[cut:] in self._known
        ]
        if not pairs:
            return None
        cut = max(pairs)[1]
        return f"{word[:cut]} {word[cut:]}"


def _unlike(word: str, candidate: str) -> tuple[bool, bool, bool]:
    """Tell how a candidate differs: people miss doubled letters and vowels, rarely the first."""
    other_consonant = _has_other_letter(word, candidate) and _bones(word) != _bones(candidate)
    return candidate[0] != word[0], _single(candidate) != _single(word), other_consonant


def _may_have_two_slips(word: str, candidate: str) -> bool:
    """Tell whether two slips are likely: not in the first letter, nor two others in a short one."""
    several_others = len(word) < LONG and _has_other_letter(word, candidate)
    return candidate[0] == word[0] and not several_others


def _has_other_letter(word: str, candidate: str) -> bool:
    """Tell whether letters were taken for others, not only dropped, added or swapped."""
    return len(word) == len(candidate) and sorted(word) != sorted(candidate)


def _bones(word: str) -> str:
    return re.sub("[aeiou]", "", word)


def _single(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)


def _mask(word: str) -> int:
    mask = 0
    for letter in word:
        mask |= _LETTERS.get(letter, 0)
    return mask
