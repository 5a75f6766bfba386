"""Pages on which editors take care of the search."""

from flask import Flask

from portal.care.permissions import CARE
from portal.care.views import dictionary, past, pins, searches
from portal.care.views.pages import blueprint
from portal.core.access import current_actor
from portal.core.permissions import permits

PAGES = (dictionary, past, pins, searches)  # importing them adds their pages


def init_app(app: Flask) -> None:
    """Add the pages, and tell the foot of all pages who may open them."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["tends_search"] = lambda: permits(current_actor(), CARE)
