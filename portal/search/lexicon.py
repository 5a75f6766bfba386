"""The dictionary of local government: synonyms, spelling folds, stop words, protected words."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from portal.search.analysis import words

LONGEST = 6
Sequence_ = tuple[str, ...]


@dataclass(eq=False)
class Lexicon:
    """What `content/search/` holds, as sequences of folded words.

    `groups` maps a sequence to all sequences that mean the same, itself left out; `wider` maps a
    sequence to those that it finds one-way; `spelled` maps a word to how an entry writes it.
    """

    groups: dict[Sequence_, list[Sequence_]] = field(default_factory=dict)
    wider: dict[Sequence_, list[Sequence_]] = field(default_factory=dict)
    folds: Mapping[str, str] = field(default_factory=dict)
    stems: Mapping[str, str] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    protected: frozenset[str] = frozenset()
    english: frozenset[str] = frozenset()
    spelled: dict[str, str] = field(default_factory=dict)

    @classmethod
    @cache
    def from_folder(cls, content: Path) -> "Lexicon":
        """Return what `search/` and the names below `regions/` of a content folder say.

        It is read once in a process, and nobody changes it.
        """
        folder = content / "search"
        lexicon = cls(
            folds=dict(_pairs(folder / "folds.csv")),
            stems=dict(_pairs(folder / "stems.csv")),
            stop_words=frozenset(_lines(folder / "stop-words.txt")),
            protected=frozenset(_lines(folder / "protected-words.txt"))
            | frozenset(_region_words(content / "regions")),
            english=frozenset(
                word for line in _lines(folder / "english-words.txt") for word in line.split()
            ),
        )
        for line in _lines(folder / "synonyms.txt"):
            lexicon._add(line)
        return lexicon

    def _add(self, line: str) -> None:
        """Add a line `a = b, c > d, e ; f`: a, b, c, f are alike; each of them also finds d, e."""
        two_way, _, english = line.partition(";")
        two_way, _, one_way = two_way.partition(">")
        alike = list(_sequences(two_way.replace("=", ",", 1))) + list(_sequences(english))
        narrower = list(_sequences(one_way))
        for piece in two_way.replace("=", ",", 1).split(",") + english.split(","):
            self.spelled |= {word.text: piece[word.start : word.end] for word in words(piece)}
        for sequence in alike:
            others = [other for other in alike if other != sequence]
            known = self.groups.setdefault(sequence, [])
            known += [other for other in others if other not in known]
            found = self.wider.setdefault(sequence, []) if narrower else []
            found += [other for other in narrower if other not in found]

    def longest_at(self, sequence: list[str], start: int) -> int:
        """Return how many words from `start` are an entry of several words, or 1."""
        for length in range(min(LONGEST, len(sequence) - start), 1, -1):
            if tuple(sequence[start : start + length]) in self.groups:
                return length
        return 1

    def is_entry(self, word: str) -> bool:
        """Tell whether a word is an entry by itself."""
        return (word,) in self.groups

    def entry_words(self) -> frozenset[str]:
        """Return every word that stands in some entry."""
        return frozenset().union(*self.groups)

    def knows(self, word: str) -> bool:
        """Tell whether a word is a name, an acronym, English or a stop word, so not misspelt."""
        return word in self.protected or word in self.english or word in self.stop_words


def _sequences(text: str) -> Iterator[Sequence_]:
    for piece in text.split(","):
        sequence = tuple(word.text for word in words(piece))
        if sequence:
            yield sequence


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text:
            yield text


def _pairs(path: Path) -> Iterable[tuple[str, str]]:
    """Return the rows of a table with two columns, without its head."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(word, other) for word, other in csv.reader(file)][1:]


def _region_words(folder: Path) -> Iterator[str]:
    for name, column in (("provinces", "name"), ("regencies", "name"), ("aliases", "alias")):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from (word.text for word in words(row[column]))
