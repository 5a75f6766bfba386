"""What the pages of mentors share: their blueprint, and answers to forms."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.i18n import _l

blueprint = Blueprint("mentors", __name__, template_folder="../templates")
DONE = {
    "designated": _l("Usulan dikirim. Editor nasional yang mengesahkannya."),
    "confirmed": _l("Penetapan disahkan."),
    "ended": _l("Penetapan diakhiri. Peran sebagai mentor tetap berlaku."),
    "saved": _l("Profil sudah disimpan."),
}


def told() -> str:
    """Return what the last press of a button did."""
    return str(DONE.get(request.args.get("done", ""), ""))


def go(endpoint: str, **values: Any) -> AnyResponse:
    """Lead on after a write."""
    return redirect(url_for(endpoint, **values), 303)


def refused(page: str) -> Response:
    """Return a page that shows a form again with what is wrong."""
    return Response(page, 422, content_type="text/html; charset=utf-8")
