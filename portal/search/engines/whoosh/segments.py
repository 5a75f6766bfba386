"""Writing segments: many documents at once, without an object for each of their words."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.system import pack_ushort
from whoosh.util.numeric import length_to_byte

from portal.search.analysis import tokens
from portal.search.engine import FIELDS, Document
from portal.search.engines.whoosh.blocks import Numbers, Postings, merged, write
from portal.search.engines.whoosh.schema import (
    MOST_FIELDS,
    NAME,
    UID,
    WHOLE,
    number_of,
    row_of,
    schema,
    uid_of,
)

Forms = Callable[[str, str], tuple[str, ...]]
Lengths = NDArray[np.uint8]
Standing = dict[bytes, list[int]]
CODEC = W3Codec()
_NONE: Numbers = np.zeros(0, np.int32)


class _Numbered(dict[str, int]):
    """Words by number, in the order in which they come."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class _Column:
    """The words of one field: number by number, document by document."""

    def __init__(self) -> None:
        self.words = array("I")
        self.documents = array("I")
        self.counts = array("I")

    def add(self, document: int, numbers: Sequence[int]) -> None:
        """Add the words of a document."""
        self.words.extend(numbers)
        self.documents.append(document)
        self.counts.append(len(numbers))

    def lists(self, words: int) -> "_Lists":
        """Return the postings of so many words."""
        counts = np.frombuffer(self.counts, dtype=np.int32)
        held = np.repeat(np.frombuffer(self.documents, dtype=np.int32), counts)
        places = np.arange(len(held), dtype=np.int32)
        places -= np.repeat(np.cumsum(counts, dtype=np.int32) - counts, counts)
        numbers = np.frombuffer(self.words, dtype=np.int32)
        order = np.argsort(numbers, kind="stable")
        numbers, documents, places = numbers[order], held[order], places[order]
        begun = np.flatnonzero(_changes(numbers) | _changes(documents))
        starts = np.searchsorted(numbers[begun], np.arange(words + 1))
        reaches = np.append(begun, len(numbers))
        return _Lists(starts, documents[begun], np.diff(reaches), reaches, places)


@dataclass
class _Lists:
    """The postings of a field, word after word: where those of each begin, and their places."""

    starts: Numbers
    documents: Numbers
    counts: Numbers
    reaches: Numbers
    places: Numbers

    def words(self) -> list[int]:
        """Return the words that a document holds."""
        found: list[int] = np.flatnonzero(np.diff(self.starts)).tolist()
        return found

    def told(self, word: int) -> tuple[Numbers, Numbers]:
        """Return the documents that hold a word, and how often."""
        mine = slice(self.starts[word], self.starts[word + 1])
        return self.documents[mine], self.counts[mine]

    def of(self, words: Sequence[int]) -> Postings:
        """Return the postings of words."""
        found = [self._postings(word) for word in words]
        return found[0] if len(found) == 1 else merged(found)

    def _postings(self, word: int) -> Postings:
        first, last = self.reaches[self.starts[word]], self.reaches[self.starts[word + 1]]
        return Postings(*self.told(word), self.places[first:last])

    def without_places(self) -> "_Lists":
        """Return what is left when the places, most of it, are let go."""
        return replace(self, counts=self.counts.astype(np.int32), places=_NONE, reaches=_NONE)


def _changes(values: Numbers) -> NDArray[np.bool_]:
    """Tell where a value is not the one before it."""
    return np.append(np.ones(min(1, len(values)), bool), values[1:] != values[:-1])


class Terms:
    """The list of terms of a segment, and the file of their postings, both being written."""

    def __init__(self, storage: FileStorage, segment: W3Segment) -> None:
        self._index = OrderedHashWriter(segment.create_file(storage, W3Codec.TERMS_EXT))
        self._fields: dict[str, int] = {}
        self._index.extras["fieldmap"] = self._fields
        self._postings = segment.create_file(storage, W3Codec.POSTS_EXT)

    def write(self, postings: Postings, lengths: Lengths) -> bytes:
        """Write a list of postings, and return what stands for it."""
        return write(self._postings, postings, lengths)

    def add(self, name: str, term: bytes, told: bytes) -> None:
        """Say where the postings of a term are; fields and terms come in their order."""
        number = self._fields.setdefault(name, len(self._fields))
        self._index.add(pack_ushort(number) + term, told)

    def close(self) -> None:
        """Write what is left."""
        self._index.close()
        self._postings.close()


def new_segment() -> W3Segment:
    """Return a segment with a name of its own."""
    return W3Segment(CODEC, NAME)


