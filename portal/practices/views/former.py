"""Addresses that show no practice: of one that moved, is being looked at, or was withdrawn."""

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor
from portal.core.error_pages import answer
from portal.core.errors import NotFound
from portal.core.formats import words
from portal.core.security import READING
from portal.practices.queries.life import withheld
from portal.practices.queries.names import present_slug
from portal.practices.views.life_shapes import Tombstone
from portal.practices.views.lived import foreign
from portal.search.views.listing_shapes import Link

GONE = 410


def elsewhere(error: NotFound) -> AnyResponse:
    """Lead from an address that a practice had once to the present one, or say why it is gone."""
    given = request.view_args or {}
    asked = given.get("slug", "")
    if request.method not in READING:
        return answer(error.status)
    slug = present_slug(current_actor(), asked)
    if slug is None:
        return _withheld(asked) or answer(error.status)
    return redirect(url_for(str(request.endpoint), **(given | {"slug": slug})), 301)


def _withheld(slug: str) -> AnyResponse | None:
    found = withheld(slug)
    if found is None:
        return None
    if found.title is None:
        page = render_template("practices/suspended.html")
        return Response(page, NotFound.status, content_type="text/html; charset=utf-8")
    title = words(found.title)
    region = Link(found.region.long_name, url_for("overview.region", code=found.region.code))
    tombstone = Tombstone(title, foreign(title), region, found.text or "", found.since)
    page = render_template("practices/withdrawn.html", tombstone=tombstone)
    return Response(page, GONE, content_type="text/html; charset=utf-8")
