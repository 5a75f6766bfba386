"""A segment of the index: its files never change, so what was read of them stays true."""

from collections.abc import Mapping
from functools import cached_property, partial

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
from whoosh.filedb.structfile import StructFile
from whoosh.reading import IndexReader, TermNotFound
from whoosh.util.numeric import byte_to_length

from portal.search.engine import FIELDS
from portal.search.engines.whoosh.kept import Kept
from portal.search.engines.whoosh.postings import Block, Places, blocks, in_a_row, joined, places
from portal.search.engines.whoosh.schema import MOST_FIELDS, WHOLE, fields_of, number_of
from portal.search.engines.whoosh.vocabulary import Terms
from portal.search.ranking import LENGTH_COUNTS, MOST_PREFIXED, WEIGHTS, Forms
from portal.search.spelling import Known
from portal.search.weighing import DENSE, Earned, Floats, Numbers, saturated

LARGE = 1000  # documents; of smaller segments everything is read in no time
WARMED = 300  # terms
NO_NUMBERS: Numbers = np.zeros(0, np.int32)
NOTHING = Earned(NO_NUMBERS, np.zeros(0, np.float32), 0)
PLACES = "places"  # what is kept under it
Averages = Mapping[str, float]


class Segment:
    """The documents of a segment by number, dead ones too, and what they hold.

    All files are opened at once: the folder of the state may be gone when they are read.
    """

    def __init__(self, leaf: IndexReader, *, averages: Averages, kept: Kept) -> None:
        """Read from `leaf`; `averages` are the lengths of fields that count as usual."""
        self._leaf = leaf
        self.averages = averages
        self._kept = kept
        self.mine = object()  # under which things are kept
        self._is_warm = False
        self.size: int = leaf.doc_count_all()
        segment, files = leaf.segment(), leaf.storage()
        self._postings: StructFile = segment.open_file(files, W3Codec.POSTS_EXT)
        self._terms = Terms(
            segment.open_file(files, W3Codec.TERMS_EXT),
            files.file_length(segment.make_filename(W3Codec.TERMS_EXT)),
        )
        # What a word is worth, by document and number of the field; less in a long text.
        self._factors: Floats = np.zeros((self.size, MOST_FIELDS), np.float32)
        for name in FIELDS:
            self._factors[:, number_of(name)] = self._read_factors(name)
        self.keys: list[str] = [""] * self.size
        self.kinds: list[str] = [""] * self.size
        self.priors = np.ones(self.size, np.float32)
        for number, row in leaf.iter_docs():
            self.kinds[number], self.keys[number] = row["kind"], row["key"]
            self.priors[number] = row["prior"]

    def _read_factors(self, name: str) -> Floats:
        lengths = np.array([byte_to_length(code) for code in range(256)])
        usual = 1 - LENGTH_COUNTS + LENGTH_COUNTS * lengths / self.averages[name]
        codes = np.zeros(self.size, np.uint8)
        files = self._leaf.storage()
        column = W3Codec.column_filename(self._leaf.segment(), f"_{name}_len")
        if files.file_exists(column):
            stored = np.frombuffer(files.open_file(column).get(0, self.size), np.uint8)
            codes[: len(stored)] = stored
        return (WEIGHTS[name] / usual).astype(np.float32)[codes]

    @cached_property
    def known(self) -> Known:
        """The words of all fields, for spelling."""
        return Known(self._terms.words(WHOLE))

    def frequency(self, word: str) -> int:
        """Return how many documents hold a word."""
        info = self._info(WHOLE, word)
        return info.doc_frequency() if info else 0

    def warm(self) -> None:
        """Read, if the segment is large, its words and its commonest terms; once is enough."""
        if self._is_warm or self.size < LARGE:
            return
        self._is_warm = True
        _ = self.known
        for form in self._terms.commonest(WHOLE, WARMED):
            self.earned((form,))

    def earned(self, forms: Forms) -> Earned:
        """Return which documents hold forms in a row, and how strongly.

        A single form that ends with a star stands for the words that begin so.
        """
        if forms[0].endswith("*"):
            return self._kept.get(self.mine, forms, partial(self._prefixed, forms[0][:-1]))
        if len(forms) == 1:
            info = self._info(WHOLE, forms[0])
            return self._term(info) if info else NOTHING
        return self._kept.get(self.mine, forms, partial(self._sequence, forms))

    def _info(self, name: str, form: str) -> W3TermInfo | None:
        try:
            return self._leaf.term_info(name, form)
        except TermNotFound:
            return None

    def _blocks(self, info: W3TermInfo) -> list[Block]:
        return list(blocks(self._postings, info))

    def _term(self, info: W3TermInfo) -> Earned:
        """Return what is earned by a term; forms of the same words share their postings, and it."""
        return self._kept.get(self.mine, info.extent(), lambda: self._read(info))

    def _read(self, info: W3TermInfo) -> Earned:
        held = places(self._blocks(info))
        return Earned.at(held.documents, self._shares(held), self.size)

    def _shares(self, held: Places) -> Floats:
        """Return what each document earns by what is told of it under `WHOLE`."""
        fields, counts = fields_of(held.places)
        sizes = held.sizes.astype(np.intp)
        cells = np.repeat(held.documents * MOST_FIELDS, sizes)
        cells += fields
        strengths = self._factors.take(cells, mode="clip")  # which is the fastest
        strengths *= counts
        return saturated(np.add.reduceat(strengths, np.cumsum(sizes) - sizes))

    def _sequence(self, forms: Forms) -> Earned:
        """Return what is earned by forms in a row; where they are so in two fields, by both."""
        if not all(self._info(WHOLE, form) for form in forms):
            return NOTHING
        strengths = np.zeros(self.size, np.float32)
        for name in FIELDS:
            documents, times = self._in_a_row(name, forms)
            strengths[documents] += times * self._factors[documents, number_of(name)]
        return Earned.by(saturated(strengths))

    def _in_a_row(self, name: str, forms: Forms) -> tuple[Numbers, Floats]:
        """Return which documents hold the forms in a row in a field, and how often."""
        terms = [info for form in forms if (info := self._info(name, form))]
        if len(terms) < len(forms):
            return NO_NUMBERS, NOTHING.shares
        return in_a_row([self._places(info) for info in terms], self.size)

    def _places(self, info: W3TermInfo) -> Places:
        """Return where documents hold a term in a field."""
        key = (PLACES, info.extent())
        return self._kept.get(self.mine, key, lambda: places(self._blocks(info)))

    def _prefixed(self, prefix: str) -> Earned:
        """Return the most that documents earn by one of the words that begin so."""
        shares = np.zeros(self.size, np.float32)
        rare: list[W3TermInfo] = []
        for info in self._terms.beginning(prefix, WHOLE, MOST_PREFIXED):
            if info.doc_frequency() * DENSE > self.size:  # such lists are kept, and warm
                earned = self._term(info)
                mine = shares[earned.documents]
                shares[earned.documents] = np.maximum(mine, earned.shares)
            else:
                rare.append(info)
        words = [places(self._blocks(info)) for info in rare]
        together, start = self._shares(joined(words)) if words else NOTHING.shares, 0
        for word in words:
            theirs = together[start : start + len(word.documents)]
            start += len(theirs)
            shares[word.documents] = np.maximum(shares[word.documents], theirs)
        return Earned.by(shares)
