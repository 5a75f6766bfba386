"""Signing in, giving the code of the second factor, and signing out."""

from http import HTTPStatus

from flask import render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.forms import CodeForm, SignInForm
from portal.accounts.queries import SignedIn
from portal.accounts.services import sessions
from portal.accounts.services.entering import WrongPassword
from portal.accounts.services.entering import sign_in as enter_portal
from portal.accounts.services.second_factor import WrongCode, give_code
from portal.accounts.views import identity, kept
from portal.accounts.views.pages import address, blueprint, entered, go, refused
from portal.core.access import public
from portal.core.i18n import _, _l
from portal.core.settings import current_settings

DONE = {
    "reset": _l("Kata sandi baru sudah disimpan, dan semua token API dicabut. Masuklah dengannya."),
    "mail": _l(
        "Alamat surel sudah berganti, dan semua token API dicabut. Masuklah dengan alamat baru itu."
    ),
    "everywhere": _l("Anda sudah keluar dari semua perangkat, dan semua token API dicabut."),
    "not-linked": _l(
        "Belum ada akun Sokoguru yang terhubung dengan Anda di sana. Masuklah dengan kata sandi, "
        "lalu hubungkan di halaman akun. Bila baru diundang, buka tautan undangan dalam surel Anda."
    ),
}


@blueprint.get("/sign-in")
@public
def sign_in() -> str:
    """Show the form."""
    return _sign_in_page(SignInForm())


@blueprint.post("/sign-in")
@public
def do_sign_in() -> AnyResponse:
    """Sign in."""
    form = SignInForm()
    token = _entered(form)
    return refused(_sign_in_page(form)) if token is None else entered(token)


def _entered(form: SignInForm) -> str | None:
    """Return the token of a sign-in by a form, None where the form says what is wrong."""
    if not form.validate():
        return None
    try:
        return enter_portal(
            form.mail.data, form.password.data, address=address(), device=identity.device()
        )
    except WrongPassword:
        form.blame("mail", _("Surel atau kata sandi salah, atau akun ini belum aktif."))
        return None


def _sign_in_page(form: SignInForm) -> str:
    done = DONE.get(request.args.get("done", ""), "")
    return render_template(
        "accounts/sign_in.html", form=form, done=str(done), provider=current_settings().oidc_name
    )


@blueprint.post("/sign-in/again")
@public
def sign_in_again() -> AnyResponse:
    """Sign in, and give the code, with what was typed before kept in the page."""
    found = identity.here()
    typed = kept.from_page()
    if found is None:
        form = SignInForm()
        token = _entered(form)
    elif found.awaits_code:
        form = CodeForm()
        token = _given(found, form)
    else:
        return kept.page(typed, None)
    if token is None:
        return kept.page(typed, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    found = identity.enter(token)
    return kept.page(typed, CodeForm(formdata=None) if found and found.awaits_code else None)


@blueprint.get("/sign-in/code")
@public
def code() -> str | AnyResponse:
    """Ask for the code of the second factor."""
    found = identity.here()
    if found is None:
        return go("accounts.sign_in")
    if not found.awaits_code:
        return go("accounts.account")
    return _code_page(CodeForm())


@blueprint.post("/sign-in/code")
@public
def do_code() -> AnyResponse:
    """Take the code."""
    found = identity.here()
    if found is None or not found.awaits_code:
        return go("accounts.sign_in")
    form = CodeForm()
    token = _given(found, form)
    return refused(_code_page(form)) if token is None else entered(token)


def _given(found: SignedIn, form: CodeForm) -> str | None:
    """Return the new token after a code, None where the form says what is wrong."""
    if not form.validate():
        return None
    try:
        return give_code(found.person_id, found.id, form.code.data)
    except WrongCode:
        form.blame("code", _("Kode ini salah, terlambat, atau sudah dipakai."))
        return None


def _code_page(form: CodeForm) -> str:
    return render_template("accounts/code.html", form=form)


@blueprint.post("/sign-out")
@public
def sign_out() -> AnyResponse:
    """Sign out on this device."""
    found = identity.here()
    if found is not None:
        sessions.end(found.id)
        identity.leave()
    return go("overview.home")
