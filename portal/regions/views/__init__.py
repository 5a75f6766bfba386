"""Pages of regions: what those see who write for one, govern it, or check what it says."""

from flask import Flask

from portal.regions.views import checking, desk, entering, mailbox, profile, sheets, traits
from portal.regions.views.pages import blueprint

PAGES = (checking, entering, mailbox, profile, sheets, traits)  # importing them adds their pages


def init_app(app: Flask) -> None:
    """Add the pages, and what waits on the desk of editors."""
    app.register_blueprint(blueprint)
    desk.start()
