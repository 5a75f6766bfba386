"""Addresses that a practice had once."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor
from portal.core.error_pages import answer
from portal.core.errors import NotFound
from portal.core.security import READING
from portal.practices.queries.names import present_slug


def elsewhere(error: NotFound) -> AnyResponse:
    """Lead from an address that a practice had once to the present one."""
    given = request.view_args or {}
    slug = present_slug(current_actor(), given.get("slug", ""))
    if slug is None or request.method not in READING:
        return answer(error.status)
    return redirect(url_for(str(request.endpoint), **(given | {"slug": slug})), 301)
