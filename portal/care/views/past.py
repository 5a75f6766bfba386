"""What editors have said, as pages tell it, and the button that undoes it."""

from collections.abc import Mapping, Sequence

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from portal.care.permissions import CARE
from portal.care.queries.history import Past, Said
from portal.care.services import changing
from portal.care.views.pages import blueprint, links_of
from portal.care.views.shapes import PastLine
from portal.core.access import current_actor, requires
from portal.core.addresses import NUMBER
from portal.core.forms import whole
from portal.core.i18n import _
from portal.core.once import key_of_page, once
from portal.core.uow import unit_of_work
from portal.search.guidance import files
from portal.search.models import Care, SearchChange
from portal.search.views.listing_shapes import Link

PAGES = {Care.SYNONYMS: "care.group", Care.PINS: "care.pinned"}


def past_of(history: Sequence[Past]) -> list[PastLine]:
    """Return lines of history."""
    keys = [key for one in history for said in (one.before, one.change.said) for key in _keys(said)]
    links = links_of(keys)
    last = {one.change.topic: one.change for one in reversed(history)}  # the newest comes first
    return [_line(one, last[one.change.topic], links) for one in history]


def _line(one: Past, last: SearchChange, links: Mapping[str, Link]) -> PastLine:
    change = one.change
    return PastLine(
        at=change.created_at,
        label=change.label,
        url=url_for(PAGES[change.kind], topic=change.topic),
        before=_told(change, one.before, links),
        after=_told(change, change.said, links),
        undone=change.undone_id is not None,
        undo_url=None if last.said == one.before else url_for("care.undo", change=change.id),
        seen=last.id,
    )


def _told(change: SearchChange, said: Said, links: Mapping[str, Link]) -> str:
    """Return in words what a topic said."""
    if change.kind is Care.SYNONYMS:
        line = files().lines.get(change.topic, "") if said is None else str(said["line"])
        return line or _("tidak ada grup")
    found = [links[key].label for key in _keys(said) if key in links]
    hidden = len(_keys(said)) - len(found)
    if hidden:
        found.append(_("%(count)s praktik yang tidak terbit lagi", count=hidden))
    return "; ".join(found) or _("tidak ada")


def _keys(said: Said) -> Sequence[str]:
    return said.get("keys", ()) if said else ()


@blueprint.post(f"/needs/changes/<{NUMBER}:change>/undo")
@requires(CARE)
def undo(change: int) -> Response:
    """Let a topic be again what it was before a change."""
    seen = whole(request.form.get("seen", "")) or 0
    with unit_of_work() as session:
        undoing = once(key_of_page(), SearchChange, changing.undo)
        made = undoing(session, current_actor(), change, seen)
        kind, topic = made.kind, made.topic
    return redirect(url_for(PAGES[kind], topic=topic, done="undone"), 303)
