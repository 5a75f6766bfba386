"""Pages of adoptions, and what other pages show of them."""

from collections.abc import Iterator

from flask import Flask, url_for

from portal.adoptions.queries.listing import public
from portal.adoptions.services import own_data
from portal.adoptions.views import (
    blocks,
    checking,
    detail,
    indicators,
    listing,
    panels,
    papers,
    reasons,
    starting,
    steps,
    tree,
    verdict,
)
from portal.adoptions.views.pages import blueprint
from portal.core.crawling import PublicPage, list_pages

# importing them adds their pages
PAGES = (
    *(blocks, checking, detail, indicators, listing),
    *(papers, reasons, starting, steps, tree, verdict),
)


def _public_pages() -> Iterator[PublicPage]:
    adoptions = public()
    newest = max((moved for _key, moved in adoptions), default=None)
    yield PublicPage(url_for("adoptions.index"), newest)
    yield PublicPage(url_for("adoptions.why_not"), newest)
    for key, moved in adoptions:
        yield PublicPage(url_for("adoptions.adoption", adoption=key), moved)


def init_app(app: Flask) -> None:
    """Add the pages and the panels."""
    app.register_blueprint(blueprint)
    panels.register_all()
    own_data.start()
    list_pages(app, _public_pages)
