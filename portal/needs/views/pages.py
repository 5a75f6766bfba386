"""The blueprint that the pages of needs share, and what their routes have in common."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.i18n import _l
from portal.core.permissions import Actor, permits
from portal.needs.permissions import RECORD_NEED

blueprint = Blueprint("needs", __name__, template_folder="../templates")
REFUSED = 422
HTML = "text/html; charset=utf-8"
NOTHING: Mapping[str, str] = MappingProxyType({})
DONE = {
    "recorded": _l(
        "Tercatat. Kebutuhan tampil untuk umum setelah cukup banyak daerah mencarinya, "
        "tanpa nama daerah."
    ),
    "joined": _l("Tercatat: daerah Anda juga membutuhkannya."),
    "left": _l("Catatan Anda sudah dihapus."),
    "claimed": _l("Kebutuhan ini Anda ambil. Hubungkan drafnya sebelum tenggat."),
    "given-back": _l("Kebutuhan ini terbuka lagi untuk daerah lain."),
    "named": _l("Praktik itu dihubungkan. Kebutuhan terjawab begitu praktiknya terbit."),
    "answered": _l("Kebutuhan ini terjawab. Yang meminta kabar diberi tahu."),
}


def told() -> str:
    """Return what the last press of a button did."""
    return str(DONE.get(request.args.get("done", ""), ""))


def record_url(actor: Actor, said: Mapping[str, str] = NOTHING) -> str | None:
    """Return where a need is recorded, after signing in; None for who is of no region."""
    if actor.person_id and not permits(actor, RECORD_NEED):
        return None
    address = url_for("needs.new")
    return f"{address}?{urlencode(said)}" if said else address


def refused(page: str, status: int = REFUSED) -> Response:
    """Return a page with a form that was sent and is not right."""
    return Response(page, status, content_type=HTML)


def done(need: str, what: str) -> AnyResponse:
    """Lead to the page of a need, which tells what was done."""
    return redirect(url_for("needs.need", need=need, done=what), 303)
