"""Events: what a feature tells those above it, inside the transaction of the change itself.

An event is a frozen dataclass that carries ids; its feature declares it in `events.py`. Those who
listen write rows or jobs and nothing else, since the transaction may yet be rolled back.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

E = TypeVar("E")
_listeners: dict[type, dict[str, Callable[[Session, Any], object]]] = defaultdict(dict)


def listens(
    kind: type[E],
) -> Callable[[Callable[[Session, E], object]], Callable[[Session, E], object]]:
    """Register a function to be called with each event of `kind`, in the emitting transaction."""

    def register(listener: Callable[[Session, E], object]) -> Callable[[Session, E], object]:
        _listeners[kind][f"{listener.__module__}.{listener.__qualname__}"] = listener
        return listener

    return register


def emit(session: Session, event: object) -> None:
    """Tell everybody who listens; an error of theirs rolls the change back."""
    for listener in _listeners[type(event)].values():
        listener(session, event)
