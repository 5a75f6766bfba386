"""Signing in, giving the code of the second factor, and signing out."""

from flask import render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.forms import CodeForm, SignInForm
from portal.accounts.services import sessions
from portal.accounts.services.entering import WrongPassword
from portal.accounts.services.entering import sign_in as enter_portal
from portal.accounts.services.second_factor import WrongCode, give_code
from portal.accounts.views import identity
from portal.accounts.views.pages import address, blueprint, entered, go, refused
from portal.core.access import public
from portal.core.i18n import _, _l

DONE = {
    "reset": _l("Kata sandi baru sudah disimpan. Masuklah dengannya."),
    "mail": _l("Alamat surel sudah berganti. Masuklah dengan alamat baru itu."),
    "everywhere": _l("Anda sudah keluar dari semua perangkat."),
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
    if form.validate():
        try:
            token = enter_portal(
                form.mail.data, form.password.data, address=address(), device=identity.device()
            )
        except WrongPassword:
            form.blame("mail", _("Surel atau kata sandi salah, atau akun ini belum aktif."))
        else:
            return entered(token)
    return refused(_sign_in_page(form))


def _sign_in_page(form: SignInForm) -> str:
    done = DONE.get(request.args.get("done", ""), "")
    return render_template("accounts/sign_in.html", form=form, done=str(done))


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
    if form.validate():
        try:
            token = give_code(found.person_id, found.id, form.code.data)
        except WrongCode:
            form.blame("code", _("Kode ini salah, terlambat, atau sudah dipakai."))
        else:
            return entered(token)
    return refused(_code_page(form))


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
