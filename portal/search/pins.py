"""Pins: what features want to stand first for some searches, whether its words match or not."""

from collections.abc import Callable, Sequence

Pins = Callable[[frozenset[str]], Sequence[str]]
_pins: dict[str, dict[str, Pins]] = {}


def pins(kind: str, name: str, find: Pins) -> None:
    """Let `find` say, by the stems of a search, which keys of a kind come first; the best first.

    Of several names, what was registered first comes first.
    """
    _pins.setdefault(kind, {})[name] = find


def pinned(kind: str, stems: frozenset[str]) -> list[str]:
    """Return the keys that come first for a search, each once."""
    if not stems:
        return []
    found = (key for find in _pins.get(kind, {}).values() for key in find(stems))
    return list(dict.fromkeys(found))
