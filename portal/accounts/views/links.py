"""What links in mails lead to: an invitation, a new password, a new address."""

from flask import render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.forms import InvitationForm, NewPasswordForm, ResetForm
from portal.accounts.services import links, people
from portal.accounts.services.links import Purpose
from portal.accounts.views import identity
from portal.accounts.views.pages import address, blueprint, entered, go, refused
from portal.core.access import public
from portal.core.db import reading
from portal.core.settings import current_settings


@blueprint.get("/invitation/<token:token>")
@public
def invitation(token: str) -> str:
    """Show what an invited person has to fill in."""
    mail = _owner(Purpose.INVITATION, token)
    return _invitation_page(InvitationForm(mail), mail, token)


@blueprint.post("/invitation/<token:token>")
@public
def accept_invitation(token: str) -> AnyResponse:
    """Accept an invitation."""
    mail = _owner(Purpose.INVITATION, token)
    form = InvitationForm(mail)
    if form.validate():
        session_token = people.accept(
            token, name=form.name.data, password=form.new.data, device=identity.device()
        )
        return entered(session_token)
    return refused(_invitation_page(form, mail, token))


def _invitation_page(form: InvitationForm, mail: str, token: str) -> str:
    return render_template(
        "accounts/invitation.html",
        form=form,
        mail=mail,
        token=token,
        provider=current_settings().oidc_name,
    )


@blueprint.get("/reset")
@public
def ask_reset() -> str:
    """Ask whose password is to be reset, or tell that a mail is on its way."""
    form = ResetForm()
    return render_template("accounts/reset.html", form=form, asked="asked" in request.args)


@blueprint.post("/reset")
@public
def do_ask_reset() -> AnyResponse:
    """Send a link, if there is such an account; the answer is the same if not."""
    form = ResetForm()
    if form.validate():
        people.ask_reset(form.mail.data, address=address())
        return go("accounts.ask_reset", asked="1")
    return refused(render_template("accounts/reset.html", form=form, asked=False))


@blueprint.get("/reset/<token:token>")
@public
def reset(token: str) -> str:
    """Show the form for a new password."""
    mail = _owner(Purpose.RESET, token)
    return _reset_page(NewPasswordForm(mail), mail)


@blueprint.post("/reset/<token:token>")
@public
def do_reset(token: str) -> AnyResponse:
    """Set a new password."""
    mail = _owner(Purpose.RESET, token)
    form = NewPasswordForm(mail)
    if form.validate():
        people.reset(token, password=form.new.data)
        identity.leave()
        return go("accounts.sign_in", done="reset")
    return refused(_reset_page(form, mail))


def _reset_page(form: NewPasswordForm, mail: str) -> str:
    return render_template("accounts/new_password.html", form=form, mail=mail)


@blueprint.get("/account/mail/<token:token>")
@public
def new_mail(token: str) -> str:
    """Ask whether the address is to be changed: opening a link changes nothing."""
    link = links.read(Purpose.MAIL, token)
    return render_template("accounts/new_mail.html", mail=link.mail)


@blueprint.post("/account/mail/<token:token>")
@public
def confirm_new_mail(token: str) -> AnyResponse:
    """Change the address."""
    people.confirm_new_mail(token)
    identity.leave()
    return go("accounts.sign_in", done="mail")


def _owner(purpose: Purpose, token: str) -> str:
    """Return the address of the person whom a link was made for."""
    with reading():  # a write would hold the lock while the new password is hashed
        return links.read(purpose, token).person.mail
