"""The pages of needs."""

from collections.abc import Iterator

from flask import Flask, url_for

from portal.core.crawling import PublicPage, list_pages
from portal.core.permissions import ANONYMOUS
from portal.needs import queries, search
from portal.needs.views import board, need, open_data, panels, raw, recording
from portal.needs.views.pages import blueprint

PAGES = (board, raw, recording, need)  # importing them adds their pages


def _public_pages() -> Iterator[PublicPage]:
    yield PublicPage(url_for("needs.index"))
    for view in queries.all_shown(ANONYMOUS):
        yield PublicPage(url_for("needs.need", need=view.public_id))


def init_app(app: Flask) -> None:
    """Add the pages and the log of searches."""
    app.register_blueprint(blueprint)
    search.init_app(app)
    search.start()
    panels.start()
    open_data.start()
    list_pages(app, _public_pages)
