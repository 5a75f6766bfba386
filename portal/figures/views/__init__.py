"""Pages of figures, and what other pages and crawlers are told of them."""

from collections.abc import Iterator, Mapping, Sequence

from flask import Flask, url_for

from portal.core.crawling import PublicPage, list_pages
from portal.core.panels import Panel, Place, register
from portal.core.permissions import Actor
from portal.figures.views.pages import blueprint, years
from portal.figures.views.report import report as report
from portal.regions.queries import directory


def init_app(app: Flask) -> None:
    """Add the pages."""
    register(Panel(place=Place.REGION_ASIDE, load=_of_regions, template="figures/_region.html"))
    list_pages(app, _public_pages)
    app.register_blueprint(blueprint)


def _of_regions(_actor: Actor, ids: Sequence[int]) -> Mapping[int, str]:
    """Return where the figures of regions are."""
    known = directory().by_id
    return {key: url_for("figures.of_region", code=known[key].code) for key in ids}


def _public_pages() -> Iterator[PublicPage]:
    yield PublicPage(url_for("figures.index"))
    for year in years():
        yield PublicPage(url_for("figures.report", year=year))
