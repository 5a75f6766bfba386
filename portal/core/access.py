"""Access marks on routes: every endpoint says whether it is public or guarded."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, g

from portal.core.permissions import ANONYMOUS, Actor, require

P = ParamSpec("P")
R = TypeVar("R")
_MARK = "access_mark"
_FILES = "accepts_files"
PUBLIC = "public"


def current_actor() -> Actor:
    """Return who acts in this request."""
    actor: Actor = g.get("actor", ANONYMOUS)
    return actor


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a route that anybody may call; what it shows is still filtered by `visible_to`."""
    setattr(view, _MARK, PUBLIC)
    return view


def requires(action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Guard a route by an action that needs no object."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            require(current_actor(), action)
            return view(*args, **kwargs)

        setattr(guarded, _MARK, action)
        return guarded

    return decorate


def accepts_files(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a route that takes a file, so that its requests may be larger than others."""
    setattr(view, _FILES, True)
    return view


def takes_files(view: Callable[..., Any] | None) -> bool:
    """Tell whether a view is marked so."""
    return bool(getattr(view, _FILES, False))


def mark_of(view: Callable[..., Any]) -> str | None:
    """Return the access mark of a view: `PUBLIC`, an action, or None."""
    mark: str | None = getattr(view, _MARK, None)
    return mark


def refuse_unmarked_routes(app: Flask) -> None:
    """Stop the start of an application that has a route nobody decided about.

    Raises:
        RuntimeError: naming the endpoints.
    """
    unmarked = [name for name, view in app.view_functions.items() if mark_of(view) is None]
    if unmarked:
        raise RuntimeError(f"routes without access mark: {', '.join(sorted(unmarked))}")
