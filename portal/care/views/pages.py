"""The blueprint that the pages of search care share, and what their routes have in common."""

from collections.abc import Callable, Iterable, Mapping

from flask import Blueprint, Response, request, url_for

from portal.core.access import current_actor
from portal.core.errors import Conflict, DomainError
from portal.core.formats import words
from portal.core.forms import Form
from portal.core.i18n import _l
from portal.core.once import key_of_page, once
from portal.core.permissions import ANONYMOUS
from portal.core.uow import unit_of_work
from portal.practices.queries import briefs
from portal.search.models import SearchChange
from portal.search.views.listing_shapes import Link

blueprint = Blueprint("care", __name__, template_folder="../templates")
TRY, SAVE, TRY_DROP, DROP = "try", "save", "try-drop", "drop"
HTML = "text/html; charset=utf-8"
REFUSED = 422
DONE = {
    "saved": _l("Tersimpan. Pencarian memakainya sejak sekarang."),
    "dropped": _l("Grup dihapus. Pencarian tidak lagi memakainya."),
    "undone": _l("Perubahan diurungkan."),
}


def told() -> str:
    """Return what the last press of a button did."""
    return str(DONE.get(request.args.get("done", ""), ""))


def refused(page: str, status: int = REFUSED) -> Response:
    """Return a page with a form that was sent and is not right."""
    return Response(page, status, content_type=HTML)


def kept(
    form: Form, field: str, act: Callable[..., SearchChange], *said: object
) -> SearchChange | int:
    """Return the change that an act makes of what was sent, or the status of its refusal.

    The reason stands beside `field` then.
    """
    try:
        with unit_of_work() as session:
            return once(key_of_page(), SearchChange, act)(session, current_actor(), *said)
    except Conflict as error:
        form.blame(field, str(error))
        return int(error.status)
    except DomainError as error:
        if error.status != REFUSED:
            raise
        form.blame(field, str(error))
        return REFUSED


def links_of(keys: Iterable[str]) -> Mapping[str, Link]:
    """Return {key: link} of the practices that are public."""
    wanted = list(dict.fromkeys(keys))
    found = briefs(ANONYMOUS, wanted) if wanted else {}
    return {
        key: Link(words(brief.title), url_for("practices.detail", slug=brief.slug))
        for key, brief in found.items()
    }
