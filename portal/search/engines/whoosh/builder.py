"""The process that writes segments: `python -m portal.search.engines.whoosh.builder FOLDER`.

Reads from standard input, pickled, what makes the forms of words, then lists of documents, and
None; answers with the segments, or with what kept it from writing them. Where the input ends
before, its portal is gone, and so is what it was to write for.
"""

import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from portal.search.engine import Document
from portal.search.engines.whoosh.building import written

NICE = 10  # readers come first


def _chunks(entry: IO[bytes]) -> Iterator[list[Document]]:
    while chunk := pickle.load(entry):  # noqa: S301  # of our own portal
        yield chunk


def main(folder: Path) -> None:
    """Write what comes."""
    os.nice(NICE)
    entry = sys.stdin.buffer
    forms = pickle.load(entry)  # noqa: S301  # of our own portal
    answer: object
    try:
        answer = list(written(folder, _chunks(entry), forms))
    except EOFError:
        sys.exit(1)
    except OSError as error:
        answer = OSError(error.errno, error.strerror)
    pickle.dump(answer, sys.stdout.buffer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
