"""Sources by their titles, which people know, in place of the numbers that records keep."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from portal.core.text import CITATION

_NAMED = re.compile(r"\[(?:sumber|source):\s*([^\[\]\n]{1,1000})\]", re.IGNORECASE)
_BETWEEN = ";"
_PLAIN = str.maketrans({"[": "(", "]": ")", _BETWEEN: ",", "\n": " "})


class SourceBook:
    """The sources of a record; those named for the first time are added at the end."""

    def __init__(self, sources: Sequence[Mapping[str, Any]], publisher: str = "") -> None:
        """Keep the sources; `publisher` is who publishes what is added."""
        self.sources = [dict(source) for source in sources]
        self.grown = False
        self._publisher = publisher
        self._names: dict[str, str] = {}
        for source in self.sources:
            self.note(source)

    def note(self, source: Mapping[str, Any]) -> None:
        """Give a source a name that no other one has."""
        title = " ".join(str(source.get("title", "")).translate(_PLAIN).split()) or source["id"]
        name, number = title, 1
        while _folded(name) in map(_folded, self._names.values()):
            number += 1
            name = f"{title} ({number})"
        self._names[source["id"]] = name

    def names(self) -> Mapping[str, str]:
        """Return {id: title}, titles told apart where two are alike."""
        return self._names

    def id_for(self, title: str) -> str:
        """Return the id of the source with a title, added if there is none."""
        wanted = _folded(title.translate(_PLAIN))
        for known, name in self._names.items():
            if _folded(name) == wanted:
                return known
        source = {"id": self.next_id(), "title": " ".join(title.split())}
        if self._publisher:
            source["publisher"] = self._publisher
        self.sources.append(source)
        self.note(source)
        self.grown = True
        return source["id"]

    def next_id(self) -> str:
        """Return an id that no source has."""
        return f"s{max((int(known[1:]) for known in self._names), default=0) + 1}"

    def shown(self, text: str) -> str:
        """Return a text in which citations name titles: `[sumber: Laporan 2026]`."""

        def named(match: re.Match[str]) -> str:
            ids = [found.strip() for found in match.group(1).split(",")]
            if not all(found in self._names for found in ids):
                return match.group()
            return f"[sumber: {f'{_BETWEEN} '.join(self._names[found] for found in ids)}]"

        return CITATION.sub(named, text)

    def stored(self, text: str) -> str:
        """Return a text as records keep it, the opposite of `shown`."""

        def numbered(match: re.Match[str]) -> str:
            titles = [title for title in match.group(1).split(_BETWEEN) if title.strip()]
            ids = dict.fromkeys(self.id_for(title) for title in titles)
            return f"[{', '.join(ids)}]" if ids else match.group()

        return _NAMED.sub(numbered, text)


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()
