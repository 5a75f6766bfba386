"""Reads: how those who speak in threads are called where there is only room for one line."""

from portal.accounts.models import PersonState
from portal.accounts.queries import person_of
from portal.core.i18n import _
from portal.core.permissions import Actor, permits
from portal.regions.queries import directory
from portal.threads.models import Post, Speaker
from portal.threads.permissions import READ_MEMBER_THREADS


def speaker_for(actor: Actor, post: Post) -> str:
    """Return who says a post: to members by name, to others by office; of a region its name."""
    region = directory().by_id.get(post.region_id or 0)
    if region and post.as_region:
        return region.name
    author = person_of(post.author_id)
    if permits(actor, READ_MEMBER_THREADS) and author.state is not PersonState.ERASED:
        name = author.name
        return f"{name}, {region.name}" if region else name
    if region:
        return _("Petugas %(region)s", region=region.name)
    return _("Editor nasional") if post.speaker is Speaker.EDITOR else _("Pakar")
