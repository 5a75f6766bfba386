"""Pages of mentorships, and what other pages show of them."""

from flask import Flask

from portal.mentoring.services import own_data
from portal.mentoring.views import acts, asking, detail, limits, listing, panels
from portal.mentoring.views.pages import blueprint

PAGES = (acts, asking, detail, limits, listing)  # importing them adds their pages


def init_app(app: Flask) -> None:
    """Add the pages and the panels."""
    app.register_blueprint(blueprint)
    panels.register_all()
    own_data.start()
