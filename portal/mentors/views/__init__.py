"""Pages of mentors."""

from collections.abc import Iterator

from flask import Flask, url_for

from portal.core.crawling import PublicPage, list_pages
from portal.mentors.services import forgetting, own_data
from portal.mentors.views import desk, directory, govern, panels, profile
from portal.mentors.views.pages import blueprint

PAGES = (directory, govern, profile)  # importing them adds their pages


def init_app(app: Flask) -> None:
    """Add the pages, what waits on the desk, and what regions show of their mentors."""
    app.register_blueprint(blueprint)
    desk.start()
    own_data.start()
    forgetting.start()
    panels.start()
    list_pages(app, _public_pages)


def _public_pages() -> Iterator[PublicPage]:
    """Yield the list; those in it have not agreed to be found by the whole web."""
    yield PublicPage(url_for("mentors.index"))
