"""Addresses of routes, each built once: a page has dozens, most of them those of other pages."""

from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request

ADDRESSES = 10_000
WHOLE = frozenset({"_external", "_scheme"})


class Routed(Flask):
    """Remembers the addresses that it has built."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Begin with none."""
        super().__init__(*args, **options)
        # What is built depends on nothing but this, where it is no whole address.
        self._built = lru_cache(ADDRESSES)(self._build)

    def url_for(self, endpoint: str, **values: Any) -> str:
        """Return the address of a route, as Flask does."""
        relative = endpoint.startswith(".")
        if relative or not has_request_context() or not WHOLE.isdisjoint(values):
            return super().url_for(endpoint, **values)
        try:
            return self._built(request.script_root, endpoint, tuple(values.items()))
        except TypeError:  # a list of values, of which there are too many to be remembered
            return super().url_for(endpoint, **values)

    def _build(self, _root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
        return super().url_for(endpoint, **dict(values))
