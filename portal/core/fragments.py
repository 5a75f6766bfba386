"""Parts that many pages have in common: made once for each language and for what they depend on."""

from collections.abc import Callable

from flask import Flask, current_app, request
from markupsafe import Markup

from portal.core.i18n import current_locale


def shared(name: str, make: Callable[..., Markup], **values: object) -> Markup:
    """Return what a macro makes of `values`; of nothing else that changes may it depend.

    `values` must be few, since each is kept as long as the process lives.
    """
    parts: dict[tuple[object, ...], Markup] = current_app.extensions["fragments"]
    key = (name, current_locale(), request.script_root, *values.values())
    if key not in parts:
        parts[key] = make(**values)
    return parts[key]


def init_app(app: Flask) -> None:
    """Give templates `shared(name, macro, ...)`."""
    app.extensions["fragments"] = {}
    app.jinja_env.globals["shared"] = shared
