"""Threads as rows of a list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for
from markupsafe import Markup

from portal.core.formats import words
from portal.core.i18n import _
from portal.core.permissions import Actor
from portal.search.highlight import Marker
from portal.search.views.listing import Found
from portal.search.views.listing_shapes import Link
from portal.threads.models import Visibility
from portal.threads.permissions import Voice
from portal.threads.queries.finding import sayings_of
from portal.threads.queries.listing import Listed, by_keys
from portal.threads.views.labels import cell_link, foreign, is_invented, region_link, state_of
from portal.threads.views.names import Named, is_member, named
from portal.threads.views.shapes import Row

SNIPPET = 220


@dataclass(frozen=True)
class Marked:
    """The title of a thread and the passage of its posts that tells most, with <mark>."""

    title: Markup
    snippet: Markup | None


def hits_of(found: Found) -> list[Row]:
    """Return the threads that a search found, with the matches of its words marked."""
    threads = by_keys(found.actor, found.results.keys)
    rows = [(thread.id, row_of(thread, found.actor)) for thread in threads]
    marks = marks_of(threads, found.marker)
    return [
        replace(row, title=marks[key].title, snippet=marks[key].snippet) if key in marks else row
        for key, row in rows
    ]


def marks_of(threads: Sequence[Listed], marker: Marker | None) -> dict[int, Marked]:
    """Return what of threads matches, {id: matches}; nothing where no words were asked for."""
    if marker is None:
        return {}
    said = sayings_of([thread.id for thread in threads])
    found = {}
    for thread in threads:
        texts = (saying.text for saying in said.get(thread.id, ()))
        snippet = marker.snippet(texts, length=SNIPPET)
        found[thread.id] = Marked(marker.mark(thread.title), snippet)
    return found


def row_of(listed: Listed, actor: Actor, *, place: bool = True) -> Row:
    """Return a thread in a list, with where it arose unless that is said already."""
    return Row(
        key=listed.public_id,
        url=url_for("threads.thread", thread=listed.public_id),
        title=Markup.escape(listed.title),
        lang=foreign(listed.language),
        state=state_of(listed.kind, listed.state),
        by=_by(listed, actor),
        at=_place(listed) if place else _block(listed),
        members_only=listed.visibility is Visibility.MEMBERS,
        invented=is_invented(listed.region_id, listed.about_region_id),
        replies=max(0, listed.post_count - 1),
        last_at=listed.last_post_at,
    )


def _by(listed: Listed, actor: Actor) -> Named:
    voice = Voice(listed.region_id, listed.as_region)
    return named(voice, listed.speaker, listed.author, member=is_member(actor))


def _block(listed: Listed) -> Link | None:
    return Link(_("bagian %(number)s", number=listed.block), "") if listed.block else None


def _place(listed: Listed) -> Link | None:
    if listed.practice_title is not None:
        title = words(listed.practice_title)
        label = _("%(title)s, bagian %(number)s", title=title, number=listed.block)
        return Link(label if listed.block else title, "")
    if listed.practice_id is not None:
        return None
    if listed.dimension_id is not None or listed.sector_id is not None:
        return cell_link(listed.dimension_id, listed.sector_id)
    return region_link(listed.about_region_id) if listed.about_region_id else None
