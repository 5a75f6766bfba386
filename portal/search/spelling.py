"""Did you mean: the nearest known word to one that nobody knows."""

import re
from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

MIN_LENGTH = 4
TWO_SLIPS = 6
LONG = 8
_BITS = np.zeros(256, np.uint64)
for _place, _letter in enumerate(b"abcdefghijklmnopqrstuvwxyz0123456789"):
    _BITS[_letter] = 1 << _place
Letters = NDArray[np.uint8]


class Known:
    """Words that are known, compared with another all at once."""

    def __init__(self, words: NDArray[np.bytes_]) -> None:
        """Take the words in ASCII, sorted."""
        self._words = words
        letters = _letters(words)
        self._lengths = np.count_nonzero(letters, axis=1)
        self._masks = np.bitwise_or.reduce(_BITS[letters], axis=1)

    @classmethod
    def of(cls, words: Collection[str]) -> "Known":
        """Return what knows `words`; those that are not ASCII are nobody's slip."""
        return cls(np.array(sorted(word.encode() for word in words if word.isascii()), np.bytes_))

    def __contains__(self, word: str) -> bool:
        place = np.searchsorted(self._words, word.encode())
        return bool(place < len(self._words) and self._words[place] == word.encode())

    def near(self, word: str, *, most: int) -> list[tuple[int, str]]:
        """Return the words that `most` slips or fewer part from `word`, with their number."""
        (mask,) = np.bitwise_or.reduce(_BITS[_letters(np.array([word.encode()]))], axis=1)
        like = np.abs(self._lengths - len(word)) <= most
        like &= np.bitwise_count(self._masks ^ mask) <= 2 * most
        words = self._words[like]
        slips = distances(word, words, self._lengths[like])
        near = slips <= most
        return [
            (int(number), found.decode())
            for number, found in zip(slips[near], words[near].tolist(), strict=True)
        ]


def _letters(words: NDArray[np.bytes_]) -> Letters:
    """Return the letters of words, one word a row, filled up with zeros."""
    width = max(1, words.dtype.itemsize)
    return np.ascontiguousarray(words).view(np.uint8).reshape(len(words), width)


def distances(word: str, words: NDArray[np.bytes_], lengths: NDArray[np.int64]) -> Letters:
    """Return how many letters to add, drop, change or swap to make each of `words` of `word`.

    `lengths` are those of `words`. All tables are filled at once, one letter of each at a time.
    """
    letters = np.ascontiguousarray(_letters(words).T[: max(lengths, default=0)])
    count = len(words)
    above = [np.full(count, column, np.uint8) for column in range(len(letters) + 1)]
    before = above
    for row, letter in enumerate(word.encode(), start=1):
        line = [np.full(count, row, np.uint8)]
        for column, others in enumerate(letters, start=1):
            cost = np.minimum(above[column], line[-1]) + 1
            np.minimum(cost, above[column - 1] + (others != letter), out=cost)
            if row > 1 and column > 1:
                swapped = (letters[column - 2] == letter) & (others == word.encode()[row - 2])
                cost[swapped] = np.minimum(cost, before[column - 2] + 1)[swapped]
            line.append(cost)
        before, above = above, line
    return np.stack(above)[lengths, np.arange(count)]


class Spelling:
    """The known words; of two that are equally near, the more frequent is meant."""

    def __init__(
        self,
        known: Sequence[Known],
        *,
        frequency: Callable[[str], int],
        never: Collection[str] = frozenset(),
    ) -> None:
        """Know the words of all `known`; nobody ever means those of `never`."""
        self._known = known
        self._frequency = frequency
        self._never = never

    def _knows(self, word: str) -> bool:
        return word not in self._never and any(word in known for known in self._known)

    def correct(self, word: str, *, derived: bool = False) -> str | None:
        """Return the nearest known word or pair of words, or None if none is near enough.

        A `derived` word may be right although nobody knows it: it is corrected only if it is long
        and a letter was dropped, added or swapped.
        """
        if len(word) < MIN_LENGTH or not (word.isascii() and word.isalpha()) or self._knows(word):
            return None
        if derived:
            return self._nearest(word, most=1, same_letters=True) if len(word) >= LONG else None
        most = 2 if len(word) >= TWO_SLIPS else 1
        return self._nearest(word, most=most, same_letters=False) or self._parted(word)

    def _nearest(self, word: str, *, most: int, same_letters: bool) -> str | None:
        near = {
            (slips, *_unlike(word, candidate), -self._frequency(candidate), candidate)
            for known in self._known
            for slips, candidate in known.near(word, most=most)
            if candidate not in self._never
            and not (same_letters and _has_other_letter(word, candidate))
            and (slips == 1 or _may_have_two_slips(word, candidate))
        }
        return min(near)[-1] if near else None

    def _parted(self, word: str) -> str | None:
        """Return two known words that were written as one."""
        pairs = [
            (self._frequency(word[:cut]) + self._frequency(word[cut:]), cut)
            for cut in range(MIN_LENGTH, len(word) - MIN_LENGTH + 1)
            if self._knows(word[:cut]) and self._knows(word[cut:])
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
