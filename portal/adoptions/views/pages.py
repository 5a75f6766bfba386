"""The blueprint that the pages of adoptions share, and what their routes have in common."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from flask import Blueprint, Response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from portal.adoptions.models import Adoption
from portal.adoptions.permissions import RECORD_ADOPTION
from portal.adoptions.queries import AdoptionView, adoption_at, get_visible
from portal.core.access import current_actor
from portal.core.i18n import _l
from portal.core.permissions import Actor, require
from portal.core.uow import unit_of_work

blueprint = Blueprint("adoptions", __name__, template_folder="../templates")
P = ParamSpec("P")
REFUSED = 422
DONE = {
    "explored": _l("Rencana dimulai. Daerah asal diberi tahu."),
    "started": _l("Tercatat. Daerah asal diberi tahu."),
    "moved": _l("Tahapnya tercatat hari ini."),
    "reported": _l("Laporan tercatat dan menunggu konfirmasi daerah asal."),
    "dropped": _l("Tercatat berhenti. Alasan dan pelajarannya tetap dapat dibaca."),
    "resumed": _l("Penerapan ini dilanjutkan dari tahap menjajaki."),
    "saved": _l("Perubahan sudah disimpan."),
    "confirmed": _l("Konfirmasi tercatat. Hasilnya menunggu verifikasi editor nasional."),
    "returned": _l("Dikembalikan untuk diperiksa lagi."),
    "verified": _l("Hasil terverifikasi."),
}


def act_on(
    key: str,
    act: Callable[Concatenate[Session, Actor, Adoption, P], object],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Do something with an adoption in a unit of work, for whoever sent this request.

    Raises:
        NotFound: if there is none that the actor may see.
    """
    actor = current_actor()
    with unit_of_work() as session:
        act(session, actor, adoption_at(actor, key), *args, **kwargs)


def recorded(key: str) -> AdoptionView:
    """Return an adoption of a region for which whoever sent this request records.

    Raises:
        NotFound, Forbidden: accordingly.
    """
    view = get_visible(current_actor(), key)
    require(current_actor(), RECORD_ADOPTION, view.region.id)
    return view


def told() -> str:
    """Return what the last press of a button did."""
    return str(DONE.get(request.args.get("done", ""), ""))


def refused(page: str) -> Response:
    """Return a page with a form that was sent and is not right."""
    return Response(page, REFUSED, content_type="text/html; charset=utf-8")


def done(key: str, what: str, anchor: str | None = None) -> AnyResponse:
    """Lead to the page of an adoption, which tells what was done."""
    return redirect(url_for("adoptions.adoption", adoption=key, done=what, _anchor=anchor), 303)
