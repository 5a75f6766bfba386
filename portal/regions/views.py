"""Pages for those who govern a region."""

from dataclasses import dataclass

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import require
from portal.core.uow import unit_of_work
from portal.regions.forms import MailboxForm
from portal.regions.permissions import SET_MAILBOX
from portal.regions.queries import RegionView, directory
from portal.regions.services import set_mailbox

blueprint = Blueprint("regions", __name__, template_folder="templates")


@dataclass(frozen=True)
class Mailbox:
    """The page of a region's mailbox; `done` says what the last press of the button did."""

    region: str
    form: MailboxForm
    done: str


@blueprint.get("/regions/<code:code>/mailbox")
@requires(SET_MAILBOX)
def mailbox(code: str) -> str:
    """Show where the portal writes to a region."""
    region = _governed(code)
    form = MailboxForm(formdata=None, data={"mail": region.role_mailbox or ""})
    done = _("Perubahan sudah disimpan.") if request.args.get("done") else ""
    return _page(region, form, done)


@blueprint.post("/regions/<code:code>/mailbox")
@requires(SET_MAILBOX)
def save_mailbox(code: str) -> AnyResponse:
    """Keep another address."""
    region = _governed(code)
    form = MailboxForm()
    if not form.validate():
        return Response(_page(region, form), 422, content_type="text/html; charset=utf-8")
    with unit_of_work() as session:
        set_mailbox(session, current_actor(), code, form.mail.data or None)
    return redirect(url_for("regions.mailbox", code=code, done=1), 303)


def _governed(code: str) -> RegionView:
    region = directory().by_code.get(code)
    if region is None:
        raise NotFound
    require(current_actor(), SET_MAILBOX, region.id)
    return region


def _page(region: RegionView, form: MailboxForm, done: str = "") -> str:
    page = Mailbox(region.long_name, form, done)
    return render_template("regions/mailbox.html", mailbox=page)


def init_app(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(blueprint)
