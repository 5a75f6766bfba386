"""Pins: what stands first for some searches, whether their words match or not."""

from collections.abc import Callable, Mapping, Sequence

from portal.search.guidance import Guidance

Stems = frozenset[str]
Pins = Callable[[Stems, Guidance], Sequence[str]]
_pins: dict[str, dict[str, Pins]] = {}


def pins(kind: str, name: str, find: Pins) -> None:
    """Let `find` say which keys of a kind come first for the stems of a search, the best first.

    Of several names, what was registered first comes first.
    """
    _pins.setdefault(kind, {})[name] = find


def pinned(kind: str, stems: Stems, by: Guidance) -> Mapping[str, str]:
    """Return {key: who wants it there} of what comes first for a search, in that order."""
    found: dict[str, str] = {}
    for name, find in _pins.get(kind, {}).items() if stems else ():
        for key in find(stems, by):
            found.setdefault(key, name)
    return found
