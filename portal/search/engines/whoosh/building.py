"""Building an index: a small library here, a large one in processes beside this one."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO

from whoosh.codec.whoosh3 import W3Segment

from portal.search.engine import Document
from portal.search.engines.whoosh.mapped import MappedStorage
from portal.search.engines.whoosh.segments import Forms, SegmentWriter

WORKER = "portal.search.engines.whoosh.builder"
ROOT = Path(__file__).parents[4]
INHERITED = ("LD_LIBRARY_PATH", "PATH", "PYTHONHOME", "PYTHONPATH")
ALONE = 1000  # documents that are written as fast as a process starts
AT_ONCE = 50  # documents handed over together
WAITING = 4  # times as many may wait for each process
MOST = 4  # processes, for what they are given to write is read by one
WORDS = 24_000_000  # of a segment: 100 MB, and thrice that while the longest field is sorted
PROGRESS_EVERY = 50
Progress = Callable[[int], None]


def build(
    folder: Path, documents: Iterable[Document], *, forms: Forms, progress: Progress
) -> tuple[list[W3Segment], int]:
    """Write documents as segments into a folder and return these, and how many there were.

    Raises:
        OSError: if the place takes nothing.
    """
    told = _counted(documents, progress)
    first = list(islice(told, ALONE))
    if len(first) < ALONE:
        return list(written(folder, [first], forms)), len(first)
    with ExitStack() as stack:
        workers = [stack.enter_context(_worker(folder, forms)) for _ in range(_processes())]
        feeders = _Feeders(workers)
        held = feeders.feed(chain(first, told))
        return feeders.segments(), held


def _processes() -> int:
    """Return how many processes write: one core is left to what reads the documents."""
    return max(1, min(MOST, len(os.sched_getaffinity(0)) - 1))


def _counted(documents: Iterable[Document], progress: Progress) -> Iterator[Document]:
    for count, document in enumerate(documents, start=1):
        yield document
        if count % PROGRESS_EVERY == 0:
            progress(count)


def written(
    folder: Path, chunks: Iterable[Sequence[Document]], forms: Forms
) -> Iterator[W3Segment]:
    """Write documents and yield the segments, each as large as memory is for it."""
    storage = MappedStorage(str(folder))
    writer = SegmentWriter(forms)
    for chunk in chunks:
        for document in chunk:
            writer.add(document)
        if writer.words > WORDS:
            yield writer.finish(storage)
            writer = SegmentWriter(forms)
    if len(writer):
        yield writer.finish(storage)


@contextmanager
def _worker(folder: Path, forms: Forms) -> Iterator["subprocess.Popen[bytes]"]:
    """Give a process that writes; it ends with its input, and is killed if we fail before."""
    worker = subprocess.Popen(  # noqa: S603  # fixed words
        [sys.executable, "-m", WORKER, str(folder.absolute())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={name: os.environ[name] for name in INHERITED if name in os.environ},
    )
    try:
        pickle.dump(forms, pipe(worker.stdin))
        yield worker
    finally:
        worker.kill()
        worker.wait()
        for end in (worker.stdin, worker.stdout):
            with suppress(BrokenPipeError):  # what it has not taken is for nobody
                pipe(end).close()


def pipe(end: IO[bytes] | None) -> IO[bytes]:
    """Return one end of a pipe that was asked for."""
    if end is None:
        raise BrokenPipeError
    return end


class _Feeders:
    """Hand documents to processes, each when it has room for more."""

    def __init__(self, workers: Sequence["subprocess.Popen[bytes]"]) -> None:
        self._chunks: Queue[list[Document] | None] = Queue(WAITING * len(workers))
        self._found: list[W3Segment] = []
        self._errors: list[Exception] = []
        self._threads = [Thread(target=self._run, args=(worker,)) for worker in workers]

    def feed(self, documents: Iterator[Document]) -> int:
        """Hand documents over until there are no more, and return how many there were."""
        held = 0
        for thread in self._threads:
            thread.start()
        try:
            while not self._errors and (chunk := list(islice(documents, AT_ONCE))):
                self._chunks.put(chunk)
                held += len(chunk)
        except BaseException:
            self._errors.append(InterruptedError())
            raise
        finally:
            for _thread in self._threads:
                self._chunks.put(None)
        return held

    def segments(self) -> list[W3Segment]:
        """Wait, and return the segments that were written.

        Raises:
            OSError: if their place takes nothing.
        """
        for thread in self._threads:
            thread.join()
        for error in self._errors:
            raise error
        return self._found

    def _run(self, worker: "subprocess.Popen[bytes]") -> None:
        """Serve one process; if it fails take its share and drop it."""
        chunk: list[Document] | None = []
        try:
            entry = pipe(worker.stdin)
            with suppress(BrokenPipeError):  # why it has ended is its answer
                while (chunk := self._chunks.get()) is not None and not self._errors:
                    pickle.dump(chunk, entry)
                pickle.dump(None, entry)
                entry.close()
            answer = pickle.load(pipe(worker.stdout))  # noqa: S301  # of our own process
            if isinstance(answer, OSError):
                self._errors.append(answer)
            else:
                self._found += answer
        except Exception as error:  # noqa: BLE001  # told by the thread that waits
            self._errors.append(error)
        finally:
            while chunk is not None:
                chunk = self._chunks.get()
