"""Setting up the second factor, and taking it away."""

import segno
from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts import queries
from portal.accounts.forms import CodeForm, FirstCodeForm
from portal.accounts.permissions import MANAGE_ACCOUNT, SET_UP_SECOND_FACTOR
from portal.accounts.services import second_factor as service
from portal.accounts.services.codes import enrolment_of
from portal.accounts.services.second_factor import WrongCode
from portal.accounts.views import identity
from portal.accounts.views.pages import blueprint, go, here, refused
from portal.core.access import requires
from portal.core.i18n import _
from portal.core.security import local_target


@blueprint.get("/account/second-factor")
@requires(SET_UP_SECOND_FACTOR)
def second_factor() -> str:
    """Show where the second factor stands, and the QR code while it is being set up."""
    return _page()


@blueprint.post("/account/second-factor")
@requires(SET_UP_SECOND_FACTOR)
def begin_second_factor() -> AnyResponse:
    """Make a secret to be confirmed."""
    service.begin(here().person_id)
    return go("accounts.second_factor", next=request.args.get("next"))


@blueprint.post("/account/second-factor/confirm")
@requires(SET_UP_SECOND_FACTOR)
def confirm_second_factor() -> Response:
    """Take the first code, and show the recovery codes, once."""
    found = here()
    form = FirstCodeForm()
    if form.validate():
        try:
            confirmed = service.confirm(found.person_id, found.id, form.code.data)
        except WrongCode:
            form.blame("code", _("Kode ini salah atau terlambat. Coba kode berikutnya."))
        else:
            identity.enter(confirmed.token)
            return _codes_page(confirmed.recovery_codes)
    return refused(_page(form))


@blueprint.post("/account/second-factor/codes")
@requires(MANAGE_ACCOUNT)
def renew_recovery_codes() -> Response:
    """Replace the recovery codes, and show the new ones, once."""
    found = here()
    form = CodeForm()
    if form.validate():
        try:
            return _codes_page(service.renew_recovery_codes(found.person_id, form.code.data))
        except WrongCode:
            form.blame("code", _("Kode ini salah, terlambat, atau sudah dipakai."))
    return refused(_page(form))


@blueprint.post("/account/second-factor/remove")
@requires(MANAGE_ACCOUNT)
def remove_second_factor() -> AnyResponse:
    """Take the second factor away, for a code."""
    form = CodeForm()
    if form.validate():
        try:
            service.remove(here().person_id, form.code.data)
        except WrongCode:
            form.blame("code", _("Kode ini salah, terlambat, atau sudah dipakai."))
        else:
            return go("accounts.account", done="second-factor")
    return refused(_page(form))


def _page(tried: CodeForm | FirstCodeForm | None = None) -> str:
    person = queries.person_of(here().person_id)
    enrolment = enrolment_of(person)
    form = FirstCodeForm(formdata=None) if enrolment else CodeForm(formdata=None)
    return render_template(
        "accounts/second_factor.html",
        form=tried or form,
        since=person.totp_since,
        required=here().must_set_up,
        secret=_spaced(enrolment.secret) if enrolment else None,
        qr=_picture(enrolment.uri) if enrolment else None,
        next=request.args.get("next"),
    )


def _codes_page(codes: list[str]) -> Response:
    target = local_target(request.args.get("next", ""), url_for("accounts.account"))
    page = render_template("accounts/recovery_codes.html", codes=codes, target=target)
    return Response(page, content_type="text/html; charset=utf-8")


def _spaced(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _picture(uri: str) -> str:
    """Return the QR code as the address of an SVG picture that holds it all."""
    return segno.make(uri).svg_data_uri(scale=5, light="#fff")
