"""From a document to lexemes: what PostgreSQL's index holds of it.

A lexeme is a form and a level, as `~kota/9`: how strongly the document holds the form is part of
what is looked up. So all that is needed to match, count and rank comes out of the index, and the
document itself is read for nothing but phrases. An expression of the dictionary is a lexeme too.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from portal.search.analysis import STEM_EN, STEM_ID, Analyzer, words
from portal.search.engine import FIELDS, Document
from portal.search.lexicon import Lexicon
from portal.search.ranking import LENGTH_COUNTS, SATURATION, WEIGHTS, Forms

LEVELS = "0123456789abcdefghijklmnopqrstuv"
MARK = "/"
# PostgreSQL's own limits: of a lexeme, of the places of words, of the lexemes of a document.
LONGEST = 200
LAST_PLACE = 16_383
MOST_BYTES = 900_000
READ = "documents"
LAYOUT = 1  # of what is written here; another number is another index


def level_of(strength: float) -> str:
    """Return the level of a strength: equal steps of what it earns in the end."""
    return LEVELS[int(strength / (strength + SATURATION) * len(LEVELS))]


def earned(level: int) -> float:
    """Return the share of a term's weight that documents of a level earn, 0-1."""
    return (level + 0.5) / len(LEVELS)


def is_word(name: str) -> bool:
    """Tell whether a name in the index is a word as it is written, neither stem nor expression."""
    return name[0] not in (STEM_ID, STEM_EN) and " " not in name and len(name) <= LONGEST


def name_of(forms: Forms) -> str:
    """Return as what a form or an expression is known in the index."""
    return " ".join(forms)


class Averages:
    """How long each field is on average, of all documents that were read until now."""

    def __init__(self, sums: Mapping[str, int]) -> None:
        """Go on from the sums of those before."""
        self.sums = Counter(sums)

    def add(self, lengths: Mapping[str, int]) -> None:
        """Count one document more."""
        self.sums.update(lengths)
        self.sums[READ] += 1

    def of(self, name: str) -> float:
        """Return the average length of a field."""
        return self.sums[name] / max(1, self.sums[READ]) or 1.0


@dataclass
class Read:
    """What stands in a document: how often, by field, and at which places."""

    lengths: dict[str, int] = field(default_factory=dict)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)

    def words(self) -> Iterator[str]:
        """Yield each word once."""
        return (name for name in frozenset().union(*self.counts.values()) if is_word(name))

    def vector(self, averages: Averages) -> str:
        """Return the document as PostgreSQL reads it."""
        strengths: dict[str, float] = {}
        for name, counts in self.counts.items():
            length = self.lengths[name] / averages.of(name)
            unit = WEIGHTS[name] / (1 - LENGTH_COUNTS + LENGTH_COUNTS * length)
            for form, count in counts.items():
                strengths[form] = strengths.get(form, 0.0) + unit * count
        return " ".join(_bounded(self._lexemes(strengths)))

    def _lexemes(self, strengths: Mapping[str, float]) -> Iterator[str]:
        for form, strength in strengths.items():
            if len(form) <= LONGEST:
                places = ",".join(map(str, self.places.get(form, ())))
                yield f"'{form}{MARK}{level_of(strength)}'{':' if places else ''}{places}"


def _bounded(lexemes: Iterable[str]) -> Iterator[str]:
    """Yield what fits; the fields that come last are the attachments."""
    size = 0
    for lexeme in lexemes:
        size += len(lexeme)
        if size > MOST_BYTES:
            return
        yield lexeme


class Reader:
    """Reads documents."""

    def __init__(self, analyzer: Analyzer, lexicon: Lexicon) -> None:
        """Use the forms of `analyzer`, and the expressions of `lexicon` in all their forms."""
        self._forms: Callable[[str, str], Forms] = analyzer.forms
        self._starts: dict[str, dict[str, list[Forms]]] = {}
        entries = {
            *lexicon.groups,
            *(other for others in lexicon.groups.values() for other in others),
            *(other for others in lexicon.wider.values() for other in others),
        }
        expressions = {
            forms
            for entry in entries
            if len(entry) > 1
            for forms in (
                entry,
                tuple(STEM_ID + analyzer.stem(word) for word in entry),
                tuple(STEM_EN + analyzer.stem_english(word) for word in entry),
            )
        }
        for forms in sorted(expressions):
            self._starts.setdefault(forms[0], {}).setdefault(forms[1], []).append(forms)
        self.expressions: Collection[Forms] = frozenset(expressions)
        told = repr((LAYOUT, LEVELS, WEIGHTS, LENGTH_COUNTS, sorted(expressions)))
        self.fingerprint = hashlib.blake2b(told.encode(), digest_size=16).hexdigest()

    def read(self, document: Document) -> Read:
        """Return what stands in a document."""
        found = Read()
        start = 1
        for name, language in FIELDS.items():
            text = document.fields.get(name)
            if not text:
                continue
            sequence = [self._forms(word.text, language) for word in words(text)]
            if sequence:
                self._note(found, name, sequence, start)
                start += len(sequence) + 1  # no phrase goes from one field into the next
        return found

    def _note(self, found: Read, name: str, sequence: list[Forms], start: int) -> None:
        counts: Counter[str] = Counter()
        found.lengths[name] = sum(map(len, sequence))
        for column in zip(*sequence, strict=True):  # words as they are written, their stems
            counts.update(column)
            counts.update(self._expressions_in(column))
            if column[0][0] != STEM_EN:
                known = found.places
                last = max(0, LAST_PLACE - start)
                for place, form in enumerate(column[:last], start):
                    if form in known:
                        known[form].append(place)
                    else:
                        known[form] = [place]
        found.counts[name] = counts

    def _expressions_in(self, column: Forms) -> Iterator[str]:
        starts = self._starts
        for place, (form, following) in enumerate(pairwise(column)):
            if form in starts and following in starts[form]:
                for expression in starts[form][following]:
                    if column[place : place + len(expression)] == expression:
                        yield name_of(expression)
