"""What a search goes by: the dictionary of the files, and what editors have said since.

Every process reads anew what they say as soon as it is said; no index is built anew for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from flask import current_app

from portal.core.db import db
from portal.core.generations import Kept
from portal.search.analysis import words
from portal.search.correcting import analyzer_of
from portal.search.lexicon import Lexicon
from portal.search.models import Care, SearchChange

GENERATION = "search.care"


@dataclass(frozen=True)
class Guidance:
    """A dictionary, and {topic of a query: keys of the objects that come first for it}."""

    lexicon: Lexicon
    pins: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def saying(self, line: str, *, topic: str) -> "Guidance":
        """Return one in which a group says `line`, nothing where that is ""."""
        lines = {**_said_beside_files(self.lexicon), topic: line}
        return replace(self, lexicon=self.lexicon.saying(lines))

    def pinning(self, topic: str, keys: Sequence[str]) -> "Guidance":
        """Return one in which these come first for a query."""
        return replace(self, pins={**self.pins, topic: tuple(keys)})

    def answers(self, stems: Iterable[str]) -> Sequence[str]:
        """Return the keys of what editors put first for a query of these stems."""
        return self.pins.get(topic_of(stems), ())


def topic_of(stems: Iterable[str]) -> str:
    """Return what a query is known by: its stems, in whatever order and form they were typed."""
    return "-".join(sorted(frozenset(stems)))


def telling_words(text: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """Return the words of a text that tell what it is about, each with its stem."""
    stem = analyzer_of(lexicon.base or lexicon).stem
    found = (word.text for word in words(text))
    return [(word, stem(word)) for word in found if word not in lexicon.stop_words]


def files() -> Lexicon:
    """Return the dictionary of the files."""
    found: Lexicon = current_app.extensions["search_lexicon"]
    return found


def current_guidance() -> Guidance:
    """Return what holds now."""
    return _kept.get()


def guidance_until(change_id: int | None = None) -> Guidance:
    """Return what held once a change was made, or what holds now."""
    newest = sa.select(sa.func.max(SearchChange.id)).group_by(SearchChange.kind, SearchChange.topic)
    if change_id is not None:
        newest = newest.where(SearchChange.id <= change_id)
    lines: dict[str, str] = {}
    pins: dict[str, tuple[str, ...]] = {}
    for change in db.session.scalars(sa.select(SearchChange).where(SearchChange.id.in_(newest))):
        if change.said is None:
            continue
        if change.kind is Care.SYNONYMS:
            lines[change.topic] = change.said["line"]
        else:
            pins[change.topic] = tuple(change.said["keys"])
    return Guidance(files().saying(lines), pins)


def _said_beside_files(lexicon: Lexicon) -> dict[str, str]:
    """Return what a dictionary says otherwise than its files."""
    if lexicon.base is None:
        return {}
    said = {
        topic: line
        for topic, line in lexicon.lines.items()
        if lexicon.base.lines.get(topic) != line
    }
    return said | dict.fromkeys(lexicon.base.lines.keys() - lexicon.lines.keys(), "")


_kept: Kept[Guidance] = Kept(GENERATION, load=guidance_until)
