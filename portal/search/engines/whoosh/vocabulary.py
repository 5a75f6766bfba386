"""The terms of a segment in their order, looked up where they lie: nothing is read into sets.

Whoosh keeps them sorted by field and form in one mapped file, with an index of their positions at
its end. An entry is the lengths of key and data, the key (number of the field and form) and data.
"""

from collections.abc import Iterator
from itertools import islice, takewhile

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3TermInfo
from whoosh.filedb.filetables import OrderedHashReader
from whoosh.filedb.structfile import StructFile

from portal.search.analysis import STEM_EN, STEM_ID

LONGEST = 32  # letters; longer words are not looked for by spelling
_KEY = 8  # where in an entry its key stands
_FORM = _KEY + 2
_FREQUENCY = 5  # where in the data of an entry the number of documents stands
_SIGNS = (STEM_ID + STEM_EN).encode()
Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]


class Terms:
    """The terms of a file with so many bytes."""

    def __init__(self, file: StructFile, length: int) -> None:
        self._table = OrderedHashReader(file, length)
        self._bytes: Bytes = np.frombuffer(file.raw_file(), np.uint8)
        kind = np.dtype(self._table.extras["indextype"]).newbyteorder(">")
        self._entries = np.frombuffer(
            file.raw_file(), kind, self._table.indexlen, self._table.indexbase
        )
        self._fields: dict[str, int] = self._table.extras["fieldmap"]

    def beginning(self, prefix: str, name: str, most: int) -> Iterator[W3TermInfo]:
        """Yield what Whoosh knows of at most `most` of the terms of a field that begin so."""
        if name in self._fields:
            key = self._key(name) + prefix.encode()
            begun = takewhile(lambda item: item[0].startswith(key), self._table.items_from(key))
            for _term, told in islice(begun, most):
                yield W3TermInfo.from_bytes(told)

    def _key(self, name: str) -> bytes:
        return self._fields[name].to_bytes(2, "big")

    def words(self, name: str) -> NDArray[np.bytes_]:
        """Return the words of a field, sorted; stems are none."""
        places = self._places(name)
        is_stem = np.isin(self._bytes[places + _FORM], np.frombuffer(_SIGNS, np.uint8))
        is_short = self._numbers(places) <= LONGEST + _FORM - _KEY
        return self._forms(places[is_short & ~is_stem])

    def _forms(self, places: Places) -> NDArray[np.bytes_]:
        """Return the forms of the entries at `places`, cut after `LONGEST` letters."""
        lengths = self._numbers(places) - (_FORM - _KEY)
        columns = np.arange(LONGEST)
        last = len(self._bytes) - 1
        letters = self._bytes[np.minimum(places[:, None] + _FORM + columns, last)]
        letters[columns >= lengths[:, None]] = 0
        return np.ascontiguousarray(letters).view(f"S{LONGEST}").ravel()

    def _numbers(self, places: Places) -> Places:
        """Return the numbers of four bytes that stand at `places`."""
        found = np.zeros(len(places), np.int64)
        for offset in range(4):
            found = found * 256 + self._bytes[places + offset]
        return found

    def _places(self, name: str) -> Places:
        """Return where the entries of a field stand."""
        if name not in self._fields:
            return np.zeros(0, np.int64)
        first = self._rank(self._fields[name])
        last = self._rank(self._fields[name] + 1)
        return self._entries[first:last].astype(np.int64)

    def _rank(self, field: int) -> int:
        """Return how many entries stand before those of a field."""
        low, high = 0, len(self._entries)
        while low < high:
            middle = (low + high) // 2
            if self._table.key_at(int(self._entries[middle])) < field.to_bytes(2, "big"):
                low = middle + 1
            else:
                high = middle
        return low

    def commonest(self, name: str, most: int) -> list[str]:
        """Return the terms of a field that most documents hold, the commonest first."""
        places = self._places(name)
        frequencies = self._numbers(places + _KEY + self._numbers(places) + _FREQUENCY)
        chosen = places[np.argsort(-frequencies, kind="stable")[:most]]
        return [form.decode() for form in self._forms(chosen).tolist()]
