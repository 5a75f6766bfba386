"""Where what an adoption names can be read."""

from flask import url_for

from portal.adoptions.queries import AdoptionView
from portal.adoptions.queries.wording import title_of
from portal.core.formats import words
from portal.core.i18n import current_locale
from portal.regions.queries import RegionView
from portal.search.views.listing_shapes import Link


def region_link(region: RegionView) -> Link:
    """Return a region with its page."""
    return Link(region.name, url_for("overview.region", code=region.code))


def thing(view: AdoptionView) -> Link:
    """Return what was adopted: the version it began from, or the page in another catalogue."""
    if view.slug is None:
        return Link(title_of(view), view.url or "")
    url = url_for("practices.version", slug=view.slug, number=view.version)
    return Link(title_of(view), url)


def tongue(view: AdoptionView) -> str | None:
    """Return the language of what was adopted where it is not the page's own."""
    lang = words(view.title).lang if view.title else current_locale()
    return lang if lang != current_locale() else None
