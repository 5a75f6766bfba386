"""The addresses of searches: of their results and of the feed that follows them."""

from flask import url_for

from portal.search import finder
from portal.search.views.addresses import address_at, narrowing_of, with_pairs


def results_address(asked: finder.Request) -> str:
    """Return the address that reproduces a search, without what is at its default."""
    return address_at(url_for("practices.index"), asked)


def feed_address(asked: finder.Request) -> str:
    """Return the address of the feed that tells of what a search finds, newest first."""
    return with_pairs(url_for("feeds.practices"), narrowing_of(asked))
