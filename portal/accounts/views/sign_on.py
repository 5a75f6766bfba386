"""Signing in by an identity provider: the way there, the way back, and the link to an account.

Whoever leaves for the provider follows a link: a form that leads to another site would need a
wider Content-Security-Policy. Whoever comes back presses a button, or the page does unless it gives
somebody a way in: so it is a form of ours that signs in, and reading changes nothing here either.
"""

import logging

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.forms import SignOnForm
from portal.accounts.permissions import MANAGE_ACCOUNT
from portal.accounts.queries import person_of
from portal.accounts.queries.identities import identity_of
from portal.accounts.services import attempts, links, sign_on
from portal.accounts.services.attempts import Aim, Attempt, Distrusted, Known, ProviderAway
from portal.accounts.services.claims import CONFIRMED
from portal.accounts.services.sign_on import NotLinked
from portal.accounts.views import identity
from portal.accounts.views.fresh import is_fresh
from portal.accounts.views.pages import address, blueprint, entered, go, here, refused
from portal.core.access import current_actor, public, requires
from portal.core.db import reading
from portal.core.errors import NotFound
from portal.core.i18n import current_locale, localized
from portal.core.security import local_target
from portal.core.settings import current_settings

KEPT = "sign_on"
GIVEN = ("code", "state", "iss")
log = logging.getLogger(__name__)


@blueprint.get("/sign-on")
@public
def begin_sign_on() -> AnyResponse:
    """Lead to the provider, to sign in."""
    return _to_provider(Aim.ENTER, local_target(request.args.get("next", ""), ""))


@blueprint.get("/invitation/<token:token>/sign-on")
@public
def begin_acceptance(token: str) -> AnyResponse:
    """Lead to the provider, to accept an invitation."""
    with reading():
        links.read(links.Purpose.INVITATION, token)
    return _to_provider(Aim.ACCEPT, token)


@blueprint.get("/account/sign-on/begin")
@requires(MANAGE_ACCOUNT)
def begin_link() -> AnyResponse:
    """Lead to the provider, to link somebody there to the account."""
    return _to_provider(Aim.LINK, "") if here().is_fresh else go("accounts.linked")


def _to_provider(aim: Aim, target: str) -> AnyResponse:
    try:
        where, attempt = sign_on.begin(aim, target=target, locale=current_locale())
    except ProviderAway as error:
        log.warning("provider away", extra={"fields": {"reason": error.reason}})
        raise
    session[KEPT] = attempt.kept()
    return redirect(where, 303)


@blueprint.get("/sign-on/return")
@public
def come_back() -> str | AnyResponse:
    """Show whoever comes back the button that brings the code to us."""
    if not current_settings().oidc_issuer:
        raise NotFound
    attempt = attempts.from_kept(session.get(KEPT))
    if attempt.locale != current_locale():
        query = request.query_string.decode()
        return redirect(f"{localized(request.path, attempt.locale)}?{query}", 302)
    attempts.check(attempt, request.args)
    return render_template(
        "accounts/sign_on_return.html",
        provider=current_settings().oidc_name,
        given={
            name: request.args[name] for name in ("code", "state", "iss") if name in request.args
        },
        next=attempt.target if attempt.aim is Aim.ENTER else None,
        links=attempt.aim is Aim.LINK,  # which is for its owner alone to press
    )


@blueprint.post("/sign-on/return")
@public
def finish_sign_on() -> AnyResponse:
    """Sign in, link or accept, as was aimed at."""
    attempt = attempts.from_kept(session.pop(KEPT, None))
    try:
        known = sign_on.known_by(attempt, request.form, address=address())
    except (Distrusted, ProviderAway) as error:
        log.warning("not signed on", extra={"fields": {"reason": error.reason}})
        raise
    return _finished(attempt, known)


def _finished(attempt: Attempt, known: Known) -> AnyResponse:
    if attempt.aim is Aim.LINK:
        found = identity.here()
        if found is None or not found.is_fresh:
            return go("accounts.linked")
        sign_on.link(known, by=current_actor())
        return go("accounts.account", done="linked")
    if attempt.aim is Aim.ACCEPT:
        return entered(sign_on.accept(attempt.target, known, device=identity.device()))
    try:
        return entered(sign_on.enter(known, device=identity.device()))
    except NotLinked:
        return go("accounts.sign_in", done="not-linked")


@blueprint.get("/account/sign-on")
@requires(MANAGE_ACCOUNT)
def linked() -> str:
    """Show whether somebody at the provider is linked, and how to change it."""
    return _page(SignOnForm(is_fresh=here().is_fresh))


@blueprint.post("/account/sign-on")
@requires(MANAGE_ACCOUNT)
def confirm_link() -> AnyResponse:
    """Take the password, before the way to the provider is open."""
    form = SignOnForm(is_fresh=here().is_fresh)
    if form.validate() and is_fresh(form):
        return go("accounts.linked")
    return refused(_page(form))


@blueprint.post("/account/sign-on/unlink")
@requires(MANAGE_ACCOUNT)
def unlink() -> AnyResponse:
    """Let nobody at the provider enter the account any longer."""
    form = SignOnForm(is_fresh=here().is_fresh)
    if form.validate() and is_fresh(form):
        sign_on.unlink(by=current_actor())
        return go("accounts.account", done="unlinked")
    return refused(_page(form))


def _page(form: SignOnForm) -> str:
    if not current_settings().oidc_issuer:
        raise NotFound
    person = person_of(here().person_id)
    found = identity_of(person.id)
    return render_template(
        "accounts/sign_on.html",
        form=form,
        provider=current_settings().oidc_name,
        since=found.created_at if found else None,
        has_password=person.password_hash is not None,
        gives_roles=bool(current_settings().oidc_roles),
        days=CONFIRMED.days,
        page=url_for("accounts.linked"),
    )
