"""From text to word forms: how Indonesian and English words are made to meet."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

# Word forms live in one field; the sign in front says which form a term is.
STEM_ID = "~"
STEM_EN = "^"
# A word, or several joined by hyphens; folded.
TOKEN = re.compile(r"[0-9a-z]+(?:[-'\u2019][0-9a-z]+)*")
_JOINT = re.compile(r"[-'\u2019]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_SHORTEST = 4
# What spoken verbs begin with, and what the base word may begin with: ngadu (adu), nyari (cari),
# nulis (tulis), mukul (pukul), ngecat (cat).
_SPOKEN = {"nge": ("",), "ng": ("", "k"), "ny": ("s", "c"), "n": ("t",), "m": ("p",)}
_SPOKEN_END = "in"
_CACHE = 100_000


class Word(NamedTuple):
    """A word of a text: folded, with the characters it stands on."""

    text: str
    start: int
    end: int


class _Flat(dict[int, str]):
    """Each character without accent and in lower case, a blank where that is not one character."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFKD", chr(code)).casefold()
        letters = "".join(part for part in base if not unicodedata.combining(part))
        self[code] = letters if len(letters) == 1 else " "
        return self[code]


_flat = _Flat()


def fold(text: str) -> str:
    """Return `text` in lower case without accents, of the same length."""
    plain = text if text.isascii() else _BEYOND_ASCII.sub(_flat_of, text)
    return plain.lower()


def _flat_of(match: re.Match[str]) -> str:
    return match.group().translate(_flat)


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text.

    `e-gov` is one word, `egov`; `anak-anak` is `anak`; other hyphens part words.
    """
    return words_from(fold(text), 0)


def words_from(folded: str, start: int) -> Iterator[Word]:
    """Yield the words of a folded text from a place on where one may begin."""
    for match in TOKEN.finditer(folded, start):
        if match.group().isalnum():
            yield Word(match.group(), match.start(), match.end())
            continue
        for word, begin, end in _pieces(match.group()):
            yield Word(word, match.start() + begin, match.start() + end)


def tokens(text: str) -> list[str]:
    """Return the words of a text as `words` does, without their characters: that is faster."""
    folded = fold(text)
    found: list[str] = TOKEN.findall(folded)
    if not _JOINT.search(folded):
        return found
    return [
        word
        for joined in found
        for word in ((joined,) if joined.isalnum() else (piece[0] for piece in _pieces(joined)))
    ]


def _pieces(joined: str) -> list[Word]:
    """Return the words of which hyphens or apostrophes made one."""
    pieces = _JOINT.split(joined)
    if len(pieces[0]) == 1:
        return [Word("".join(pieces), 0, len(joined))]
    if len(pieces) == 2 and pieces[0] == pieces[1]:  # noqa: PLR2004  # reduplication
        return [Word(pieces[0], 0, len(joined))]
    found, start = [], 0
    for piece in pieces:
        found.append(Word(piece, start, start + len(piece)))
        start += len(piece) + 1
    return found


@cache
def _indonesian() -> tuple[Any, frozenset[str]]:
    """Return the stemmer, which remembers what it was asked, and the words of its dictionary."""
    factory = StemmerFactory()
    return factory.create_stemmer(), frozenset(factory.get_words())


class Analyzer:
    """Makes the forms of words: exact, Indonesian stem, English stem."""

    def __init__(
        self,
        *,
        protected: frozenset[str],
        folds: Mapping[str, str],
        stems: Mapping[str, str],
        english_words: frozenset[str],
        english: Callable[[str], str],
    ) -> None:
        """Use `folds` {spelling: usual spelling} and stem none of `protected`.

        `stems` are those of words that the stemmer joins with strangers or parts from their kin;
        `english_words` are not taken for spoken Indonesian.
        """
        self._made = partial(
            Analyzer,
            protected=protected,
            folds=folds,
            stems=stems,
            english_words=english_words,
            english=english,
        )
        self._sastrawi, self.base_words = _indonesian()
        self._protected = protected
        self._folds = folds
        self._stems = stems
        self._english_words = english_words
        self._english = english
        self.stem = lru_cache(_CACHE)(self._stem)
        self.stem_english = lru_cache(_CACHE)(self._stem_english)

    def __reduce__(self) -> tuple[Callable[[], "Analyzer"], tuple[()]]:
        """Say to another process how this one was made."""
        return self._made, ()

    def _stem(self, word: str) -> str:
        word = self._folds.get(word, word)
        if word in self._stems:
            return self._stems[word]
        if len(word) < _SHORTEST or word in self._protected or not word.isalpha():
            return word
        stem: str = self._sastrawi.stem(word) or word
        if stem not in self.base_words and word not in self._english_words:
            stem = self._spoken(word) or stem
        return self._folds.get(stem, stem)

    def _spoken(self, word: str) -> str | None:
        """Return the base word of a verb as people say it, or None if it is none."""
        bare = word.removesuffix(_SPOKEN_END)
        for form in (word, bare):
            for nasal, letters in _SPOKEN.items():
                for letter in letters if form.startswith(nasal) else ():
                    base = letter + form.removeprefix(nasal)
                    if len(base) >= _SHORTEST - 1 and base in self.base_words:
                        return base
        return bare if len(bare) >= _SHORTEST and bare in self.base_words else None

    def _stem_english(self, word: str) -> str:
        return self._english(word) if len(word) >= _SHORTEST and word.isalpha() else word

    def forms(self, word: str, language: str) -> tuple[str, ...]:
        """Return the terms a word stands for in a field of `language`: id, en or both."""
        if language == "id":
            return word, STEM_ID + self.stem(word)
        if language == "en":
            return word, STEM_EN + self.stem_english(word)
        return word, STEM_ID + self.stem(word), STEM_EN + self.stem_english(word)

    def only_word(self, text: str) -> str | None:
        """Return the one word of a text, or None if it has more or none."""
        found = [word.text for word in words(text)]
        return found[0] if len(found) == 1 else None

    def is_derived(self, word: str) -> bool:
        """Tell whether a word looks like one derived from a base word of the dictionary."""
        stem = self.stem(word)
        return len(stem) >= _SHORTEST and stem in self.base_words
