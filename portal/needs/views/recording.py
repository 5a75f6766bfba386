"""Recording what is missing: from an empty page of results, from an empty cell, or by itself."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.errors import BadInput
from portal.core.forms import readable
from portal.needs.forms import record_form
from portal.needs.permissions import RECORD_NEED
from portal.needs.services.recording import Record
from portal.needs.services.recording import record as keep
from portal.needs.views.labels import options
from portal.needs.views.pages import blueprint, refused

FIELDS = ("words", "dimension", "sector")


@blueprint.get("/needs/new")
@requires(RECORD_NEED)
def new() -> str:
    """Ask what is missing, with what is known already filled in."""
    form = record_form(options("dimension"), options("sector"))
    for name in FIELDS:
        form[name].data = readable(request.args.get(name, ""))
    form["notify"].data = True
    return render_template("needs/new.html", form=form)


@blueprint.post("/needs")
@requires(RECORD_NEED)
def record() -> AnyResponse:
    """Keep what is missing."""
    form = record_form(options("dimension"), options("sector"))
    if not form.validate():
        return refused(render_template("needs/new.html", form=form))
    said = {name: form[name].data for name in FIELDS}
    try:
        keep(current_actor(), Record(**said, notify=form["notify"].data))
    except BadInput as error:
        form.blame("words", str(error))
        return refused(render_template("needs/new.html", form=form))
    return redirect(url_for("needs.index", done="recorded"), 303)
