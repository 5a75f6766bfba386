"""Pages of threads, and what other pages show of them."""

from collections.abc import Iterator

from flask import Flask, url_for

from portal.core.crawling import PublicPage, list_pages
from portal.search.views.listing import show_tab
from portal.threads.queries.listing import public_threads
from portal.threads.services import forgetting, own_data
from portal.threads.views import (
    asking,
    closing,
    desk,
    folding,
    holding,
    listing,
    outcomes,
    panels,
    posts,
    records,
    thread,
)
from portal.threads.views.pages import blueprint

PAGES = (
    asking,
    closing,
    folding,
    holding,
    listing,
    outcomes,
    posts,
    thread,
)  # importing them adds their pages


def _public_pages() -> Iterator[PublicPage]:
    threads = public_threads()
    newest = max((changed for _key, changed in threads), default=None)
    yield PublicPage(url_for("threads.index"), newest)
    for key, changed in threads:
        yield PublicPage(url_for("threads.thread", thread=key), changed)


def init_app(app: Flask) -> None:
    """Add the pages and the panels."""
    app.register_blueprint(blueprint)
    panels.register_all()
    show_tab(listing.FACE)
    records.start()
    desk.start()
    own_data.start()
    forgetting.start()
    list_pages(app, _public_pages)
