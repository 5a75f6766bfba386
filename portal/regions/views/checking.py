"""The page on which editors verify what a region says of itself, or say why not."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.i18n import _
from portal.core.uow import unit_of_work
from portal.regions.forms.profile import CheckForm
from portal.regions.permissions import VERIFY
from portal.regions.queries import RegionView
from portal.regions.queries.profile import waiting_of
from portal.regions.services import checking
from portal.regions.views.pages import blueprint, go, refused, region_for, told
from portal.regions.views.shapes import Row, row_of


@dataclass(frozen=True)
class Checked:
    """The page: what waits, and the form; `ticked` are the ids ticked before."""

    region: RegionView
    rows: Sequence[Row]
    form: CheckForm
    done: str

    def is_ticked(self, row: Row) -> bool:
        """Tell whether a row was ticked when the form came."""
        return str(row.id) in (self.form.assessments.data or ())


@blueprint.get("/regions/<code:code>/profile/check")
@requires(VERIFY)
def check(code: str) -> str:
    """Show what waits of a region."""
    region = region_for(VERIFY, code)
    return _page(region, _form(region, CheckForm(formdata=None)))


@blueprint.post("/regions/<code:code>/profile/check")
@requires(VERIFY)
def decide(code: str) -> AnyResponse:
    """Verify what is ticked, or refuse it."""
    region = region_for(VERIFY, code)
    form, actor = _form(region, CheckForm()), current_actor()
    refuses = request.form.get("do") == "refuse"
    valid = form.validate()
    if refuses and not form.reason.data:
        form.blame("reason", _("Tulis alasannya; daerah membacanya."))
        valid = False
    if not valid:
        return refused(_page(region, form))
    numbers = {int(value) for value in form.assessments.data}
    with unit_of_work() as session:
        if refuses:
            checking.refuse(session, actor, region.id, numbers, form.reason.data)
        else:
            checking.verify(session, actor, region.id, numbers)
    return go("regions.check", code=code, done="refused" if refuses else "verified")


def _form(region: RegionView, form: CheckForm) -> CheckForm:
    form.offer((str(view.id), "") for view in waiting_of(region.id))
    return form


def _page(region: RegionView, form: CheckForm) -> str:
    rows = [row_of(view) for view in waiting_of(region.id)]
    return render_template("regions/check.html", checked=Checked(region, rows, form, told()))
