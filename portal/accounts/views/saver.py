"""The switch of the data saver in the foot of each page."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.services import people
from portal.accounts.views import identity
from portal.accounts.views.pages import blueprint
from portal.core import saver
from portal.core.access import public
from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.security import local_target


@blueprint.post("/data-saver")
@public
def switch_saver() -> AnyResponse:
    """Switch it on or off: for an account, or else for this browser; and return to the page."""
    wanted = request.form.get("data_saver", "")
    if wanted not in {"on", "off"}:
        raise BadInput(_("Pilih salah satu dari daftar."))
    back = local_target(request.form.get("back", ""), url_for("overview.home"))
    answer, found = redirect(back, 303), identity.here()
    if found is not None:
        people.save_data(found.person_id, on=wanted == "on")
    else:
        saver.remember(answer, on=wanted == "on")
    return answer
