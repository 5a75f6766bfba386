"""Where the portal writes to a region: the page of its admin."""

from dataclasses import dataclass

from flask import render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.core.access import current_actor, requires
from portal.core.i18n import _
from portal.core.uow import unit_of_work
from portal.regions.forms import MailboxForm
from portal.regions.permissions import SET_MAILBOX
from portal.regions.queries import RegionView
from portal.regions.services import set_mailbox
from portal.regions.views.pages import blueprint, go, refused, region_for


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
    region = region_for(SET_MAILBOX, code)
    form = MailboxForm(formdata=None, data={"mail": region.role_mailbox or ""})
    done = _("Perubahan sudah disimpan.") if request.args.get("done") else ""
    return _page(region, form, done)


@blueprint.post("/regions/<code:code>/mailbox")
@requires(SET_MAILBOX)
def save_mailbox(code: str) -> AnyResponse:
    """Keep another address."""
    region = region_for(SET_MAILBOX, code)
    form = MailboxForm()
    if not form.validate():
        return refused(_page(region, form))
    with unit_of_work() as session:
        set_mailbox(session, current_actor(), code, form.mail.data or None)
    return go("regions.mailbox", code=code, done=1)


def _page(region: RegionView, form: MailboxForm, done: str = "") -> str:
    page = Mailbox(region.long_name, form, done)
    return render_template("regions/mailbox.html", mailbox=page)
