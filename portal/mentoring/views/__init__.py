"""Pages of mentoring: for now those on which editors decide who is a champion."""

from flask import Flask

from portal.mentoring.services import own_data
from portal.mentoring.views import desk, graduation


def init_app(app: Flask) -> None:
    """Add the pages, and what waits on the desk of editors."""
    app.register_blueprint(graduation.blueprint)
    desk.start()
    own_data.start()
