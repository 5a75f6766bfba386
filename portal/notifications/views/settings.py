"""How somebody wants to be told, and whether mail reaches them."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.queries import person_of
from portal.core.access import requires
from portal.core.forms import Form
from portal.core.i18n import _l
from portal.notifications import queries
from portal.notifications.forms import settings_form
from portal.notifications.models import How
from portal.notifications.permissions import READ_INBOX
from portal.notifications.queries.registry import kinds
from portal.notifications.services import choosing
from portal.notifications.views.pages import blueprint, owner

REFUSED = 422
DONE = {
    "saved": _l("Pilihan Anda sudah disimpan."),
    "trusted": _l("Baik. Kabar berikutnya kami kirim lagi ke alamat ini."),
}


@dataclass(frozen=True)
class Bounce:
    """Why no mail goes to an address."""

    reason: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The page; `done` says what the last press of a button did."""

    mail: str
    zone: str
    form: Form
    bounce: Bounce | None
    done: str


@blueprint.get("/inbox/settings")
@requires(READ_INBOX)
def settings() -> str:
    """Show how its owner is told."""
    _actor, person_id = owner()
    return _page(person_id, _form(person_id))


@blueprint.post("/inbox/settings")
@requires(READ_INBOX)
def save_settings() -> AnyResponse:
    """Keep what was chosen."""
    _actor, person_id = owner()
    form = _form(person_id)
    if not form.validate():
        page = _page(person_id, form)
        return Response(page, REFUSED, content_type="text/html; charset=utf-8")
    choosing.choose(person_id, {kind.name: How(form[kind.name].data) for kind in kinds()})
    return redirect(url_for("notifications.settings", done="saved"), 303)


@blueprint.post("/inbox/address")
@requires(READ_INBOX)
def trust_address() -> AnyResponse:
    """Send to the address again, which its owner says is right."""
    _actor, person_id = owner()
    choosing.trust_address(person_id)
    return redirect(url_for("notifications.settings", done="trusted"), 303)


def _form(person_id: int) -> Form:
    labels = {kind.name: kind.label for kind in kinds()}
    return settings_form(labels, queries.preferences(person_id))


def _page(person_id: int, form: Form) -> str:
    person = person_of(person_id)
    found = queries.suppression_of(person)
    page = Settings(
        mail=person.mail,
        zone=person.zone.value,
        form=form,
        bounce=Bounce(found.reason, found.since) if found else None,
        done=str(DONE.get(request.args.get("done", ""), "")),
    )
    return render_template("notifications/settings.html", settings=page)
