"""The index of a pack: for each practice the words that it is found by, in one language."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from portal.core.formats import words
from portal.core.text import plain
from portal.practices.queries import PracticeView
from portal.practices.views.labels import value_label

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3


def script(views: Sequence[PracticeView], locale: str) -> str:
    """Return a script that sets the words of practices in their order, for that of the pack."""
    rows = [[_joined(_title(view, locale)), _joined(_body(view, locale))] for view in views]
    told = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return f"self.SOKOGURU_WORDS = {told};\n"


def _joined(texts: Iterable[str]) -> str:
    """Return each word once, folded as the script of the pack folds what is typed."""
    folded = unicodedata.normalize("NFKD", " ".join(texts)).lower()
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    found = {word for word in _WORD.findall(bare) if len(word) >= _SHORTEST or word.isdigit()}
    return f" {' '.join(sorted(found))} "


def _title(view: PracticeView, locale: str) -> Iterator[str]:
    record = view.record
    yield words(record["title"], locale)
    yield record.get("short_name", "")
    yield view.region.name
    yield view.province.name


def _body(view: PracticeView, locale: str) -> Iterator[str]:
    record = view.record
    yield words(record["summary"], locale)
    for facet, key in (("dimension", "dimensions"), ("sector", "sectors")):
        for code in record[key]:
            yield value_label(facet, code)
    yield from (word for found in record.get("keywords", {}).values() for word in found)
    for text in record["sections"].values():
        yield plain(words(text, locale))
    for block in record["blocks"]:
        for part in ("title", "body", "steps", "enabling", "lessons"):
            yield plain(words(block.get(part), locale))
    for row in record.get("indicators", []):
        yield words(row["name"], locale)
