"""The text of PDFs, page by page, read in a process that can be killed."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.core.uploads.children import ChildFailed, Limits, run

log = logging.getLogger(__name__)
CHILD = Path(__file__).with_name("document_child.py")
LIMITS = Limits(seconds=15, megabytes=300)  # so that a batch of jobs ends before its lease
MOST_PAGES = 300
MOST_CHARACTERS = 1_000_000


@dataclass(frozen=True)
class Pages:
    """What was read, as {page: text}; `whole` tells that no limit cut it off."""

    texts: Mapping[int, str]
    whole: bool


def read_pages(path: Path) -> Pages:
    """Return the text of a PDF; of one that cannot be read, what was read until then."""
    try:
        told, whole = (
            run(CHILD, str(path), str(MOST_PAGES), str(MOST_CHARACTERS), limits=LIMITS),
            True,
        )
    except ChildFailed as failed:
        log.warning("the text of a PDF cannot be read to its end: exit %s", failed.code)
        told, whole = failed.output, False
    lines = [line for line in told.splitlines(keepends=True) if line.endswith(b"\n")]
    return Pages({number: _clean(text) for number, text in map(json.loads, lines)}, whole)


def _clean(text: str) -> str:
    """Return what every database takes: no NUL, no half of a character."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
