"""What the portal holds about its reader, to be taken away."""

from flask import Response

from portal.accounts.permissions import EXPORT_OWN_DATA
from portal.accounts.services import personal
from portal.accounts.views.pages import blueprint
from portal.core.access import current_actor, requires

FILE = "sokoguru-data.json"


@blueprint.get("/account/data")
@requires(EXPORT_OWN_DATA)
def own_data() -> Response:
    """Give the reader a file with all of it."""
    response = Response(personal.export(current_actor()), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return response
