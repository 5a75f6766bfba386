"""The dictionary of local government: synonyms, spelling folds, stop words, protected words."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path

from portal.search.analysis import words
from portal.search.synonyms import LONGEST, Expression, Group, expression_of


@dataclass(eq=False)
class Lexicon:
    """What `content/search/` holds, as sequences of folded words.

    `lines` are the groups of synonyms by their topics. Of these, `groups` maps a sequence to all
    sequences that mean the same, itself left out; `wider` maps a sequence to those that it finds
    one-way; `spelled` maps a word to how an entry writes it. `base` is the one from files where
    editors have said something else since.
    """

    lines: Mapping[str, str] = field(default_factory=dict)
    groups: dict[Expression, list[Expression]] = field(init=False, default_factory=dict)
    wider: dict[Expression, list[Expression]] = field(init=False, default_factory=dict)
    spelled: dict[str, str] = field(init=False, default_factory=dict)
    folds: Mapping[str, str] = field(default_factory=dict)
    stems: Mapping[str, str] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    protected: frozenset[str] = frozenset()
    english: frozenset[str] = frozenset()
    base: "Lexicon | None" = None

    def __post_init__(self) -> None:
        """Know the groups."""
        for line in self.lines.values():
            self._add(Group.of(line))

    @classmethod
    @cache
    def from_folder(cls, content: Path) -> "Lexicon":
        """Return what `search/` and the names below `regions/` of a content folder say.

        It is read once in a process, and nobody changes it.
        """
        folder = content / "search"
        return cls(
            lines={Group.of(line).topic: line for line in _lines(folder / "synonyms.txt")},
            folds=dict(_pairs(folder / "folds.csv")),
            stems=dict(_pairs(folder / "stems.csv")),
            stop_words=frozenset(_lines(folder / "stop-words.txt")),
            protected=frozenset(_lines(folder / "protected-words.txt"))
            | frozenset(_region_words(content / "regions")),
            english=frozenset(
                word for line in _lines(folder / "english-words.txt") for word in line.split()
            ),
        )

    def saying(self, said: Mapping[str, str]) -> "Lexicon":
        """Return one that says of the topics of `said` what stands there, nothing where it is "".

        All else is as in the files.
        """
        files = self.base or self
        if not said:
            return files
        lines = {topic: line for topic, line in {**files.lines, **said}.items() if line}
        return replace(files, lines=lines, base=files)

    def _add(self, group: Group) -> None:
        alike = [found for text in group.both_ways if (found := expression_of(text))]
        narrower = [found for text in group.narrower if (found := expression_of(text))]
        for text in group.both_ways:
            self.spelled |= {word.text: text[word.start : word.end] for word in words(text)}
        for sequence in alike:
            known = self.groups.setdefault(sequence, [])
            known += [other for other in alike if other != sequence and other not in known]
            below = self.wider.setdefault(sequence, []) if narrower else []
            below += [other for other in narrower if other not in below]

    def longest_at(self, sequence: list[str], start: int) -> int:
        """Return how many words from `start` are an entry of several words, or 1."""
        for length in range(min(LONGEST, len(sequence) - start), 1, -1):
            if tuple(sequence[start : start + length]) in self.groups:
                return length
        return 1

    def is_entry(self, word: str) -> bool:
        """Tell whether a word is an entry by itself."""
        return (word,) in self.groups

    @cached_property
    def entry_words(self) -> frozenset[str]:
        """Every word that stands in some entry."""
        return frozenset().union(*self.groups)

    def knows(self, word: str) -> bool:
        """Tell whether a word is a name, an acronym, an entry's, English or a stop word.

        None of these is misspelt.
        """
        return any(
            word in known
            for known in (self.protected, self.english, self.stop_words, self.entry_words)
        )


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
