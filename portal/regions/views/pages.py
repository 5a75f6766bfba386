"""What the pages of regions share: their blueprint, and answers to forms."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor
from portal.core.errors import NotFound
from portal.core.i18n import _l
from portal.core.permissions import require
from portal.regions.queries import RegionView, directory

blueprint = Blueprint("regions", __name__, template_folder="../templates")
DONE = {
    "entered": _l("Nilai sudah disimpan."),
    "same": _l("Tidak ada yang berubah: nilai itu sudah tersimpan."),
    "traits": _l("Sifat daerah, zona waktu, dan target sudah disimpan."),
    "shown": _l("Penilaian mandiri kini dapat dibaca siapa saja."),
    "hidden": _l("Penilaian mandiri kini hanya dibaca orang daerah ini dan editor."),
    "withdrawn": _l("Nilai sudah ditarik."),
    "verified": _l("Nilai sudah diverifikasi."),
    "refused": _l("Nilai ditolak, dan daerah diberi tahu alasannya."),
}


def region_at(code: str) -> RegionView:
    """Return a region by its code.

    Raises:
        NotFound: if there is none.
    """
    region = directory().by_code.get(code)
    if region is None:
        raise NotFound
    return region


def region_for(action: str, code: str) -> RegionView:
    """Return a region for which somebody may do something.

    Raises:
        NotFound: if there is none.
        Forbidden: if the reader may not.
    """
    region = region_at(code)
    require(current_actor(), action, region.id)
    return region


def told() -> str:
    """Return what the last press of a button did."""
    return str(DONE.get(request.args.get("done", ""), ""))


def go(endpoint: str, **values: Any) -> AnyResponse:
    """Lead on after a write."""
    return redirect(url_for(endpoint, **values), 303)


def refused(page: str) -> Response:
    """Return a page that shows a form again with what is wrong."""
    return Response(page, 422, content_type="text/html; charset=utf-8")