class Rows:
    """What is stored of each document of a segment, being written, and how long its fields are."""

    def __init__(self, storage: FileStorage, segment: W3Segment) -> None:
        self._schema = schema()
        self._writer = CODEC.per_document_writer(storage, segment)
        self._segment, self._count = segment, 0
        self._lengths: dict[str, dict[int, int]] = defaultdict(dict)

    def add(self, row: Mapping[str, object], lengths: Mapping[str, int]) -> None:
        """Add the next document."""
        self._writer.start_doc(self._count)
        for name, value in row.items():
            self._writer.add_field(name, self._schema[name], value, 0)
        for name, length in lengths.items():
            self._writer.add_field(name, self._schema[name], None, length)
            self._lengths[name][self._count] = length_to_byte(length)
        self._writer.finish_doc()
        self._count += 1

    def lengths(self, name: str) -> Lengths:
        """Return the lengths of a field in all documents, rounded as they are kept."""
        found = np.zeros(self._count, dtype=np.uint8)
        held = self._lengths[name]
        found[list(held)] = list(held.values())
        return found

    def close(self) -> None:
        """Write what is left."""
        self._segment.set_doc_count(self._count)
        self._writer.close()


class SegmentWriter:
    """Collects documents in memory, four bytes a word, and writes them as one segment."""

    def __init__(self, forms: Forms) -> None:
        """Write the terms that `forms` gives for a word in a language."""
        self._forms = forms
        self._numbers = _Numbered()
        self._columns = {name: _Column() for name in FIELDS}
        self._documents: list[tuple[str, Mapping[str, object]]] = []
        self.words = 0

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self._documents)

    def add(self, document: Document) -> None:
        """Add a document."""
        number = len(self._documents)
        self._documents.append((uid_of(document.kind, document.key), row_of(document)))
        for name, text in document.fields.items():
            if found := tokens(text):
                self._columns[name].add(number, [self._numbers[word] for word in found])
                self.words += len(found)

    def finish(self, storage: FileStorage) -> W3Segment:
        """Write the documents as a segment and return it."""
        segment = new_segment()
        rows, terms = Rows(storage, segment), Terms(storage, segment)
        self._write_rows(rows)
        words = list(self._numbers)
        whole = _Whole()
        for name in sorted(FIELDS):
            lists = self._columns.pop(name).lists(len(words))
            standing = self._standing(lists, words, FIELDS[name])
            _write(terms, name, rows.lengths(name), standing, lists.of)
            whole.add(name, standing, lists)
        self._write_uids(terms, rows.lengths(UID))
        _write(terms, WHOLE, rows.lengths(WHOLE), whole.standing, whole.of)
        terms.close()
        rows.close()
        return segment

    def _write_rows(self, rows: Rows) -> None:
        lengths: list[dict[str, int]] = [{} for _ in self._documents]
        for name, column in self._columns.items():
            forms = len(self._forms("", FIELDS[name]))
            for document, count in zip(column.documents, column.counts, strict=True):
                lengths[document][name] = count * forms
        for (_uid, row), found in zip(self._documents, lengths, strict=True):
            rows.add(row, found)

    def _write_uids(self, terms: Terms, lengths: Lengths) -> None:
        once = np.ones(1, dtype=np.int32)
        found = sorted((uid.encode(), place) for place, (uid, _row) in enumerate(self._documents))
        for uid, place in found:
            postings = Postings(np.array([place]), once, None)
            terms.add(UID, uid, terms.write(postings, lengths))

    def _standing(self, lists: _Lists, words: list[str], language: str) -> Standing:
        """Return for each term the words of a field for which it stands."""
        standing: Standing = defaultdict(list)
        for number in lists.words():
            for form in self._forms(words[number], language):
                standing[form.encode()].append(number)
        return standing


def _write(
    terms: Terms,
    name: str,
    lengths: Lengths,
    standing: Mapping[bytes, list[int]],
    of: Callable[[Sequence[int]], Postings],
) -> None:
    """Write a field; terms that stand for the same share their postings."""
    written: dict[tuple[int, ...], bytes] = {}
    for term in sorted(standing):
        numbers = tuple(standing[term])
        if numbers not in written:
            written[numbers] = terms.write(of(numbers), lengths)
        terms.add(name, term, written[numbers])


class _Whole:
    """What is written under `WHOLE`: which fields of a document hold a term, and how often."""

    def __init__(self) -> None:
        self.standing: Standing = defaultdict(list)
        self._lists: list[tuple[str, _Lists]] = []

    def add(self, name: str, standing: Standing, lists: _Lists) -> None:
        """Add a field."""
        place = len(self._lists)
        self._lists.append((name, lists.without_places()))
        for term, numbers in standing.items():
            self.standing[term] += [number * MOST_FIELDS + place for number in numbers]

    def of(self, numbers: Sequence[int]) -> Postings:
        """Return the postings of words, each with the place of its field."""
        held, fields, counts = [], [], []
        for number in numbers:
            name, lists = self._lists[number % MOST_FIELDS]
            documents, found = lists.told(number // MOST_FIELDS)
            held.append(documents)
            fields.append(np.full(len(documents), number_of(name)))
            counts.append(found)
        documents, field, count = map(np.concatenate, (held, fields, counts))
        order = np.argsort(documents * MOST_FIELDS + field, kind="stable")
        documents, field, count = documents[order], field[order], count[order]
        is_new = _changes(documents)
        begun = np.flatnonzero(is_new | _changes(field))
        told = np.add.reduceat(count, begun) * MOST_FIELDS + field[begun]
        first = np.flatnonzero(is_new[begun])
        return Postings(documents[begun][first], np.diff(np.append(first, len(begun))), told)
