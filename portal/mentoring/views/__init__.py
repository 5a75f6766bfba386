"""Pages of mentorships, of champions to be, and what other pages show of them."""

from flask import Flask

from portal.mentoring.services import own_data
from portal.mentoring.views import (
    acts,
    agreement,
    asking,
    closing,
    course,
    desk,
    detail,
    graduation,
    hits,
    limits,
    listing,
    outcome,
    panels,
    proposals,
    sessions,
)
from portal.mentoring.views.pages import blueprint

# importing them adds their pages
PAGES = (acts, agreement, asking, closing, course, detail, limits, listing, outcome, sessions)


def init_app(app: Flask) -> None:
    """Add the pages and the panels."""
    app.register_blueprint(blueprint)
    app.register_blueprint(graduation.blueprint)
    panels.register_all()
    desk.register_all()
    proposals.start()
    hits.start()
    own_data.start()
