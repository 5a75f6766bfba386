"""Several segments made one: when small ones have become many, and when much of one is deleted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from operator import itemgetter

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3Segment, W3TermInfo
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from portal.search.engine import FIELDS
from portal.search.engines.whoosh.blocks import Numbers, Postings
from portal.search.engines.whoosh.postings import blocks, counts, places
from portal.search.engines.whoosh.schema import UID, schema
from portal.search.engines.whoosh.segments import CODEC, Lengths, Rows, Terms, new_segment

MOST = 8  # segments of one size
LARGE = 10_000  # documents from which on segments are left as they are, however many
HOLLOW = 0.25  # share of deleted documents that is not borne
HOLDS = 1000  # documents below which a hollow segment waits until it is merged
GONE = -1
Term = tuple[str, bytes]


def worth_merging(segments: Sequence[W3Segment]) -> list[W3Segment]:
    """Return which segments to make one, none if all is well.

    Sizes count in powers of ten, so that a document is written anew a few times in its life.
    """
    small = [segment for segment in segments if segment.doc_count_all() < LARGE]
    for segment in small:
        if segment.doc_count_all() >= HOLDS and _is_hollow(segment):
            return [segment]
    sizes = Counter(_size(segment) for segment in small)
    full = [size for size, count in sizes.items() if count > MOST]
    return [segment for segment in small if full and _size(segment) <= min(full)]


def are_worn(segments: Sequence[W3Segment]) -> bool:
    """Tell whether much of a large segment is deleted, which a rebuild mends."""
    return any(segment.doc_count_all() >= LARGE and _is_hollow(segment) for segment in segments)


def _is_hollow(segment: W3Segment) -> bool:
    deleted: int = segment.deleted_count()
    documents: int = segment.doc_count_all()
    return deleted > HOLLOW * documents


def _size(segment: W3Segment) -> int:
    return len(str(segment.doc_count()))


@dataclass(frozen=True)
class _Source:
    """A segment to be merged, and the numbers that its documents get; `GONE` for deleted ones."""

    reader: SegmentReader
    postings: object
    numbers: Numbers

    @classmethod
    def of(cls, storage: FileStorage, segment: W3Segment, first: int) -> "_Source":
        held = segment.doc_count_all()
        alive = np.ones(held, dtype=bool)
        alive[list(segment.deleted_docs())] = False
        numbers = np.where(alive, first + np.cumsum(alive) - 1, GONE)
        reader = SegmentReader(storage, schema(), segment)
        return cls(reader, segment.open_file(storage, W3Codec.POSTS_EXT), numbers)

    def terms(self, storage: FileStorage, place: int) -> Iterator[tuple[Term, int, W3TermInfo]]:
        """Yield the terms in their order, each with the place of this source among all."""
        reader = CODEC.terms_reader(storage, self.reader.segment())
        for term, told in reader.items():
            yield term, place, told

    def kept(self, name: str, told: W3TermInfo) -> Postings | None:
        """Return the postings of a term in documents that are not deleted, by their new numbers."""
        found = list(blocks(self.postings, told))
        if name == UID:
            numbers = self.numbers[counts(found)[0]]
            numbers = numbers[numbers != GONE]
            return Postings(numbers, np.ones_like(numbers), None) if len(numbers) else None
        held = places(found)
        numbers = self.numbers[held.documents]
        alive = numbers != GONE
        if not alive.any():
            return None
        kept = held.places[np.repeat(alive, held.sizes)]
        return Postings(numbers[alive], held.sizes[alive], kept)


def merged(storage: FileStorage, segments: Sequence[W3Segment]) -> W3Segment:
    """Write what is not deleted of some segments as one, and return it."""
    made = new_segment()
    rows, terms = Rows(storage, made), Terms(storage, made)
    sources, first = [], 0
    for segment in segments:
        sources.append(_Source.of(storage, segment, first))
        first += segment.doc_count()
    for source in sources:
        for number, row in source.reader.iter_docs():
            lengths = {
                name: length
                for name in FIELDS
                if (length := source.reader.doc_field_length(number, name))
            }
            rows.add(row, lengths)
    _merge_terms(storage, sources, rows, terms)
    terms.close()
    rows.close()
    return made


def _merge_terms(
    storage: FileStorage, sources: Sequence[_Source], rows: Rows, terms: Terms
) -> None:
    """Merge lists of postings; those that terms share in each source they share again."""
    streams = [source.terms(storage, place) for place, source in enumerate(sources)]
    written: dict[object, bytes | None] = {}
    lengths, field = rows.lengths(""), ""
    for (name, term), group in groupby(merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
        if name != field:
            lengths, field = rows.lengths(name), name
            written.clear()
        found = [(place, told) for _term, place, told in group]
        lists = tuple((place, told.extent()[0]) for place, told in found)
        if lists not in written:
            written[lists] = _write(sources, name, found, terms, lengths)
        told = written[lists]
        if told is not None:
            terms.add(name, term, told)


def _write(
    sources: Sequence[_Source],
    name: str,
    found: Sequence[tuple[int, W3TermInfo]],
    terms: Terms,
    lengths: Lengths,
) -> bytes | None:
    kept = [one for place, told in found if (one := sources[place].kept(name, told)) is not None]
    if not kept:
        return None
    if len(kept) == 1:
        return terms.write(kept[0], lengths)
    held = [one.places for one in kept if one.places is not None]
    joined = Postings(
        np.concatenate([one.documents for one in kept]),
        np.concatenate([one.counts for one in kept]),
        np.concatenate(held) if held else None,
    )
    return terms.write(joined, lengths)
