"""Pages of mentoring: for now those on which editors decide who is a champion."""

from flask import Flask

from portal.mentoring.services import own_decisions
from portal.mentoring.views import desk, graduation, hits


def init_app(app: Flask) -> None:
    """Add the pages, what waits on the desk of editors, and what results tell of champions."""
    app.register_blueprint(graduation.blueprint)
    desk.start()
    hits.start()
    own_decisions.start()
