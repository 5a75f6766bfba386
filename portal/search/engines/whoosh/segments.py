"""Writing segments: many documents at once, without an object for each of their words."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

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
from portal.search.engines.whoosh.schema import NAME, UID, row_of, schema, uid_of

Forms = Callable[[str, str], tuple[str, ...]]
Lengths = NDArray[np.uint8]
CODEC = W3Codec()


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

    def postings(self) -> Iterator[tuple[int, Postings]]:
        """Yield the number of each word with its postings."""
        if not self.words:
            return
        counts = np.frombuffer(self.counts, dtype=np.int32)
        held = np.repeat(np.frombuffer(self.documents, dtype=np.int32), counts)
        places = np.arange(len(held), dtype=np.int32)
        places -= np.repeat(np.cumsum(counts, dtype=np.int32) - counts, counts)
        words = np.frombuffer(self.words, dtype=np.int32)
        order = np.argsort(words, kind="stable")
        words, documents, places = words[order], held[order], places[order]
        begun = np.flatnonzero(_changes(words) | _changes(documents))
        counts = np.diff(np.append(begun, len(words)))
        found, documents = words[begun], documents[begun]
        first = np.flatnonzero(_changes(found))
        ends, reaches = np.append(first[1:], len(found)), np.append(begun, len(words))
        for start, end in zip(first.tolist(), ends.tolist(), strict=True):
            inner = places[reaches[start] : reaches[end]]
            yield int(found[start]), Postings(documents[start:end], counts[start:end], inner)


def _changes(values: Numbers) -> NDArray[np.bool_]:
    """Tell where a value is not the one before it."""
    return np.append(np.array([True]), values[1:] != values[:-1])


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
        for name in sorted((*FIELDS, UID)):
            if name == UID:
                self._write_uids(terms, rows.lengths(UID))
            else:
                self._write_field(terms, name, rows.lengths(name), words)
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

    def _write_field(self, terms: Terms, name: str, lengths: Lengths, words: list[str]) -> None:
        """Write a field; forms that stand for the same words share their postings."""
        postings = dict(self._columns[name].postings())
        standing: dict[bytes, list[int]] = defaultdict(list)
        for number in postings:
            for form in self._forms(words[number], FIELDS[name]):
                standing[form.encode()].append(number)
        written: dict[tuple[int, ...], bytes] = {}
        for term in sorted(standing):
            numbers = tuple(standing[term])
            if numbers not in written:
                lists = [postings[number] for number in numbers]
                one = lists[0] if len(lists) == 1 else merged(lists)
                written[numbers] = terms.write(one, lengths)
            terms.add(name, term, written[numbers])
