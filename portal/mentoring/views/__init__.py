"""Pages of mentorships, and what other pages show of them."""

from flask import Flask

from portal.mentoring.services import own_data, own_papers
from portal.mentoring.views import (
    acts,
    agreement,
    asking,
    closing,
    course,
    desk,
    detail,
    limits,
    listing,
    outcome,
    panels,
    sessions,
)
from portal.mentoring.views.pages import blueprint

# importing them adds their pages
PAGES = (acts, agreement, asking, closing, course, detail, limits, listing, outcome, sessions)


def init_app(app: Flask) -> None:
    """Add the pages and the panels."""
    app.register_blueprint(blueprint)
    panels.register_all()
    desk.register_all()
    own_data.start()
    own_papers.start()
