"""Adoptions in lists, and what every page of one says on top."""

from flask import url_for

from portal.adoptions.queries import AdoptionView
from portal.adoptions.queries.wording import PHASES, origin, standing_of
from portal.adoptions.views.labels import region_link, thing, tongue
from portal.adoptions.views.shapes import Head, Row
from portal.search.views.listing_shapes import Link


def page_url(view: AdoptionView) -> str:
    """Return where an adoption is shown."""
    return url_for("adoptions.adoption", adoption=view.public_id)


def row_of(view: AdoptionView) -> Row:
    """Return an adoption in a list."""
    return Row(
        url=page_url(view),
        region=view.region.name,
        invented=view.region.invented,
        thing=thing(view).label,
        lang=tongue(view),
        origin=origin(view),
        phase=str(PHASES[view.phase]),
        standing=standing_of(view),
        moved_at=view.moved_at,
    )


def head_of(view: AdoptionView) -> Head:
    """Return what stands on top of the pages of an adoption."""
    return Head(
        key=view.public_id,
        url=page_url(view),
        thing=thing(view),
        lang=tongue(view),
        region=region_link(view.region),
        origin=region_link(view.source) if view.source else Link(origin(view), ""),
        standing=standing_of(view),
        invented=view.region.invented,
    )
