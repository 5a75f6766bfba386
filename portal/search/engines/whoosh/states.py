"""One state of the index in its folder: which segments it has, and what is deleted of them."""

import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.index import TOC, FileIndex
from whoosh.reading import IndexReader, SegmentReader

from portal.search.engines.whoosh.mapped import MappedStorage
from portal.search.engines.whoosh.merging import merged
from portal.search.engines.whoosh.postings import blocks, counts
from portal.search.engines.whoosh.schema import NAME, UID, schema, uid_of
from portal.search.engines.whoosh.segments import CODEC

GENERATION = 1  # Whoosh's own count of states; ours lie in folders of their own
LIST = f"_{NAME}_{GENERATION}.toc"
SCRATCH = f"{NAME}.tmp"


def reader_of(folder: Path) -> IndexReader:
    """Return a reader of a state."""
    return FileIndex(MappedStorage(str(folder)), schema=schema(), indexname=NAME).reader()


def segments_of(folder: Path) -> list[W3Segment]:
    """Return the segments of a state."""
    storage = MappedStorage(str(folder))
    return list(TOC.read(storage, NAME, gen=GENERATION, schema=schema()).segments)


def delete(folder: Path, segments: Iterable[W3Segment], uids: Collection[str]) -> None:
    """Delete documents wherever they stand."""
    storage = MappedStorage(str(folder))
    for segment in segments:
        terms = CODEC.terms_reader(storage, segment)
        for term in ((UID, uid.encode()) for uid in uids):
            if term in terms:
                file = segment.open_file(storage, W3Codec.POSTS_EXT)
                found = counts(list(blocks(file, terms.term_info(*term))))
                for number in found[0].tolist():
                    segment.delete_document(number)


def finish(folder: Path, segments: Iterable[W3Segment]) -> None:
    """Write which segments a state has; those of which nothing is left are dropped."""
    held = []
    for segment in segments:
        if segment.doc_count():
            held.append(segment)
        else:
            _drop(folder, segment)
    shutil.rmtree(folder / SCRATCH, ignore_errors=True)
    (folder / LIST).unlink(missing_ok=True)  # that of the state before is linked here
    TOC(schema(), held, GENERATION).write(MappedStorage(str(folder)), NAME)


def keep(folder: Path, segments: Iterable[W3Segment], uids: Collection[str]) -> None:
    """Delete all documents but some."""
    storage = MappedStorage(str(folder))
    for segment in segments:
        for number, row in SegmentReader(storage, schema(), segment).iter_docs():
            if uid_of(row["kind"], row["key"]) not in uids:
                segment.delete_document(number)


def merge(folder: Path, together: Collection[str]) -> None:
    """Make one of some segments of a state."""
    segments = segments_of(folder)
    parts = [segment for segment in segments if segment.segid in together]
    one = merged(MappedStorage(str(folder)), parts)
    for segment in parts:
        _drop(folder, segment)
    finish(folder, [*(segment for segment in segments if segment.segid not in together), one])


def _drop(folder: Path, segment: W3Segment) -> None:
    for path in folder.glob(segment.make_filename(".*")):
        path.unlink()
